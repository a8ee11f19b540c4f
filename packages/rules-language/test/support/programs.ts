/** Generators of expressions that pass `check`, and the number of runs for long tests. */
import * as fc from 'fast-check';
import { fieldNamed, fieldNames } from '../../src/fields/index.ts';
import { maximumLength } from '../../src/limits.ts';
import { print } from '../../src/print/print.ts';
import type { ComparisonOperator, Expression, Literal, SetMember } from '../../src/syntax-tree.ts';
import { typeName } from '../../src/types.ts';
import {
  chain,
  integerLiteral,
  integerMember,
  ipLiteral,
  ipMember,
  nowhere,
  stringLiteral,
} from './trees.ts';

/** How often property tests of this package run; `FUZZ_RUNS=100000` makes them long. */
export const fuzzRuns = Number(process.env['FUZZ_RUNS'] ?? 2_000);

function fieldsOf(type: string): fc.Arbitrary<Expression> {
  const names = fieldNames().filter((name) => {
    const fact = fieldNamed(name);
    return fact !== undefined && fact.phases === undefined && typeName(fact.type) === type;
  });
  if (names.length === 0) throw new Error(`no field of type ${type}`);
  return fc.constantFrom(...names).map((name) => ({ kind: 'field', name, span: nowhere }));
}

function call(name: string, ...parameters: readonly Expression[]): Expression {
  return { kind: 'call', name, arguments: parameters, span: nowhere };
}

function string(value: string): Literal {
  return { kind: 'string', value, span: nowhere };
}

const each = { kind: 'each' } as const;
const patterns = ['^/a', '\\.php$', '[a-z"\\]]+', '(?i)x|y', 'a{2,3}', '"', '', '\\d+\\x41', '[^/]*'].map(
  string,
);
const wildcards = ['*', '/a/*', 'https://*/b?*', '\\*\\\\', ''].map(string);
const header = fc.constantFrom('accept', 'x-a', 'cookie', 'a"b\\');
const smallInteger = fc
  .integer({ min: -5, max: 200 })
  .map((value): Literal => ({ kind: 'integer', value: BigInt(value), span: nowhere }));

/** `http.request.headers["accept"]`. */
const mapElement = fc
  .tuple(fieldsOf('Map<Array<String>>'), header)
  .map(
    ([target, value]): Expression => ({ kind: 'index', target, key: { kind: 'name', value }, span: nowhere }),
  );

const stringArray: fc.Arbitrary<Expression> = fc.oneof(fieldsOf('Array<String>'), mapElement);

function mapped(target: Expression): Expression {
  return { kind: 'index', target, key: each, span: nowhere };
}

function compared(left: Expression, operator: ComparisonOperator, right: Literal): Expression {
  return { kind: 'comparison', left, operator, right, span: nowhere };
}

function within(left: Expression, members: readonly SetMember[]): Expression {
  return {
    kind: 'comparison',
    left,
    operator: 'in',
    right: { kind: 'set', members, span: nowhere },
    span: nowhere,
  };
}

/** What a left side of each type can be compared with. */
const comparisons: Readonly<
  Record<'string' | 'integer' | 'ip', fc.Arbitrary<(left: Expression) => Expression>>
> = {
  string: fc.oneof(
    fc
      .tuple(
        fc.constantFrom<ComparisonOperator>('eq', 'ne', 'lt', 'le', 'gt', 'ge', 'contains'),
        stringLiteral,
      )
      .map(
        ([operator, right]) =>
          (left: Expression) =>
            compared(left, operator, right),
      ),
    fc.constantFrom(...patterns).map((right) => (left: Expression) => compared(left, 'matches', right)),
    fc
      .tuple(
        fc.constantFrom<ComparisonOperator>('wildcard', 'strict wildcard'),
        fc.constantFrom(...wildcards),
      )
      .map(
        ([operator, right]) =>
          (left: Expression) =>
            compared(left, operator, right),
      ),
    fc.array(stringLiteral, { maxLength: 4 }).map((members) => (left: Expression) => within(left, members)),
  ),
  integer: fc.oneof(
    fc.tuple(fc.constantFrom<ComparisonOperator>('eq', 'ne', 'lt', 'le', 'gt', 'ge'), integerLiteral).map(
      ([operator, right]) =>
        (left: Expression) =>
          compared(left, operator, right),
    ),
    fc.array(integerMember, { maxLength: 4 }).map((members) => (left: Expression) => within(left, members)),
  ),
  ip: fc.oneof(
    fc.tuple(fc.constantFrom<ComparisonOperator>('eq', 'ne'), ipLiteral).map(
      ([operator, right]) =>
        (left: Expression) =>
          compared(left, operator, right),
    ),
    fc.array(ipMember, { maxLength: 4 }).map((members) => (left: Expression) => within(left, members)),
  ),
};

/** Something of a type, from what a function that maps one string to it makes of `source`. */
const stringFunctions: fc.Arbitrary<(source: Expression) => Expression> = fc.oneof(
  fc.constantFrom('lower', 'upper').map((name) => (source: Expression) => call(name, source)),
  fc
    .constantFrom('', 'r', 'u', 'ur')
    .map((flags) => (source: Expression) => call('url_decode', source, string(flags))),
  fc.tuple(smallInteger, fc.option(smallInteger, { nil: undefined })).map(
    ([start, end]) =>
      (source: Expression) =>
        end === undefined ? call('substring', source, start) : call('substring', source, start, end),
  ),
  stringLiteral.map((bytes) => (source: Expression) => call('remove_bytes', source, bytes)),
  stringLiteral.map((suffix) => (source: Expression) => call('concat', source, suffix)),
  stringLiteral.map((key) => (source: Expression) => call('lookup_json_string', source, key)),
);

const integerFunctions: fc.Arbitrary<(source: Expression) => Expression> = fc.oneof(
  fc.constant((source: Expression) => call('len', source)),
  stringLiteral.map((key) => (source: Expression) => call('lookup_json_integer', source, key)),
);

const booleanFunctions: fc.Arbitrary<(source: Expression) => Expression> = fc
  .tuple(fc.constantFrom('starts_with', 'ends_with'), stringLiteral)
  .map(
    ([name, affix]) =>
      (source: Expression) =>
        call(name, source, affix),
  );

const { condition, stringValue, booleans } = fc.letrec<{
  condition: Expression;
  stringValue: Expression;
  integerValue: Expression;
  booleans: Expression;
  mappedString: Expression;
}>((tie) => ({
  stringValue: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fieldsOf('String'),
    fc.tuple(stringArray, fc.nat(3)).map(
      ([target, value]): Expression => ({
        kind: 'index',
        target,
        key: { kind: 'number', value },
        span: nowhere,
      }),
    ),
    fc.tuple(stringFunctions, tie('stringValue')).map(([apply, source]) => apply(source)),
  ),
  integerValue: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fieldsOf('Integer'),
    fc.tuple(integerFunctions, tie('stringValue')).map(([apply, source]) => apply(source)),
    stringArray.map((array) => call('len', array)),
  ),
  /** A string for each element of an array: it still needs a function or a comparison around it. */
  mappedString: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    stringArray.map(mapped),
    fc.tuple(stringFunctions, tie('mappedString')).map(([apply, source]) => mapped(apply(source))),
  ),
  /** An array of booleans. */
  booleans: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.tuple(tie('mappedString'), comparisons.string).map(([left, compare]) => compare(left)),
    fc.tuple(booleanFunctions, tie('mappedString')).map(([apply, source]) => apply(source)),
    fc
      .tuple(integerFunctions, tie('mappedString'), comparisons.integer)
      .map(([apply, source, compare]) => compare(mapped(apply(source)))),
    tie('booleans').map((operand): Expression => ({ kind: 'not', operand, span: nowhere })),
    fc
      .tuple(fc.constantFrom('and' as const, 'or' as const, 'xor' as const), tie('mappedString'))
      .chain(([kind, left]) =>
        fc.array(comparisons.string, { minLength: 2, maxLength: 3 }).map((several) =>
          chain(
            kind,
            several.map((compare) => compare(left)),
          ),
        ),
      ),
  ),
  condition: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fieldsOf('Boolean'),
    fc.tuple(tie('stringValue'), comparisons.string).map(([left, compare]) => compare(left)),
    fc.tuple(tie('integerValue'), comparisons.integer).map(([left, compare]) => compare(left)),
    fc.tuple(fieldsOf('IP address'), comparisons.ip).map(([left, compare]) => compare(left)),
    fc.tuple(booleanFunctions, tie('stringValue')).map(([apply, source]) => apply(source)),
    fc.tuple(fc.constantFrom('any', 'all'), tie('booleans')).map(([name, argument]) => call(name, argument)),
    tie('condition').map((operand): Expression => ({ kind: 'not', operand, span: nowhere })),
    fc
      .tuple(
        fc.constantFrom('and' as const, 'or' as const, 'xor' as const),
        fc.array(tie('condition'), { minLength: 2, maxLength: 4 }),
      )
      .map(([kind, operands]) => chain(kind, operands)),
  ),
}));

function short(expression: Expression): boolean {
  return Array.from(print(expression)).length <= maximumLength;
}

/** A filter that passes `check` in every phase, on the Enterprise plan. */
export const filter: fc.Arbitrary<Expression> = condition.filter(short);

/** A value expression that passes `check` as the target of a redirect, and elsewhere. */
export const value: fc.Arbitrary<Expression> = stringValue.filter(short);

/** The argument of `any` and `all`. */
export const booleanArray: fc.Arbitrary<Expression> = booleans.filter(short);

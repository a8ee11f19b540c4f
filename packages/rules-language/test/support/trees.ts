/** Generators of syntax trees: any that `parse` can make, and ones that pass `check`. */
import * as fc from 'fast-check';
import { formatAddress } from '../../src/address.ts';
import { operatorWords } from '../../src/lex/operator.ts';
import { toOctets } from '../../src/octets.ts';
import type {
  Comparison,
  ComparisonOperator,
  Expression,
  FieldReference,
  FunctionCall,
  IndexAccess,
  IpLiteral,
  Literal,
  Logical,
  SetMember,
} from '../../src/syntax-tree.ts';

export const nowhere = { start: 0, end: 0 } as const;

/** The same tree with every span at 0, so that two trees can be compared. */
export function withoutSpans<Tree>(tree: Tree): Tree {
  return JSON.parse(
    JSON.stringify(tree, (key, value: unknown) => {
      if (key === 'span') return nowhere;
      return typeof value === 'bigint' ? `${value}n` : value;
    }),
  ) as Tree;
}

const octet = fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code));

/** Octets of strings: text of all sorts, quotes, escapes, and octets that are no text. */
export const octets: fc.Arbitrary<string> = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.string({ unit: 'grapheme', maxLength: 8 }).map(toOctets),
  fc.string({ unit: octet, maxLength: 8 }),
  fc
    .string({ unit: fc.constantFrom('\\', '"', '#', 'a', '[', ']', '*', '\n', '\u200f', 'é'), maxLength: 12 })
    .map(toOctets),
);

const text: fc.Arbitrary<string> = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.string({ unit: 'grapheme', maxLength: 8 }),
  fc.string({ unit: fc.constantFrom('\\', '"', '#', 'a', '[', ']', '*', '\n', 'é'), maxLength: 12 }),
);

const address: fc.Arbitrary<{ readonly version: 4 | 6; readonly bits: bigint }> = fc.oneof(
  fc.record({ version: fc.constant(4 as const), bits: fc.bigInt(0n, 2n ** 32n - 1n) }),
  fc.record({ version: fc.constant(6 as const), bits: fc.bigInt(0n, 2n ** 128n - 1n) }),
  fc.record({ version: fc.constant(6 as const), bits: fc.bigInt(0n, 2n ** 48n).map((bits) => bits << 60n) }),
);

export const ipLiteral: fc.Arbitrary<IpLiteral> = address.map((value) => ({
  kind: 'ip',
  value: formatAddress(value),
  span: nowhere,
}));

export const integer: fc.Arbitrary<bigint> = fc.oneof(
  fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n),
  fc.bigInt(0n, 1000n),
);

export const stringLiteral: fc.Arbitrary<Literal> = octets.map((value) => ({
  kind: 'string',
  value,
  span: nowhere,
}));
export const integerLiteral: fc.Arbitrary<Literal> = integer.map((value) => ({
  kind: 'integer',
  value,
  span: nowhere,
}));
const booleanLiteral: fc.Arbitrary<Literal> = fc
  .boolean()
  .map((value) => ({ kind: 'boolean', value, span: nowhere }));

const literal: fc.Arbitrary<Literal> = fc.oneof(stringLiteral, integerLiteral, booleanLiteral, ipLiteral);

export const integerMember: fc.Arbitrary<SetMember> = fc.oneof(
  integerLiteral,
  fc.tuple(integer, integer).map(
    ([a, b]): SetMember => ({
      kind: 'integer range',
      from: a < b ? a : b,
      to: a < b ? b : a,
      span: nowhere,
    }),
  ),
);

export const ipMember: fc.Arbitrary<SetMember> = fc.oneof(
  ipLiteral,
  fc.tuple(address, fc.bigInt(0n, 2n ** 24n)).map(([{ version, bits }, more]): SetMember => {
    const low = version === 4 ? bits >> 8n : bits >> 16n;
    const from = formatAddress({ version, bits: low });
    return { kind: 'ip range', from, to: formatAddress({ version, bits: low + more }), span: nowhere };
  }),
  fc
    .tuple(address, fc.double({ min: 0, max: 1, noNaN: true }))
    .map(([{ version, bits }, part]): SetMember => {
      const width = version === 4 ? 32 : 128;
      const prefix = Math.floor(part * width);
      const rest = BigInt(width - prefix);
      const network = formatAddress({ version, bits: (bits >> rest) << rest });
      return { kind: 'cidr', address: network, prefix, span: nowhere };
    }),
);

const reserved = new Set([...operatorWords, 'true', 'false', 'strict']);
const segment = fc.stringMatching(/^[a-z_][A-Za-z0-9_]{0,6}$/);
const name = fc
  .array(segment, { minLength: 1, maxLength: 4 })
  .map((segments) => segments.join('.'))
  .filter((joined) => !reserved.has(joined.toLowerCase()));

const listName = fc.stringMatching(/^[a-z0-9_]{1,8}(\.[a-z0-9_]{1,8})?$/);

const field: fc.Arbitrary<FieldReference> = name.map((chosen) => ({
  kind: 'field',
  name: chosen,
  span: nowhere,
}));

const key: fc.Arbitrary<IndexAccess['key']> = fc.oneof(
  fc.constant({ kind: 'each' } as const),
  fc.integer({ min: 0, max: 2 ** 32 - 1 }).map((value) => ({ kind: 'number', value }) as const),
  text.map((value) => ({ kind: 'name', value: toOctets(value) }) as const),
);

function indexed(target: Expression, keys: readonly IndexAccess['key'][]): Expression {
  return keys.reduce<Expression>(
    (inner, one) => ({ kind: 'index', target: inner, key: one, span: nowhere }),
    target,
  );
}

const otherOperators: readonly ComparisonOperator[] = [
  'eq',
  'ne',
  'lt',
  'le',
  'gt',
  'ge',
  'contains',
  'wildcard',
  'strict wildcard',
];

const right: fc.Arbitrary<Pick<Comparison, 'operator' | 'right'>> = fc.oneof(
  fc.record({ operator: fc.constantFrom(...otherOperators), right: literal }),
  fc.record({
    operator: fc.constant('matches' as const),
    right: text.map((value): Literal => ({ kind: 'string', value: toOctets(value), span: nowhere })),
  }),
  fc.record({
    operator: fc.constant('in' as const),
    right: fc.oneof(
      fc
        .array(fc.oneof(stringLiteral, integerMember, ipMember), { maxLength: 4 })
        .map((members) => ({ kind: 'set', members, span: nowhere }) as const),
      listName.map((chosen) => ({ kind: 'list', name: chosen, span: nowhere }) as const),
    ),
  }),
);

/** A chain without operands of its own kind, as `parse` makes it. */
export function chain(kind: Logical['kind'], operands: readonly Expression[]): Logical {
  const flat = operands.flatMap((one) => ('operands' in one && one.kind === kind ? one.operands : [one]));
  return { kind, operands: flat, span: nowhere };
}

const { expression } = fc.letrec<{
  expression: Expression;
  operand: Expression;
  named: Expression;
  call: FunctionCall;
  argument: Expression;
}>((tie) => ({
  argument: fc.oneof(
    { weight: 4, arbitrary: tie('expression') },
    {
      weight: 1,
      arbitrary: tie('operand').map(
        (operand): Expression =>
          'operands' in operand || operand.kind === 'not' || operand.kind === 'comparison'
            ? operand
            : { ...operand, grouped: true },
      ),
    },
  ),
  call: fc
    .record({ name, arguments: fc.array(tie('argument'), { maxLength: 3 }) })
    .map((call) => ({ kind: 'call', ...call, span: nowhere })),
  named: fc
    .tuple(fc.oneof({ depthSize: 'small' }, field, tie('call')), fc.array(key, { maxLength: 3 }))
    .map(([target, keys]) => indexed(target, keys)),
  operand: fc.oneof({ weight: 4, arbitrary: tie('named') }, { weight: 1, arbitrary: literal }),
  expression: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { weight: 3, arbitrary: tie('operand') },
    {
      weight: 4,
      arbitrary: fc
        .tuple(tie('named'), right)
        .map(([left, rest]): Expression => ({ kind: 'comparison', left, ...rest, span: nowhere })),
    },
    {
      weight: 1,
      arbitrary: tie('expression').map((operand): Expression => ({ kind: 'not', operand, span: nowhere })),
    },
    {
      weight: 2,
      arbitrary: fc
        .tuple(
          fc.constantFrom('and' as const, 'or' as const, 'xor' as const),
          fc.array(tie('expression'), { minLength: 2, maxLength: 4 }),
        )
        .map(([kind, operands]) => chain(kind, operands)),
    },
  ),
}));

/** Any tree that `parse` can make; names are mostly unknown and types mostly wrong. */
export const syntaxTree: fc.Arbitrary<Expression> = expression;

import * as fc from 'fast-check';
import { parse as reference } from 'graphql';
import { describe, expect, it } from 'vitest';
import { parse } from './parse.ts';
import { SyntaxProblem } from './syntax.ts';
import { checkVariables, variablesOf } from './variables.ts';

const words = ['a', 'viewer', 'zones', 'query', 'true', 'null', '$x', '_1'];

/** What may follow what is left to chance: most of it is no GraphQL. */
const soup = fc
  .array(
    fc.constantFrom(
      ...words,
      ...'{ } ( ) [ ] : ! = $ @ ... | & , # 0 1 -2 3.5 1e3 01 "a" "\\u00e4" "\\x" """b""" \n'.split(' '),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(' '));

const name = fc.constantFrom('a', 'b', 'viewer', 'sum', 'T1');
const literal: fc.Arbitrary<string> = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom('1', '-0', '2.5', '"x"', 'true', 'null', 'sum_bytes_DESC', '$v', '"""a\n  b"""'),
    fc.array(tie('value'), { maxLength: 3 }).map((items) => `[${items.join(' ')}]`),
    fc
      .uniqueArray(fc.tuple(name, tie('value')), { maxLength: 3, selector: ([key]) => key })
      .map((fields) => `{${fields.map(([key, value]) => `${key}: ${value}`).join(', ')}}`),
  ),
})).value;

const selection: fc.Arbitrary<string> = fc.letrec<{ fields: string }>((tie) => ({
  fields: fc
    .array(
      fc.tuple(
        fc.option(name, { nil: undefined }),
        name,
        fc.option(literal, { nil: undefined }),
        fc.oneof({ maxDepth: 3 }, fc.constant(''), tie('fields')),
      ),
      { minLength: 1, maxLength: 3 },
    )
    .map(
      (fields) =>
        `{ ${fields
          .map(
            ([alias, field, arg, below]) =>
              `${alias === undefined ? '' : `${alias}: `}${field}${arg === undefined ? '' : `(x: ${arg})`} ${below}`,
          )
          .join('\n')} }`,
    ),
})).fields;

describe('the parser, compared with npm graphql', () => {
  it('accepts what it accepts, and reads the same fields', () => {
    fc.assert(
      fc.property(selection, (fields) => {
        const document = `query Q($v: string!, $w: [Int!]! = [1]) ${fields}`;
        const [operation] = parse(document);
        const [definition] = reference(document).definitions;
        expect(shapeOf(operation?.selection ?? [])).toEqual(
          referenceShape(JSON.parse(JSON.stringify(definition))),
        );
      }),
    );
  });

  it('accepts nothing that it does not', () => {
    fc.assert(
      fc.property(soup, (text) => {
        let isAccepted = true;
        try {
          parse(text);
        } catch (error) {
          expect(error).toBeInstanceOf(SyntaxProblem);
          isAccepted = false;
        }
        if (isAccepted) reference(text);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ['fragment', '{ a ...F } fragment F on A { b }'],
    ['mutation', 'mutation { a }'],
    ['directive', '{ a @skip(if: true) }'],
    ['nothing', ''],
    ['an empty selection', '{ }'],
    ['no name', '{ a(: 1) }'],
    ['twice the same argument', '{ a(x: 1, x: 2) }'],
    ['an open string', '{ a(x: "b) }'],
    ['depth', `${'{a'.repeat(40)}${'}'.repeat(40)}`],
  ])('refuses %s', (_what, document) => {
    expect(() => parse(document)).toThrow(SyntaxProblem);
  });
});

const read = (document: string, given: Record<string, unknown>) => {
  const [operation] = parse(document);
  if (operation === undefined) throw new Error('no operation');
  checkVariables(operation);
  return Object.fromEntries(variablesOf(operation, given));
};

describe('variables', () => {
  it('have their defaults, and what was sent', () => {
    expect(read('query($a: string = "x", $b: [string!], $c: Time) { f(x: $a) }', { b: ['y'], d: 1 })).toEqual(
      {
        a: 'x',
        b: ['y'],
      },
    );
  });

  it.each([
    ['a required one that is missing', 'query($a: string!) { f }', {}],
    ['one of another type', 'query($a: Time!) { f }', { a: 5 }],
    ['an item of another type', 'query($a: [string!]) { f }', { a: [5] }],
    ['one that is not defined', '{ f(x: $a) }', { a: 1 }],
  ])('refuse %s', (_what, document, given) => {
    expect(() => read(document, given)).toThrow(SyntaxProblem);
  });
});

type Shape = readonly { readonly key: string; readonly args: readonly string[]; readonly below: Shape }[];

function shapeOf(fields: ReturnType<typeof parse>[number]['selection']): Shape {
  return fields.map(({ key, args, selection: below }) => ({
    key,
    args: [...args].map(([arg, { kind }]) => `${arg} ${kind}`),
    below: shapeOf(below),
  }));
}

interface ReferenceNode {
  readonly name?: { readonly value: string };
  readonly alias?: { readonly value: string };
  readonly arguments?: readonly {
    readonly name: { readonly value: string };
    readonly value: { readonly kind: string };
  }[];
  readonly selectionSet?: { readonly selections: readonly object[] };
}

function referenceShape(node: ReferenceNode | undefined): Shape {
  return (node?.selectionSet?.selections ?? []).map((field: ReferenceNode) => ({
    key: field.alias?.value ?? field.name?.value ?? '',
    args: (field.arguments ?? []).map(
      (arg) => `${arg.name.value} ${arg.value.kind.replace(/Value$/u, '').toLowerCase()}`,
    ),
    below: referenceShape(field),
  }));
}

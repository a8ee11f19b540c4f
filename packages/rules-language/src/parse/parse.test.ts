import { describe, expect, it } from 'vitest';
import { nowhere, withoutSpans } from '../../test/support/trees.ts';
import { toOctets } from '../octets.ts';
import type { Comparison, Expression } from '../syntax-tree.ts';
import { parse } from './parse.ts';

function tree(source: string): Expression {
  const parsed = parse(source);
  if (!parsed.ok) throw new Error(parsed.problems.map(({ message }) => message).join(' '));
  return parsed.expression;
}

function field(name: string): Expression {
  return { kind: 'field', name, span: nowhere };
}

/** The right side of `a <operator> …`, without spans. */
function right(source: string): unknown {
  return withoutSpans((tree(source) as Comparison).right);
}

describe('comparisons', () => {
  it.each([
    ['eq', 'eq'],
    ['==', 'eq'],
    ['ne', 'ne'],
    ['!=', 'ne'],
    ['lt', 'lt'],
    ['<', 'lt'],
    ['le', 'le'],
    ['<=', 'le'],
    ['gt', 'gt'],
    ['>', 'gt'],
    ['ge', 'ge'],
    ['>=', 'ge'],
    ['contains', 'contains'],
    ['matches', 'matches'],
    ['~', 'matches'],
    ['wildcard', 'wildcard'],
    ['strict wildcard', 'strict wildcard'],
  ])('%s is %s', (spelling, operator) => {
    expect(withoutSpans(tree(`a ${spelling} "b"`))).toEqual({
      kind: 'comparison',
      operator,
      left: field('a'),
      right: { kind: 'string', value: 'b', span: nowhere },
      span: nowhere,
    });
  });

  it('need no white space around signs, quotes and brackets', () => {
    expect(withoutSpans(tree('a=="b"&&!c in{1}'))).toEqual(withoutSpans(tree('a == "b" && ! c in { 1 }')));
    expect(withoutSpans(tree('a eq"b"and c'))).toEqual(withoutSpans(tree('a eq "b" and c')));
  });
});

describe('precedence', () => {
  it.each([
    ['a or b xor c and not d', 'a or (b xor (c and (not d)))'],
    ['a and b or c', '(a and b) or c'],
    ['a xor b or c', '(a xor b) or c'],
    ['a and b xor c', '(a and b) xor c'],
    ['not a and b', '(not a) and b'],
    ['not a eq 1', 'not (a eq 1)'],
    ['not a in {1} or b', '(not (a in {1})) or b'],
    ['a and b and c', 'a and (b and c)'],
    ['a or (b or c) or d', '((a or b) or c) or d'],
  ])('%s is %s', (source, explicit) => {
    expect(withoutSpans(tree(source))).toEqual(withoutSpans(tree(explicit)));
  });

  it.each([
    ['a or b and c', '(a or b) and c'],
    ['not a and b', 'not (a and b)'],
    ['a xor b and c', '(a xor b) and c'],
    ['a or b xor c', '(a or b) xor c'],
  ])('%s is not %s', (source, other) => {
    expect(withoutSpans(tree(source))).not.toEqual(withoutSpans(tree(other)));
  });

  it('puts a chain of one operator side by side', () => {
    expect(withoutSpans(tree('a and b && (c and d)'))).toEqual({
      kind: 'and',
      operands: [field('a'), field('b'), field('c'), field('d')],
      span: nowhere,
    });
  });
});

describe('strings', () => {
  it.each([
    ['plain', '"abc"', 'abc'],
    ['empty', '""', ''],
    ['text outside of ASCII', '"ä中😀"', toOctets('ä中😀')],
    ['escaped', String.raw`"\"\\"`, '"\\'],
    ['hexadecimal', String.raw`"\x41\xfF\x00"`, 'A\xff\0'],
    ['octal', String.raw`"\101\377\0001"`, 'A\xff\x001'],
    ['a line break inside', '"a\nb"', 'a\nb'],
    ['a tab inside', '"a\tb"', 'a\tb'],
    ['raw', String.raw`r"a\d\"`, 'a\\d\\'],
    ['raw with a quote', 'r#"a"b"#', 'a"b'],
    ['raw with a quote and a number sign', 'r##"a"#b"##', 'a"#b'],
    ['raw and empty', 'r""', ''],
    ['raw with 255 number signs', `r${'#'.repeat(255)}"a"${'#'.repeat(255)}`, 'a'],
  ])('%s', (_what, source, value) => {
    expect(right(`a eq ${source}`)).toEqual({ kind: 'string', value, span: nowhere });
  });

  it.each([
    ['a backslash stays', String.raw`"a\.b\\"`, String.raw`a\.b\\`],
    ['before a quote it does not', String.raw`"a\"b"`, 'a"b'],
    ['a quote in a class does not end it', '"[a-z"]+"', '[a-z"]+'],
    ['an escaped bracket opens no class', String.raw`"\[a"`, String.raw`\[a`],
    ['an escaped quote in a class keeps its backslash', String.raw`"[\"]"`, String.raw`[\"]`],
    ['the example of wirefilter', String.raw`"[a-z"\]]+\d{1,10}\""`, String.raw`[a-z"\]]+\d{1,10}"`],
    ['raw strings are the same everywhere', 'r#"a\\"b"#', 'a\\"b'],
  ])('of patterns: %s', (_what, source, value) => {
    expect(right(`a matches ${source}`)).toEqual({ kind: 'string', value, span: nowhere });
    expect(right(`a ~ ${source}`)).toEqual({ kind: 'string', value, span: nowhere });
  });
});

describe('numbers and addresses', () => {
  it.each([
    ['0', 0n],
    ['80', 80n],
    ['-1', -1n],
    ['0x1F', 31n],
    ['0755', 493n],
    ['9223372036854775807', 2n ** 63n - 1n],
    ['-9223372036854775808', -(2n ** 63n)],
  ])('%s', (source, value) => {
    expect(tree(`a eq ${source}`)).toMatchObject({ right: { kind: 'integer', value } });
  });

  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['2001:DB8::0:1', '2001:db8::1'],
    ['fe80::1', 'fe80::1'],
    ['::', '::'],
    ['::ffff:1.2.3.4', '::ffff:1.2.3.4'],
    ['a::', 'a::'],
  ])('%s', (source, value) => {
    expect(right(`a eq ${source}`)).toEqual({ kind: 'ip', value, span: nowhere });
  });

  it('takes every kind of member in a set', () => {
    const source = 'a in {1 -2..3 "b" r"c" 192.0.2.1 192.0.2.0/24 2001:db8::/32 ::1..::2 10.0.0.1..10.0.0.9}';
    const parsed = tree(source) as Comparison;
    expect(parsed.right).toMatchObject({
      kind: 'set',
      members: [
        { kind: 'integer', value: 1n },
        { kind: 'integer range', from: -2n, to: 3n },
        { kind: 'string', value: 'b' },
        { kind: 'string', value: 'c' },
        { kind: 'ip', value: '192.0.2.1' },
        { kind: 'cidr', address: '192.0.2.0', prefix: 24 },
        { kind: 'cidr', address: '2001:db8::', prefix: 32 },
        { kind: 'ip range', from: '::1', to: '::2' },
        { kind: 'ip range', from: '10.0.0.1', to: '10.0.0.9' },
      ],
    });
  });
});

describe('fields, functions and indexes', () => {
  it('nest', () => {
    expect(withoutSpans(tree('any(lower (a.b_1["k"][*], "x")[*] eq "y")'))).toEqual({
      kind: 'call',
      name: 'any',
      arguments: [
        {
          kind: 'comparison',
          operator: 'eq',
          left: {
            kind: 'index',
            target: {
              kind: 'call',
              name: 'lower',
              arguments: [
                {
                  kind: 'index',
                  target: {
                    kind: 'index',
                    target: field('a.b_1'),
                    key: { kind: 'name', value: 'k' },
                    span: nowhere,
                  },
                  key: { kind: 'each' },
                  span: nowhere,
                },
                { kind: 'string', value: 'x', span: nowhere },
              ],
              span: nowhere,
            },
            key: { kind: 'each' },
            span: nowhere,
          },
          right: { kind: 'string', value: 'y', span: nowhere },
          span: nowhere,
        },
      ],
      span: nowhere,
    });
  });

  it.each([
    ['a', { kind: 'field' }],
    ['f()', { kind: 'call', arguments: [] }],
    ['true', { kind: 'boolean', value: true }],
    ['"a"', { kind: 'string' }],
    ['f(a::1, 2)', { arguments: [{ kind: 'ip' }, { kind: 'integer' }] }],
    ['face', { kind: 'field', name: 'face' }],
    ['f(true, not a, b and c)', { arguments: [{ kind: 'boolean' }, { kind: 'not' }, { kind: 'and' }] }],
    ['a[4294967295]', { key: { kind: 'number', value: 4294967295 } }],
  ])('%s', (source, expected) => {
    expect(tree(source)).toMatchObject(expected);
  });
});

describe('spans', () => {
  it('cover what a node was made of', () => {
    const source = '(a) and\n not lower(b)["c"] in {"d"}';
    const parsed = tree(source) as Expression & { operands: readonly Expression[] };
    const text = ({ span }: Expression) => source.slice(span.start, span.end);
    expect(text(parsed)).toBe(source);
    const [first, second] = parsed.operands as [Expression, Expression & { operand: Comparison }];
    expect(text(first)).toBe('a');
    expect(text(second)).toBe('not lower(b)["c"] in {"d"}');
    expect(text(second.operand.left)).toBe('lower(b)["c"]');
    expect(source.slice(second.operand.right.span.start, second.operand.right.span.end)).toBe('{"d"}');
  });
});

describe('tabs', () => {
  it('are taken between tokens with a warning, and are nothing in strings', () => {
    expect(parse('a\teq "\t"')).toMatchObject({ ok: true, warnings: [{ code: 'tab', line: 1, column: 2 }] });
    expect(parse('a eq "\t"')).toMatchObject({ ok: true, warnings: [] });
  });
});

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
    ['f(true, not a, (b and c))', { arguments: [{ kind: 'boolean' }, { kind: 'not' }, { kind: 'and' }] }],
    ['f((a), b)', { arguments: [{ kind: 'field', grouped: true }, { kind: 'field' }] }],
    ['f(not a and b)', { arguments: [{ kind: 'and' }] }],
    ['f((a) and b)', { arguments: [{ kind: 'and' }] }],
    ['f(any(a) and b)', { arguments: [{ kind: 'and' }] }],
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

describe('blanks', () => {
  it.each(['\t', '\v', '\f', '\x85', '\xa0', '\u2003', '\u2028', '\u3000'])(
    '%j is refused between tokens, left out at the ends with a warning, and nothing in a string',
    (blank) => {
      const problem = { code: 'syntax', suggestion: ' ', span: { start: 1, end: 2 } };
      expect(parse(`a${blank}eq "b"`)).toMatchObject({ ok: false, problems: [problem] });
      const found = parse(`${blank} a eq "${blank}" ${blank}${blank}`);
      expect(found).toMatchObject({
        ok: true,
        warnings: [
          { code: 'blank', span: { start: 0, end: 1 } },
          { code: 'blank', span: { start: 11, end: 12 } },
        ],
      });
      expect(parse(`a eq "${blank}"`)).toMatchObject({ ok: true, warnings: [] });
    },
  );

  it.each(['\ufeff', '\u200b', '\u2060'])('%j is no blank, not even at the ends', (character) => {
    expect(parse(`${character}a`)).toMatchObject({ ok: false });
    expect(parse(`a${character}`)).toMatchObject({ ok: false });
  });

  it('are spaces and line breaks without a word', () => {
    expect(parse('\r\n a\r\n eq\n"b" \n')).toMatchObject({ ok: true, warnings: [] });
    expect(parse('   ')).toMatchObject({ ok: false });
  });

  it.each(['a strict  wildcard "b"', 'a strict\nwildcard "b"', 'a strict\r\nwildcard "b"'])(
    '%j: exactly one space',
    (source) => {
      expect(parse(source)).toMatchObject({ ok: false, problems: [{ suggestion: 'strict wildcard' }] });
    },
  );
});

describe('arguments', () => {
  it.each([
    ['any(a[*] eq 1 or a[*] eq 2)', '(a[*] eq 1 or a[*] eq 2)'],
    ['any(a and b)', '(a and b)'],
    ['f(a, b xor c)', '(b xor c)'],
    ['f(a, 0x1F)', '31'],
    ['f(0x10)', '16'],
  ])('%s is written %s', (source, suggestion) => {
    expect(parse(source)).toMatchObject({ ok: false, problems: [{ code: 'syntax', suggestion }] });
  });

  it.each(['f(a, 010)', 'f(a, -1)', 'any(a[*] eq 0x10)', 'f(a[0x1])'])('%s is taken', (source) => {
    expect(parse(source)).toMatchObject({ ok: true });
  });
});

describe('loose addresses', () => {
  it.each([
    ['10/8', { kind: 'cidr', address: '10.0.0.0', prefix: 8 }, '10.0.0.0/8'],
    ['10.1/16', { kind: 'cidr', address: '10.1.0.0', prefix: 16 }, '10.1.0.0/16'],
    ['10.1.2/24', { kind: 'cidr', address: '10.1.2.0', prefix: 24 }, '10.1.2.0/24'],
    ['0/0', { kind: 'cidr', address: '0.0.0.0', prefix: 0 }, '0.0.0.0/0'],
    ['01.2.3.4', { kind: 'ip', value: '1.2.3.4' }, '1.2.3.4'],
    ['192.168.000.001', { kind: 'ip', value: '192.168.0.1' }, '192.168.0.1'],
    ['010.0.0.0/08', { kind: 'cidr', address: '10.0.0.0', prefix: 8 }, '10.0.0.0/08'],
    ['10.1', { kind: 'ip', value: '10.1.0.0' }, '10.1.0.0'],
    ['10', { kind: 'ip', value: '10.0.0.0' }, '10.0.0.0'],
  ])('%s in a set is %j', (member, expected, suggestion) => {
    const parsed = parse(`ip.src in {${member}}`);
    expect(parsed).toMatchObject({ ok: true, warnings: [{ code: 'loose_address', suggestion }] });
    expect(parsed).toHaveProperty('expression.right.members.0', expect.objectContaining(expected));
  });

  it.each([
    'ip.src eq 01.2.3.4',
    'ip.src eq 10.1',
    'ip.src in {10.1..10.2}',
    'ip.src in {10.1.2.3..10.1.2.04}',
    'ip.src in {256/8}',
    'ip.src in {1.2.3.4.5}',
    'ip.src in {10.1/8}',
    'ip.src in {10./8}',
    'ip.src in {::1.2.3.04}',
    'f(01.2.3.4)',
  ])('%s is refused, as by the engine', (source) => {
    expect(parse(source)).toMatchObject({ ok: false });
  });

  it('are numbers where numbers stand', () => {
    expect(parse('cf.edge.server_port in {080 10}')).toMatchObject({ ok: false });
    expect(parse('cf.edge.server_port in {010 10}')).toHaveProperty('expression.right.members', [
      expect.objectContaining({ kind: 'integer', value: 8n }),
      expect.objectContaining({ kind: 'integer', value: 10n }),
    ]);
  });
});

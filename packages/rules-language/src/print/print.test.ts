import { describe, expect, it } from 'vitest';
import { chain, nowhere } from '../../test/support/trees.ts';
import { parse } from '../parse/parse.ts';
import type { Expression } from '../syntax-tree.ts';
import { print } from './print.ts';

function normalised(source: string): string {
  const parsed = parse(source);
  if (!parsed.ok) throw new Error(parsed.problems.map(({ message }) => message).join(' '));
  return print(parsed.expression);
}

describe('print', () => {
  it.each([
    ['operators in words', 'a==1&&b!=2||c>=3^^!d', 'a eq 1 and b ne 2 or c ge 3 xor not d'],
    ['white space', ' a\n  eq\r\n1 ', 'a eq 1'],
    ['integers in decimal', 'a in {0x50 010..0x20 -5}', 'a in {80 8..32 -5}'],
    [
      'addresses in their shortest form',
      'a in {2001:DB8:0:0::1 2001:0db8::/32 ::1..::0:2}',
      'a in {2001:db8::1 2001:db8::/32 ::1..::2}',
    ],
    ['sets in their order', 'a in {3 1 2 1}', 'a in {3 1 2 1}'],
    ['an empty set', 'a in {  }', 'a in {}'],
    ['lists', 'a in $cf.open_proxies', 'a in $cf.open_proxies'],
    ['needless parentheses', '((a)) and ((b and c))', 'a and b and c'],
    ['needed parentheses', '(a or b) and not (c and d)', '(a or b) and not (c and d)'],
    ['precedence', '(a and b) xor (c or d)', 'a and b xor (c or d)'],
    ['not before a comparison', '!(a eq 1)', 'not a eq 1'],
    ['not not', '! ! a', 'not not a'],
    ['chains in arguments', 'any(((a[*] eq 1) or a[*] eq 2))', 'any((a[*] eq 1 or a[*] eq 2))'],
    ['chains in arguments behind not', 'any(not a or b)', 'any((not a or b))'],
    ['parentheses around a condition in an argument', 'any( ((a(b[*]))) )', 'any((a(b[*])))'],
    ['loose addresses', 'a in {10/8 01.2.3.4 10.1/016}', 'a in {10.0.0.0/8 1.2.3.4 10.1.0.0/16}'],
    ['loose addresses without a point', 'ip.src in {10 010 1.2}', 'ip.src in {10.0.0.0 10.0.0.0 1.2.0.0}'],
    ['not in arguments', 'any(not a[*] eq 1)', 'any(not a[*] eq 1)'],
    ['arguments', 'f( a ,"b",g( ) )', 'f(a, "b", g())'],
    ['indexes', 'a[ 0 ][ "k" ][ * ]', 'a[0]["k"][*]'],
    ['strict wildcard', 'a strict wildcard  "b"', 'a strict wildcard "b"'],
    ['a string', 'a eq r"b"', 'a eq "b"'],
    ['a string with quotes', 'a eq r#"say "b""#', String.raw`a eq "say \"b\""`],
    ['a string with backslashes', String.raw`a eq "b\\c"`, String.raw`a eq r"b\c"`],
    ['quotes and backslashes', String.raw`a eq "b\\c\"#"`, String.raw`a eq r##"b\c"#"##`],
    ['octets that are text', String.raw`a eq "\x41\303\244"`, 'a eq "Aä"'],
    ['octets that are not', String.raw`a eq "\xff\012"`, String.raw`a eq "\xff\x0a"`],
    ['what cannot be seen', 'a eq "b\u202ec"', String.raw`a eq "b\xe2\x80\xaec"`],
    ['backslashes and what cannot be seen', 'a eq r"\\\n"', String.raw`a eq "\\\x0a"`],
    ['a plain pattern', 'a ~ "^/b$"', 'a matches "^/b$"'],
    ['a pattern with escapes', String.raw`a matches "b\.c"`, String.raw`a matches r"b\.c"`],
    ['a pattern with a quote', String.raw`a matches "b\"c"`, 'a matches r#"b"c"#'],
    ['a pattern with a class', 'a matches "[b"c]"', 'a matches r#"[b"c]"#'],
    ['a pattern whose class has no end', 'a matches r"[b"', 'a matches r"[b"'],
    ['a key with quotes', String.raw`a["b\"\\"]`, String.raw`a["b\"\\"]`],
    ['booleans', 'true and not false', 'true and not false'],
  ])('writes %s', (_what, source, expected) => {
    expect(normalised(source)).toBe(expected);
    expect(normalised(expected)).toBe(expected);
  });

  it('writes chains that were not flattened as flat ones', () => {
    const a: Expression = { kind: 'field', name: 'a', span: nowhere };
    const nested: Expression = { kind: 'and', operands: [a, chain('and', [a, a])], span: nowhere };
    expect(print(nested)).toBe('a and a and a');
  });
});

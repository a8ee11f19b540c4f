import { describe, expect, it } from 'vitest';
import { lex } from '../lex/lex.ts';
import { maximumDepth, maximumLength } from '../limits.ts';
import type { Problem } from '../problem.ts';
import { parse } from './parse.ts';

function problems(source: string): readonly Problem[] {
  const parsed = parse(source);
  return parsed.ok ? [] : parsed.problems;
}

describe('syntax problems', () => {
  it.each<[string, number, string, string?]>([
    // source, column, part of the message, suggestion
    ['', 1, 'where a field should follow'],
    ['   ', 4, 'where a field should follow'],
    ['a and', 6, 'where a field should follow'],
    ['and a', 1, 'operator and has nothing on its left'],
    ['a and or b', 7, 'operator or has nothing on its left'],
    ['== "a"', 1, 'operator == has nothing on its left'],
    ['(a', 3, 'The ( at character 1 is not closed'],
    ['((a)', 5, 'The ( at character 1 is not closed'],
    ['f(a', 4, 'The ( at character 2 is not closed'],
    ['f(a,)', 5, ') is not expected here'],
    ['a)', 2, 'closes nothing'],
    ['()', 2, ') is not expected here'],
    ['(a eq 1 b)', 9, 'operator is missing before b'],
    ['a eq 1 b', 8, 'operator is missing before b'],
    ['(a) (b)', 5, 'operator is missing before ('],
    ['a eq 1 adn b', 8, 'no operator adn', 'and'],
    ['a "b"', 3, 'operator is missing before "b"'],
    ['a 80', 3, 'operator is missing before 80'],
    ['a eqq 1', 3, 'no operator eqq', 'eq'],
    ['a conatins "b"', 3, 'no operator conatins', 'contains'],
    ['a frobnicate "b"', 3, 'no operator frobnicate'],
    ['a eq', 5, 'where a value should follow'],
    ['a eq b', 6, 'text stands in double quotes', '"b"'],
    ['a eq example.com/x?y', 6, 'text stands in double quotes', '"example.com/x?y"'],
    ['a eq /admin', 6, 'text stands in double quotes', '"/admin"'],
    ['"a" eq b', 8, 'Fields and functions stand on its left', '"b"'],
    ['a eq (1)', 6, '( is not expected here'],
    ['a eq {1}', 6, 'Only the operator in takes a set', 'in'],
    ['a eq $b', 6, 'Only the operator in takes a set', 'in'],
    ['a eq 1 eq 2', 8, 'do not chain'],
    ['(a) eq 1', 1, 'no parentheses around it'],
    ['a in', 5, 'After in stands a set'],
    ['a in (1 2)', 6, 'After in stands a set', '{'],
    ['a in ["x"]', 6, 'After in stands a set', '{'],
    ['a in "x"', 6, 'After in stands a set', '{"x"}'],
    ['a in 192.0.2.0/24', 6, 'After in stands a set', '{192.0.2.0/24}'],
    ['a in office', 6, 'After in stands a set', '$office'],
    ['a in {1', 8, 'The { at character 6 is not closed'],
    ['a in {1, 2}', 8, 'separated by spaces', ' '],
    ['a in {x}', 7, 'text stands in double quotes', '"x"'],
    ['a in {/x}', 7, 'text stands in double quotes', '"/x"'],
    ['a in {(1)}', 7, '( is not expected here'],
    ['a in $', 6, 'name of a list'],
    ['a in $Office', 6, 'name of a list'],
    ['a in $cf..x', 6, 'name of a list'],
    ['$a', 1, 'stands only behind in'],
    ['{1}', 1, 'stands only behind in'],
    ['a[', 3, 'Between [ and ]'],
    ['a[0', 4, 'The [ at character 2 is not closed'],
    ['a[]', 3, 'Between [ and ]'],
    ['a[user]', 3, 'Between [ and ]', '"user"'],
    ['a[r"b"]', 3, 'not a raw one'],
    ['a["\\xff"]', 3, 'UTF-8'],
    ['a [0]', 2, 'No space stands before an index', ''],
    ['ssl # comment', 5, 'no comments'],
    ['ssl // comment', 5, 'no comments'],
    ['/* x */ ssl', 1, 'no comments'],
    ['a eq 1;', 7, '; is not expected here'],
    ['a.b. eq 1', 4, '. is not expected here'],
    ['a not in {1}', 1, 'in front of the whole comparison', 'not a'],
    ['a not contains "b"', 1, 'in front of the whole comparison', 'not a'],
    ['a !~ "b"', 1, 'in front of the whole comparison', 'not a'],
    ['a starts_with "/b"', 1, 'starts_with is a function', 'starts_with(a, "/b")'],
    ['a.b endswith r"/b"', 1, 'ends_with is a function', 'ends_with(a.b, r"/b")'],
    ['a starts_with', 1, 'starts_with is a function', 'starts_with(a, "…")'],
  ])('%s: column %i, %s', (source, column, message, suggestion) => {
    const [problem, ...others] = problems(source);
    expect(problem).toMatchObject({ code: expect.any(String), line: 1, column });
    expect(problem?.message).toContain(message);
    expect(problem?.suggestion).toBe(suggestion);
    expect(others).toEqual([]);
  });
});

describe('operators of other languages', () => {
  it.each([
    ['a = 1', 3, 'eq'],
    ['a === 1', 3, 'eq'],
    ['a !== 1', 3, 'ne'],
    ['a <> 1', 3, 'ne'],
    ['a => 1', 3, 'ge'],
    ['a =< 1', 3, 'le'],
    ['a =~ "b"', 3, 'matches'],
    ['a EQ 1', 3, 'eq'],
    ['a Contains "b"', 3, 'contains'],
    ['a like "b"', 3, 'wildcard'],
    ['a is 1', 3, 'eq'],
    ['a AND b', 3, 'and'],
    ['a & b', 3, 'and'],
    ['a | b', 3, 'or'],
    ['a ^ b', 3, 'xor'],
    ['a Or b', 3, 'or'],
    ['NOT a', 1, 'not'],
  ])('%s: column %i, %s', (source, column, suggestion) => {
    expect(problems(source)).toMatchObject([{ code: 'unknown_operator', column, suggestion }]);
  });

  it('are reported together with what else is clear', () => {
    const source = "a = 'x'\nAND b in {1, 2}\n and c === “y”";
    expect(problems(source).map(({ line, column, suggestion }) => [line, column, suggestion])).toEqual([
      [1, 3, 'eq'],
      [1, 5, '"x"'],
      [2, 1, 'and'],
      [2, 12, ' '],
      [3, 8, 'eq'],
      [3, 12, '"y"'],
    ]);
  });
});

describe('strings', () => {
  it.each<[string, number, string, string?]>([
    ['a eq "b', 6, 'has no end'],
    ['a eq "b\\"', 6, 'has no end'],
    ['a eq r#"b"', 6, 'has no end'],
    ['a matches "[b"', 11, 'A quote between [ and ] does not end a pattern'],
    ['a matches "b\\"', 11, 'has no end'],
    ['a eq "\\d"', 7, '\\d is no escape'],
    ['a eq "\\n"', 7, '\\n is no escape', '\\x0a'],
    ['a eq "\\x4"', 7, '\\x is no escape'],
    ['a eq "\\400"', 7, '\\4 is no escape'],
    ['a eq "\\07"', 7, '\\0 is no escape', '\\x00'],
    ['a eq "\\😀"', 7, '\\😀 is no escape'],
    ["a eq 'b'", 6, "not in '", '"b"'],
    ['a eq ‘b’', 6, 'not in ‘', '"b"'],
    ['a eq “b”', 6, 'not in “', '"b"'],
    ['a eq „b“', 6, 'not in „', '"b"'],
    ['a eq `b`', 6, 'not in `', '"b"'],
    [`a eq r${'#'.repeat(256)}"b"${'#'.repeat(256)}`, 6, 'at most 255'],
  ])('%s: column %i, %s', (source, column, message, suggestion) => {
    const [problem, ...others] = problems(source);
    expect(problem).toMatchObject({ code: 'syntax', line: 1, column });
    expect(problem?.message).toContain(message);
    expect(problem?.suggestion).toBe(suggestion);
    expect(others).toEqual([]);
  });
});

describe('numbers and addresses', () => {
  it.each<[string, number, string, string, string?]>([
    ['a eq 08', 6, 'syntax', 'leave out the leading zeros'],
    ['a eq 0x', 6, 'syntax', 'is no number'],
    ['a eq 80x', 6, 'syntax', 'is no number'],
    ['a eq -0x5', 6, 'syntax', 'is no number'],
    ['a in {8000-8010}', 7, 'syntax', 'is no number', '8000..8010'],
    ['a eq 9223372036854775808', 6, 'out_of_range', '64 bits'],
    ['a in {9..1}', 7, 'out_of_range', 'smaller to the greater'],
    ['a in {1..}', 10, 'syntax', 'is no number'],
    ['a in {..1}', 7, 'syntax', 'text stands in double quotes', '"..1"'],
    ['a eq 1..2', 6, 'syntax', 'more than one value', 'in {1..2}'],
    ['a eq 192.0.2.0/24', 6, 'syntax', 'more than one value', 'in {192.0.2.0/24}'],
    ['a eq 256.0.0.1', 6, 'syntax', 'is no IP address'],
    ['a eq 1.5', 6, 'syntax', 'is no IP address'],
    ['a eq 1::2::3', 6, 'syntax', 'is no IP address'],
    ['a in {192.0.2.1/24}', 7, 'out_of_range', 'begins with its first address', '192.0.2.0/24'],
    ['a in {2001:db8::1/32}', 7, 'out_of_range', 'begins with its first address', '2001:db8::/32'],
    ['a in {192.0.2.0/33}', 17, 'out_of_range', 'from 0 to 32'],
    ['a in {2001:db8::/2000}', 18, 'out_of_range', 'from 0 to 128'],
    ['a in {192.0.2.0/}', 17, 'out_of_range', 'from 0 to 32'],
    ['a in {192.0.2.9..192.0.2.1}', 7, 'out_of_range', 'smaller to the greater'],
    ['a in {192.0.2.9..::1}', 7, 'out_of_range', 'same version'],
    ['a[-1]', 3, 'out_of_range', 'counts from 0'],
    ['a[4294967296]', 3, 'out_of_range', 'counts from 0'],
    ['a[1.2.3.4]', 3, 'syntax', 'is no number'],
  ])('%s: column %i, %s, %s', (source, column, code, message, suggestion) => {
    const [problem, ...others] = problems(source);
    expect(problem).toMatchObject({ code, line: 1, column });
    expect(problem?.message).toContain(message);
    expect(problem?.suggestion).toBe(suggestion);
    expect(others).toEqual([]);
  });
});

describe('positions', () => {
  it('count code points and lines', () => {
    expect(problems('a eq "😀中" and\n b eq "😀" = c')).toMatchObject([
      { code: 'syntax', line: 2, column: 11 },
    ]);
  });
});

describe('messages', () => {
  it.each([
    ['control characters', 'a eq \u0007\u001b[31m'],
    ['bidirectional characters', 'a \u202e\u2066 b'],
    ['line separators', 'a \u2028 b'],
  ])('never repeat %s', (_what, source) => {
    const [problem] = problems(source);
    expect(`${problem?.message} ${problem?.suggestion}`).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
  });

  it('quote at most 40 characters', () => {
    const [problem] = problems(`a ${'x'.repeat(2_000)} b`);
    expect(problem?.message).toBe(`There is no operator ${'x'.repeat(40)}….`);
  });

  it('are at most 20', () => {
    expect(problems(`a in {${'1, '.repeat(500)}}`)).toHaveLength(20);
  });
});

describe('limits', () => {
  it.each([
    ['a megabyte', 'a'.repeat(2 ** 20)],
    ['a hundred thousand parentheses', '('.repeat(100_000)],
    ['one character too many', `a eq "${'x'.repeat(maximumLength - 6)}"`],
    ['one character outside of the BMP too many', `a eq "${'😀'.repeat(maximumLength - 6)}"`],
  ])('%s is too long', (_what, source) => {
    expect(problems(source)).toMatchObject([{ code: 'too_long', line: 1, column: 1 }]);
  });

  it.each([
    ['ASCII', 'x'],
    ['characters outside of the BMP', '😀'],
  ])('4,096 characters are not: %s', (_what, character) => {
    expect(problems(`a eq "${character.repeat(maximumLength - 7)}"`)).toEqual([]);
  });

  it.each([
    ['parentheses', (depth: number) => `${'('.repeat(depth)}a${')'.repeat(depth)}`],
    ['calls', (depth: number) => `${'f('.repeat(depth)}a${')'.repeat(depth)}`],
    ['not', (depth: number) => `${'not '.repeat(depth)}a`],
    ['signs', (depth: number) => `${'!'.repeat(depth)}a`],
    [
      'all of them',
      (depth: number) => `${'!(f('.repeat(depth / 3)}${'!'.repeat(depth % 3)}a${'))'.repeat(depth / 3)}`,
    ],
  ])('nested %s end at the limit', (_what, nest) => {
    expect(problems(nest(maximumDepth))).toEqual([]);
    expect(problems(nest(maximumDepth + 1))).toMatchObject([{ code: 'too_deep' }]);
    expect(problems('('.repeat(4_000))).toMatchObject([{ code: 'too_deep', column: maximumDepth + 1 }]);
  });

  it('long chains are no nesting', () => {
    const source = `a${' and b or c'.repeat(300)}`;
    expect(problems(source)).toEqual([]);
    expect(problems(`a${' and (not f(b))'.repeat(200)}`)).toEqual([]);
  });

  it('indexes end where no type goes', () => {
    expect(problems(`a${'[0]'.repeat(16)}`)).toEqual([]);
    expect(problems(`a${'[0]'.repeat(17)}`)).toMatchObject([{ code: 'too_deep' }]);
  });
});

describe('lex', () => {
  it('makes no more tokens than there are characters, and leaves none out', () => {
    for (const source of [
      '“'.repeat(5_000),
      'a-'.repeat(2_500),
      'r#'.repeat(2_500),
      '\\'.repeat(5_000),
      '::'.repeat(2_500),
    ]) {
      const { tokens } = lex(source);
      expect(tokens.length).toBeLessThanOrEqual(source.length + 1);
      expect(tokens.map(({ start, end }) => source.slice(start, end)).join('')).toBe(source);
    }
  });
});

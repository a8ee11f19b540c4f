import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toOctets } from '../octets.ts';
import { compileRegex, type RegexMatch } from './index.ts';

function find(pattern: string, text: string): RegexMatch | undefined {
  const compiled = compileRegex(toOctets(pattern));
  if (!compiled.ok) throw new Error(`${pattern}: ${compiled.reason}`);
  const found = compiled.regex.find(toOctets(text));
  if (found === 'too much work') throw new Error(found);
  return found;
}

/** The matched text, with the groups behind it. */
function groups(pattern: string, text: string): readonly (string | undefined)[] | undefined {
  return find(pattern, text)?.groups;
}

describe('what matches', () => {
  const table: readonly [pattern: string, text: string, ...expected: (string | undefined)[]][] = [
    ['', 'abc', ''],
    ['b', 'abc', 'b'],
    ['a|ab', 'ab', 'a'],
    ['(?:a|ab)$', 'ab', 'ab'],
    ['a*', 'baa', ''],
    ['a+?', 'aaa', 'a'],
    ['(?U)a+', 'aaa', 'a'],
    ['(?U)a+?', 'aaa', 'aaa'],
    ['a{2}', 'aaaa', 'aa'],
    ['a{2,}', 'aaaa', 'aaaa'],
    ['a{2,3}', 'aaaa', 'aaa'],
    ['a{2,3}?', 'aaaa', 'aa'],
    ['(a)(b)?', 'ac', 'a', 'a', undefined],
    ['(a|b)*', 'abab!', 'abab', 'b'],
    ['(?P<x>a)(?<y>b)', 'ab', 'ab', 'a', 'b'],
    ['(?:a)(b)', 'ab', 'ab', 'b'],
    ['((a)|b)+', 'ab', 'ab', 'b', 'a'],
    ['(a*)*', 'aab', 'aa', 'aa'],
    ['(a*)+', 'b', '', ''],
    ['(|a)*', 'aaa', '', ''],
    ['(|a)+', 'aaa', '', ''],
    ['(a|b|c*)*d', 'abccd', 'abccd', 'cc'],
    ['^/foo/([^/]*)/(.*)$', '/foo/a/path', '/foo/a/path', 'a', 'path'],
    ['[[:alpha:]]+', '12ab3', 'ab'],
    ['[[:^alpha:]]+', 'ab12c', '12'],
    ['[a-z&&[^aeiou]]+', 'aeibcd', 'bcd'],
    ['[a-z--[aeiou]]+', 'aeibcd', 'bcd'],
    ['[a-c~~b-d]+', 'bbadcc', 'ad'],
    ['[]a]+', 'x]a]', ']a]'],
    ['[^]a]+', ']xa', 'x'],
    ['[-a]+', 'x-a', '-a'],
    ['[a-]+', 'x-a', '-a'],
    ['[\\]\\-\\\\]+', 'a]-\\', ']-\\'],
    ['[\\d.]+', 'v1.2', '1.2'],
    ['\\d+\\D\\w+\\W\\s\\S', 'a12-b_3! x', '12-b_3! x'],
    ['\\x41\\x{42}\\u0043\\u{44}\\U00000045', 'ABCDE', 'ABCDE'],
    ['\\a\\f\\t\\n\\r\\v', '\x07\f\t\n\r\v', '\x07\f\t\n\r\v'],
    ['\\.\\*\\/\\-\\#\\ \\~', '.*/-# ~', '.*/-# ~'],
    ['(?i)ABC[x-z]', 'abCY', 'abCY'],
    ['a(?i)b|c', 'aB', 'aB'],
    ['(a(?i)b)c', 'aBc', 'aBc', 'aB'],
    ['(?i:a)b', 'Ab', 'Ab'],
    ['(?i:a)b', 'AB', undefined],
    ['(a(?i)b)c', 'aBC', undefined],
    ['(?:a(?i)b|c)d', 'Cd', 'Cd'],
    ['(?:a(?i)b|c)d', 'CD', undefined],
    ['(?i)a(?-i)b', 'Ab', 'Ab'],
    ['(?s).', '\n', '\n'],
    ['.', '\nx', 'x'],
    ['(?R).', '\r\nx', 'x'],
    ['(?m)^b$', 'a\nb\nc', 'b'],
    ['(?mR)^b$', 'a\r\nb\rc', 'b'],
    ['a$', 'a\n', undefined],
    ['(?mR)\\r^\\n', '\r\n', undefined],
    ['(?mR)\\r$\\n', '\r\n', undefined],
    ['(?mR)\\r^a', '\ra', '\ra'],
    ['(?mR)a$\\n', 'a\n', 'a\n'],
    ['\\Ab', 'ab', undefined],
    ['b\\z', 'ab', 'b'],
    ['\\bfoo\\b', 'xfoo foo', 'foo'],
    ['\\Bfoo', 'foo xfoo', 'foo'],
    ['\\<b|\\>c', 'ab b', 'b'],
    ['\\b{start}b\\b{end}', 'ab b', 'b'],
    ['\\b{start-half}b\\b{end-half}', 'ab b', 'b'],
    ['(?x) a b # the end', 'ab', 'ab'],
    ['(?x) [ a b ]+ \\ ', 'ab ', 'ab '],
    ['^*a', 'a', 'a'],
    ['a**', 'aa', 'aa'],
    ['a]}', 'a]}', 'a]}'],
    ['(?i)\\x4b', 'k', 'k'],
  ];
  it.each(table)('%j in %j', (pattern, text, ...expected) => {
    expect(groups(pattern, text)).toEqual(expected[0] === undefined ? undefined : expected);
  });
});

describe('octets and characters', () => {
  const table: readonly [pattern: string, text: string, matches: boolean][] = [
    ['^..$', 'é', true],
    ['(?u)^.$', 'é', true],
    ['^é$', 'é', true],
    ['^é+$', 'éé', true],
    ['(?i)É', 'é', false],
    ['(?iu)É', 'é', true],
    ['(?iu)straSSe', 'STRAſſE', true],
    ['(?iu)[k]', '\u212a', true],
    ['\\w', 'é', false],
    ['(?u)^\\w$', 'é', true],
    ['(?u)^\\d$', '٣', true],
    ['(?u)^[α-ω]+$', 'λογος', true],
    ['(?u)\\p{Hangul}+', '한글', true],
    ['(?u)^\\p{greek}+$', 'λογος', true],
    ['(?u)^\\p{sc=Greek}+$', 'λογος', true],
    ['(?u)^\\p{Script_Extensions:Greek}+$', 'λογος', true],
    ['(?u)^\\P{Greek}+$', 'logos', true],
    // The sign is read and then ignored by regex-syntax 0.8.9.
    ['(?u)^\\p{sc!=Greek}+$', 'logos', false],
    ['(?u)^\\p{sc!=Greek}+$', 'λογος', true],
    ['(?u)^\\p{ Greek }+$', 'λογος', true],
    ['(?u)^\\p{Is_Greek}\\p{lowercaseletter}\\p{ alpha }+$', 'λογος', true],
    ['(?u)^\\p{ahex}\\p{gc:lc}\\p{ANY}\\p{cntrl}$', 'aàλ\n', true],
    ['(?ux)^\\p { L l }$', 'a', true],
    ['(?x)^\\x 4 1\\x{ 4 2 }$', 'AB', true],
    ['(?x)^[ ^a]$', 'b', true],
    ['(?x)^[ ^a]$', 'a', false],
    ['(?x)^[^ ]b]$', ']', false],
    ['(?x)^[ - ]a]$', '-a]', true],
    ['(?x)^a\\u0085\u0085\u2028b$', 'a\u0085b', true],
    ['(?x)^a\\u{FEFF}\ufeff$', 'a\ufeff\ufeff', true],
    // Inside a character, and beside octets that are none, there is no \\B.
    ['(?u)\\B', 'é', false],
    ['(?u)\\B', '', true],
    ['(?u)\\B', 'éé', true],
    ['(?u)\\b{start-half}', 'é', true],
    ['(?u)a\\b{end-half}', 'aé', false],
    ['(?u)^(?-u:.)\\b{start-half}', 'é', false],
    ['(?u)^(?-u:.)\\b{end-half}', 'é', false],
    ['(?u)^(?-u:.)\\b', 'é', false],
    ['^.\\B', 'é', true],
    ['(?u)^\\pL\\p{Lu}\\p{lowercase letter}$', 'éÉé', true],
    ['(?iu)^\\p{Lu}$', 'é', true],
    ['(?u)^[^a]$', '한', true],
    ['(?u)é\\b', 'é', true],
    ['é\\b', 'é', false],
    ['(?u)(?-u:.)(?-u:.)$', 'é', true],
    ['(?u)\\u{1F600}', '😀', true],
    ['(?u)^😀{2}$', '😀😀', true],
  ];
  it.each(table)('%j in %j: %s', (pattern, text, matches) => {
    expect(find(pattern, text) !== undefined).toBe(matches);
  });

  it.each([
    ['\\xff', '\xff', true],
    ['[\\x80-\\xff]', '\xe9', true],
    ['[^a]', '\xe9', true],
    ['(?u).', '\xe9', false],
    ['(?u)[^a]', '\xe9\x80', false],
    ['(?s-u).', '\xe9', true],
    ['(?u)\\xe9', '\xe9', false],
    ['(?u)\\xe9', '\xc3\xa9', true],
    ['(?u)a\\b', 'a\xe9', true],
    ['(?u).', '\xed\xa0\x80', false],
  ])('%j in octets %j: %s', (pattern, octets, matches) => {
    const compiled = compileRegex(pattern);
    expect(compiled).toHaveProperty('ok', true);
    expect(compiled.ok && compiled.regex.find(octets) !== undefined).toBe(matches);
  });

  it('prefers the way that the pattern prefers, whatever the length of characters', () => {
    expect(groups('(?u)(.{1,2}?|é)(.*)', 'éab')).toEqual(['éab', 'é', 'ab'].map(toOctets));
    expect(groups('(?u)(é|(?-u:..)a|.b)', 'éa')).toEqual(['é', 'é'].map(toOctets));
  });
});

describe('what is refused', () => {
  it.each([
    ['a(?=b)', 'lookahead', 1],
    ['a(?!b)', 'lookahead', 1],
    ['(?<=a)b', 'lookbehind', 0],
    ['(?<!a)b', 'lookbehind', 0],
    ['(a)\\1', 'backreference', 3],
    ['a(b', 'not closed', 1],
    ['a)b', 'closes nothing', 1],
    ['a[b', 'not closed', 1],
    ['*a', 'nothing to repeat', 0],
    ['a|*', 'nothing to repeat', 2],
    ['(?i)*', 'nothing to repeat', 4],
    ['{', 'nothing to repeat', 0],
    ['a{', 'not closed', 2],
    ['a{}', 'number of repetitions', 1],
    ['a{,}', 'number of repetitions', 1],
    ['a{,2}', 'number of repetitions', 1],
    ['a{ , 2}', 'number of repetitions', 1],
    ['(?u)\\p{Hngul}', 'no such property', 4],
    ['(?u)\\p{^Greek}', 'no such property', 4],
    ['(?u)\\P{^Greek}', 'no such property', 4],
    ['(?u)\\p{}', 'no such property', 4],
    ['(?u)\\p{InGreek}', 'no such property', 4],
    ['(?u)\\p{Block=Greek}', 'no such property', 4],
    ['(?u)\\p{Age=99.0}', 'no such property', 4],
    ['(?u)\\p{age}', 'no such property', 4],
    ['(?u)\\p{Upper=yes}', 'no such property', 4],
    ['(?u)\\p{CWKCF}', 'no such property', 4],
    ['(?u)\\p{Surrogate}', 'no such property', 4],
    ['(?u)\\p{lowércase}', 'no such property', 4],
    ['(?u)\\w{1000}', 'too large', 0],
    ['(?u)\\pL{2000}', 'too large', 0],
    ['(?u)(\\W\\s?){1000}', 'too large', 0],
    ['(?u)\\d{10000}', 'too large', 0],
    ['a{x}', 'number of repetitions', 1],
    ['a{2,1}', 'less than', 1],
    ['[b-a]', 'no members', 1],
    ['[a-\\d]', 'no members', 1],
    ['[\\b]', 'assertion', 1],
    ['[é]', '(?u)', 1],
    ['\\p{L}', '(?u)', 0],
    ['\\q', 'does not exist', 0],
    ['\\Z', 'does not exist', 0],
    ['\\é', 'does not exist', 0],
    ['a\\', 'ends in a backslash', 1],
    ['\\x4', 'hexadecimal', 0],
    ['\\x{110000}', 'hexadecimal', 0],
    ['\\u{D800}', 'hexadecimal', 0],
    ['\\x{', 'not closed', 3],
    ['(?', 'not a flag', 2],
    ['(?i', 'not a flag', 3],
    ['(?ii)', 'not a flag', 3],
    ['(?z)', 'not a flag', 2],
    ['(?i-)', 'flag is missing', 0],
    ['(?)', 'flag is missing', 0],
    ['(?<a>x)(?<a>y)', 'two groups', 7],
    ['(?<1>x)', 'name', 0],
    ['(?<x', 'not closed', 3],
    ['((a{100}){100}){100}', 'too large', 0],
    ['a{999999999999}', 'too large', 0],
    ['('.repeat(300), 'too deeply', 250],
    ['['.repeat(300), 'too deeply', 50],
    [`a${'*'.repeat(300)}`, 'too deeply', 0],
  ])('%j: %s', (pattern, reason, at) => {
    const compiled = compileRegex(toOctets(pattern));
    expect(compiled).toMatchObject({ ok: false, at, beyondUs: false });
    expect(compiled).toHaveProperty('reason', expect.stringContaining(reason));
  });

  it.each(['.{4079,65535}', 'a{10001}', '(ab?){2500}', '(?u)[\\w]{1000}', '(?:(?:(?:){9999}){9999}){9999}'])(
    '%j as beyond this engine',
    (pattern) => {
      expect(compileRegex(pattern)).toMatchObject({ ok: false, beyondUs: true });
    },
  );

  it('no pattern of reasonable size', () => {
    expect(compileRegex('[a-z]{1,4000}(x|y){0,200}')).toMatchObject({ ok: true });
  });

  it('a pattern that is not UTF-8', () => {
    expect(compileRegex('\xff')).toMatchObject({ ok: false, beyondUs: false });
  });

  it('properties that JavaScript does not know, as beyond this engine', () => {
    expect(compileRegex('(?u)\\p{Age=6.0}')).toMatchObject({ ok: false, beyondUs: true });
    expect(compileRegex('(?u)\\p{wb=MidLetter}')).toMatchObject({ ok: false, beyondUs: true });
    expect(compileRegex('(?u)\\p{Grapheme_Link}')).toMatchObject({ ok: false, beyondUs: true });
    expect(compileRegex('(?u)\\p{Nonsense}')).toMatchObject({ ok: false, beyondUs: false });
  });
});

/** The text does not match; what comes at the end does, and costs a few steps. */
function stepsOf(pattern: string, text: string): number {
  const found = find(`(?:${pattern})|(?s-u:.\\z)`, text);
  return found?.steps ?? Number.NaN;
}

describe('linear work', () => {
  it.each([
    ['(a*)*b', 'a'],
    ['(a|a)*$', 'a'],
    ['(a|aa)+$', 'a'],
    ['(.*)*=(.*)*!', 'a'],
    ['(?:a?){30}a{30}b', 'a'],
    ['(x+x+)+y', 'x'],
    ['(?u)(\\w+\\s?)*!', 'é'],
    ['^(([a-z])+.)+[A-Z]([a-z])+$', 'a'],
  ])('%j takes twice the steps for twice the text', (pattern, unit) => {
    const short = `${unit.repeat(500)}\n`;
    const long = `${unit.repeat(1000)}\n`;
    expect(stepsOf(pattern, long)).toBeLessThan(2.2 * stepsOf(pattern, short));
    expect(stepsOf(pattern, long)).toBeLessThan(500_000);
  });

  it('gives up rather than block', () => {
    const compiled = compileRegex('(?:a?){2000}b');
    expect(compiled.ok && compiled.regex.find('a'.repeat(100_000))).toBe('too much work');
  });
});

/** Patterns that mean the same to JavaScript, which never repeats what is empty: ASCII only. */
const { pattern: commonPattern } = fc.letrec<{ pattern: string; sequence: string; atom: string }>((tie) => ({
  pattern: fc.array(tie('sequence'), { minLength: 1, maxLength: 3 }).map((parts) => parts.join('|')),
  sequence: fc.array(tie('atom'), { maxLength: 3 }).map((parts) => parts.join('')),
  atom: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc
      .tuple(
        fc.constantFrom('a', 'b', 'c', '.', '[ab]', '[^a]', '\\w', '\\d', '\\.', '[a-c]'),
        fc.constantFrom('', '', '', '*', '+', '?', '*?', '+?', '??', '{2}', '{1,2}', '{1,}?'),
      )
      .map((parts) => parts.join('')),
    fc.constantFrom('^', '$', '\\b', '\\B'),
    fc
      .tuple(tie('pattern'), fc.constantFrom('?', '??', '{2}', '*?'))
      .map(([inner, times]) => `(a(?:${inner}))${times}`),
    tie('pattern').map((inner) => `(${inner})`),
    tie('pattern').map((inner) => `(?:${inner})`),
    tie('pattern').map((inner) => `(?:a(?:${inner}))*`),
  ),
}));

describe('compared with JavaScript', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '1', '.', ' ', '\n'), maxLength: 8 });

  it('finds the same match and the same groups', () => {
    fc.assert(
      fc.property(
        commonPattern.filter(({ length }) => length < 60),
        text,
        (pattern, input) => {
          const theirs = new RegExp(pattern).exec(input);
          const ours = find(pattern, input);
          expect(ours?.start).toBe(theirs?.index);
          expect(ours?.groups[0]).toBe(theirs?.[0]);
          // A later turn of a loop resets the groups in it in JavaScript, and keeps them in Rust.
          if (!/\)[*{]/.test(pattern))
            expect(ours?.groups).toEqual(theirs === null ? undefined : [...theirs]);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('ignores the same case in ASCII', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', 'B', '[', '`', '@'), maxLength: 5 }),
        text,
        (part, input) => {
          const pattern = part.replaceAll('[', '\\[');
          expect(find(`(?i)${pattern}`, input) !== undefined).toBe(new RegExp(pattern, 'i').test(input));
        },
      ),
    );
  });

  it('ignores the same case in Unicode', () => {
    const cased = fc.string({
      unit: fc.constantFrom('ß', 'ẞ', 'σ', 'ς', 'Σ', 'K', '\u212a', 'ǅ', 'ǆ', 'ｅ', 'Ｅ'),
      minLength: 1,
      maxLength: 3,
    });
    fc.assert(
      fc.property(cased, cased, (pattern, input) => {
        const theirs = new RegExp(`^[${pattern}]+$`, 'iu').test(input);
        expect(find(`(?iu)^[${pattern}]+$`, input) !== undefined).toBe(theirs);
        expect(find(`(?iu)^${pattern}$`, input) !== undefined).toBe(
          new RegExp(`^${pattern}$`, 'iu').test(input),
        );
      }),
    );
  });
});

describe('any text as a pattern', () => {
  const source = fc.string({
    unit: fc.constantFrom(...Array.from('ab(){}[]|*+?^$.\\-:<>=!,#~&PpuxUims19é ')),
    maxLength: 30,
  });

  it('never throws', () => {
    fc.assert(
      fc.property(source, fc.string({ maxLength: 20 }), (pattern, input) => {
        const compiled = compileRegex(toOctets(pattern));
        if (compiled.ok) expect(() => compiled.regex.find(toOctets(input))).not.toThrow();
        else expect(compiled.at).toBeLessThanOrEqual(pattern.length);
      }),
      { numRuns: 5000 },
    );
  });
});

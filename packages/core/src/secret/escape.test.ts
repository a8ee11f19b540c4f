import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decode,
  decodeView,
  escapeAt,
  escapesIn,
  isIntroducer,
  mayStartEscape,
  type View,
  viewOf,
} from './escape.ts';

/** Escapes, halves of escapes and ordinary text, joined at random. */
const escapedText = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '%41',
        '%2541',
        '%',
        '%4',
        '=41',
        '=',
        '\\u0041',
        '\\',
        '\\u',
        '\\n',
        '\\x41',
        '\\101',
        '\\u{41}',
      ),
      fc.constantFrom(
        '&#65;',
        '&#x41',
        '&amp;',
        '&amp;#65;',
        '&lt;',
        '&',
        'Ａ',
        '𝐀',
        '①',
        'ﬁ',
        'Ã©',
        'ï¼¡',
        '%EF%BC%A1',
        '%C3',
      ),
      fc.string({ unit: 'binary', maxLength: 3 }),
      fc.string({ unit: 'grapheme-ascii', maxLength: 3 }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));

describe('decode', () => {
  it.each([
    ['%41%6a', 'Aj'],
    ['%2541', 'A'],
    ['%25252541', 'A'],
    ['%25', '%'],
    ['%EF%BC%A1%F0%9D%90%80', 'AA'],
    ['=41=\r\n', 'A=\r\n'],
    ['%41%C3%BC%42', 'A\u00fcB'],
    ['%c2%aa', 'a'],
    ['%7f%80%ff', '\x7f\x80\xff'],
    ['%e4', '\u00e4'],
    ['&#127;&#128;&#170;', '\x7f\x80a'],
    ['&#x10ffff;&#x110000;&#1114111;&#1114112;', '\u{10ffff} \u{10ffff} '],
    ['\\x4a\\112\\u{4A}\\U0000004A', 'JJJJ'],
    ['\\111\\011', 'I\t'],
    ['&Amp;&AMP;&amp2;&am&amp', '   &am&amp'],
    ['&amp;percnt;', '%'],
    ['\xc3\xbc\xe2\x82\xac\xf0\x9f\x91\x8d', '\u00fc\u20ac\u{1f44d}'],
    ['\xef\xbc\xa1', 'A'],
    ['\u{1d400}\uff21', 'AA'],
    ['\\u0041\\U00000041\\x41\\101\\u{41}\\u{000041}', 'AAAAAA'],
    ['\\\\\\\\u0041', 'A'],
    ['\\u{110000}', ' '],
    ['&#65;&#65&#0065;&#x41;&#X41', 'AAAAA'],
    ['&amp;#65;&amp;amp;#65;', 'AA'],
    ['&amp;&percnt;&num;&bsol;&equals;', '&%#\\='],
    ['&shy;&ZeroWidthSpace;&quot;', '   '],
    ['Ａ𝐀①ﬁⅧ', 'AA1fiVIII'],
    ['Ã¼', 'ü'],
    // Half a pair, after letters that are none.
    ['S\udc00k\udc00!\udfff', 'S\udc00k\udc00!\udfff'],
    [
      '% %4 %zz \\ \\u00 \\n & &; &# = =4 é 日本 👍 \ud835',
      '% %4 %zz \\ \\u00 \\n & &; &# = =4 é 日本 👍 \ud835',
    ],
  ])('reads %j as %j', (text, plain) => {
    expect(decode(text)).toBe(plain);
  });

  it('undoes every character whose NFKC form holds an ASCII letter or digit', () => {
    const missed: string[] = [];
    for (let codePoint = 0x80; codePoint <= 0x10ffff; codePoint += 1) {
      const character = String.fromCodePoint(codePoint);
      const form = character.normalize('NFKC');
      if (/[0-9A-Za-z]/.test(form) && decode(character) !== form) missed.push(codePoint.toString(16));
    }
    expect(missed).toEqual([]);
  });
});

describe('escapesIn', () => {
  it('says where each is, and what it stands for', () => {
    expect(Array.from(escapesIn('a%41 &amp;\ufb01'))).toEqual([
      { index: 1, sequence: '%41', plain: 'A' },
      { index: 5, sequence: '&amp;', plain: '&' },
      { index: 10, sequence: '\ufb01', plain: 'fi' },
    ]);
  });
});

/** What comes after a unit that can start an escape. */
const NEXT: readonly (readonly [starts: string, next: RegExp])[] = [
  ['%=', /[0-9A-Fa-f]/],
  ['&', /[#A-Za-z]/],
  ['\\', /[uUx01]/],
];

describe('mayStartEscape', () => {
  it.each(Array.from({ length: 0x80 }, (_, unit) => String.fromCharCode(unit)))(
    'looks at what follows %j',
    (unit) => {
      const next = NEXT.find(([starts]) => starts.includes(unit))?.[1];
      for (let code = 0; code < 0x100; code += 1) {
        const pair = unit + String.fromCharCode(code);
        const expected = next?.test(pair.charAt(1)) ?? false;
        if (mayStartEscape(`-${pair}`, 1) !== expected) expect.fail(`wrong about ${JSON.stringify(pair)}`);
      }
      expect(mayStartEscape(unit, 0)).toBe(false);
      expect(isIntroducer(unit.charCodeAt(0))).toBe(next !== undefined);
    },
  );

  it.each([
    // UTF-8, read byte by byte.
    ['\xc2\x80', true],
    ['\xc2\xbf', true],
    ['\xc2\x7f', false],
    ['\xc2\xc0', false],
    ['\xf4\x80', true],
    ['\xf5\x80', false],
    ['\xc2a', false],
    // What NFKC gives another form.
    ['\xaa', true],
    ['\xa9a', false],
    ['\xbe', true],
    ['\xbfa', false],
    ['\uff21', true],
    ['\uff5a', true],
    ['\uff5b', false],
    ['\uff02', false],
    ['\u0131', false],
    ['\u0132', true],
    ['\u0133', true],
    ['\u0134', false],
    // The same beyond the BMP.
    ['\ud835\udc00', true],
    ['\ud835\udfff', true],
    ['\ud835\udbff', false],
    ['\ud835\ue000', false],
    ['\ud835', false],
    ['\ud801\udc00', true],
    ['\ud833\udc00', true],
    ['\ud83c\udc00', true],
    ['\ud83e\udc00', true],
    ['\ud83d\udc00', false],
    ['\u0080a', false],
  ])('knows %j: %j', (text, expected) => {
    expect(mayStartEscape(text, 0)).toBe(expected);
    expect(isIntroducer(text.charCodeAt(0))).toBe(true);
  });
});

describe('escapeAt', () => {
  it.each([
    ['a%41', 1, '%41', 'A'],
    ['%41', 0, '%41', 'A'],
    ['&amp;', 0, '&amp;', '&'],
  ])('in %j, at %d, is %j', (text, index, sequence, plain) => {
    expect(escapeAt(text, index)).toEqual({ index, sequence, plain });
  });

  it.each([
    ['a%41', 0],
    ['%41', 1],
    ['%41', 3],
    // It stands for itself.
    ['\u2120x', 1],
    ['\u00b7', 0],
  ])('in %j, at %d, is none', (text, index) => {
    expect(escapeAt(text, index)).toBeUndefined();
  });

  it('finds what escapesIn finds, where mayStartEscape lets it look', () => {
    fc.assert(
      fc.property(escapedText, (text) => {
        for (const found of escapesIn(text)) {
          if (found.plain === found.sequence) continue;
          // A run of backslashes may be entered late: the prefilter asks at the last one.
          const index = found.index + Math.max(0, /^\\*/.exec(found.sequence)?.[0].length ?? 0, 1) - 1;
          expect(mayStartEscape(text, index)).toBe(true);
          expect(isIntroducer(text.charCodeAt(index))).toBe(true);
          expect(escapeAt(text, index)?.plain).toBe(found.plain);
        }
      }),
      { numRuns: 3000 },
    );
  });
});

describe('decodeView', () => {
  it('says of every unit what it stands for in the original, layer by layer', () => {
    fc.assert(
      fc.property(escapedText, (text) => {
        const once = decodeView(viewOf(text));
        const twice = decodeView(once);
        expect(once.text).toBe(decode(text));
        expect(twice.text).toBe(decode(decode(text)));
        for (const view of [once, twice]) {
          for (let index = 0; index < view.text.length; index += 1) {
            const original = text.slice(view.startOf(index), view.endOf(index));
            expect(decode(decode(original))).toContain(view.text.charAt(index));
          }
          expect(view.text === '' || view.endOf(view.text.length - 1) === text.length).toBe(true);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

/** Each unit of a view, with what it stands for. */
function pairs(view: View, original: string): string[] {
  return Array.from({ length: view.text.length }, (_, index) => {
    return `${view.text.charAt(index)}=${original.slice(view.startOf(index), view.endOf(index))}`;
  });
}

describe('decodeView', () => {
  it.each([
    ['', []],
    ['ab', ['a=a', 'b=b']],
    ['a%42c', ['a=a', 'B=%42', 'c=c']],
    ['\ufb01&#65;', ['f=\ufb01', 'i=\ufb01', 'A=&#65;']],
  ])('of %j says of each unit what it stands for', (text, expected) => {
    expect(pairs(viewOf(text), text)).toEqual(Array.from(text, (unit) => `${unit}=${unit}`));
    expect(pairs(decodeView(viewOf(text)), text)).toEqual(expected);
  });

  it('goes back through two layers', () => {
    const text = 'a%26#66;c';
    expect(pairs(decodeView(decodeView(viewOf(text))), text)).toEqual(['a=a', 'B=%26#66;', 'c=c']);
  });

  it('says 0 outside the text', () => {
    const view = decodeView(viewOf('a'));
    expect([view.startOf(1), view.endOf(1)]).toEqual([0, 0]);
  });
});

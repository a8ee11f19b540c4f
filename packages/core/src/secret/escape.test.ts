import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decode, escapeAt, escapesIn, isIntroducer, mayStartEscape } from './escape.ts';
import { decodeView, viewOf } from './view.ts';

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
    ['\\u0041\\U00000041\\x41\\101\\u{41}\\u{000041}', 'AAAAAA'],
    ['\\\\\\\\u0041', 'A'],
    ['\\u{110000}', ' '],
    ['&#65;&#65&#0065;&#x41;&#X41', 'AAAAA'],
    ['&amp;#65;&amp;amp;#65;', 'AA'],
    ['&amp;&percnt;&num;&bsol;&equals;', '&%#\\='],
    ['&shy;&ZeroWidthSpace;&quot;', '   '],
    ['Ａ𝐀①ﬁⅧ', 'AA1fiVIII'],
    ['Ã¼', 'ü'],
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

describe('escapeAt', () => {
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

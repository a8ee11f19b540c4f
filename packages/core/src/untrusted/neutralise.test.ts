import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HIDDEN_CODE_POINTS, neutralise, restore } from './neutralise.ts';

const LAST_CODE_POINT = 0x10ffff;

const hidden = new Set<number>();
for (const [first, last] of HIDDEN_CODE_POINTS) {
  for (let codePoint = first; codePoint <= last; codePoint += 1) hidden.add(codePoint);
}

function isHidden(character: string): boolean {
  return hidden.has(character.codePointAt(0) ?? 0);
}

/** Two surrogates make no pair. */
function separated(codePoints: readonly number[], separator: string): string {
  return codePoints.map((codePoint) => String.fromCodePoint(codePoint)).join(separator);
}

const visible: number[] = [];
for (let codePoint = 0; codePoint <= LAST_CODE_POINT; codePoint += 1) {
  if (!hidden.has(codePoint)) visible.push(codePoint);
}

const visibleText = separated(visible, ' ');

/** Characters chosen to make trouble: escapes, their parts, lone surrogates, hidden and astral characters. */
const trickyText = fc
  .array(
    fc.oneof(
      fc.constantFrom('\\', 'u', '{', '}', '\\u{', '5c', '\\u{5c}', '\n', '\t', '\u{202e}', '\u{200b}'),
      fc.constantFrom('\ud83d', '\udc69', '\u{e0041}', '\ufe0f', '👩‍💻', 'é', '日本', '…[+1 characters]'),
      fc.string({ unit: 'binary', maxLength: 3 }),
      fc.string({ unit: 'grapheme', maxLength: 3 }),
    ),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(''));

describe('the table of hidden code points', () => {
  it('is in ascending order and without overlap', () => {
    const ends = HIDDEN_CODE_POINTS.flat();
    expect(ends).toEqual([...ends].sort((a, b) => a - b));
    expect(
      HIDDEN_CODE_POINTS.every(([first], index) => first > (HIDDEN_CODE_POINTS[index - 1]?.[1] ?? -1)),
    ).toBe(true);
  });

  it('holds as many code points as its documentation says', () => {
    expect(HIDDEN_CODE_POINTS.reduce((sum, [first, last]) => sum + last - first + 1, 0)).toBe(143_855);
  });

  it.each([
    ['Default_Ignorable_Code_Point', /\p{Default_Ignorable_Code_Point}/u],
    ['Cc', /\p{Cc}/u],
    ['Cf', /\p{Cf}/u],
    ['Zl', /\p{Zl}/u],
    ['Zp', /\p{Zp}/u],
    ['Cs', /\p{Cs}/u],
    ['Co', /\p{Co}/u],
    ['Bidi_Control', /\p{Bidi_Control}/u],
    ['Variation_Selector', /\p{Variation_Selector}/u],
    ['Noncharacter_Code_Point', /\p{Noncharacter_Code_Point}/u],
  ])('holds all of %s as the running Node knows it', (_, property) => {
    expect(property.exec(visibleText)?.[0].codePointAt(0)).toBeUndefined();
  });

  it('holds nothing that is drawn, apart from the fillers that are letters by category only', () => {
    const fillers = new Set(['\u115f', '\u1160', '\u3164', '\uffa0'].map((filler) => filler.charCodeAt(0)));
    const others = separated(
      [...hidden].filter((codePoint) => !fillers.has(codePoint)),
      '\n',
    );
    expect(/[\p{L}\p{N}\p{P}\p{S}\p{Zs}]/u.exec(others)?.[0].codePointAt(0)).toBeUndefined();
  });
});

describe('neutralise', () => {
  it('decides every code point by the table, one by one', () => {
    const wrong: number[] = [];
    for (let codePoint = 0; codePoint <= LAST_CODE_POINT; codePoint += 1) {
      const character = String.fromCodePoint(codePoint);
      const expected = isHidden(character) ? `a\\u{${codePoint.toString(16)}}b` : `a${character}b`;
      if (neutralise(`a${character}b`) !== expected) wrong.push(codePoint);
    }
    expect(wrong).toEqual([]);
  });

  it.each([
    ['', ''],
    ['v=spf1 include:example.com -all', 'v=spf1 include:example.com -all'],
    ['Grüße, 日本語, עברית, 👍🏽, 🇩🇪', 'Grüße, 日本語, עברית, 👍🏽, 🇩🇪'],
    ['a\nb\tc\rd', 'a\\u{a}b\\u{9}c\\u{d}d'],
    ['safe\u{202e}txt.exe', 'safe\\u{202e}txt.exe'],
    ['\u{1b}[31mred', '\\u{1b}[31mred'],
    ['pay\u{e0070}\u{e0061}load', 'pay\\u{e0070}\\u{e0061}load'],
    ['👩‍💻', '👩\\u{200d}💻'],
    ['❤️', '❤\\u{fe0f}'],
    ['\ud83d!', '\\u{d83d}!'],
    ['C:\\new\\table \\d+ \\u0041', 'C:\\new\\table \\d+ \\u0041'],
    ['\\u{202e}', '\\u{5c}u{202e}'],
    ['\\\\u{a}', '\\\\u{5c}u{a}'],
    ['\\\u{a}', '\\\\u{a}'],
  ])('shows %j as %j', (text, shown) => {
    expect(neutralise(text)).toBe(shown);
    expect(restore(shown)).toBe(text);
  });

  it('leaves nothing hidden, and can be taken back, whatever the text', () => {
    fc.assert(
      fc.property(trickyText, (text) => {
        const shown = neutralise(text);
        expect(Array.from(shown).filter(isHidden)).toEqual([]);
        expect(restore(shown)).toBe(text);
      }),
      { numRuns: 2000 },
    );
  });

  it('shows different texts differently', () => {
    fc.assert(
      fc.property(trickyText, trickyText, (one, other) => {
        fc.pre(one !== other);
        expect(neutralise(one)).not.toBe(neutralise(other));
      }),
      { numRuns: 2000 },
    );
  });

  it('leaves text of letters, digits, punctuation and symbols as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii' }), (text) => {
        fc.pre(!text.includes('\\u{'));
        expect(neutralise(text)).toBe(text);
      }),
    );
  });
});

describe('the cap of neutralise', () => {
  it.each([
    ['abcdef', 6, 'abcdef'],
    ['abcdefg', 6, 'abcdef…[+1 characters]'],
    ['ab\u{202e}cd', 9, 'ab…[+3 characters]'],
    ['ab\u{202e}cd', 10, 'ab\\u{202e}…[+2 characters]'],
    ['ab\u{202e}cd', 12, 'ab\\u{202e}cd'],
    ['abc👍👍', 4, 'abc…[+2 characters]'],
    ['abc👍👍', 5, 'abc👍…[+1 characters]'],
    ['ab\\u{1}', 4, 'ab…[+5 characters]'],
    ['\u{202e}', 0, '…[+1 characters]'],
    ['\u{202e}'.repeat(10), 8, '\\u{202e}…[+9 characters]'],
  ])('shows %j within %i as %j', (text, maxLength, shown) => {
    expect(neutralise(text, { maxLength })).toBe(shown);
  });

  it('is 4,096 UTF-16 units when nothing else is said', () => {
    expect(neutralise('a'.repeat(4096))).toBe('a'.repeat(4096));
    expect(neutralise('a'.repeat(4097))).toBe(`${'a'.repeat(4096)}…[+1 characters]`);
  });

  it('keeps a start of the text, whole characters only, and counts the rest', () => {
    fc.assert(
      fc.property(trickyText, fc.nat(30), (text, maxLength) => {
        const shown = neutralise(text, { maxLength });
        const whole = neutralise(text);
        if (whole.length <= maxLength) {
          expect(shown).toBe(whole);
          return;
        }
        const [, kept = '', count] = /^(.*)…\[\+(\d+) characters\]$/su.exec(shown) ?? [];
        expect(kept.length).toBeLessThanOrEqual(maxLength);
        expect(whole.startsWith(kept)).toBe(true);
        expect(text.startsWith(restore(kept))).toBe(true);
        expect(Array.from(text.slice(restore(kept).length))).toHaveLength(Number(count));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('restore', () => {
  it('leaves what is not an escape of neutralise', () => {
    const others = String.raw`\u{110000} \u{} \u{XY} \u0041 \u{41} \u{5c}x \u{00200b} \u{200B} \u{2764}`;
    expect(restore(others)).toBe(others);
  });

  it('knows the last code point', () => {
    expect(restore('\\u{10ffff}')).toBe('\u{10ffff}');
  });
});

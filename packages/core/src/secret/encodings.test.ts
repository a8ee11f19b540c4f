import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodingsOf, patternOf } from './encodings.ts';

const token = fc.string({ unit: 'grapheme-ascii', minLength: 12, maxLength: 60 });
const bytes = fc.uint8Array({ maxLength: 8 }).map((array) => Buffer.from(array));

/** The digits of each base64 encoding that `encodingsOf` gives, of UTF-8 or of UTF-16. */
function base64Of(text: string, unit: 1 | 2): string[] {
  const encodings = encodingsOf(text, 12).slice(unit === 1 ? -7 : -3);
  return encodings.slice(0, 3).map(({ pieces }) => Array.from(pieces).join(''));
}

describe('encodingsOf', () => {
  it('knows these, and how many pieces of each four characters take', () => {
    const known = encodingsOf('aZ-9', 4).map(({ pieces, window }) => [Array.from(pieces).join(' '), window]);
    expect(known).toEqual([
      ['a Z - 9', 4],
      ['9 - Z a', 4],
      ['n M - 9', 4],
      ['\\a \\Z \\- \\9', 4],
      ['0a 1Z 2- 39', 4],
      ['097 190 245 357', 4],
      ['97 90 45 57', 4],
      ['141 132 55 71', 4],
      ['0x61 0x5a 0x2d 0x39', 4],
      ['u0061 u005a u002d u0039', 4],
      ['6 1 5 a 2 d 3 9', 8],
      ['Y V o t O', 4],
      ['F a L T', 4],
      ['h W i 0 5', 4],
      ['6 1 0 0 5 a 0 0 2 d 0 0 3 9 0 0', 16],
      ['Y Q B a A C 0 A O Q', 9],
      ['E A W g A t A D k A', 9],
      ['h A F o A L Q A 5 A', 9],
    ]);
  });

  it('turns letters alone in ROT13', () => {
    expect(encodingsOf('@AMNZ[`amnz{09', 12)[2]?.pieces).toBe('@NZAM[`nzam{09');
  });

  it.each(['utf8', 'utf16le'] as const)('knows the base64 of a token inside anything, in %s', (encoding) => {
    fc.assert(
      fc.property(token, bytes, bytes, (text, before, after) => {
        const whole = Buffer.concat([before, Buffer.from(text, encoding), after]).toString('base64');
        const expected = base64Of(text, encoding === 'utf8' ? 1 : 2)[before.length % 3] ?? 'none';
        expect(whole).toContain(expected);
      }),
    );
  });

  it('counts in a window no more digits than twelve characters fix', () => {
    fc.assert(
      fc.property(token, fc.nat(48), (text, start) => {
        const part = text.slice(start, start + 12);
        fc.pre(part.length === 12);
        const whole = encodingsOf(text, 12);
        for (const [index, { pieces, window }] of encodingsOf(part, 12).entries()) {
          expect(window).toBe(whole[index]?.window);
          expect(pieces.length).toBeGreaterThanOrEqual(window);
        }
      }),
    );
  });
});

describe('patternOf', () => {
  it.each([
    ['', '', []],
    ['a-Bc', 'abc', [0, 2, 3]],
    ['\u{1f44d}a', 'a', [2]],
    [['99', '-', '102'], '99102', [0, 0, 2, 2, 2]],
    // An escaped blank is no part of the text, but its letter is one where no backslash stands right before it.
    [['\\n', '\\x', '\\'], 'x', [1]],
    [['\\n1', 'a\\n'], '1an', [0, 1, 1]],
    [['', 'a'], 'a', [1]],
  ])('of %j has the codes %j', (pieces, codes, pieceOf) => {
    const pattern = patternOf({ pieces, window: 7 });
    expect(String.fromCharCode(...pattern.codes)).toBe(codes);
    expect(pattern.pieceOf).toEqual(pieceOf);
    expect(pattern.pieceCount).toBe(pieces.length);
    expect(pattern.window).toBe(7);
  });
});

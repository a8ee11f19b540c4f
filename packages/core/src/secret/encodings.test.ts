import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodingsOf } from './encodings.ts';

const token = fc.string({ unit: 'grapheme-ascii', minLength: 12, maxLength: 60 });
const bytes = fc.uint8Array({ maxLength: 8 }).map((array) => Buffer.from(array));

/** The digits of each base64 encoding that `encodingsOf` gives, of UTF-8 or of UTF-16. */
function base64Of(text: string, unit: 1 | 2): string[] {
  const encodings = encodingsOf(text, 12).slice(unit === 1 ? -7 : -3);
  return encodings.slice(0, 3).map(({ pieces }) => Array.from(pieces).join(''));
}

describe('encodingsOf', () => {
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

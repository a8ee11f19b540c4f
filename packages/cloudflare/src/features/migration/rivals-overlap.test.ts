import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchPageRule } from '../page-rules/pattern.ts';
import { canMeet, canOverlap } from './rivals.ts';

describe('two patterns', () => {
  it.each([
    ['example.com/a', 'example.com/b', false, false],
    ['example.com/a', 'www.example.com/a', false, false],
    ['example.com/a', 'EXAMPLE.com/A', true, true],
    ['example.com/a', 'example.com/a?x=1', true, true],
    ['example.com/a?y=1', 'example.com/a?x=1', false, false],
    ['example.com/*.css', 'example.com/*.js', true, true],
    ['example.com/*?a=*.css', 'example.com/*?a=1.js', false, false],
    ['http://example.com/*', 'https://example.com/*', false, false],
    ['http*://example.com/a', 'https://example.com/a', true, true],
    ['example.com:8443/*', 'example.com:443/*', false, false],
    ['example.com:8443/*', 'example.com/*', true, true],
    ['example.com:8*/a', 'www.example.com/b', true, true],
    ['example.com/a|b', 'www.example.com/b', true, true],
    // Only in a path that repeats the host.
    ['example.com/a/*', '*example.com/b/*', false, true],
    ['w*.example.com/*', 'shop.example.com/*', false, false],
    ['*.example.com/a*c', 'www.example.com/*b', true, true],
  ])('%s and %s', (one, other, meet, overlap) => {
    expect([canMeet(one, other), canMeet(other, one)]).toEqual([meet, meet]);
    expect([canOverlap(one, other), canOverlap(other, one)]).toEqual([overlap, overlap]);
  });

  it('overlap when one URL matches both', () => {
    const url = fc
      .tuple(
        fc.constantFrom('http', 'https'),
        fc.constantFrom('', 'a.', 'b.a.'),
        fc.constantFrom('', ':8443'),
        fc.string({ unit: fc.constantFrom('a', 'b', '/', '?', '.', 'example.com/'), maxLength: 8 }),
      )
      .map(([scheme, label, port, rest]) => `${scheme}://${label}example.com${port}/${rest}`);
    /** A pattern made of a URL: with a few slices replaced, and without its scheme or port now and then. */
    const cut = fc.tuple(fc.nat({ max: 40 }), fc.nat({ max: 12 }));
    const blurred = fc.tuple(fc.array(cut, { maxLength: 3 }), fc.boolean(), fc.boolean());
    let compared = 0;
    fc.assert(
      fc.property(url, blurred, blurred, (text, one, other) => {
        const [first, second] = [patternFrom(text, one), patternFrom(text, other)];
        fc.pre(matchPageRule(first, text) !== undefined && matchPageRule(second, text) !== undefined);
        compared += 1;
        expect(canOverlap(first, second)).toBe(true);
      }),
      { numRuns: 1_000 },
    );
    expect(compared).toBeGreaterThanOrEqual(100);
  });

  it('are compared quickly, however long they are', () => {
    const long = `example.com/${'*a'.repeat(5_000)}`;
    expect(canOverlap(long, `${long}b`)).toBe(true);
  });
});

function patternFrom(
  url: string,
  [cuts, withoutScheme, withoutPort]: readonly [readonly (readonly [number, number])[], boolean, boolean],
): string {
  const plain = withoutPort ? url.replace(':8443', '') : url;
  const bare = withoutScheme ? plain.replace(/^https?:\/\//u, '') : plain;
  return cuts.reduce((text, [at, length]) => `${text.slice(0, at)}*${text.slice(at + length)}`, bare);
}

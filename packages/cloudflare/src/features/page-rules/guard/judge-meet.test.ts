import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { patternsMeet } from './judge.ts';

function toRegex(pattern: string): RegExp {
  return new RegExp(`^${pattern.replaceAll('*', '.*')}$`);
}

describe('patternsMeet', () => {
  it.each([
    ['', '', true],
    ['*', '', true],
    ['a', 'b', false],
    ['a*', '*b', true],
    ['a*c', 'ab', false],
    ['https://example.com/*', 'https://*example.com/account*', true],
    ['https://example.com/b/*', 'https://example.com/account/*', false],
    ['http://example.com/*', 'https://example.com/*', false],
  ])('%s and %s: %s', (one, other, expected) => {
    expect(patternsMeet(one, other)).toBe(expected);
    expect(patternsMeet(other, one)).toBe(expected);
  });

  it('says yes where a text matches both, and no where none of the short ones does', () => {
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 4 });
    const texts = [''];
    for (let at = 0; texts.length < 1_000; at += 1) texts.push(`${texts[at]}a`, `${texts[at]}b`);
    fc.assert(
      fc.property(pattern, pattern, (one, other) => {
        const [left, right] = [toRegex(one), toRegex(other)];
        expect(patternsMeet(one, other)).toBe(texts.some((text) => left.test(text) && right.test(text)));
      }),
    );
  });
});

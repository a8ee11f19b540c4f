import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodingsOf } from './encodings.ts';
import { patternOf } from './pattern.ts';
import { hashWith, SEED_LENGTH, type Seed, seedsAt, seedsOf, spreadOf } from './seeds.ts';

function hashOf({ pattern, last }: Seed): number {
  return pattern.codes
    .slice(last - SEED_LENGTH + 1, last + 1)
    .reduce((hash, code) => hashWith(hash, spreadOf(code)), 0);
}

function hashOfText(text: string): number {
  return Array.from(text).reduce((hash, character) => hashWith(hash, spreadOf(character.charCodeAt(0))), 0);
}

describe('the hash', () => {
  it('is of the last eight letters or digits, in either case, and of nothing before them', () => {
    const letters = fc.string({
      unit: fc.constantFrom(...Array.from('abcxyz0189')),
      minLength: 8,
      maxLength: 8,
    });
    fc.assert(
      fc.property(letters, letters, letters, (before, text, other) => {
        expect(hashOfText(before + text)).toBe(hashOfText(text.toUpperCase()));
        fc.pre(text !== other);
        expect(hashOfText(text)).not.toBe(hashOfText(other));
      }),
    );
  });
});

describe('seedsAt', () => {
  it('finds every seed by its hash, however many share a slot', () => {
    const tokens = fc.array(fc.string({ unit: 'grapheme-ascii', minLength: 20, maxLength: 512 }), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(tokens, (some) => {
        const seeds = seedsOf(some.flatMap((token) => encodingsOf(token, 12)).map(patternOf));
        const lost = seeds.list.filter((seed) => !seedsAt(seeds, hashOf(seed)).includes(seed));
        expect(lost).toEqual([]);
        expect(seeds.list.length).toBeLessThan(seeds.slots.length / 4);
      }),
      { numRuns: 20 },
    );
  });

  it('finds none for another hash', () => {
    const seeds = seedsOf(encodingsOf('Zq7mK2xV9pL4tR8wB3nY6dF1sH5gJ0cA', 12).map(patternOf));
    const hashes = new Set(seeds.list.map(hashOf));
    const wrong: number[] = [];
    for (let hash = 0; hash < 2 ** 32; hash += 65_537) {
      if (!hashes.has(hash | 0) && seedsAt(seeds, hash | 0).length > 0) wrong.push(hash);
    }
    expect(wrong).toEqual([]);
  });
});

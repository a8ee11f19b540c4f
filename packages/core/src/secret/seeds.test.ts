import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodingsOf, patternOf } from './encodings.ts';
import { hashWith, SEED_LENGTH, type Seed, seedsAt, seedsOf, sieved, spreadOf } from './seeds.ts';

function hashOf({ pattern, last }: Seed): number {
  return pattern.codes
    .slice(last - SEED_LENGTH + 1, last + 1)
    .reduce((hash, code) => hashWith(hash, spreadOf(code)), 0);
}

function hashOfText(text: string): number {
  return Array.from(text).reduce((hash, character) => hashWith(hash, spreadOf(character.charCodeAt(0))), 0);
}

/** The seeds of texts each of which is one: a pattern of eight codes. */
function seedsOfTexts(texts: readonly string[]): ReturnType<typeof seedsOf> {
  return seedsOf(texts.map((pieces) => patternOf({ pieces, window: 8 })));
}

function textOf({ pattern, last }: Seed): string {
  return String.fromCharCode(...pattern.codes.slice(last - SEED_LENGTH + 1, last + 1));
}

describe('spreadOf', () => {
  it('is 0 for what folding drops, and another for each letter and digit', () => {
    const spreads = Array.from({ length: 0x300 }, (_, unit) => spreadOf(unit));
    const kept = spreads.filter((spread) => spread !== 0);
    expect([kept.length, new Set(kept).size]).toEqual([62, 36]);
    expect([spreadOf(0x61), spreadOf(0x41), spreadOf(0x7b), spreadOf(0x80)]).toEqual([
      spreadOf(0x41),
      spreadOf(0x61),
      0,
      0,
    ]);
  });
});

describe('seedsOf', () => {
  it.each([
    ['each place of a window of twelve', 'abcdefghijkl', 12, [7, 8, 9, 10, 11]],
    ['none of seven', 'abcdefg', 7, []],
    ['one of eight', 'abcdefgh', 8, [7]],
    ['each of less than two in a window', 'abcdefghijklmnopqrstuvwxyz', 15, [7, 8, 9]],
    ['every eighth of two in a window', 'abcdefghijklmnopqrstuvwxyz', 16, [7, 15, 23]],
    ['every eighth where eight pieces have two each', '00 01 02 03 04 05 06 07 08 09'.split(' '), 8, [7, 15]],
    ['each where some pieces have none', 'abcdefghijklmnopqr--', 16, [7, 8, 9]],
  ])('takes %s', (_, pieces, window, lasts) => {
    const { list } = seedsOf([patternOf({ pieces, window })]);
    const found = list.map(({ last }) => last);
    expect(found.slice(0, lasts.length)).toEqual(lasts);
    expect(found.length === lasts.length || found[lasts.length] === lasts.length + 7).toBe(true);
  });

  it.each([
    [0, 16],
    [8191, 16],
    [8192, 17],
    [16_383, 17],
    [16_384, 18],
  ])('has for %d codes a table of 2 to the power of %d', (count, bits) => {
    const codes = Array.from({ length: count }, (_, index) => 0x30 + ((index * index + (index >> 3)) % 10));
    const pattern = { codes, pieceOf: [], pieceCount: count, window: 100 };
    const { slots, shift, sieve } = seedsOf([pattern]);
    expect([slots.length, shift, sieve.length]).toEqual([2 ** bits, 32 - bits, 4096]);
  });

  it('lets through the sieve what begins as the hash of a seed, and nothing else', () => {
    const { list, sieve } = seedsOf(encodingsOf('Zq7mK2xV9pL4tR8wB3nY6dF1sH5gJ0cA', 12).map(patternOf));
    const starts = new Set(list.map((seed) => hashOf(seed) >>> 15));
    const wrong: number[] = [];
    for (let start = 0; start < 2 ** 17; start += 1) {
      if (sieved(sieve, (start << 15) | 5) !== starts.has(start)) wrong.push(start);
    }
    expect(wrong).toEqual([]);
  });
});

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

  it.each([
    ['one hash', ['abcdefgh', '06ya57zl'], 'abcdefgh'],
    ['one slot, of the first', ['ilndlzti', 'wvnlruhv', 'optkpaoc'], 'ilndlzti'],
    ['one slot, of the last', ['ilndlzti', 'wvnlruhv', 'optkpaoc'], 'optkpaoc'],
    ['the last slot, of the first', ['ouautmbf', 'ebhmkkrd'], 'ouautmbf'],
    ['the last slot, of the second', ['ouautmbf', 'ebhmkkrd'], 'ebhmkkrd'],
    ['the last slot and the first', ['ouautmbf', 'ebhmkkrd', 'qqncvwlh'], 'qqncvwlh'],
    ['one text', ['abcdefgh', 'abcdefgh', 'abcdefgh'], 'abcdefgh'],
  ])('tells those with %s apart by their hash', (_, texts, text) => {
    const hash = hashOfText(text);
    const expected = texts.filter((other) => hashOfText(other) === hash);
    expect(seedsAt(seedsOfTexts(texts), hash).map(textOf)).toEqual(expected);
  });

  it('finds none where others have the slot, or nothing has', () => {
    const seeds = seedsOfTexts(['wvnlruhv', 'optkpaoc']);
    expect(seedsAt(seeds, hashOfText('ilndlzti'))).toEqual([]);
    expect(seedsAt(seeds, hashOfText('ouautmbf'))).toEqual([]);
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

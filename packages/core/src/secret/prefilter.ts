import { FOLDED_CODES, foldUnit, isBlankEscape } from './fold.ts';
import { hashWith, type Pattern, SEED_LENGTH, type Seeds } from './pattern.ts';

const BACKSLASH = 0x5c;
const FOUND = -1;

/**
 * Makes the test that clean text passes: whether a text could hold a seed. It never says no wrongly, and yes
 * wrongly less than once in a million characters.
 *
 * Most text is skipped. Three letters or digits side by side that are so in no pattern are a barrier: no match
 * crosses it. As a match is longer than a seed, one look per seed length finds the next barrier. Only where there
 * is none, mostly among separators, is every character hashed up to the next.
 */
export function createPrefilter(patterns: readonly Pattern[], seeds: Seeds): (text: string) => boolean {
  const isInside = triplesInside(patterns);

  function isBarrier(text: string, end: number): boolean {
    const first = foldUnit(text.charCodeAt(end - 3));
    const second = foldUnit(text.charCodeAt(end - 2));
    const third = foldUnit(text.charCodeAt(end - 1));
    // After a backslash the first may be part of a blank, which a match can hold.
    return isInside[tripleOf(first, second, third)] === 0 && text.charCodeAt(end - 4) !== BACKSLASH;
  }

  /** Where the next match could start: after the last barrier within a seed's length, if there is one. */
  function skip(text: string, from: number): number | undefined {
    for (let end = from + SEED_LENGTH; end >= from + 3; end -= 1) {
      if (isBarrier(text, end)) return end - 2;
    }
    return undefined;
  }

  /** Where the next match could start: after the next barrier. `FOUND` when there is a seed before it. */
  function scan(text: string, from: number): number {
    let hash = 0;
    for (let index = from; index < text.length; index += 1) {
      const code = foldUnit(text.charCodeAt(index));
      if (code !== 0) {
        if (index >= from + 2 && isBarrier(text, index + 1)) return index - 1;
        hash = hashWith(hash, code);
        if (seeds.has(hash)) return FOUND;
      } else if (isBlankEscape(text, index)) {
        index += 1;
      }
    }
    return text.length;
  }

  return (text) => {
    let from = 0;
    while (from !== FOUND && from + SEED_LENGTH <= text.length) from = skip(text, from) ?? scan(text, from);
    return from === FOUND;
  };
}

function tripleOf(first: number, second: number, third: number): number {
  return (first * FOLDED_CODES + second) * FOLDED_CODES + third;
}

/** Has a 1 for each three neighbours that a match can hold: three codes of a pattern, or any with a separator. */
function triplesInside(patterns: readonly Pattern[]): Uint8Array {
  const isInside = new Uint8Array(FOLDED_CODES ** 3);
  for (let one = 0; one < FOLDED_CODES; one += 1) {
    for (let other = 0; other < FOLDED_CODES; other += 1) {
      isInside[tripleOf(0, one, other)] = 1;
      isInside[tripleOf(one, 0, other)] = 1;
      isInside[tripleOf(one, other, 0)] = 1;
    }
  }
  for (const { codes } of patterns) {
    for (let index = 2; index < codes.length; index += 1) {
      isInside[tripleOf(codes[index - 2] ?? 0, codes[index - 1] ?? 0, codes[index] ?? 0)] = 1;
    }
  }
  return isInside;
}

import type { Encoding } from './encodings.ts';
import { foldUnit, isBlankEscape } from './fold.ts';

/** How many folded characters in a row start a closer look. A shorter stretch of an encoding is not found. */
export const SEED_LENGTH = 8;

/** An encoding as it looks in folded text. */
export interface Pattern {
  readonly codes: readonly number[];
  /** For each code, the piece of the encoding it belongs to. */
  readonly pieceOf: readonly number[];
  readonly pieceCount: number;
  readonly window: number;
}

/** A place in a pattern: `last` is the index of the last code of a seed. */
export interface Seed {
  readonly pattern: Pattern;
  readonly last: number;
}

/** Seeds by their hash. */
export type Seeds = ReadonlyMap<number, readonly Seed[]>;

export function patternOf({ pieces, window }: Encoding): Pattern {
  const codes: number[] = [];
  const pieceOf: number[] = [];
  for (let index = 0; index < pieces.length; index += 1) {
    const piece = pieces[index] ?? '';
    for (let unit = isBlankEscape(piece, 0) ? 2 : 0; unit < piece.length; unit += 1) {
      const code = foldUnit(piece.charCodeAt(unit));
      if (code === 0) continue;
      codes.push(code);
      pieceOf.push(index);
    }
  }
  return { codes, pieceOf, pieceCount: pieces.length, window };
}

/** Every stretch of `SEED_LENGTH` codes of the patterns. */
export function seedsOf(patterns: readonly Pattern[]): Seeds {
  const seeds = new Map<number, Seed[]>();
  for (const pattern of patterns) {
    let hash = 0;
    for (let last = 0; last < pattern.codes.length; last += 1) {
      hash = hashWith(hash, spreadOf(pattern.codes[last] ?? 0));
      if (last < SEED_LENGTH - 1) continue;
      const sameHash = seeds.get(hash);
      if (sameHash === undefined) seeds.set(hash, [{ pattern, last }]);
      else sameHash.push({ pattern, last });
    }
  }
  return seeds;
}

const HASH_SHIFT = 32 / SEED_LENGTH;

/**
 * The 32-bit hash of the last `SEED_LENGTH` codes, from that of the codes before and the spread of the newest. Each
 * step moves the older codes up, and the oldest out, so that nothing needs to be taken away.
 */
export function hashWith(before: number, spread: number): number {
  return ((before << HASH_SHIFT) + spread) | 0;
}

/** A code spread over 32 bits, by UTF-16 unit; 0, as no other, for a unit that folding drops. */
export const SPREAD: Int32Array = Int32Array.from({ length: 0x80 }, (_, unit) =>
  spreadOver32Bits(foldUnit(unit)),
);

export function spreadOf(unit: number): number {
  return unit < 0x80 ? (SPREAD[unit] ?? 0) : 0;
}

/** The finaliser of MurmurHash3. The low bits count most: they are all that is left of an old code. */
function spreadOver32Bits(code: number): number {
  const once = Math.imul(code, 0x85ebca6b);
  const twice = Math.imul(once ^ (once >>> 13), 0xc2b2ae35);
  return twice ^ (twice >>> 16);
}

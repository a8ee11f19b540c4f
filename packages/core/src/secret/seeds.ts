import type { Pattern } from './encodings.ts';
import { foldUnit } from './fold.ts';

/** How many folded characters in a row start a closer look. A shorter stretch of an encoding is not found. */
export const SEED_LENGTH = 8;

/** `SEED_LENGTH` codes of a pattern; `last` is the index of the last of them. */
export interface Seed {
  readonly pattern: Pattern;
  readonly last: number;
}

/**
 * The seeds of some patterns, in a table with open addressing. Making a `Map` takes several times as long, and this
 * is made at start-up.
 */
export interface Seeds {
  readonly list: Seed[];
  readonly hashes: number[];
  /** In the slot of its hash, or the next free one, 1 plus the index of a seed; 0 in a free slot. */
  readonly slots: Uint32Array;
  /** What takes a hash down to its slot. */
  readonly shift: number;
  /** A bit for each of the hashes that begin alike; see `sieved`. */
  readonly sieve: Int32Array;
}

const MIN_SLOT_BITS = 16;
const SIEVE_BITS = 17;

export function seedsOf(patterns: readonly Pattern[]): Seeds {
  const count = patterns.reduce((sum, { codes }) => sum + codes.length, 0);
  const bits = Math.max(MIN_SLOT_BITS, Math.ceil(Math.log2(count + 1)) + 3);
  const seeds: Seeds = {
    list: [],
    hashes: [],
    slots: new Uint32Array(2 ** bits),
    shift: 32 - bits,
    sieve: new Int32Array(2 ** (SIEVE_BITS - 5)),
  };
  for (const pattern of patterns) addSeeds(pattern, seeds);
  return seeds;
}

function addSeeds(pattern: Pattern, seeds: Seeds): void {
  const { codes, pieceCount, window } = pattern;
  // Every window has to hold a whole seed. One of two seeds' length does, if there is a seed at each seed's length.
  const step = (window * codes.length) / pieceCount >= 2 * SEED_LENGTH ? SEED_LENGTH : 1;
  let hash = 0;
  for (let last = 0; last < codes.length; last += 1) {
    hash = hashWith(hash, spreadOf(codes[last] ?? 0));
    if (last < SEED_LENGTH - 1 || last % step !== step - 1) continue;
    seeds.hashes.push(hash);
    const bit = hash >>> (32 - SIEVE_BITS);
    seeds.sieve[bit >>> 5] = (seeds.sieve[bit >>> 5] ?? 0) | (1 << (bit & 31));
    seeds.slots[freeSlot(seeds, hash)] = seeds.list.push({ pattern, last });
  }
}

function freeSlot({ slots, shift }: Seeds, hash: number): number {
  let slot = hash >>> shift;
  while (slots[slot] !== 0) slot = (slot + 1) % slots.length;
  return slot;
}

/**
 * Whether a seed could have a hash: no is certain. Almost all text ends here, and unlike the table of seeds the sieve
 * fits into the nearest cache.
 */
export function sieved(sieve: Int32Array, hash: number): boolean {
  const bit = hash >>> (32 - SIEVE_BITS);
  return (((sieve[bit >>> 5] ?? 0) >>> (bit & 31)) & 1) === 1;
}

/** The seeds with a hash. */
export function seedsAt({ list, hashes, slots, shift }: Seeds, hash: number): readonly Seed[] {
  let slot = hash >>> shift;
  if (slots[slot] === 0) return NONE;
  const found: Seed[] = [];
  for (let entry = slots[slot] ?? 0; entry !== 0; entry = slots[slot] ?? 0) {
    const seed = list[entry - 1];
    if (seed !== undefined && hashes[entry - 1] === hash) found.push(seed);
    slot = (slot + 1) % slots.length;
  }
  return found;
}

const NONE: readonly Seed[] = [];
const HASH_SHIFT = 32 / SEED_LENGTH;

/**
 * The 32-bit hash of the last `SEED_LENGTH` codes, from that of the codes before and the spread of the newest. Each
 * step moves the older codes up, and the oldest out, so that nothing needs to be taken away.
 */
export function hashWith(before: number, spread: number): number {
  return ((before << HASH_SHIFT) + spread) | 0;
}

/** A code spread over 32 bits, by ASCII unit; 0, as no other, for a unit that folding drops. */
export const SPREAD: Int32Array = Int32Array.from({ length: 0x80 }, (_, unit) =>
  spreadOver32Bits(foldUnit(unit)),
);

export function spreadOf(unit: number): number {
  return SPREAD[unit] ?? 0;
}

/** The finaliser of MurmurHash3. The low bits count most: they are all that is left of an old code. */
function spreadOver32Bits(code: number): number {
  const once = Math.imul(code, 0x85ebca6b);
  const twice = Math.imul(once ^ (once >>> 13), 0xc2b2ae35);
  return twice ^ (twice >>> 16);
}

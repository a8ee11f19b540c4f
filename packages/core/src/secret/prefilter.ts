import { decode, type Escape, escapeAt, isIntroducer, mayStartEscape } from './escape.ts';
import { isBlankEscape } from './fold.ts';
import { hashWith, SEED_LENGTH, type Seeds, SPREAD, spreadOf } from './pattern.ts';

const FILTER_SHIFT = 16;
const FOUND = -1;

/** Enough for the rest of an escape each of whose characters is an escape. */
const LOOK_AHEAD = 40;

/** The seeds, with a first look that is mostly enough: 1 for the upper bits of the hash of each. */
interface Filter {
  readonly upperBits: Uint8Array;
  readonly seeds: Seeds;
}

/**
 * Makes the test that clean text passes: whether a text could hold a seed, as it is or with escapes undone. It
 * says yes wrongly less than once in a million characters, and wherever an escape stands for the start of another.
 * It says no wrongly only where a later part of an escape, not its first character, is escaped again.
 */
export function createPrefilter(seeds: Seeds): (text: string) => boolean {
  const upperBits = new Uint8Array(2 ** (32 - FILTER_SHIFT));
  for (const hash of seeds.keys()) upperBits[hash >>> FILTER_SHIFT] = 1;
  return (text) => mayHold(text, { upperBits, seeds });
}

// This sees every character that the process writes: what it does for one is the price of scrubbing. It works on
// local tables and on an array of units, because those are what the engine reads fast.
function mayHold(text: string, filter: Filter): boolean {
  const { upperBits, seeds } = filter;
  const units = unitsOf(text);
  const spreads = SPREAD;
  let hash = 0;
  let decodedTo = 0;
  for (let index = 0; index < units.length; index += 1) {
    const unit = units[index] ?? 0;
    const spread = spreads[unit] ?? 0;
    if (spread !== 0) {
      hash = hashWith(hash, spread);
      if (upperBits[hash >>> FILTER_SHIFT] === 1 && seeds.has(hash)) return true;
    } else if (isIntroducer(unit)) {
      if (isBlankEscape(text, index)) {
        index += 1;
      } else if (index >= decodedTo && mayStartEscape(text, index)) {
        decodedTo = readDecoded(text, index, hash, filter);
        if (decodedTo === FOUND) return true;
      }
    }
  }
  return false;
}

function unitsOf(text: string): Uint8Array | Uint16Array {
  const bytes = Buffer.from(text);
  if (bytes.length === text.length) return bytes;
  const units = new Uint16Array(text.length);
  for (let index = 0; index < text.length; index += 1) units[index] = text.charCodeAt(index);
  return units;
}

/**
 * Reads on from `start` with escapes undone, until that has made no difference for a seed's length. `before` is the
 * hash of what precedes. Returns where it stopped, or `FOUND`.
 */
function readDecoded(text: string, start: number, before: number, { seeds }: Filter): number {
  let hash = before;
  let left = 1;
  let index = start;
  for (; left > 0 && index < text.length; index += 1) {
    const found = mayStartEscape(text, index) ? escapeAt(text, index) : undefined;
    if (found !== undefined && hidesAnother(text, found)) return FOUND;
    for (const character of found?.plain ?? text.charAt(index)) {
      const spread = spreadOf(character.charCodeAt(0));
      if (spread === 0) continue;
      hash = hashWith(hash, spread);
      left -= 1;
      if (seeds.has(hash)) return FOUND;
    }
    if (found !== undefined) {
      left = SEED_LENGTH;
      index += found.sequence.length - 1;
    } else if (isBlankEscape(text, index)) {
      index += 1;
    }
  }
  return index;
}

/** Whether undoing an escape leaves the start of another, which is for a closer look to follow. */
function hidesAnother(text: string, { index, sequence, plain }: Escape): boolean {
  if (!/^[%&=\\\u0080-\uffff]/.test(plain)) return false;
  const end = index + sequence.length;
  const next = escapeAt(text, end)?.plain ?? text.charAt(end);
  if (!mayStartEscape(plain + next, 0)) return false;
  return escapeAt(plain + decode(text.slice(end, end + LOOK_AHEAD)), 0) !== undefined;
}

import { decode, type Escape, escapeAt, isIntroducer, mayStartEscape } from './escape.ts';
import { foldUnit, isBlankEscape } from './fold.ts';
import { hashWith, SEED_LENGTH, type Seed, type Seeds, SPREAD, seedsAt, sieved, spreadOf } from './seeds.ts';

const FOUND = -1;
const BACKSLASH = 0x5c;

/** Enough for the rest of an escape each of whose characters is an escape. */
const LOOK_AHEAD = 40;

/**
 * The test that clean text passes: whether a text could hold a seed, as it is or with escapes undone. It says yes
 * wrongly where an escape stands for the start of another, or by chance soon after an escape. It says no wrongly only
 * where a later part of an escape, not its first character, is escaped again.
 *
 * This sees every character that the process writes: what it does for one is the price of scrubbing. It works on
 * local tables and on an array of units, because those are what the engine reads fast.
 */
export function mayHold(text: string, seeds: Seeds): boolean {
  const { sieve } = seeds;
  const units = unitsOf(text);
  const spreads = SPREAD;
  const afterBackslash = AFTER_BACKSLASH;
  let hash = 0;
  let decodedTo = 0;
  for (let index = 0; index < units.length; index += 1) {
    const unit = units[index] ?? 0;
    const spread = unit < 0x80 ? (spreads[unit] ?? 0) : 0;
    if (spread !== 0) {
      hash = hashWith(hash, spread);
      if (sieved(sieve, hash) && isSeedAt(text, index, seedsAt(seeds, hash))) return true;
    } else if (unit === BACKSLASH && afterBackslash[units[index + 1] ?? 0] !== 1) {
      // Text in JSON in JSON is full of escaped quotes, which stand for no letter and no digit.
    } else if (isIntroducer(unit)) {
      if (isBlankEscape(text, index)) {
        index += 1;
      } else if (index >= decodedTo && mayStartEscape(text, index)) {
        decodedTo = readDecoded(text, index, hash, seeds);
        if (decodedTo === FOUND) return true;
      }
    }
  }
  return false;
}

/** What an escape, or an escaped blank, can go on with after a backslash: ASCII only. */
const AFTER_BACKSLASH = Uint8Array.from({ length: 0x80 }, (_, unit) => {
  const pair = String.fromCharCode(BACKSLASH, unit);
  return isBlankEscape(pair, 0) || mayStartEscape(pair, 0) ? 1 : 0;
});

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
function readDecoded(text: string, start: number, before: number, seeds: Seeds): number {
  let hash = before;
  let left = 1;
  let index = start;
  while (left > 0 && index < text.length) {
    const found = mayStartEscape(text, index) ? escapeAt(text, index) : undefined;
    if (found !== undefined && hidesAnother(text, found)) return FOUND;
    const plain = found?.plain ?? text.charAt(index);
    if (found !== undefined) left = SEED_LENGTH + plain.length;
    for (let at = 0; at < plain.length; at += 1) {
      const spread = spreadOf(plain.charCodeAt(at));
      if (spread === 0) continue;
      hash = hashWith(hash, spread);
      left -= 1;
      if (seedsAt(seeds, hash).length > 0) return FOUND;
    }
    index += found?.sequence.length ?? (isBlankEscape(text, index) ? 2 : 1);
  }
  return index;
}

/** Whether one of the seeds with a certain hash is what ends at `index`, and not only has its hash. */
function isSeedAt(text: string, index: number, candidates: readonly Seed[]): boolean {
  return candidates.some(({ pattern, last }) => {
    let back = 0;
    for (let at = index; at >= 0 && back < SEED_LENGTH; at -= 1) {
      const code = codeAt(text, at);
      if (code === 0) continue;
      if (code !== pattern.codes[last - back]) return false;
      back += 1;
    }
    return back === SEED_LENGTH;
  });
}

function codeAt(text: string, index: number): number {
  return isBlankEscape(text, index - 1) ? 0 : foldUnit(text.charCodeAt(index));
}

/** Whether undoing an escape leaves the start of another, which is for a closer look to follow. */
function hidesAnother(text: string, { index, sequence, plain }: Escape): boolean {
  if (!isIntroducer(plain.charCodeAt(0))) return false;
  const end = index + sequence.length;
  const next = escapeAt(text, end)?.plain ?? text.charAt(end);
  if (!mayStartEscape(plain + next, 0)) return false;
  return escapeAt(plain + decode(text.slice(end, end + LOOK_AHEAD)), 0) !== undefined;
}

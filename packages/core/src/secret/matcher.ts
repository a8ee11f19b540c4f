import type { Pattern } from './encodings.ts';
import { type Folded, fold, foldUnit } from './fold.ts';
import { hashWith, SEED_LENGTH, type Seeds, seedsAt, spreadOf } from './seeds.ts';

/** A stretch of a text: `end` is the index after its last UTF-16 unit. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Finds stretches of a text, in no order; they may overlap. */
export type Matcher = (text: string) => Span[];

/** A stretch of folded text, both ends included, that equals one of a pattern. */
interface Run {
  readonly first: number;
  readonly last: number;
  /** Index in the text minus index in the pattern, the same for all codes of the run. */
  readonly shift: number;
}

/** Makes a matcher that finds what equals, folded, at least a window of a pattern. It takes linear time. */
export function createMatcher(seeds: Seeds): Matcher {
  return (text) => {
    const folded = fold(text);
    const spans: Span[] = [];
    const latest = new Map<Pattern, Run>();
    let hash = 0;
    let index = -1;
    for (const code of folded.codes) {
      index += 1;
      hash = hashWith(hash, spreadOf(code));
      for (const { pattern, last } of seedsAt(seeds, hash)) {
        const shift = index - last;
        const before = latest.get(pattern);
        // Without this, each seed inside a run would walk along the whole run again.
        if (before?.shift === shift && index <= before.last) continue;
        const run = runAround(folded.codes, pattern.codes, index, shift);
        latest.set(pattern, run);
        const letter = letterBefore(text, folded, run, pattern);
        if (reach(pattern, run) + (letter === undefined ? 0 : 1) < pattern.window) continue;
        spans.push({ start: letter ?? folded.at[run.first] ?? 0, end: (folded.at[run.last] ?? 0) + 1 });
      }
    }
    return spans;
  };
}

function runAround(text: Uint8Array, pattern: readonly number[], index: number, shift: number): Run {
  let first = index + 1;
  while (first > 0 && text[first - 1] === pattern[first - 1 - shift]) first -= 1;
  let last = index;
  while (last + 1 < text.length && text[last + 1] === pattern[last + 1 - shift]) last += 1;
  return { first, last, shift };
}

/** How many whole pieces a run covers, with those beside it of which folding leaves nothing. */
function reach({ pieceOf, pieceCount }: Pattern, { first, last, shift }: Run): number {
  const before = pieceOf[first - shift - 1] ?? -1;
  const after = pieceOf[last - shift + 1] ?? pieceCount;
  return after - before - 1;
}

/**
 * The index before a run of what looks like the letter of an escaped blank but is the next character of the pattern:
 * a stretch of a token with a backslash before it may begin with an `n`.
 */
function letterBefore(
  text: string,
  { at }: Folded,
  { first, shift }: Run,
  { codes }: Pattern,
): number | undefined {
  const start = at[first] ?? 0;
  for (let index = start - 1; index >= start - SEED_LENGTH; index -= 1) {
    const code = foldUnit(text.charCodeAt(index));
    // Any other letter that is next in the pattern is in the folded text: the run would begin with it.
    if (code !== 0) return code === codes[first - shift - 1] ? index : undefined;
  }
  return undefined;
}

/**
 * Makes a matcher for the stretches of `window` characters that hold too few letters and digits to be found in
 * folded text, such as `-_-A-_b--_-_`, in either case and with backslashes between them. A token seldom has any:
 * then there is nothing to make.
 */
export function createLiteralMatcher(values: readonly string[], window: number): Matcher | undefined {
  const windows = new Set(
    values.filter((value) => mayBeSparse(value, window)).flatMap((value) => windowsOf(value, window)),
  );
  const sparse = Array.from(windows).filter((part) => fold(part).codes.length < SEED_LENGTH);
  if (sparse.length === 0) return undefined;
  const pattern = new RegExp(sparse.map(asPattern).join('|'), 'gi');
  return (text) =>
    Array.from(text.matchAll(pattern), ({ 0: found, index }) => ({
      start: index,
      end: index + found.length,
    }));
}

/** Whether a window could hold too few: each other character takes at most itself and the letter behind it. */
function mayBeSparse(value: string, window: number): boolean {
  return value.length < window || 2 * value.replace(/[0-9A-Za-z]/g, '').length > window - SEED_LENGTH;
}

function windowsOf(value: string, window: number): string[] {
  const count = Math.max(1, value.length - window + 1);
  return Array.from({ length: count }, (_, start) => value.slice(start, start + window));
}

function asPattern(part: string): string {
  return Array.from(part, (character) => character.replace(/[^0-9A-Za-z]/, String.raw`\$&`)).join(
    String.raw`\\*`,
  );
}

import type { Encoding } from './encodings.ts';
import { type Folded, fold } from './fold.ts';
import { hashWith, type Pattern, patternOf, type Seeds, seedsOf } from './pattern.ts';
import { createPrefilter } from './prefilter.ts';

/** A stretch of a text, from its first UTF-16 unit up to, not including, its last. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Looks for encodings in folded text. */
export interface Matcher {
  /** Whether `match` could find something. Wrong only in saying yes, about once in a million characters. */
  mayMatch(text: string): boolean;
  /** The stretches of `text` that hold at least a window of an encoding, in no order; they may overlap. */
  match(text: string): Span[];
}

/** A stretch of a folded text, first and last code included, that equals one of a pattern. */
interface Run {
  readonly first: number;
  readonly last: number;
  /** Position in the text minus position in the pattern: the same for all codes of a run. */
  readonly shift: number;
}

export function createMatcher(encodings: readonly Encoding[]): Matcher {
  const patterns = encodings.map(patternOf);
  const seeds = seedsOf(patterns);
  return { mayMatch: createPrefilter(patterns, seeds), match: (text) => match(fold(text), seeds) };
}

function match(text: Folded, seeds: Seeds): Span[] {
  const spans: Span[] = [];
  const latest = new Map<Pattern, Run>();
  let hash = 0;
  for (let index = 0; index < text.codes.length; index += 1) {
    hash = hashWith(hash, text.codes[index] ?? 0);
    for (const { pattern, last } of seeds.get(hash) ?? []) {
      const before = latest.get(pattern);
      // Without this, each seed inside a run would walk along the whole run again.
      if (before !== undefined && before.shift === index - last && index <= before.last) continue;
      const run = runAround(text.codes, pattern.codes, index, last);
      latest.set(pattern, run);
      if (reach(pattern, run) >= pattern.window) spans.push(spanOf(text, run));
    }
  }
  return spans;
}

function runAround(text: Uint8Array, pattern: readonly number[], index: number, last: number): Run {
  const shift = index - last;
  let start = index + 1;
  while (start > 0 && start > shift && text[start - 1] === pattern[start - 1 - shift]) start -= 1;
  let end = index + 1;
  while (end < text.length && end < pattern.length + shift && text[end] === pattern[end - shift]) end += 1;
  return { first: start, last: end - 1, shift };
}

/** How many whole pieces a run covers, counting those at its ends of which folding leaves nothing. */
function reach({ pieceOf, pieceCount }: Pattern, { first, last, shift }: Run): number {
  const before = pieceOf[first - shift - 1] ?? -1;
  const after = pieceOf[last - shift + 1] ?? pieceCount;
  return after - before - 1;
}

function spanOf({ at }: Folded, { first, last }: Run): Span {
  return { start: at[first] ?? 0, end: (at[last] ?? 0) + 1 };
}

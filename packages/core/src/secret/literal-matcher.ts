import { fold } from './fold.ts';
import type { Matcher } from './matcher.ts';
import { SEED_LENGTH } from './pattern.ts';

/**
 * Looks for the stretches of `window` characters that hold too few letters and digits to be told in folded
 * text, such as `-_-A-_b--_-_`: in other case too, and with backslashes between them. A token of random
 * letters and digits has none, and then this costs nothing.
 */
export function createLiteralMatcher(values: readonly string[], window: number): Matcher {
  const windows = new Set(values.flatMap((value) => windowsOf(value, window)));
  const sparse = Array.from(windows).filter((part) => fold(part).codes.length < SEED_LENGTH);
  if (sparse.length === 0) return { mayMatch: () => false, match: () => [] };
  const pattern = new RegExp(sparse.map(asPattern).join('|'), 'gi');
  return {
    mayMatch: (text) => text.search(pattern) !== -1,
    match: (text) =>
      Array.from(text.matchAll(pattern), ({ 0: found, index }) => ({
        start: index,
        end: index + found.length,
      })),
  };
}

function windowsOf(value: string, window: number): string[] {
  const count = Math.max(1, value.length - window + 1);
  return Array.from({ length: count }, (_, start) => value.slice(start, start + window));
}

function asPattern(part: string): string {
  return Array.from(part, (character) => character.replace(/[^0-9A-Za-z]/u, String.raw`\$&`)).join(
    String.raw`\\*`,
  );
}

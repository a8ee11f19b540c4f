import { fold } from './fold.ts';
import type { Matcher } from './matcher.ts';
import { SEED_LENGTH } from './seeds.ts';

/**
 * Makes a matcher for the stretches of `window` characters that hold too few letters and digits to be found in
 * folded text, such as `-_-A-_b--_-_`, in either case and with backslashes between them. A token seldom has any:
 * then there is nothing to make.
 */
export function createLiteralMatcher(values: readonly string[], window: number): Matcher | undefined {
  const windows = new Set(values.flatMap((value) => windowsOf(value, window)));
  const sparse = Array.from(windows).filter((part) => fold(part).codes.length < SEED_LENGTH);
  if (sparse.length === 0) return undefined;
  const pattern = new RegExp(sparse.map(asPattern).join('|'), 'gi');
  return (text) =>
    Array.from(text.matchAll(pattern), ({ 0: found, index }) => ({
      start: index,
      end: index + found.length,
    }));
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

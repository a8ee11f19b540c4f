import { editDistance } from '../tool/nearest.ts';

/** How many letters of a name may be wrong before it is another's: one in five of the service. Short names have neighbours. */
export function mostWrong(prefix: string): number {
  return Math.floor((wordsOf(prefix).at(-1)?.length ?? 0) / 5);
}

export function wordsOf(prefix: string): readonly string[] {
  return prefix.split('_').filter((word) => word !== '');
}

/** A name without what separates its words, in capital letters. */
export function lettersOf(name: string): string {
  return name.toUpperCase().replaceAll(/[^A-Z0-9]/gu, '');
}

/**
 * Whether a variable begins with a prefix, or with a misspelt one: whoever reads the environment has to see it, to refuse it.
 *
 * @param prefix `MCP_CLOUDFLARE_`.
 */
export function beginsAlmostWith(name: string, prefix: string): boolean {
  const [given, known, most] = [lettersOf(name), lettersOf(prefix), mostWrong(prefix)];
  for (let length = known.length - most; length <= known.length + most; length += 1)
    if (editDistance(given.slice(0, length), known) <= most) return true;
  return false;
}

/**
 * The candidate most like a misspelt word, or `undefined` when none is close: at most a third of the longer
 * word may differ (Levenshtein distance). Words longer than 64 characters have no neighbour.
 */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  if (word.length > 64) return undefined;
  let best: { candidate: string; distance: number } | undefined;
  for (const candidate of candidates) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    const limit = Math.floor(Math.max(word.length, candidate.length) / 3);
    if (distance <= limit && (best === undefined || distance < best.distance)) best = { candidate, distance };
  }
  return best?.candidate;
}

/** How many letters have to be put in, taken out or replaced to make one word of another (Levenshtein distance). */
export function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const substitution = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substitution, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

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

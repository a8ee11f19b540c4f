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
  return isWithin(lettersOf(name), lettersOf(prefix), mostWrong(prefix), true);
}

/**
 * The variable that another name was probably meant to be: with a letter or two wrong, or with its last words shortened or
 * lengthened, as `WIKI_PASS` and `WIKI_USERNAME` are.
 *
 * @param known `WIKI_URL`: the first word is the service, the rest is what it holds.
 */
export function variableMeant(name: string, known: readonly string[]): string | undefined {
  const given = lettersOf(name);
  return known.find((each) => {
    const letters = lettersOf(each);
    const most = Math.min(2, Math.floor(letters.length / 5));
    return each !== name && (isAlmost(given, letters, most) || isPartOf(given, each));
  });
}

/** Whether at most so many letters of a name are wrong, missing or too many. Few: each one more takes three times as long. */
export function isAlmost(given: string, known: string, most: number): boolean {
  return isWithin(given, known, most, false);
}

/**
 * Whether `editDistance` is at most so much. Every variable of the environment is looked at when a server starts: tables of
 * distances were so much work that V8 began to optimize them, which took 7 MB and, in the background, 20 ms.
 *
 * @param isOpen whether `given` may go on behind what is like `known`.
 */
function isWithin(given: string, known: string, most: number, isOpen: boolean, i = 0, j = 0): boolean {
  let at = i;
  let there = j;
  while (at < given.length && given[at] === known[there]) {
    at += 1;
    there += 1;
  }
  if (there === known.length) return isOpen || given.length - at <= most;
  if (most === 0) return false;
  return (
    isWithin(given, known, most - 1, isOpen, at, there + 1) ||
    (at < given.length &&
      (isWithin(given, known, most - 1, isOpen, at + 1, there + 1) ||
        isWithin(given, known, most - 1, isOpen, at + 1, there)))
  );
}

function isPartOf(given: string, known: string): boolean {
  const [service = ''] = known.split('_');
  if (!given.startsWith(service)) return false;
  const [one, other] = [given.slice(service.length), lettersOf(known).slice(service.length)];
  return Math.min(one.length, other.length) > 2 && (one.includes(other) || other.includes(one));
}

/** The part of `base` from line `start` up to `end` becomes `lines`. */
interface Hunk {
  readonly start: number;
  readonly end: number;
  readonly lines: readonly string[];
}

/**
 * Three versions of a text made one, as diff3 does it for the wiki: line by line, and not at all where both sides change the same
 * or touching lines in different ways.
 *
 * @returns `undefined` for a conflict.
 */
export function merged(base: string, mine: string, theirs: string): string | undefined {
  const lines = linesOf(base);
  const own = hunks(lines, linesOf(mine));
  const other = hunks(lines, linesOf(theirs));
  const all: Hunk[] = [];
  for (const hunk of own) {
    const touching = other.filter((each) => each.start <= hunk.end && hunk.start <= each.end);
    const isSame = touching.length === 1 && sameHunk(hunk, touching[0]);
    if (touching.length > 0 && !isSame) return undefined;
    all.push(hunk);
  }
  all.push(...other.filter((hunk) => !own.some((each) => sameHunk(each, hunk))));
  all.sort((one, two) => one.start - two.start);
  const made: string[] = [];
  let at = 0;
  for (const { start, end, lines: fresh } of all) {
    made.push(...lines.slice(at, start), ...fresh);
    at = end;
  }
  made.push(...lines.slice(at));
  return made.join('\n');
}

function linesOf(text: string): readonly string[] {
  return text.replace(/\s+$/u, '').split('\n');
}

function sameHunk(one: Hunk, other: Hunk | undefined): boolean {
  return (
    other !== undefined &&
    one.start === other.start &&
    one.end === other.end &&
    one.lines.join('\n') === other.lines.join('\n')
  );
}

/** What differs, by the longest common subsequence of what lies between equal beginnings and ends. */
function hunks(from: readonly string[], to: readonly string[]): readonly Hunk[] {
  let head = 0;
  while (head < from.length && head < to.length && from[head] === to[head]) head += 1;
  let tail = 0;
  while (
    tail < from.length - head &&
    tail < to.length - head &&
    from[from.length - 1 - tail] === to[to.length - 1 - tail]
  )
    tail += 1;
  const a = from.slice(head, from.length - tail);
  const b = to.slice(head, to.length - tail);
  // Of long stretches, one hunk: exact, if coarser.
  if (a.length * b.length > 4_000_000) return [{ start: head, end: head + a.length, lines: b }];
  return hunksBetween(a, b).map((hunk) => ({ ...hunk, start: hunk.start + head, end: hunk.end + head }));
}

function hunksBetween(a: readonly string[], b: readonly string[]): readonly Hunk[] {
  const width = b.length + 1;
  const lengths = new Uint32Array((a.length + 1) * width);
  const at = (i: number, j: number): number => lengths[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1)
      lengths[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  }
  const found: Hunk[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const start = i;
    const from = j;
    while ((i < a.length || j < b.length) && !(i < a.length && j < b.length && a[i] === b[j])) {
      if (j >= b.length || (i < a.length && at(i + 1, j) >= at(i, j + 1))) i += 1;
      else j += 1;
    }
    if (i > start || j > from) found.push({ start, end: i, lines: b.slice(from, j) });
    while (i < a.length && j < b.length && a[i] === b[j]) {
      i += 1;
      j += 1;
    }
  }
  return found;
}

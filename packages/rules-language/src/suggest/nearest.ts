/** Longer names are not compared: no name of the language is, and the comparison takes the product of the lengths. */
const longestName = 64;

/**
 * The one of `names` that was probably meant by `name`, or undefined when none is near. A name that has all the
 * segments of the given one in their order is near (`http.request.path`: `http.request.uri.path`), else the fewest
 * changed, missing, additional or swapped letters count, up to a third of the length.
 */
export function nearest(name: string, names: readonly string[]): string | undefined {
  if (name.length > longestName || name === '') return undefined;
  const segments = name.split('.');
  let best: string | undefined;
  let least = Math.max(1, Math.floor(name.length / 3)) + 1;
  for (const candidate of names) {
    const cost = Math.min(segmentCost(segments, candidate), distance(name, candidate, Math.ceil(least)));
    if (cost < least) {
      best = candidate;
      least = cost;
    }
  }
  return best;
}

/** Half a letter for each segment that is missing. */
function segmentCost(segments: readonly string[], candidate: string): number {
  // Most candidates end here, before they are cut up.
  if (!segments.every((segment) => candidate.includes(segment))) return Number.POSITIVE_INFINITY;
  const wanted = candidate.split('.');
  let found = 0;
  for (const segment of wanted) if (segment === segments[found]) found += 1;
  return found === segments.length ? 0.5 + (wanted.length - found) / 2 : Number.POSITIVE_INFINITY;
}

/**
 * How many letters have to be changed, added, removed or swapped with their neighbour (optimal string alignment), or
 * `limit` when it is not fewer. Only cells that can stay below the limit are looked at.
 */
export function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  // Three rows that take turns: this is called for every name of the language.
  let beforeLast = new Uint16Array(b.length + 1);
  let last = new Uint16Array(b.length + 1);
  let current = Uint16Array.from(last, (_, column) => Math.min(column, limit));
  for (let row = 1; row <= a.length; row += 1) {
    [beforeLast, last, current] = [last, current, beforeLast.fill(limit)];
    current[0] = Math.min(row, limit);
    let lowest = limit;
    const end = Math.min(b.length, row + limit - 1);
    for (let column = Math.max(1, row - limit + 1); column <= end; column += 1) {
      const same = a.charCodeAt(row - 1) === b.charCodeAt(column - 1);
      const replaced = (last[column - 1] ?? limit) + (same ? 0 : 1);
      const moved = Math.min(last[column] ?? limit, current[column - 1] ?? limit) + 1;
      const swapped = isSwapped(a, row, b, column) ? (beforeLast[column - 2] ?? limit) + 1 : limit;
      const cost = Math.min(replaced, moved, swapped, limit);
      current[column] = cost;
      if (cost < lowest) lowest = cost;
    }
    if (lowest >= limit && row >= limit) return limit;
  }
  return current[b.length] ?? limit;
}

function isSwapped(a: string, row: number, b: string, column: number): boolean {
  return (
    row > 1 &&
    column > 1 &&
    a.charCodeAt(row - 1) === b.charCodeAt(column - 2) &&
    a.charCodeAt(row - 2) === b.charCodeAt(column - 1)
  );
}

/** A stretch of lines of one text in whose place the other has another stretch; either may be empty. Ends are exclusive. */
export interface Run {
  readonly from: readonly [start: number, end: number];
  readonly to: readonly [start: number, end: number];
}

/** Lines of a piece that is compared cell by cell, multiplied: some milliseconds. */
const mostCells = 1_000_000;
/** Cells for which it is always done: patience finds nothing better in so little. */
const fewCells = 4_096;
/** Looks at a line, on average, before the rest is taken as it comes: keeps the work linear whatever the texts are. */
const looksPerLine = 40;
/** As many lines between breaths. */
const stretch = 20_000;

interface Segment {
  readonly from: readonly [start: number, end: number];
  readonly to: readonly [start: number, end: number];
}

/**
 * The runs in which two lists of lines differ, in order. Lines that occur once in both hold the texts together (Bram Cohen's
 * patience difference); between them, what is short is compared exactly. Where neither helps, or where it would take too
 * long, a run is larger than it need be, and never wrong: what is in no run is equal.
 *
 * Time and memory grow with the number of lines.
 */
export function* changedRuns(
  from: readonly string[],
  to: readonly string[],
): Generator<void, readonly Run[]> {
  const numbers = new Map<string, number>();
  const old = yield* numbered(from, numbers);
  const fresh = yield* numbered(to, numbers);
  const search = new Search(old, fresh, numbers.size);
  return yield* search.runs();
}

/** Each line by a number: equal lines have the same. */
function* numbered(lines: readonly string[], numbers: Map<string, number>): Generator<void, Uint32Array> {
  const found = new Uint32Array(lines.length);
  for (const [index, line] of lines.entries()) {
    const number = numbers.get(line) ?? numbers.size;
    numbers.set(line, number);
    found[index] = number;
    if (index % stretch === stretch - 1) yield;
  }
  return found;
}

class Search {
  readonly #old: Uint32Array;
  readonly #fresh: Uint32Array;
  /** Of each line in the segment at hand: how often it occurs, 2 for more, and where. */
  readonly #counts: readonly [old: Uint8Array, fresh: Uint8Array];
  readonly #places: Uint32Array;
  readonly #found: Run[] = [];
  #looks: number;

  constructor(old: Uint32Array, fresh: Uint32Array, distinct: number) {
    this.#old = old;
    this.#fresh = fresh;
    this.#counts = [new Uint8Array(distinct), new Uint8Array(distinct)];
    this.#places = new Uint32Array(distinct);
    this.#looks = looksPerLine * (old.length + fresh.length) + mostCells;
  }

  *runs(): Generator<void, readonly Run[]> {
    const open: Segment[] = [{ from: [0, this.#old.length], to: [0, this.#fresh.length] }];
    let worked = 0;
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const before = this.#looks;
      // The last that is put in is the next: they are taken in order.
      for (const part of this.#partsOf(this.#trimmed(next)).toReversed()) open.push(part);
      worked += before - this.#looks;
      if (worked < stretch) continue;
      worked = 0;
      yield;
    }
    return this.#found;
  }

  #trimmed({ from: [fromStart, fromEnd], to: [toStart, toEnd] }: Segment): Segment {
    let [start, other, end, otherEnd] = [fromStart, toStart, fromEnd, toEnd];
    while (start < end && other < otherEnd && this.#old[start] === this.#fresh[other]) {
      start += 1;
      other += 1;
    }
    while (start < end && other < otherEnd && this.#old[end - 1] === this.#fresh[otherEnd - 1]) {
      end -= 1;
      otherEnd -= 1;
    }
    this.#looks -= fromEnd - fromStart + toEnd - toStart - (end - start) - (otherEnd - other);
    return { from: [start, end], to: [other, otherEnd] };
  }

  /** What is left to look at; a segment that is not looked at further is a run. */
  #partsOf(segment: Segment): readonly Segment[] {
    const [rows, columns] = [segment.from[1] - segment.from[0], segment.to[1] - segment.to[0]];
    if (rows === 0 && columns === 0) return [];
    if (rows === 0 || columns === 0 || this.#looks <= 0) {
      this.#found.push(segment);
      return [];
    }
    const anchors = rows * columns <= fewCells ? [] : this.#anchors(segment);
    if (anchors.length > 0) return between(segment, anchors);
    if (rows * columns <= mostCells) this.#compare(segment);
    else this.#found.push(segment);
    return [];
  }

  /** Pairs of places of lines that occur once on either side, as many as stand in the same order. */
  #anchors({ from, to }: Segment): readonly (readonly [old: number, fresh: number])[] {
    const [oldCounts, freshCounts] = this.#counts;
    this.#count(this.#old, from, oldCounts);
    for (let at = from[0]; at < from[1]; at += 1) this.#places[this.#old[at] ?? 0] = at;
    this.#count(this.#fresh, to, freshCounts);
    const pairs: (readonly [number, number])[] = [];
    for (let at = to[0]; at < to[1]; at += 1) {
      const line = this.#fresh[at] ?? 0;
      if (oldCounts[line] === 1 && freshCounts[line] === 1) pairs.push([this.#places[line] ?? 0, at]);
    }
    for (let at = from[0]; at < from[1]; at += 1) oldCounts[this.#old[at] ?? 0] = 0;
    for (let at = to[0]; at < to[1]; at += 1) freshCounts[this.#fresh[at] ?? 0] = 0;
    this.#looks -= 3 * (from[1] - from[0] + to[1] - to[0]);
    return longestRising(pairs);
  }

  #count(lines: Uint32Array, [start, end]: Segment['from'], counts: Uint8Array): void {
    for (let at = start; at < end; at += 1) {
      const line = lines[at] ?? 0;
      counts[line] = Math.min(2, (counts[line] ?? 0) + 1);
    }
  }

  /** The longest common subsequence, by the table of Wagner and Fischer. */
  #compare({ from, to }: Segment): void {
    const [rows, columns] = [from[1] - from[0], to[1] - to[0]];
    const width = columns + 1;
    const lengths = new Uint16Array((rows + 1) * width);
    for (let row = rows - 1; row >= 0; row -= 1) {
      const line = this.#old[from[0] + row];
      for (let column = columns - 1; column >= 0; column -= 1) {
        const at = row * width + column;
        lengths[at] =
          line === this.#fresh[to[0] + column]
            ? (lengths[at + width + 1] ?? 0) + 1
            : Math.max(lengths[at + width] ?? 0, lengths[at + 1] ?? 0);
      }
    }
    this.#looks -= Math.ceil((rows * columns) / 16);
    this.#follow({ from, to }, lengths, width);
  }

  #follow({ from, to }: Segment, lengths: Uint16Array, width: number): void {
    const [rows, columns] = [from[1] - from[0], to[1] - to[0]];
    let [row, column, runRow, runColumn] = [0, 0, 0, 0];
    const end = (): void => {
      if (row === runRow && column === runColumn) return;
      this.#found.push({
        from: [from[0] + runRow, from[0] + row],
        to: [to[0] + runColumn, to[0] + column],
      });
    };
    while (row < rows && column < columns) {
      const at = row * width + column;
      if (this.#old[from[0] + row] === this.#fresh[to[0] + column]) {
        end();
        row += 1;
        column += 1;
        [runRow, runColumn] = [row, column];
      } else if ((lengths[at + width] ?? 0) >= (lengths[at + 1] ?? 0)) row += 1;
      else column += 1;
    }
    [row, column] = [rows, columns];
    end();
  }
}

/** The segments between anchors, which are equal themselves. */
function between(
  { from, to }: Segment,
  anchors: readonly (readonly [old: number, fresh: number])[],
): readonly Segment[] {
  const parts: Segment[] = [];
  let [old, fresh] = [from[0], to[0]];
  for (const [oldAnchor, freshAnchor] of anchors) {
    parts.push({ from: [old, oldAnchor], to: [fresh, freshAnchor] });
    [old, fresh] = [oldAnchor + 1, freshAnchor + 1];
  }
  parts.push({ from: [old, from[1]], to: [fresh, to[1]] });
  return parts;
}

/** The longest run of pairs whose first numbers rise as the second do: patience sorting. */
function longestRising(
  pairs: readonly (readonly [number, number])[],
): readonly (readonly [number, number])[] {
  const tops: number[] = [];
  const before = new Int32Array(pairs.length);
  for (const [index, [value]] of pairs.entries()) {
    const pile = firstNotBelow(tops, pairs, value);
    before[index] = pile === 0 ? -1 : (tops[pile - 1] ?? -1);
    tops[pile] = index;
  }
  const found: (readonly [number, number])[] = [];
  for (let at = tops.at(-1) ?? -1; at >= 0; at = before[at] ?? -1) {
    const pair = pairs[at];
    if (pair !== undefined) found.push(pair);
  }
  return found.toReversed();
}

function firstNotBelow(
  tops: readonly number[],
  pairs: readonly (readonly [number, number])[],
  value: number,
): number {
  let [low, high] = [0, tops.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((pairs[tops[middle] ?? 0]?.[0] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

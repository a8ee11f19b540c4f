import { atOnce } from '../tool/breath.ts';
import { changedRuns, type Run } from './changed-lines.ts';
import { common, formNote, nameNote, quoted, textChange, whole } from './text-change.ts';

/** A text of so many UTF-16 units, and of several lines, is shown by its lines: what fits into one line stays there. */
const longText = 80;

/** Whether a text is shown line by line. */
export function hasLines(value: string | undefined): boolean {
  return value !== undefined && value.length >= longText && value.includes('\n');
}

/**
 * Two texts by their lines, as `diff -u` shows them: what goes with a minus, what comes with a plus, three lines around with a
 * blank, and a count first. Hidden characters are visible, and no line can look like another one.
 */
export function textDifference(from: string, to: string): readonly string[] {
  return atOnce(linesOfTexts({ from, to }));
}

/** As many lines around what changes. */
const context = 3;
/** As much of a line around is shown, in UTF-16 units. */
const contextUnits = 120;
/** More UTF-16 units than this are left out, with a mark: no question can show so many, so no plan is approved by them. */
const mostShown = 30_000;
/** Lines that are both so long are shown by what differs in them. */
const longLine = 400;
/** Of a longer text that goes as a whole, the beginning is shown. */
const mostGone = 5_000;
const goneShown = 10;

/** The middle of two texts with lines around it, and how much stands in front of it. */
interface Middle {
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly linesBefore: number;
  readonly linesBehind: number;
}

/** A text before and after; absent where it is new, and where it goes. */
interface Texts {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** `textDifference` in steps of some milliseconds. */
export function* linesOfTexts({ from, to }: Texts): Generator<void, readonly string[]> {
  if (from !== undefined && from === to) return [];
  const middle = middleOf(from ?? '', to ?? '');
  yield;
  const runs = yield* changedRuns(middle.from, middle.to);
  const isCrLf = [from, to].every((text) => text === undefined || hasCrLfAlone(text));
  const mostLines = to === undefined && (from ?? '').length > mostGone ? goneShown : Number.POSITIVE_INFINITY;
  const page = new TextPage(middle, isCrLf, mostLines);
  for (const hunk of hunksOf(runs)) {
    page.add(hunk);
    yield;
  }
  const [minus, plus] = [linesIn(runs, 'from'), linesIn(runs, 'to')];
  return [
    `${headOf({ from, to }, middle, minus, plus)}${isCrLf ? ', which end in CR LF' : ''}`,
    ...page.lines(),
  ];
}

function headOf({ from, to }: Texts, middle: Middle, minus: number, plus: number): string {
  if (from === undefined) return `a text of ${plus} lines`;
  if (to === undefined) return `a text of ${minus} lines → removed`;
  const total = middle.from.length + middle.linesBefore + middle.linesBehind;
  const counts = [...(minus === 0 ? [] : [`-${minus}`]), ...(plus === 0 ? [] : [`+${plus}`])];
  return `in a text of ${total} lines, ${counts.join(' ')} lines`;
}

function hasCrLfAlone(text: string): boolean {
  return text.includes('\r\n') && !/(?:^|[^\r])\n/u.test(text);
}

function linesIn(runs: readonly Run[], side: 'from' | 'to'): number {
  return runs.reduce((sum, run) => sum + run[side][1] - run[side][0], 0);
}

/** Lines with their ends, of the part in which the texts differ, and of three lines around it. */
function middleOf(from: string, to: string): Middle {
  const { head, tail } = common(from, to);
  const start = lineStart(from, head, context);
  // The last lines may differ in their ends alone.
  const [fromEnd, toEnd] = [from, to].map((text) => lineEnd(text, text.length - tail, context));
  // The same number of units behind both: what is longer on one side is shared.
  const behind = Math.min(from.length - (fromEnd ?? 0), to.length - (toEnd ?? 0));
  return {
    from: linesOf(from.slice(start, from.length - behind)),
    to: linesOf(to.slice(start, to.length - behind)),
    linesBefore: countLines(from.slice(0, start)),
    linesBehind: countLines(from.slice(from.length - behind)),
  };
}

/** Where the line begins that is so many lines before the one at a place. */
function lineStart(text: string, at: number, lines: number): number {
  let start = at;
  for (let count = 0; count <= lines && start > 0; count += 1) {
    const end = text.lastIndexOf('\n', start - (count === 0 ? 1 : 2));
    if (end === -1) return 0;
    start = end + 1;
  }
  return start;
}

/** Where the line ends that is so many lines behind the one at a place. */
function lineEnd(text: string, at: number, lines: number): number {
  let end = at;
  for (let count = 0; count <= lines; count += 1) {
    const next = text.indexOf('\n', end);
    if (next === -1) return text.length;
    end = next + 1;
  }
  return end;
}

/** With their ends; a text that ends in a line end has no line behind it. */
function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/gu) ?? [];
}

function countLines(text: string): number {
  let count = text === '' || text.endsWith('\n') ? 0 : 1;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}

/** Runs that are shown together, because no more than the lines around them are between. */
function* hunksOf(runs: readonly Run[]): Generator<readonly Run[]> {
  let hunk: Run[] = [];
  for (const run of runs) {
    const last = hunk.at(-1);
    if (last !== undefined && run.from[0] - last.from[1] > 2 * context) {
      yield hunk;
      hunk = [];
    }
    hunk.push(run);
  }
  if (hunk.length > 0) yield hunk;
}

/** Writes hunks, up to a limit of characters and of lines. */
class TextPage {
  readonly #middle: Middle;
  readonly #isCrLf: boolean;
  readonly #lines: string[] = [];
  readonly #mostLines: number;
  #length = 0;
  #left = 0;

  constructor(middle: Middle, isCrLf: boolean, mostLines: number) {
    this.#middle = middle;
    this.#isCrLf = isCrLf;
    this.#mostLines = mostLines;
  }

  add(hunk: readonly Run[]): void {
    const [first, last] = [hunk[0], hunk.at(-1)];
    if (first === undefined || last === undefined) return;
    const { from, linesBefore } = this.#middle;
    const before = Math.min(context, first.from[0]);
    const behind = Math.min(context, from.length - last.from[1]);
    const [oldStart, oldEnd] = [first.from[0] - before, last.from[1] + behind];
    const [newStart, newEnd] = [first.to[0] - before, last.to[1] + behind];
    this.#put(
      `@@ -${linesBefore + oldStart + 1},${oldEnd - oldStart} +${linesBefore + newStart + 1},${newEnd - newStart} @@`,
    );
    let done = oldStart;
    for (const run of hunk) {
      this.#around(done, run.from[0]);
      this.#run(run);
      done = run.from[1];
    }
    this.#around(done, oldEnd);
  }

  lines(): readonly string[] {
    return this.#left === 0 ? this.#lines : [...this.#lines, `…[+${this.#left} lines]`];
  }

  #isFull(): boolean {
    return this.#length >= mostShown;
  }

  #around(start: number, end: number): void {
    for (const line of this.#middle.from.slice(start, end)) this.#put(` ${this.#shown(line, contextUnits)}`);
  }

  #run({ from, to }: Run): void {
    if (this.#isFull()) {
      this.#left += from[1] - from[0] + to[1] - to[0];
      return;
    }
    const { from: old, to: fresh } = this.#middle;
    const [gone, come] = [old.slice(...from), fresh.slice(...to)];
    const arePairs = gone.length === come.length;
    if (arePairs && gone.every((line, index) => areLongAlike(line, come[index] ?? ''))) {
      for (const [index, line] of gone.entries())
        this.#put(`~${textChange(withoutEnd(line), withoutEnd(come[index] ?? ''))}`);
      return;
    }
    for (const line of gone) this.#put(`-${this.#shown(line)}`);
    for (const [index, line] of come.entries()) {
      const form = arePairs ? formNote(gone[index] ?? '', line) : '';
      this.#put(`+${this.#shown(line)}${form}${nameNote(line)}`);
    }
  }

  #put(line: string): void {
    if (this.#length + line.length > mostShown || this.#lines.length >= this.#mostLines) {
      // No more is looked at: what comes later is left out as well.
      this.#length = mostShown;
      this.#left += 1;
      return;
    }
    this.#length += line.length;
    this.#lines.push(line);
  }

  #shown(line: string, most = Number.POSITIVE_INFINITY): string {
    if (this.#isFull()) return '';
    const end = this.#isCrLf && line.endsWith('\r\n') ? '\r\n' : line.endsWith('\n') ? '\n' : '';
    const text = line.slice(0, line.length - end.length);
    const note = end === '' ? ' (no line end)' : '';
    return text.length <= most ? `${quoted(text)}${note}` : `${quoted(whole(text.slice(0, most)))}…${note}`;
  }
}

/** Of a line that is shown in part: both ends are the same. */
function withoutEnd(line: string): string {
  return line.replace(/\r?\n$/u, '');
}

function areLongAlike(one: string, other: string): boolean {
  if (Math.min(one.length, other.length) < longLine || !other.endsWith(lineEndOf(one))) return false;
  const { head, tail } = common(one, other);
  return 2 * (head + tail) >= Math.max(one.length, other.length);
}

function lineEndOf(line: string): string {
  return /\r?\n$/u.exec(line)?.[0] ?? '';
}

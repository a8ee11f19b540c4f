import { changedRuns, type Run } from '../change/changed-lines.ts';
import { atOnce } from '../tool/breath.ts';

/** A stretch of lines of the base, and what one side has in its place. */
interface Hunk {
  readonly start: number;
  readonly end: number;
  readonly lines: readonly string[];
}

/**
 * Two texts that were made from one base, as one text with the changes of both, line by line. What neither changed stays to
 * the last byte.
 *
 * @returns `undefined` where both changed the same lines, or lines that touch, in different ways: a person has to decide then.
 */
export function mergedText(base: string, one: string, other: string): string | undefined {
  const lines = linesOf(base);
  const own = hunksOf(lines, linesOf(one));
  const others = hunksOf(lines, linesOf(other)).filter((hunk) => !own.some((each) => isSame(each, hunk)));
  const isConflict = own.some((hunk) =>
    others.some((each) => each.start <= hunk.end && hunk.start <= each.end),
  );
  if (isConflict) return undefined;
  const made: string[] = [];
  let at = 0;
  for (const { start, end, lines: fresh } of [...own, ...others].toSorted((a, b) => a.start - b.start)) {
    for (let line = at; line < start; line += 1) made.push(lines[line] ?? '');
    for (const line of fresh) made.push(line);
    at = end;
  }
  for (let line = at; line < lines.length; line += 1) made.push(lines[line] ?? '');
  return made.join('\n');
}

function linesOf(text: string): readonly string[] {
  return text.split('\n');
}

function hunksOf(base: readonly string[], side: readonly string[]): readonly Hunk[] {
  return atOnce(changedRuns(base, side)).map(({ from, to }: Run) => ({
    start: from[0],
    end: from[1],
    lines: side.slice(to[0], to[1]),
  }));
}

function isSame(one: Hunk, other: Hunk): boolean {
  return (
    one.start === other.start &&
    one.end === other.end &&
    one.lines.length === other.lines.length &&
    one.lines.every((line, index) => line === other.lines[index])
  );
}

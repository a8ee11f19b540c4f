import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { atOnce } from '../tool/breath.ts';
import { changedRuns, type Run } from './changed-lines.ts';

const runsOf = (from: readonly string[], to: readonly string[]): readonly Run[] =>
  atOnce(changedRuns(from, to));

/** What the runs make of the old lines. */
function applied(from: readonly string[], to: readonly string[], runs: readonly Run[]): readonly string[] {
  const made: string[] = [];
  let done = 0;
  for (const run of runs) {
    made.push(...from.slice(done, run.from[0]), ...to.slice(run.to[0], run.to[1]));
    done = run.from[1];
  }
  return [...made, ...from.slice(done)];
}

const touched = (runs: readonly Run[]): number =>
  runs.reduce((sum, { from, to }) => sum + from[1] - from[0] + to[1] - to[0], 0);

/** The length of the longest common subsequence, the slow way. */
function common(from: readonly string[], to: readonly string[]): number {
  let row = Array.from({ length: to.length + 1 }, () => 0);
  for (const line of from) {
    const next = [0];
    for (const [index, other] of to.entries())
      next.push(line === other ? (row[index] ?? 0) + 1 : Math.max(row[index + 1] ?? 0, next[index] ?? 0));
    row = next;
  }
  return row.at(-1) ?? 0;
}

const linesOf = (make: (index: number) => string, count: number): string[] =>
  Array.from({ length: count }, (_unused, index) => make(index));

const few = fc.array(fc.constantFrom('a', 'b', 'c', 'd', ''), { maxLength: 60 });

describe('the runs in which texts differ', () => {
  it.each<[string, string, string, readonly Run[]]>([
    ['nothing', 'abc', 'abc', []],
    ['one line', 'abc', 'axc', [{ from: [1, 2], to: [1, 2] }]],
    ['what comes', 'ac', 'abc', [{ from: [1, 1], to: [1, 2] }]],
    ['what goes', 'abc', 'ac', [{ from: [1, 2], to: [1, 1] }]],
    ['all', 'ab', 'xyz', [{ from: [0, 2], to: [0, 3] }]],
    ['all that there is', 'ab', '', [{ from: [0, 2], to: [0, 0] }]],
    [
      'several places',
      'abcdef',
      'aXcdYYf',
      [
        { from: [1, 2], to: [1, 2] },
        { from: [4, 5], to: [4, 6] },
      ],
    ],
    [
      'what moved',
      'abcd',
      'bcda',
      [
        { from: [0, 1], to: [0, 0] },
        { from: [4, 4], to: [3, 4] },
      ],
    ],
  ])('are %s', (_, from, to, runs) => {
    expect(runsOf(Array.from(from), Array.from(to))).toEqual(runs);
  });

  it('make the new text of the old one, in order, and are as few lines as can be where texts are short', () => {
    fc.assert(
      fc.property(few, few, (from, to) => {
        const runs = runsOf(from, to);
        expect(applied(from, to, runs)).toEqual(to);
        let [old, fresh] = [-1, -1];
        for (const run of runs) {
          // A line at least is equal between two runs, on both sides.
          expect([run.from[0] > old, run.to[0] > fresh]).toEqual([true, true]);
          [old, fresh] = [run.from[1], run.to[1]];
        }
        expect(touched(runs)).toBe(from.length + to.length - 2 * common(from, to));
      }),
    );
  });

  it('make the new text of the old one where texts are long, whatever they are', () => {
    const line = fc.oneof(fc.constantFrom('', '}', '* item'), fc.integer({ max: 400 }).map(String));
    const long = fc.array(line, { minLength: 200, maxLength: 900 });
    fc.assert(
      fc.property(long, long, (from, to) => {
        expect(applied(from, to, runsOf(from, to))).toEqual(to);
      }),
      { numRuns: 40 },
    );
  });

  it('are those of the edits in a long text, wherever they are', () => {
    const from = Array.from({ length: 30_000 }, (_, index) => (index % 3 === 0 ? '' : `line ${index}`));
    const to = [...from];
    const places = [1, 400, 15_001, 29_999];
    for (const at of places) to[at] = 'changed';
    const runs = runsOf(from, to);
    expect(runs.map((run) => run.from[0])).toEqual(places);
    expect(touched(runs)).toBe(8);
  });

  it.each<[string, (index: number) => string, (index: number) => string]>([
    ['equal lines', () => 'x', () => 'x'],
    ['two lines in turn', (index) => String(index % 2), (index) => String((index + 1) % 2)],
    ['nothing in common', (index) => `a${index}`, (index) => `b${index}`],
    ['everything backwards', (index) => `a${index}`, (index) => `a${100_000 - index}`],
    [
      'few lines over and over',
      (index) => String((index * index) % 97),
      (index) => String((index * 31) % 89),
    ],
    [
      'one line in common at each end of what is left',
      (index) => `a${index >> 1}`,
      (index) => `a${(index * 7) >> 3}`,
    ],
  ])('take so many looks as there are lines, for %s', (_, from, to) => {
    // Each step is as much work as the next; so many of them are a few for each thousand lines.
    const steps = (count: number): number => {
      const work = changedRuns(linesOf(from, count), linesOf(to, count));
      let taken = 0;
      while (work.next().done !== true) taken += 1;
      return taken;
    };
    expect(steps(100_000)).toBeLessThanOrEqual(40 * 10 + 100);
  });
});

import type { JsonObject } from '../json.ts';
import type { Chart } from '../tool/define.ts';
import { revealed } from '../untrusted/neutralise.ts';

/**
 * Where a result has its chart. It is for the person alone, and the model has the data: as a block of content for the
 * audience `user` it reached the model of every client that hands on texts, of Copilot CLI 1.0.102 twice, and no person.
 */
export const chartKey = 'io.github.crunchtools/chart';

/** What a terminal shows without scrolling, and what code is as wide as. */
export const chartLimits = { lines: 30, columns: 100 } as const;

/**
 * The chart of an answer. Whatever the tool drew, it has no more lines and no longer ones than the limits, and every
 * hidden character in it is a visible escape: escapes that the answer has already stay as they are.
 */
export function drawn(chart: Chart, answer: JsonObject): string {
  const lines = chart(answer).split('\n').slice(0, chartLimits.lines);
  return lines.map((line) => cut(revealed(line))).join('\n');
}

/** Not covered: letters that take two columns. A tool that shows such has to count for itself. */
function cut(line: string): string {
  const characters = Array.from(line);
  return characters.length <= chartLimits.columns
    ? line
    : `${characters.slice(0, chartLimits.columns - 1).join('')}…`;
}

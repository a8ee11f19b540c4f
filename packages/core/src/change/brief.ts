import type { JsonObject } from '../json.ts';
import { codePointsIn, DEFAULT_MAX_LENGTH } from '../untrusted/neutralise.ts';
import { differenceLines } from './change-lines.ts';
import { whole } from './text-change.ts';
import { hasLines } from './text-difference.ts';

/** As much of a text is shown that is too long to be shown whole, in UTF-16 units: its difference says the rest. */
const beginning = 200;

/** A state with long texts by their beginnings. They would be cut all the same; they are with the same mark, so no tool takes them back. */
export function briefState(state: JsonObject | undefined): JsonObject | undefined {
  if (state === undefined || !hasLongText(state)) return state;
  return Object.fromEntries(
    Object.entries(state).map(([name, value]) => [name, isTooLong(value) ? cutText(value) : value]),
  );
}

/** @param most UTF-16 units. */
export function hasLongText(state: JsonObject, most = DEFAULT_MAX_LENGTH): boolean {
  return Object.values(state).some((value) => isTooLong(value, most));
}

function isTooLong(value: unknown, most = DEFAULT_MAX_LENGTH): value is string {
  return typeof value === 'string' && value.length > most;
}

/** As `neutralise` cuts, which the answer goes through later: it finds nothing to cut then. */
function cutText(text: string): string {
  const head = whole(text.slice(0, beginning));
  return `${head}…[+${codePointsIn(text) - codePointsIn(head)} characters]`;
}

/** The first lines of a difference, one at least, and a count of the others. @param most UTF-16 units. */
export function briefLines(
  lines: readonly string[] | undefined,
  most: number,
): readonly string[] | undefined {
  let length = 0;
  const end = lines?.findIndex((line, index) => {
    length += line.length;
    return index > 0 && length > most;
  });
  if (lines === undefined || end === undefined || end === -1) return lines;
  return [...lines.slice(0, end), `…[+${lines.length - end} lines]`];
}

const mostInAnError = 4_000;

/**
 * Two states of one object for the details of an error: whole, and, where their texts have many lines or are long, what differs.
 * @param names of both.
 */
export function statesApart(
  [one, first]: readonly [name: string, state: JsonObject | undefined],
  [other, second]: readonly [name: string, state: JsonObject | undefined],
): JsonObject {
  const details = { [one]: briefState(first) ?? null, [other]: briefState(second) ?? null };
  const isLong = [first, second].some(
    (state) => state !== undefined && (hasLongText(state) || holdsLines(state)),
  );
  if (!isLong || first === undefined || second === undefined) return details;
  const nobody = { action: 'update', resource: '', scope: { id: '', name: '' }, summary: '' } as const;
  const lines = differenceLines({ ...nobody, before: first, after: second });
  return { ...details, difference: [...(briefLines(lines, mostInAnError) ?? [])] };
}

function holdsLines(state: JsonObject): boolean {
  return Object.values(state).some((value) => typeof value === 'string' && hasLines(value));
}

import type { SafeError } from '../errors/index.ts';
import type { JsonObject, JsonValue } from '../json.ts';
import { neutralise } from '../untrusted/neutralise.ts';

/** An answer that is safe to show: the same content as data and as text. */
export interface Presented {
  readonly isError: boolean;
  /** Absent for an error of a tool whose output schema has no place for it. */
  readonly structured: JsonObject | undefined;
  readonly text: string;
}

/**
 * Makes the answer of a tool safe to show. Hidden characters become visible escapes in every string and every
 * key, whoever chose it; the places in `marks` that occur are named in `untrusted`, in the data itself,
 * because some clients hand only that to the model.
 */
export function present(answer: unknown, marks: readonly string[]): JsonObject {
  const found = new Set<string>();
  const structured = Object.fromEntries(membersOf(answer, '', new Set(marks), found));
  if (found.size === 0) return structured;
  return { ...structured, untrusted: marks.filter((mark) => found.has(mark)) };
}

/** What a caller is told of a failure, before `present`. Never a stack, a cause or text not meant to be shown. */
export function errorMembers(error: SafeError): JsonObject {
  const { code, message, nextStep, details } = error;
  return { code, message, next_step: nextStep, details };
}

/** The places of an error that repeat text of strangers, for an answer that holds it as `error`. */
export function errorMarks(error: SafeError | undefined): readonly string[] {
  return error?.quotes === true ? ['error.message', 'error.details'] : [];
}

function membersOf(
  value: unknown,
  path: string,
  marks: ReadonlySet<string>,
  found: Set<string>,
): [string, JsonValue][] {
  if (typeof value !== 'object' || value === null) return [];
  const members: [string, JsonValue][] = [];
  for (const [key, member] of Object.entries(value)) {
    if (member === undefined) continue;
    const record = `${path}{}`;
    const place = marks.has(record) ? record : path === '' ? key : `${path}.${key}`;
    members.push([neutralise(key), shown(member, place, marks, found)]);
  }
  return members;
}

function shown(value: unknown, path: string, marks: ReadonlySet<string>, found: Set<string>): JsonValue {
  if (marks.has(path)) found.add(path);
  if (typeof value === 'string') return neutralise(value);
  if (typeof value === 'boolean') return value;
  // JSON has no infinities and no minus zero.
  if (typeof value === 'number') return Number.isFinite(value) ? value + 0 : null;
  if (typeof value !== 'object' || value === null) return null;
  if (Array.isArray(value)) return value.map((item: unknown) => shown(item, `${path}[]`, marks, found));
  return Object.fromEntries(membersOf(value, path, marks, found));
}

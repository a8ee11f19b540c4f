import { isJsonObject, type JsonObject, type JsonValue, sameJson } from '../json.ts';

/** One step from a value to what it holds: the name of a member, or the index of an item. */
export type PathStep = string | number;

/** A leaf that two states do not share. A scalar, an empty list and an empty object are leaves. */
export interface LeafChange {
  readonly path: readonly PathStep[];
  /** Absent where the leaf is new. */
  readonly from?: JsonValue;
  /** Absent where the leaf goes. */
  readonly to?: JsonValue;
}

/**
 * Every leaf that differs between two states, in the order of the newer state, with the removed ones where they stood.
 * What is equal is left out. Items of lists are compared in their places, after those that both lists begin and end
 * with: an item in the middle of a list that comes or goes is one leaf and not all behind it. The index of a removed
 * item is that of the old list. An absent member and one that is `undefined` are the same.
 */
export function leafChanges(
  before: JsonObject | undefined,
  after: JsonObject | undefined,
): readonly LeafChange[] {
  const found: LeafChange[] = [];
  compareObjects([], before ?? {}, after ?? {}, found);
  return found;
}

function compare(
  path: readonly PathStep[],
  from: JsonValue | undefined,
  to: JsonValue | undefined,
  found: LeafChange[],
): void {
  if (sameJson(from, to) && (from === undefined) === (to === undefined)) return;
  const areBranches = isBranch(from) && isBranch(to);
  if (areBranches && isJsonObject(from) && isJsonObject(to)) compareObjects(path, from, to, found);
  else if (areBranches && Array.isArray(from) && Array.isArray(to)) compareLists(path, from, to, found);
  else compareUnlike(path, from, to, found);
}

function compareUnlike(
  path: readonly PathStep[],
  from: JsonValue | undefined,
  to: JsonValue | undefined,
  found: LeafChange[],
): void {
  // What is no leaf on one side has none in common with the other side.
  if (isBranch(from)) compareAll(path, from, (step, value) => compare(step, value, undefined, found));
  if (isBranch(to)) {
    if (from !== undefined && !isBranch(from)) found.push({ path, from });
    compareAll(path, to, (step, value) => compare(step, undefined, value, found));
    return;
  }
  if (isBranch(from)) {
    if (to !== undefined) found.push({ path, to });
    return;
  }
  found.push({ path, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) });
}

/** A list or an object that holds something. */
function isBranch(value: JsonValue | undefined): value is readonly JsonValue[] | JsonObject {
  if (Array.isArray(value)) return value.length > 0;
  return isJsonObject(value) && Object.values(value).some((member) => member !== undefined);
}

function compareAll(
  path: readonly PathStep[],
  value: readonly JsonValue[] | JsonObject,
  each: (path: readonly PathStep[], value: JsonValue | undefined) => void,
): void {
  if (!isJsonObject(value)) {
    for (const [index, item] of value.entries()) each([...path, index], item);
    return;
  }
  for (const [name, member] of Object.entries(value)) each([...path, name], member);
}

function compareObjects(
  path: readonly PathStep[],
  from: JsonObject,
  to: JsonObject,
  found: LeafChange[],
): void {
  const names = new Set([...Object.keys(to), ...Object.keys(from)]);
  for (const name of names) compare([...path, name], own(from, name), own(to, name), found);
}

function own(object: JsonObject, name: string): JsonValue | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

function compareLists(
  path: readonly PathStep[],
  from: readonly JsonValue[],
  to: readonly JsonValue[],
  found: LeafChange[],
): void {
  const shorter = Math.min(from.length, to.length);
  let head = 0;
  while (head < shorter && sameJson(from[head], to[head])) head += 1;
  let tail = 0;
  while (tail < shorter - head && sameJson(from.at(-1 - tail), to.at(-1 - tail))) tail += 1;
  const [fromEnd, toEnd] = [from.length - tail, to.length - tail];
  for (let index = head; index < Math.max(fromEnd, toEnd); index += 1) {
    compare(
      [...path, index],
      index < fromEnd ? from[index] : undefined,
      index < toEnd ? to[index] : undefined,
      found,
    );
  }
}

/** JSON as a type, and one canonical form of it. */

export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: JsonValue | undefined;
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * JSON with the keys of every object sorted by code unit, so that equal values give equal text.
 * Members that are `undefined` are left out, as `JSON.stringify` does.
 */
export function canonicalJson(value: JsonValue | undefined): string {
  if (value === undefined) return 'null';
  if (Array.isArray(value)) return `[${value.map((item: JsonValue) => canonicalJson(item)).join(',')}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  let members = '';
  // By code unit, which is how `sort` compares unless told otherwise.
  for (const key of Object.keys(value).sort()) {
    const member = value[key];
    if (member === undefined) continue;
    members += `${members === '' ? '' : ','}${JSON.stringify(key)}:${canonicalJson(member)}`;
  }
  return `{${members}}`;
}

/**
 * `canonicalJson` in pieces, for values whose text is too large to be held.
 * @param depth of the lists and objects that are taken apart.
 */
export function* canonicalPieces(value: JsonValue | undefined, depth = 3): Generator<string> {
  if (depth === 0 || typeof value !== 'object' || value === null) yield canonicalJson(value);
  else if (isJsonObject(value)) {
    let before = '{';
    for (const key of Object.keys(value).sort()) {
      const member = value[key];
      if (member === undefined) continue;
      yield `${before}${JSON.stringify(key)}:`;
      yield* canonicalPieces(member, depth - 1);
      before = ',';
    }
    yield before === '{' ? '{}' : '}';
  } else {
    let before = '[';
    for (const item of value) {
      yield before;
      yield* canonicalPieces(item, depth - 1);
      before = ',';
    }
    yield before === '[' ? '[]' : ']';
  }
}

/** Equality of JSON values; the order of keys does not count. */
export function sameJson(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  if (a === b) return true;
  if (Array.isArray(a)) return Array.isArray(b) && sameItems(a, b);
  return isJsonObject(a) && isJsonObject(b) ? sameMembers(a, b) : (a ?? null) === (b ?? null);
}

function sameItems(some: readonly JsonValue[], others: readonly JsonValue[]): boolean {
  return some.length === others.length && some.every((item, index) => sameJson(item, others[index]));
}

/** Members that are `undefined` are as if they were not there. */
function sameMembers(one: JsonObject, other: JsonObject): boolean {
  let surplus = 0;
  for (const key of Object.keys(one)) {
    const value = one[key];
    if (value === undefined) continue;
    const counterpart = Object.hasOwn(other, key) ? other[key] : undefined;
    if (counterpart === undefined || !sameJson(value, counterpart)) return false;
    surplus += 1;
  }
  for (const key of Object.keys(other)) if (other[key] !== undefined) surplus -= 1;
  return surplus === 0;
}

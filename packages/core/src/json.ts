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
  const members: string[] = [];
  // By code unit, which is how `sort` compares unless told otherwise.
  for (const key of Object.keys(value).sort()) {
    const member = value[key];
    if (member !== undefined) members.push(`${JSON.stringify(key)}:${canonicalJson(member)}`);
  }
  return `{${members.join(',')}}`;
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
  if (a === b || (typeof a === 'string' && typeof b === 'string')) return a === b;
  return canonicalJson(a) === canonicalJson(b);
}

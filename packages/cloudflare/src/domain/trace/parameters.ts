import { isJsonObject, type JsonValue } from '@crunchtools/mcp-core';

/** A member of a member; `undefined` where anything on the way is absent or no object. */
export function at(value: JsonValue | undefined, ...names: readonly string[]): JsonValue | undefined {
  const [name, ...rest] = names;
  if (name === undefined) return value;
  return isJsonObject(value) && Object.hasOwn(value, name) ? at(value[name], ...rest) : undefined;
}

export function textAt(value: JsonValue | undefined, ...names: readonly string[]): string | undefined {
  const found = at(value, ...names);
  return typeof found === 'string' ? found : undefined;
}

export function numberAt(value: JsonValue | undefined, ...names: readonly string[]): number | undefined {
  const found = at(value, ...names);
  return typeof found === 'number' ? found : undefined;
}

/** The strings of a list, and those only. */
export function textsAt(value: JsonValue | undefined, ...names: readonly string[]): readonly string[] {
  const found = at(value, ...names);
  return Array.isArray(found) ? found.filter((item: JsonValue) => typeof item === 'string') : [];
}

/** The members of an object, without those that are `undefined`; none of anything else. */
export function membersAt(
  value: JsonValue | undefined,
  ...names: readonly string[]
): readonly (readonly [name: string, value: JsonValue])[] {
  const found = at(value, ...names);
  if (!isJsonObject(found)) return [];
  return Object.entries(found).flatMap(([name, member]) =>
    member === undefined ? [] : [[name, member] as const],
  );
}

import { isJsonObject, type JsonObject, type JsonValue } from '@crunchtools/mcp-core';

export function objectIn(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

export function parameter(
  { action_parameters: parameters }: JsonObject,
  name: string,
): JsonValue | undefined {
  return objectIn(parameters)[name];
}

/** Follows names through objects. */
export function at(value: JsonValue | undefined, ...names: readonly string[]): JsonValue | undefined {
  let found = value;
  for (const name of names) found = objectIn(found)[name];
  return found;
}

export function textIn(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

export function numberIn(value: JsonValue | undefined): number {
  return typeof value === 'number' ? value : 0;
}

export function listIn(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : [];
}

import { isJsonObject, type JsonObject, type JsonValue, MalformedResponseError } from '@crunchtools/mcp-core';

/**
 * Reads members of an answer by type. What Cloudflare documents as always there is required; everything else
 * is optional, and `null` counts as absent, because Cloudflare uses both for the same.
 */

export function objectOf(value: JsonValue | undefined, what: string): JsonObject {
  if (isJsonObject(value)) return value;
  throw malformed(what);
}

export function listOf(value: JsonValue | undefined, what: string): readonly JsonValue[] {
  // A null result of a list stands for an empty one.
  if (value === null || value === undefined) return [];
  if (Array.isArray(value)) return value;
  throw malformed(what);
}

export function text(object: JsonObject, name: string): string {
  const value = object[name];
  if (typeof value === 'string') return value;
  throw malformed(name);
}

export function optionalText(object: JsonObject, name: string): string | undefined {
  const value = object[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function optionalNumber(object: JsonObject, name: string): number | undefined {
  const value = object[name];
  return typeof value === 'number' ? value : undefined;
}

export function optionalFlag(object: JsonObject, name: string): boolean | undefined {
  const value = object[name];
  return typeof value === 'boolean' ? value : undefined;
}

/** An object with at least one member. */
export function optionalObject(object: JsonObject, name: string): JsonObject | undefined {
  const value = object[name];
  return isJsonObject(value) && Object.keys(value).length > 0 ? value : undefined;
}

/** A list with at least one string; members of other types are left out. */
export function optionalTexts(object: JsonObject, name: string): readonly string[] | undefined {
  const value = object[name];
  if (!Array.isArray(value)) return undefined;
  const texts = value.filter((item: JsonValue) => typeof item === 'string');
  return texts.length > 0 ? texts : undefined;
}

/** The `id` of an object, which is all that the answer to a deletion holds. */
export function idIn(value: JsonValue | undefined, what: string): string {
  return text(objectOf(value, what), 'id');
}

function malformed(what: string): MalformedResponseError {
  return new MalformedResponseError(`Cloudflare's answer has no usable ${what}.`, {
    nextStep: 'Try again; if it stays so, Cloudflare has changed its API and this server needs an update.',
  });
}

import { isJsonObject, type JsonObject, type JsonValue } from '@crunchtools/mcp-core';
import { malformed } from './connection.ts';

/** Members of answers, looked at one by one: nothing else of an answer is believed. */

export function object(value: JsonValue | undefined, what: string): JsonObject {
  if (isJsonObject(value)) return value;
  throw malformed(what);
}

export function objects(value: JsonValue | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter((item) => isJsonObject(item)) : [];
}

export function text(from: JsonObject, name: string): string {
  const value = from[name];
  if (typeof value === 'string') return value;
  throw malformed(name);
}

export function textOr(from: JsonObject, name: string): string | undefined {
  const value = from[name];
  return typeof value === 'string' ? value : undefined;
}

export function number(from: JsonObject, name: string): number {
  const value = from[name];
  if (typeof value === 'number') return value;
  throw malformed(name);
}

export function numberOr(from: JsonObject, name: string): number | undefined {
  const value = from[name];
  return typeof value === 'number' ? value : undefined;
}

export function texts(value: JsonValue | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

/** Where a list goes on: the one value that its parameter takes. */
export function nextOf(answer: JsonObject, parameter: string): string | undefined {
  const value = isJsonObject(answer['continue']) ? answer['continue'][parameter] : undefined;
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

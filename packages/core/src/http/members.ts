import { MalformedResponseError, type SafeError } from '../errors/errors.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts';

/** Members of answers, looked at one by one: nothing else of an answer is believed. Names are for messages. */
export interface MemberReaders {
  readonly malformed: (what: string) => SafeError;
  readonly object: (value: JsonValue | undefined, what: string) => JsonObject;
  /** Those of a list; none of what is no list. */
  readonly objects: (value: JsonValue | undefined) => readonly JsonObject[];
  readonly text: (from: JsonObject, name: string) => string;
  readonly textOr: (from: JsonObject, name: string) => string | undefined;
  readonly number: (from: JsonObject, name: string) => number;
  readonly numberOr: (from: JsonObject, name: string) => number | undefined;
  readonly texts: (value: JsonValue | undefined) => readonly string[];
  readonly numbers: (value: JsonValue | undefined) => readonly number[];
}

function textOr(from: JsonObject, name: string): string | undefined {
  const value = from[name];
  return typeof value === 'string' ? value : undefined;
}

function numberOr(from: JsonObject, name: string): number | undefined {
  const value = from[name];
  return typeof value === 'number' ? value : undefined;
}

/**
 * How members of the answers of one service are read; those whose name has no `Or`, and `object`, throw
 * `MalformedResponseError` for what is of another type.
 *
 * @param service in messages.
 */
export function memberReaders(service: string): MemberReaders {
  const malformed = (what: string): SafeError =>
    new MalformedResponseError(`The answer of ${service} holds no ${what}.`, {
      nextStep: 'Try again later.',
    });
  return {
    malformed,
    object(value, what) {
      if (isJsonObject(value)) return value;
      throw malformed(what);
    },
    objects: (value) => (Array.isArray(value) ? value.filter((item) => isJsonObject(item)) : []),
    text(from, name) {
      const value = textOr(from, name);
      if (value !== undefined) return value;
      throw malformed(name);
    },
    textOr,
    number(from, name) {
      const value = numberOr(from, name);
      if (value !== undefined) return value;
      throw malformed(name);
    },
    numberOr,
    texts: (value) => (Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []),
    numbers: (value) => (Array.isArray(value) ? value.filter((item) => typeof item === 'number') : []),
  };
}

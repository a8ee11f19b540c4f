import { SafeError } from '../errors/index.ts';
import type { JsonObject, JsonValue } from '../json.ts';
import { REDACTED, Secret } from '../secret/secret.ts';
import { neutralise } from '../untrusted/neutralise.ts';

const LONGEST_TEXT = 1_024;
const LONGEST_NAME = 128;
const MOST_ITEMS = 100;
const MOST_VALUES = 1_000;
const DEEPEST = 6;

/** How deep the walk is, and how many values it may still visit. */
interface Walk {
  readonly depth: number;
  readonly budget: { left: number };
}

/**
 * Any values as plain JSON that may be written to a log. Texts and names are neutralised and cut. Of an error only the
 * name of its class is kept, of a `SafeError` its code and message: the message of a foreign error may hold anything, a
 * credential among it. Of any other object that is no list and no record, such as a request, its class is all that is
 * kept. A getter that throws gives `[unreadable]`.
 *
 * Limits: 1,024 UTF-16 units in a text, 100 items or members, six levels (which ends values that contain themselves),
 * 1,000 values in all.
 */
export function jsonSafe(fields: Readonly<Record<string, unknown>>): JsonObject {
  return shownRecord(fields, { depth: 0, budget: { left: MOST_VALUES } });
}

function shown(value: unknown, walk: Walk): JsonValue | undefined {
  switch (typeof value) {
    case 'string':
      return shownText(value);
    case 'bigint':
      return shownText(value.toString());
    case 'number':
      return Number.isFinite(value) ? value : value.toString();
    case 'boolean':
    case 'undefined':
      return value;
    case 'function':
    case 'symbol':
      return `[${typeof value}]`;
    case 'object':
      return value === null ? null : shownObject(value, walk);
  }
}

function shownObject(value: object, { depth, budget }: Walk): JsonValue {
  if (value instanceof Secret) return REDACTED;
  if (value instanceof SafeError) return { code: value.code, message: shownText(value.message) };
  if (value instanceof Error) return { error: classOf(value) };
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? '[no date]' : value.toISOString();
  if (depth >= DEEPEST) return '[deeper]';
  const walk = { depth: depth + 1, budget };
  if (Array.isArray(value)) return shownList(value, walk);
  return isRecord(value) ? shownRecord(value, walk) : `[${classOf(value)}]`;
}

function shownList(items: readonly unknown[], walk: Walk): JsonValue {
  const first = items.slice(0, allowance(items.length, walk)).map((item) => shown(item, walk) ?? null);
  return first.length < items.length ? [...first, `[+${items.length - first.length}]`] : first;
}

function shownRecord(record: object, walk: Walk): JsonObject {
  const names = Object.keys(record);
  const first = names.slice(0, allowance(names.length, walk));
  const left = names.length - first.length;
  return {
    ...Object.fromEntries(first.map((name) => [shownText(name, LONGEST_NAME), member(record, name, walk)])),
    ...(left > 0 ? { '…': `[+${left}]` } : {}),
  };
}

/** How many of so many values are shown. Takes them off the budget, so that a wide and deep value ends too. */
function allowance(count: number, { budget }: Walk): number {
  const allowed = Math.min(count, MOST_ITEMS, budget.left);
  budget.left -= allowed;
  return allowed;
}

/** Getters and proxies run foreign code, and logging must not fail because of it. */
function member(record: object, name: string, walk: Walk): JsonValue | undefined {
  try {
    return shown(Reflect.get(record, name), walk);
  } catch {
    return '[unreadable]';
  }
}

function isRecord(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

function classOf(value: object): string {
  const name: unknown = value.constructor.name;
  return typeof name === 'string' && name !== '' ? shownText(name, LONGEST_NAME) : 'unknown';
}

function shownText(text: string, maxLength = LONGEST_TEXT): string {
  return neutralise(text, { maxLength });
}

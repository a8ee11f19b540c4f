import { SafeError } from '../errors/errors.ts';
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
function jsonSafe(fields: Readonly<Record<string, unknown>>): JsonObject {
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

export const logLevels = ['silent', 'error', 'info', 'debug'] as const;
export type LogLevel = (typeof logLevels)[number];

/** What an event is about, of any types; see `jsonSafe`. The names `time`, `level` and `event` are taken. */
export type LogFields = Readonly<Record<string, unknown>>;

export interface Logger {
  error(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  debug(event: string, fields?: LogFields): void;
}

export interface LoggerOptions {
  /** The least urgent level that is written. */
  readonly level: LogLevel;
  /** Gets one line without its end. It has to scrub secrets: this module knows none. */
  readonly write: (line: string) => void;
  readonly now: () => Date;
}

const LONGEST_EVENT = 128;
const MOST_BYTES = 16_384;

/**
 * JSON lines `{time, level, event, …fields}` for a person or a collector to read, each at most 16,384 bytes of UTF-8.
 * A line that would be longer keeps its head, and says in `cut` how many bytes it would have had. There is never a
 * stack, nor the message of an error that is not a `SafeError`.
 */
export function createLogger({ level, write, now }: LoggerOptions): Logger {
  const threshold = logLevels.indexOf(level);
  const log = (lineLevel: LogLevel, event: string, fields: LogFields = {}): void => {
    if (logLevels.indexOf(lineLevel) > threshold) return;
    const shownEvent = neutralise(event, { maxLength: LONGEST_EVENT });
    const head = { time: now().toISOString(), level: lineLevel, event: shownEvent };
    // The head comes twice: first for its place in the line, then so that no field replaces it.
    const line = JSON.stringify({ ...head, ...jsonSafe(fields), ...head });
    const bytes = Buffer.byteLength(line);
    write(bytes <= MOST_BYTES ? line : JSON.stringify({ ...head, cut: bytes }));
  };
  return {
    error: (event, fields) => log('error', event, fields),
    info: (event, fields) => log('info', event, fields),
    debug: (event, fields) => log('debug', event, fields),
  };
}

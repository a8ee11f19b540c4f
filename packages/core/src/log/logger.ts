import { SafeError } from '../errors/index.ts';
import { neutralise } from '../untrusted/neutralise.ts';

export const logLevels = ['silent', 'error', 'info', 'debug'] as const;
export type LogLevel = (typeof logLevels)[number];

/** Plain data. What is not JSON is reduced: an error to its code and message, or to the name of its class. */
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

/** Characters (UTF-16 units) of one line, and of one string in it. */
const longestLine = 16_384;
const longestText = 1_024;
const deepest = 6;
const mostItems = 100;

/**
 * JSON lines `{time, level, event, …fields}` for a person or a collector to read. Hidden characters are made
 * visible, long texts and lists are cut with the cut shown, and a line that is still too long keeps its head
 * only. There is never a stack.
 */
export function createLogger({ level, write, now }: LoggerOptions): Logger {
  const threshold = logLevels.indexOf(level);
  const log = (lineLevel: LogLevel, event: string, fields: LogFields = {}): void => {
    if (logLevels.indexOf(lineLevel) > threshold) return;
    const head = { time: now().toISOString(), level: lineLevel, event };
    const line = JSON.stringify({ ...membersOf(fields, 0), ...head });
    write(line.length <= longestLine ? line : JSON.stringify({ ...head, cut: line.length }));
  };
  return {
    error: (event, fields) => log('error', event, fields),
    info: (event, fields) => log('info', event, fields),
    debug: (event, fields) => log('debug', event, fields),
  };
}

function membersOf(value: object, depth: number): Record<string, unknown> {
  const entries = Object.entries(value).slice(0, mostItems);
  return Object.fromEntries(entries.map(([key, member]) => [shownText(key), plain(member, depth + 1)]));
}

/** A value as JSON. Depth is limited, which also ends values that contain themselves. */
function plain(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return shownText(value);
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Error) return shownError(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= deepest) return '[deeper]';
  if (!Array.isArray(value)) return membersOf(value, depth);
  const items = value.slice(0, mostItems).map((item: unknown) => plain(item, depth + 1));
  return value.length > mostItems ? [...items, `[+${value.length - mostItems}]`] : items;
}

/** The message of a foreign error may hold anything, a credential among it; the name of its class cannot. */
function shownError(error: Error): unknown {
  if (error instanceof SafeError) return { code: error.code, message: shownText(error.message) };
  return { error: shownText(error.constructor.name) };
}

function shownText(text: string): string {
  return neutralise(text, { maxLength: longestText });
}

import { neutralise } from '../untrusted/neutralise.ts';
import { jsonSafe } from './json-safe.ts';

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

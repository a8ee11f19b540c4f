import { SafeError } from '../errors/index.ts';
import { neutralise } from '../untrusted/neutralise.ts';

export type LogLevel = 'silent' | 'error' | 'info' | 'debug';

/** Values that are not JSON, and errors, are reduced to what is safe to show. */
export type LogFields = Readonly<Record<string, unknown>>;

export interface Logger {
  error(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  debug(event: string, fields?: LogFields): void;
}
export function createLogger(_: { level: LogLevel; write: (line: string) => void; now: () => Date }): Logger {
  const nothing = () => {};
  return { error: nothing, info: nothing, debug: nothing };
}

import { CancelledError } from '../errors/cancelled-error.ts';

/** Waits so many milliseconds. @throws {CancelledError} as soon as the signal aborts. */
export type Sleep = (milliseconds: number, signal: AbortSignal | undefined) => Promise<void>;

export const sleep: Sleep = (milliseconds, signal) =>
  new Promise((resolve, reject) => {
    if (signal?.aborted === true) {
      reject(cancelled());
      return;
    }
    const stop = (): void => {
      clearTimeout(timer);
      reject(cancelled());
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, milliseconds);
    signal?.addEventListener('abort', stop, { once: true });
  });

/** The caller gave up at a moment when nothing of the request was under way. */
export function cancelled(): CancelledError {
  return new CancelledError('The request was cancelled before it was sent.');
}

import { CancelledError } from '../errors/errors.ts';

/** Durations in milliseconds. */
export interface RetryLimits {
  /** All attempts, the first included. */
  readonly maxAttempts: number;
  /** The longest backoff before the second attempt; it doubles from attempt to attempt. */
  readonly baseMs: number;
  /** Where the doubling ends. */
  readonly capMs: number;
  /** A service that asks for a longer wait than this gets no further attempt. */
  readonly maxWaitMs: number;
}

export const DEFAULT_RETRY_LIMITS: RetryLimits = {
  maxAttempts: 4,
  baseMs: 500,
  capMs: 8_000,
  maxWaitMs: 20_000,
};

/** What is known after an attempt that did not succeed. */
export interface FailedAttempt {
  /** 1 for the first. */
  readonly attempt: number;
  /** Whether doing the request twice is the same as doing it once: reads. */
  readonly repeatable: boolean;
  /** Whether any byte of the request may have reached the service. */
  readonly sent: boolean;
  /** Of the answer, if one began. */
  readonly status: number | undefined;
  /** Whether the connection was at fault, or time ran out, before the answer was complete. */
  readonly lost: boolean;
  readonly retryAfterMs: number | undefined;
  /** Whether the service said in its answer that it did nothing, and may do it later. */
  readonly undone: boolean;
}

/** 520 to 524 are a proxy's failures to reach its origin. */
const TRANSIENT_STATUS: ReadonlySet<number> = new Set([500, 502, 503, 504, 520, 521, 522, 523, 524]);

/**
 * Milliseconds to wait before the next attempt, or `undefined` when there must be none. A write is repeated
 * only when it cannot have had an effect: nothing of it was sent, or the service turned it away with 429 or by its answer. The
 * wait is random between nothing and a doubling limit ("full jitter"), and never shorter than `Retry-After`.
 *
 * @param random gives numbers from 0 up to, not including, 1.
 */
export function nextAttempt(
  failed: FailedAttempt,
  limits: RetryLimits,
  random: () => number,
): number | undefined {
  if (failed.attempt >= limits.maxAttempts || !mayRepeat(failed)) return undefined;
  const asked = failed.retryAfterMs ?? 0;
  if (asked > limits.maxWaitMs) return undefined;
  const ceiling = Math.min(limits.capMs, limits.baseMs * 2 ** (failed.attempt - 1));
  return Math.max(asked, random() * ceiling);
}

function mayRepeat({ status, lost, repeatable, sent, undone }: FailedAttempt): boolean {
  if (status === 429 || undone) return true;
  if (!repeatable) return lost && !sent;
  return lost || (status !== undefined && TRANSIENT_STATUS.has(status));
}

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

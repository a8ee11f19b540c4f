import { RateLimitedError, type SafeError } from '../errors/index.ts';
import { toSafeError } from '../errors/to-safe-error.ts';
import { sleep as realSleep, type Sleep } from '../http/wait.ts';

/** A plan of several batches waits no longer than this for the service to take requests again, all told. */
const longestMs = 15 * 60_000;
/** A client that hears nothing for a minute may give a call up. */
const stepMs = 10_000;

/**
 * Waits out the rate limit between the batches of one plan: what is begun should end, and a request that was turned
 * away for the rate has changed nothing.
 */
export class Patience {
  readonly #sleep: Sleep;
  #leftMs = longestMs;

  constructor(sleep: Sleep = realSleep) {
    this.#sleep = sleep;
  }

  /**
   * @param tell is told the seconds that are left, every ten seconds.
   * @returns what ends the plan: the error itself, at once, when it is another one, does not say how long it lasts or
   * asks for more than is left of the patience; a cancellation while waiting. `undefined` when the wait is over.
   */
  async outlast(
    error: SafeError,
    signal: AbortSignal,
    tell: (seconds: number) => Promise<void>,
  ): Promise<SafeError | undefined> {
    const seconds = error.details?.['retry_after_seconds'];
    if (!(error instanceof RateLimitedError) || typeof seconds !== 'number') return error;
    // It is rounded, and told by another clock: a second more keeps the next request from being too early.
    const wait = (seconds + 1) * 1_000;
    if (wait > this.#leftMs) return error;
    this.#leftMs -= wait;
    try {
      await this.#wait(wait, signal, tell);
      return undefined;
    } catch (cause) {
      return toSafeError(cause);
    }
  }

  async #wait(
    milliseconds: number,
    signal: AbortSignal,
    tell: (seconds: number) => Promise<void>,
  ): Promise<void> {
    for (let left = milliseconds; left > 0; left -= stepMs) {
      await tell(Math.ceil(left / 1_000));
      await this.#sleep(Math.min(left, stepMs), signal);
    }
  }
}

import { cancelled } from './wait.ts';

/** Lets at most so many callers through at once; the others wait in the order in which they came. */
export class Limiter {
  #free: number;
  // A set keeps the order of insertion and forgets a cancelled waiter without a search.
  readonly #waiting = new Set<() => void>();

  constructor(limit: number) {
    this.#free = limit;
  }

  /**
   * Waits for a place. Whoever got one must `release` it, once.
   *
   * @throws {CancelledError} when the signal aborts first; then there is nothing to release.
   */
  async acquire(signal: AbortSignal | undefined): Promise<void> {
    if (signal?.aborted === true) throw cancelled();
    if (this.#free > 0) {
      this.#free -= 1;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const leave = (): void => {
        this.#waiting.delete(enter);
        reject(cancelled());
      };
      const enter = (): void => {
        signal?.removeEventListener('abort', leave);
        resolve();
      };
      this.#waiting.add(enter);
      signal?.addEventListener('abort', leave, { once: true });
    });
  }

  release(): void {
    const [next] = this.#waiting;
    if (next === undefined) {
      this.#free += 1;
      return;
    }
    // The place is handed over, never freed in between: a newcomer cannot overtake.
    this.#waiting.delete(next);
    next();
  }
}

import { setMaxListeners } from 'node:events';
import { CancelledError } from '../errors/errors.ts';

/** One piece of work and how many callers still want what it gives. */
interface Flight<Result> {
  readonly result: Promise<Result>;
  readonly controller: AbortController;
  waiting: number;
}

/**
 * Work that callers share while it is under way. It goes on as long as one of them waits: who is cancelled leaves, and
 * the last to leave ends it. What fails, fails for all who wait, and nothing is kept.
 */
export class Flights<Result> {
  readonly #flights = new Map<string, Flight<Result>>();

  /**
   * Joins the work of that key that is under way, or begins it.
   * @param work gets a signal that aborts when nobody waits any more, not when the caller that began it is cancelled.
   * @throws {CancelledError} when `signal` aborts first; the work may go on for others.
   */
  async join(
    key: string,
    signal: AbortSignal,
    work: (signal: AbortSignal) => Promise<Result>,
  ): Promise<Result> {
    if (signal.aborted) throw cancelled();
    const flight = this.#flights.get(key) ?? this.#begin(key, work);
    flight.waiting += 1;
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        flight.waiting -= 1;
        if (flight.waiting === 0) this.#end(key, flight);
        reject(cancelled());
      };
      signal.addEventListener('abort', leave, { once: true });
      const landed = (): void => signal.removeEventListener('abort', leave);
      void flight.result.then(resolve, reject).finally(landed);
    });
  }

  #begin(key: string, work: (signal: AbortSignal) => Promise<Result>): Flight<Result> {
    const controller = new AbortController();
    // Each request of the work listens to it.
    setMaxListeners(0, controller.signal);
    const result = work(controller.signal);
    const flight = { result, controller, waiting: 0 };
    this.#flights.set(key, flight);
    const forget = (): void => this.#forget(key, flight);
    void result.then(forget, forget);
    return flight;
  }

  /** Forgotten before it is aborted: whoever comes now must not join work that ends. */
  #end(key: string, flight: Flight<Result>): void {
    this.#forget(key, flight);
    flight.controller.abort();
  }

  #forget(key: string, flight: Flight<Result>): void {
    if (this.#flights.get(key) === flight) this.#flights.delete(key);
  }
}

function cancelled(): CancelledError {
  return new CancelledError('The call was cancelled while it was reading.');
}

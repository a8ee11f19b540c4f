import { setMaxListeners } from 'node:events';
import type { Ending } from '../front/ending.ts';
import { Breath } from '../tool/breath.ts';

/** How long a call may go on looking, after it was cancelled, for what its last write did. */
const afterwardsMs = 30_000;

/**
 * What cuts one call short: the client, or the end of the process. Not `AbortSignal.any`: on Node 20 and 22 each of its
 * signals stays in memory as long as the longest-lived of its sources (github.com/nodejs/node/issues/54614).
 */
export class Lifetime {
  readonly #ending: Ending;
  readonly #halt = new AbortController();
  readonly #requests = new AbortController();
  readonly #breath = new Breath(this.#halt.signal);
  readonly #undo: (() => void)[] = [];
  #writing = false;

  constructor(cancelled: AbortSignal, ending: Ending) {
    this.#ending = ending;
    // Each request that runs listens to it, and a call may send many at once.
    for (const signal of [
      cancelled,
      ending.begun,
      ending.patience,
      ending.deadline,
      this.requests,
      this.halt,
    ])
      setMaxListeners(0, signal);
    this.#on(cancelled, () => this.#abort());
    this.#on(ending.begun, () => {
      this.#halt.abort();
      if (!this.#writing) this.#requests.abort();
    });
    this.#on(ending.patience, () => this.#abort());
  }

  /** Aborts as soon as nothing more of the call is to begin. */
  get halt(): AbortSignal {
    return this.#halt.signal;
  }

  /** Of the work that nothing but the call itself cuts short. */
  get breath(): Breath {
    return this.#breath;
  }

  /** Aborts when its requests are to be cut off: a little later than `halt` for a write while the process ends. */
  get requests(): AbortSignal {
    return this.#requests.signal;
  }

  /** Aborts when nothing more is waited for, whatever is unknown then. */
  get deadline(): AbortSignal {
    return this.#ending.deadline;
  }

  /** From now on requests write: they get the time that is left. */
  beginWriting(): void {
    this.#writing = true;
  }

  /** @returns what bounds requests that find out what a write did. */
  afterwards(): AbortSignal {
    const controller = new AbortController();
    setMaxListeners(0, controller.signal);
    const timer = setTimeout(() => controller.abort(), afterwardsMs);
    timer.unref();
    this.#undo.push(() => clearTimeout(timer));
    this.#on(this.deadline, () => controller.abort());
    return controller.signal;
  }

  end(): void {
    for (const undo of this.#undo.splice(0)) undo();
  }

  #abort(): void {
    this.#halt.abort();
    this.#requests.abort();
  }

  #on(signal: AbortSignal, act: () => void): void {
    if (signal.aborted) {
      act();
      return;
    }
    signal.addEventListener('abort', act, { once: true });
    this.#undo.push(() => signal.removeEventListener('abort', act));
  }
}

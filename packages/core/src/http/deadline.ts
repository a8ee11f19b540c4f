/** The stages of an attempt that are limited in time. */
export type DeadlineStage = 'headers' | 'body';

/**
 * One abort signal for an attempt, fed by the caller's signal and by the time limits, and a record of which of
 * them it was. `end` must be called, else the caller's signal keeps this alive.
 */
export class Deadline {
  readonly #controller = new AbortController();
  readonly #outer: AbortSignal | undefined;
  readonly #startedAt: number;
  readonly #attemptMs: number;
  readonly #now: () => number;
  readonly #stop = (): void => this.#controller.abort();
  #timer: NodeJS.Timeout | undefined;
  #expired: DeadlineStage | undefined;

  /** @param attemptMs limit for all stages together, in milliseconds. */
  constructor(attemptMs: number, now: () => number, outer: AbortSignal | undefined) {
    this.#attemptMs = attemptMs;
    this.#now = now;
    this.#startedAt = now();
    this.#outer = outer;
    if (outer?.aborted === true) this.#stop();
    outer?.addEventListener('abort', this.#stop, { once: true });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** The stage whose time ran out, if one did. */
  get expired(): DeadlineStage | undefined {
    return this.#expired;
  }

  /** Whether the caller gave up before any time ran out. */
  get cancelled(): boolean {
    return this.#expired === undefined && this.#outer?.aborted === true;
  }

  /** Begins a stage, and with it ends the one before. */
  enter(stage: DeadlineStage, milliseconds: number): void {
    clearTimeout(this.#timer);
    const left = this.#attemptMs - (this.#now() - this.#startedAt);
    this.#timer = setTimeout(() => this.#expire(stage), Math.max(0, Math.min(milliseconds, left)));
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#outer?.removeEventListener('abort', this.#stop);
  }

  /** Aborts what may still be under way: an answer that nobody will read to its end. */
  abandon(): void {
    this.end();
    this.#controller.abort();
  }

  #expire(stage: DeadlineStage): void {
    if (this.#controller.signal.aborted) return;
    this.#expired = stage;
    this.#controller.abort();
  }
}

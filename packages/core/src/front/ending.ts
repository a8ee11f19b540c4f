/**
 * How long a write that is under way may still take once the process has to end, and until when it must be known what
 * it did. Container engines kill after ten seconds (`podman stop --time`), some clients after five.
 */
const graceMs = 2_000;
const deadlineMs = 4_500;

/** The orderly end of the process: begun once, for all its calls. */
export class Ending {
  readonly #begun = new AbortController();
  readonly #patience = new AbortController();
  readonly #deadline = new AbortController();

  /** Aborts when it begins: from then on no call and no batch does. */
  get begun(): AbortSignal {
    return this.#begun.signal;
  }

  /** Aborts when requests of a batch that is under way are given up. */
  get patience(): AbortSignal {
    return this.#patience.signal;
  }

  /** Aborts when nothing more can be found out. */
  get deadline(): AbortSignal {
    return this.#deadline.signal;
  }

  begin(): void {
    if (this.#begun.signal.aborted) return;
    this.#begun.abort();
    setTimeout(() => this.#patience.abort(), graceMs).unref();
    setTimeout(() => this.#deadline.abort(), deadlineMs).unref();
  }
}

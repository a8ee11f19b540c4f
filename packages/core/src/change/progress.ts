/** What hears of progress: changes done, of how many, and for how long nothing will happen. */
export type Report = (done: number, total: number, waitingSeconds: number | undefined) => Promise<void>;

/** Tells how far a plan is. A client that does not hear of it still gets its answer. */
export class Progress {
  readonly #total: number;
  readonly #report: Report | undefined;
  #waits = 0;

  constructor(total: number, report: Report | undefined) {
    this.#total = total;
    this.#report = report;
  }

  async done(done: number): Promise<void> {
    this.#waits = 0;
    await this.#tell(done, undefined);
  }

  /** MCP wants a number that rises each time, so waiting counts as a growing part of the next change. */
  async waiting(done: number, seconds: number): Promise<void> {
    this.#waits += 1;
    await this.#tell(done + this.#waits / (this.#waits + 1), seconds);
  }

  async #tell(done: number, seconds: number | undefined): Promise<void> {
    try {
      await this.#report?.(done, this.#total, seconds);
    } catch {
      // Nothing of the work depends on it.
    }
  }
}

/**
 * How long nobody has to have asked for anything: long enough for the other lists that clients ask for at once. A model
 * that decides on its first call takes far longer.
 */
const quietMs = 100;
/** As long when nothing but a call is likely to come: whatever else a client asks for in one go is not made to wait for a step. */
const soonMs = 20;

/**
 * Work that nobody waits for yet, done while nothing else is: one step after another, each begun only after the process
 * has looked for input. So a request waits for no more than one step.
 */
export class IdleWork {
  readonly #steps: AsyncIterator<void, void, void>;
  readonly #isBusy: () => boolean;
  #quiet: NodeJS.Timeout | undefined;
  #next: NodeJS.Immediate | undefined;
  #isAtWork = false;
  #isOver = false;

  /**
   * @param steps of some ten milliseconds at most. What they throw ends them: whoever needs the work does it then.
   * @param isBusy whether something is done that somebody waits for.
   */
  constructor(steps: AsyncIterator<void, void, void>, isBusy: () => boolean) {
    this.#steps = steps;
    this.#isBusy = isBusy;
  }

  /** Goes on in a moment: what is to come is foreseen, and everything asked for is answered. */
  soon(): void {
    this.#after(soonMs);
  }

  /** Goes on when nothing was asked for in a while. */
  later(): void {
    this.#after(quietMs);
  }

  end(): void {
    this.#isOver = true;
    this.#hold();
  }

  #after(milliseconds: number): void {
    this.#hold();
    if (!this.#isOver) this.#quiet = setTimeout(() => this.#step(), milliseconds);
  }

  #hold(): void {
    clearTimeout(this.#quiet);
    clearImmediate(this.#next);
    this.#quiet = undefined;
    this.#next = undefined;
  }

  #step(): void {
    this.#hold();
    if (this.#isAtWork) return;
    if (this.#isBusy()) {
      this.later();
      return;
    }
    this.#isAtWork = true;
    this.#steps.next().then(
      ({ done }) => this.#done(done === true),
      () => this.#done(true),
    );
  }

  #done(isOver: boolean): void {
    this.#isAtWork = false;
    if (isOver) this.end();
    // Unless something came in meanwhile.
    else if (this.#quiet === undefined) this.#next = setImmediate(() => this.#step());
  }
}

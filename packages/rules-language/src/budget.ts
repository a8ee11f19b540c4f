/** Why a result is unknown when a budget ran out: stands among the reasons of `Unknown`. */
export const tooMuchWork = 'more work than one answer may take';

/**
 * Most steps of one evaluation, whatever the budget: a tenth of a second on a busy machine. A step is one instruction
 * of a regular expression at one octet, or about as much work of another kind.
 */
export const stepsOfOneEvaluation = 400_000;

/**
 * How much work evaluations may cause together. Hand one to all evaluations that answer one question: when it is
 * spent, whatever is not decided yet is unknown, because of `tooMuchWork`. Nothing throws, and nothing is wrong.
 */
export class Budget {
  #left: number;
  readonly #whole: Budget | undefined;

  /**
   * @param steps How many steps may be spent in all.
   * @param whole What they are taken from as well.
   */
  constructor(steps: number = stepsOfOneEvaluation, whole?: Budget) {
    this.#left = steps;
    this.#whole = whole;
  }

  /** Takes steps from what is left, and says whether they were left. Once they were not, they never are again. */
  spend(steps: number): boolean {
    const isLeft = this.#left >= steps && (this.#whole?.spend(steps) ?? true);
    this.#left = isLeft ? this.#left - steps : -1;
    return isLeft;
  }

  get isSpent(): boolean {
    return this.#left < 0;
  }
}

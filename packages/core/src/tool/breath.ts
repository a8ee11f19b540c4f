import { CancelledError } from '../errors/errors.ts';
import { monotonicMs } from '../monotonic.ts';

/**
 * How long work goes on before others have their turn, in milliseconds. A client's ping waits for no more than one
 * such stretch, whatever number of calls is at work, and one step of that work.
 */
const stretchMs = 20;

/** Whose turn is next, over all calls of the process. One goes on each time that the process has looked for input. */
const waiting: (() => void)[] = [];
let begunAt = 0;

function goOn(): void {
  begunAt = monotonicMs();
  waiting.shift()?.();
  if (waiting.length > 0) setImmediate(goOn);
}

/**
 * What keeps long work from being all that the process does. Nothing else runs while JavaScript computes: no ping is
 * answered, no cancellation read.
 */
export class Breath {
  readonly #signal: AbortSignal;

  /** @param signal ends the work at the next breath. */
  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  /** For work that is ended whatever becomes of the call, such as telling and remembering what was written. */
  static uncancelled(): Breath {
    return new Breath(new AbortController().signal);
  }

  /** Whether it is somebody else's turn. Cheap enough for every step of some microseconds. */
  isDue(): boolean {
    return monotonicMs() - begunAt >= stretchMs;
  }

  /**
   * Lets others have their turn when it is time.
   * @throws {CancelledError} when nobody wants the work any more.
   */
  async take(): Promise<void> {
    if (!this.isDue()) return;
    await new Promise<void>((resolve) => {
      if (waiting.push(resolve) === 1) setImmediate(goOn);
    });
    if (this.#signal.aborted) throw new CancelledError('The call was cancelled while it was at work.');
  }

  /**
   * Runs work that yields between its steps, each of a few milliseconds at most.
   * @throws {CancelledError}
   */
  async through<Result>(steps: Iterator<unknown, Result, void>): Promise<Result> {
    for (;;) {
      const step = steps.next();
      if (step.done === true) return step.value;
      if (this.isDue()) await this.take();
    }
  }

  /**
   * Each item of a list or stream, with a breath before it where one is due.
   * @throws {CancelledError}
   */
  async *over<Item>(items: Iterable<Item>): AsyncGenerator<Item, void, void> {
    for (const item of items) {
      if (this.isDue()) await this.take();
      yield item;
    }
  }
}

/** Runs such work at once, where nobody waits. */
export function atOnce<Result>(steps: Iterator<unknown, Result, void>): Result {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

import { BusyError, type SafeError } from '../errors/index.ts';

/** What every call passes before anything is done for it. */
export interface Gate {
  /**
   * Begins a call.
   * @returns what ends it, to be called once.
   * @throws {SafeError} when the call may not begin.
   */
  enter(): () => void;
}

/** Lets no call begin: every one of them is told why this server cannot work. */
export function closedGate(reason: SafeError): Gate {
  return {
    enter() {
      throw reason;
    },
  };
}

export interface CallLimits {
  /** Tool calls that may begin in a minute, over all connections of the process. */
  readonly callsPerMinute: number;
  readonly concurrentCalls: number;
}

/**
 * Bounds what a client can make this process do. A whole minute's calls may come at once; after that they come
 * back evenly. A call that is refused here has read nothing and costs nothing of the limit.
 */
export class CallGate implements Gate {
  readonly #limits: CallLimits;
  readonly #now: () => number;
  #allowed: number;
  #countedAt: number;
  #running = 0;

  /** @param now in milliseconds; must not go backwards. */
  constructor(limits: CallLimits, now: () => number = () => performance.now()) {
    this.#limits = limits;
    this.#now = now;
    this.#allowed = limits.callsPerMinute;
    this.#countedAt = now();
  }

  /** @throws {BusyError} when a limit is reached. */
  enter(): () => void {
    const { callsPerMinute, concurrentCalls } = this.#limits;
    if (this.#running >= concurrentCalls) {
      throw new BusyError(
        `${concurrentCalls} calls are running already; this server takes no more at once.`,
        {
          nextStep: 'Wait for an answer, then make the call again.',
        },
      );
    }
    this.#refill();
    if (this.#allowed < 1) {
      const seconds = Math.ceil(((1 - this.#allowed) * 60) / callsPerMinute);
      throw new BusyError(`This server takes at most ${callsPerMinute} calls a minute.`, {
        nextStep: `Make the call again in ${seconds} s; prefer calls that do more at once.`,
        details: { retry_after_seconds: seconds },
      });
    }
    this.#allowed -= 1;
    this.#running += 1;
    return () => {
      this.#running -= 1;
    };
  }

  #refill(): void {
    const { callsPerMinute } = this.#limits;
    const now = this.#now();
    const earned = ((now - this.#countedAt) / 60_000) * callsPerMinute;
    this.#allowed = Math.min(callsPerMinute, this.#allowed + earned);
    this.#countedAt = now;
  }
}

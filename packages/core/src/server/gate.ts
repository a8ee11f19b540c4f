import { BusyError, type SafeError } from '../errors/index.ts';
import { Ending } from '../front/ending.ts';
import { Lifetime } from './lifetime.ts';

/** What every call passes before anything is done for it. */
export interface Gate {
  /**
   * Begins a call.
   * @param cancelled aborts when the client no longer wants it.
   * @throws {SafeError} when the call may not begin.
   */
  enter(cancelled: AbortSignal): Admission;
  /** Resolves when no call is running. */
  idle(): Promise<void>;
}

/** Lets no call begin: every one of them is told why this server cannot work. */
export function closedGate(reason: SafeError): Gate {
  return {
    enter() {
      throw reason;
    },
    idle: () => Promise.resolve(),
  };
}

export interface CallLimits {
  /** Tool calls that may begin in a minute, over all connections of the process. */
  readonly callsPerMinute: number;
  readonly concurrentCalls: number;
}

/** A call that has begun. */
export interface Admission {
  readonly lifetime: Lifetime;
  /** To be called once, when the call has ended. */
  readonly leave: () => void;
}

/**
 * Bounds what a client can make this process do, and knows what is running. A whole minute's calls may come at once; after that they come
 * back evenly. A call that is refused here has read nothing and costs nothing of the limit.
 */
export class CallGate implements Gate {
  readonly #limits: CallLimits;
  readonly #ending: Ending;
  readonly #now: () => number;
  readonly #whenIdle: (() => void)[] = [];
  #allowed: number;
  #countedAt: number;
  #running = 0;

  /**
   * @param ending of the process: no call begins after it.
   * @param now in milliseconds; must not go backwards.
   */
  constructor(
    limits: CallLimits,
    ending: Ending = new Ending(),
    now: () => number = () => performance.now(),
  ) {
    this.#limits = limits;
    this.#ending = ending;
    this.#now = now;
    this.#allowed = limits.callsPerMinute;
    this.#countedAt = now();
  }

  /** @throws {BusyError} when a limit is reached, or the server is ending. */
  enter(cancelled: AbortSignal): Admission {
    const { callsPerMinute, concurrentCalls } = this.#limits;
    if (this.#ending.begun.aborted) {
      throw new BusyError('The server is ending and takes no more calls.', {
        nextStep: 'Start the server again, then make the call again.',
      });
    }
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
    const lifetime = new Lifetime(cancelled, this.#ending);
    return {
      lifetime,
      leave: () => {
        lifetime.end();
        this.#running -= 1;
        if (this.#running === 0) for (const tell of this.#whenIdle.splice(0)) tell();
      },
    };
  }

  idle(): Promise<void> {
    if (this.#running === 0) return Promise.resolve();
    return new Promise((resolve) => this.#whenIdle.push(resolve));
  }

  #refill(): void {
    const { callsPerMinute } = this.#limits;
    const now = this.#now();
    const earned = ((now - this.#countedAt) / 60_000) * callsPerMinute;
    this.#allowed = Math.min(callsPerMinute, this.#allowed + earned);
    this.#countedAt = now;
  }
}

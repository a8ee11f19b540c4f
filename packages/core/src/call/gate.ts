import { setMaxListeners } from 'node:events';
import { Ending } from '../app/ending.ts';
import { BusyError, type SafeError } from '../errors/errors.ts';
import { monotonicMs } from '../monotonic.ts';
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
    setMaxListeners(0, cancelled, this.requests, this.halt);
    this.#on(cancelled, () => this.abort());
  }

  /** The process begins to end: what writes gets the time that is left. */
  wind(): void {
    this.#halt.abort();
    if (!this.#writing) this.#requests.abort();
  }

  /** Nothing more is to begin, and requests are cut off. */
  abort(): void {
    this.#halt.abort();
    this.#requests.abort();
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

  #on(signal: AbortSignal, act: () => void): void {
    if (signal.aborted) {
      act();
      return;
    }
    signal.addEventListener('abort', act, { once: true });
    this.#undo.push(() => signal.removeEventListener('abort', act));
  }
}

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
  /** Those that run, told of the end from one place: it costs each less than to listen for it. */
  readonly #lifetimes = new Set<Lifetime>();

  /**
   * @param ending of the process: no call begins after it.
   * @param now in milliseconds; must not go backwards.
   */
  constructor(limits: CallLimits, ending: Ending = new Ending(), now: () => number = monotonicMs) {
    this.#limits = limits;
    this.#ending = ending;
    this.#now = now;
    this.#allowed = limits.callsPerMinute;
    this.#countedAt = now();
    // Calls listen to the last.
    setMaxListeners(0, ending.begun, ending.patience, ending.deadline);
    ending.begun.addEventListener('abort', () => {
      for (const lifetime of this.#lifetimes) lifetime.wind();
    });
    ending.patience.addEventListener('abort', () => {
      for (const lifetime of this.#lifetimes) lifetime.abort();
    });
  }

  /** @throws {BusyError} when a limit is reached, or the server is ending. */
  enter(cancelled: AbortSignal): Admission {
    const { callsPerMinute, concurrentCalls } = this.#limits;
    if (this.#ending.begun.aborted) {
      throw new BusyError('The server is ending and takes no more calls.', {
        nextStep: 'Start the server again, then make the call again.',
      });
    }
    if (this.#lifetimes.size >= concurrentCalls) {
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
    const lifetime = new Lifetime(cancelled, this.#ending);
    this.#lifetimes.add(lifetime);
    return {
      lifetime,
      leave: () => {
        lifetime.end();
        this.#lifetimes.delete(lifetime);
        if (this.#lifetimes.size === 0) for (const tell of this.#whenIdle.splice(0)) tell();
      },
    };
  }

  idle(): Promise<void> {
    if (this.#lifetimes.size === 0) return Promise.resolve();
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

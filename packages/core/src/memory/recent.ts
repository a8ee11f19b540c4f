import { setMaxListeners } from 'node:events';
import { CancelledError } from '../errors/errors.ts';

/** What was read, and when. */
export interface Remembered<Value> {
  readonly value: Value;
  /** When its reading began, in milliseconds since the epoch: it is at most that old. */
  readonly readAt: number;
}

export interface MemoryLimits {
  /** How long a value may be used, in milliseconds from the begin of its reading. */
  readonly lifetimeMs: number;
  /** Of all values together, as `put` is told. Values that were not used for longest go first. */
  readonly mostBytes: number;
}

interface Entry<Value> extends Remembered<Value> {
  readonly stamp: number;
  readonly bytes: number;
}

/**
 * Values for a short time, and so many bytes of them. Each has a stamp that says of which state of the world it is: with
 * another stamp it is not there.
 */
export class BoundedMemory<Value> {
  readonly #limits: MemoryLimits;
  readonly #now: () => number;
  /** In the order of their last use. */
  readonly #entries = new Map<string, Entry<Value>>();
  #bytes = 0;

  constructor(limits: MemoryLimits, now: () => number = Date.now) {
    this.#limits = limits;
    this.#now = now;
  }

  /** Bytes of all that is kept, for tests and measurements. */
  get bytes(): number {
    return this.#bytes;
  }

  get(key: string, stamp: number): Remembered<Value> | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    this.forget(key);
    if (entry.stamp !== stamp || !this.#isFresh(entry)) return undefined;
    this.#keep(key, entry);
    return entry;
  }

  /** Keeps a value, unless it alone is larger than all may be. */
  put(key: string, stamp: number, { value, readAt }: Remembered<Value>, bytes: number): void {
    this.forget(key);
    if (bytes > this.#limits.mostBytes) return;
    this.#keep(key, { value, readAt, stamp, bytes });
    for (const [oldest, entry] of this.#entries) {
      if (this.#isFresh(entry) && this.#bytes <= this.#limits.mostBytes) continue;
      this.forget(oldest);
    }
  }

  forget(key: string): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    this.#entries.delete(key);
    this.#bytes -= entry.bytes;
  }

  #keep(key: string, entry: Entry<Value>): void {
    this.#entries.set(key, entry);
    this.#bytes += entry.bytes;
  }

  /** A clock that was set back must not prolong a life. */
  #isFresh({ readAt }: Entry<Value>): boolean {
    const age = this.#now() - readAt;
    return age >= 0 && age < this.#limits.lifetimeMs;
  }
}

/** One piece of work and how many callers still want what it gives. */
interface Flight<Result> {
  readonly result: Promise<Result>;
  readonly controller: AbortController;
  waiting: number;
}

/**
 * Work that callers share while it is under way. It goes on as long as one of them waits: who is cancelled leaves, and
 * the last to leave ends it. What fails, fails for all who wait, and nothing is kept.
 */
export class Flights<Result> {
  readonly #flights = new Map<string, Flight<Result>>();

  /**
   * Joins the work of that key that is under way, or begins it.
   * @param work gets a signal that aborts when nobody waits any more, not when the caller that began it is cancelled.
   * @throws {CancelledError} when `signal` aborts first; the work may go on for others.
   */
  async join(
    key: string,
    signal: AbortSignal,
    work: (signal: AbortSignal) => Promise<Result>,
  ): Promise<Result> {
    if (signal.aborted) throw cancelled();
    const flight = this.#flights.get(key) ?? this.#begin(key, work);
    flight.waiting += 1;
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        flight.waiting -= 1;
        if (flight.waiting === 0) this.#end(key, flight);
        reject(cancelled());
      };
      signal.addEventListener('abort', leave, { once: true });
      const landed = (): void => signal.removeEventListener('abort', leave);
      void flight.result.then(resolve, reject).finally(landed);
    });
  }

  #begin(key: string, work: (signal: AbortSignal) => Promise<Result>): Flight<Result> {
    const controller = new AbortController();
    // Each request of the work listens to it.
    setMaxListeners(0, controller.signal);
    const result = work(controller.signal);
    const flight = { result, controller, waiting: 0 };
    this.#flights.set(key, flight);
    const forget = (): void => this.#forget(key, flight);
    void result.then(forget, forget);
    return flight;
  }

  /** Forgotten before it is aborted: whoever comes now must not join work that ends. */
  #end(key: string, flight: Flight<Result>): void {
    this.#forget(key, flight);
    flight.controller.abort();
  }

  #forget(key: string, flight: Flight<Result>): void {
    if (this.#flights.get(key) === flight) this.#flights.delete(key);
  }
}

function cancelled(): CancelledError {
  return new CancelledError('The call was cancelled while it was reading.');
}

/** One reading, as a caller wants it. */
export interface Reading<Value> {
  readonly key: string;
  /**
   * Of which state of the world a reading that began now would be; `undefined` while that is changing. Asked again
   * before a value is kept.
   */
  readonly stamp: () => number | undefined;
  readonly signal: AbortSignal;
  readonly read: (signal: AbortSignal) => Promise<Value>;
  /** Brings a remembered value up to date, or finds that it is; absent where nothing but its age is looked at. */
  readonly refresh?: (value: Value, signal: AbortSignal) => Promise<Value>;
  /** About how much memory it takes. */
  readonly bytesOf: (value: Value) => number;
}

/**
 * What was read a short time ago, for all calls of a process. Callers that want the same at the same time share one reading.
 * Errors are thrown to whoever waits and not kept.
 */
export class RecentReads<Value> {
  readonly #memory: BoundedMemory<Value>;
  readonly #flights = new Flights<Remembered<Value>>();
  readonly #now: () => number;

  constructor(limits: MemoryLimits, now: () => number = Date.now) {
    this.#memory = new BoundedMemory(limits, now);
    this.#now = now;
  }

  /** The value as it is remembered, or as it is read now. */
  async get(reading: Reading<Value>): Promise<Remembered<Value>> {
    const stamp = reading.stamp();
    if (stamp === undefined) return this.#fresh(reading, reading.signal);
    const { key, signal } = reading;
    if (reading.refresh === undefined) {
      const known = this.#memory.get(key, stamp);
      if (known !== undefined) return known;
    }
    // A reading that began in another state of the world has another key, so nobody joins it from this one.
    return this.#flights.join(`${key} ${stamp}`, signal, (shared) => this.#current(reading, stamp, shared));
  }

  /** Reads now, whatever is remembered, and remembers that. */
  async now(reading: Reading<Value>): Promise<Value> {
    const stamp = reading.stamp();
    const found = await this.#fresh(reading, reading.signal);
    this.#keep(reading, stamp, found);
    return found.value;
  }

  /** What is remembered, without looking whether it still holds. */
  peek(key: string, stamp: number): Value | undefined {
    return this.#memory.get(key, stamp)?.value;
  }

  forget(key: string): void {
    this.#memory.forget(key);
  }

  async #current(reading: Reading<Value>, stamp: number, signal: AbortSignal): Promise<Remembered<Value>> {
    const known = this.#memory.get(reading.key, stamp);
    const found =
      known === undefined
        ? await this.#fresh(reading, signal)
        : await this.#refreshed(reading, known, signal);
    this.#keep(reading, stamp, found);
    return found;
  }

  async #refreshed(
    { refresh }: Reading<Value>,
    { value, readAt }: Remembered<Value>,
    signal: AbortSignal,
  ): Promise<Remembered<Value>> {
    return { value: refresh === undefined ? value : await refresh(value, signal), readAt };
  }

  async #fresh({ read }: Reading<Value>, signal: AbortSignal): Promise<Remembered<Value>> {
    const readAt = this.#now();
    return { value: await read(signal), readAt };
  }

  #keep({ key, stamp, bytesOf }: Reading<Value>, began: number | undefined, found: Remembered<Value>): void {
    if (began !== undefined && stamp() === began) this.#memory.put(key, began, found, bytesOf(found.value));
  }
}

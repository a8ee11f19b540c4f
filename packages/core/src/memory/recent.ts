import { BoundedMemory, type MemoryLimits, type Remembered } from './bounded.ts';
import { Flights } from './flights.ts';

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

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

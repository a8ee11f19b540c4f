/** The records of one zone, found by identifier and by name, with transactions. */

import type { DnsRecord } from './model.ts';

export const ORDERS = ['type', 'name', 'content', 'ttl', 'proxied'] as const;
export type Order = (typeof ORDERS)[number];
export type Direction = 'asc' | 'desc';

export class ZoneRecords {
  readonly #byId = new Map<string, DnsRecord>();
  readonly #byName = new Map<string, Map<string, DnsRecord>>();
  /** Sorted lists by order and direction; a change forgets them all. */
  readonly #sorted = new Map<string, readonly DnsRecord[]>();
  #undo: (() => void)[] | undefined;

  get size(): number {
    return this.#byId.size;
  }

  get(id: string): DnsRecord | undefined {
    return this.#byId.get(id);
  }

  /** The records of one complete name. */
  named(name: string): Iterable<DnsRecord> {
    return this.#byName.get(name)?.values() ?? [];
  }

  /** Adds a record, or replaces the one with its identifier. */
  put(record: DnsRecord): void {
    const previous = this.#byId.get(record.id);
    this.#undo?.push(() => (previous ? this.#index(previous, record) : this.#unindex(record)));
    this.#index(record, previous);
  }

  delete(record: DnsRecord): void {
    this.#undo?.push(() => this.#index(record, undefined));
    this.#unindex(record);
  }

  /**
   * Runs `change`; when it throws, every record is again as it was before. Not re-entrant.
   *
   * @throws what `change` throws.
   */
  transaction<Result>(change: () => Result): Result {
    const undo: (() => void)[] = [];
    this.#undo = undo;
    try {
      return change();
    } catch (error) {
      for (const restore of undo.toReversed()) restore();
      throw error;
    } finally {
      this.#undo = undefined;
    }
  }

  /** All records; equal ones are ordered by name, then by identifier, so that pages never overlap. */
  sorted(order: Order, direction: Direction): readonly DnsRecord[] {
    const key = `${order} ${direction}`;
    const known = this.#sorted.get(key);
    if (known) return known;
    const list = sort(this.#byId.values(), order, direction);
    this.#sorted.set(key, list);
    return list;
  }

  /** The records of one complete name, in the order of `sorted`. */
  sortedNamed(name: string, order: Order, direction: Direction): readonly DnsRecord[] {
    return sort(this.named(name), order, direction);
  }

  #index(record: DnsRecord, previous: DnsRecord | undefined): void {
    if (previous && previous.name !== record.name) this.#unindex(previous);
    this.#byId.set(record.id, record);
    const named = this.#byName.get(record.name) ?? new Map<string, DnsRecord>();
    this.#byName.set(record.name, named.set(record.id, record));
    this.#sorted.clear();
  }

  #unindex(record: DnsRecord): void {
    this.#byId.delete(record.id);
    const named = this.#byName.get(record.name);
    named?.delete(record.id);
    if (named?.size === 0) this.#byName.delete(record.name);
    this.#sorted.clear();
  }
}

function sort(records: Iterable<DnsRecord>, order: Order, direction: Direction): readonly DnsRecord[] {
  const sign = direction === 'asc' ? 1 : -1;
  return [...records].sort(
    (left, right) =>
      sign * compare(left[order], right[order]) ||
      compare(left.name, right.name) ||
      compare(left.id, right.id),
  );
}

function compare<Value extends string | number | boolean>(left: Value, right: Value): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

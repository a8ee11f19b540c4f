import { Buffer } from 'node:buffer';
import type { Change } from './change.ts';

/** Changes in an order: a list, or, of a long plan, a `ChangeList`. */
export interface ChangeSequence extends Iterable<Change> {
  readonly length: number;
  /** Changes from one index up to another, both counted from the front. */
  slice(start: number, end?: number): readonly Change[];
}

type Zlib = typeof import('node:zlib');

/** A stretch of a list, as it is or as deflated JSON. */
type Part = readonly Change[] | { readonly length: number; readonly bytes: Uint8Array };

/** As many changes are packed together: some 150 kB of JSON. */
const partLength = 500;

/**
 * Changes of a plan that may have a hundred thousand of them. All but the newest are kept as deflated JSON, some 40
 * bytes each where an object takes 800, and made anew whenever they are looked at: whoever goes through them once
 * holds a few hundred at a time. A member that is `undefined` is lost on the way.
 */
export class ChangeList implements ChangeSequence {
  readonly #zlib: Zlib | undefined;
  readonly #parts: Part[];
  #open: Change[] = [];
  #length: number;

  private constructor(zlib: Zlib | undefined, parts: readonly Part[] = []) {
    this.#zlib = zlib;
    this.#parts = [...parts];
    this.#length = parts.reduce((sum, { length }) => sum + length, 0);
  }

  /** @param expected how many there will be; up to 500 are simply kept. */
  static async create(expected: number): Promise<ChangeList> {
    return (await ChangeList.maker(expected))();
  }

  /** Makes any number of lists of such a length. */
  static async maker(expected: number): Promise<() => ChangeList> {
    // Loaded when first needed: start-up time counts, and most plans are short.
    if (expected <= partLength) return () => new ChangeList(undefined);
    const zlib = await import('node:zlib');
    return () => new ChangeList(zlib);
  }

  get length(): number {
    return this.#length;
  }

  add(change: Change): void {
    this.#open.push(change);
    this.#length += 1;
    if (this.#zlib !== undefined && this.#open.length >= partLength) this.#close(this.#zlib);
  }

  append(changes: Iterable<Change>): void {
    for (const change of changes) this.add(change);
  }

  *[Symbol.iterator](): Iterator<Change> {
    for (const part of this.#all()) yield* this.#changesOf(part);
  }

  slice(start: number, end = this.#length): readonly Change[] {
    const found: Change[] = [];
    let first = 0;
    for (const part of this.#all()) {
      if (start < first + part.length && end > first) {
        found.push(...this.#changesOf(part).slice(Math.max(0, start - first), end - first));
      }
      first += part.length;
    }
    return found;
  }

  /** All but the first so many. */
  without(count: number): ChangeList {
    const rest: Part[] = [];
    let first = 0;
    for (const part of this.#all()) {
      const gone = count - first;
      if (gone <= 0) rest.push(part);
      else if (gone < part.length) rest.push(this.#changesOf(part).slice(gone));
      first += part.length;
    }
    return new ChangeList(this.#zlib, rest);
  }

  /** These and then those of other lists. */
  followedBy(...others: readonly ChangeList[]): ChangeList {
    return new ChangeList(
      this.#zlib,
      [this, ...others].flatMap((list) => list.#all()),
    );
  }

  #all(): readonly Part[] {
    return this.#open.length === 0 ? this.#parts : [...this.#parts, [...this.#open]];
  }

  #close(zlib: Zlib): void {
    const { length } = this.#open;
    const bytes = zlib.deflateRawSync(JSON.stringify(this.#open), { level: 1 });
    // A copy, because what zlib returns may be a small part of a larger buffer.
    this.#parts.push({ length, bytes: new Uint8Array(bytes) });
    this.#open = [];
  }

  #changesOf(part: Part): readonly Change[] {
    if (!('bytes' in part)) return part;
    const text = this.#zlib?.inflateRawSync(part.bytes) ?? Buffer.alloc(0);
    const changes: unknown = JSON.parse(text.toString('utf8'));
    if (isWhatWasPacked(changes)) return changes;
    throw new TypeError('a packed list of changes is broken');
  }
}

/** What comes out is what went in, so its form needs no further look. */
function isWhatWasPacked(value: unknown): value is readonly Change[] {
  return Array.isArray(value);
}

/** All but the first so many of a sequence. */
export function without(changes: ChangeSequence, count: number): ChangeSequence {
  return changes instanceof ChangeList ? changes.without(count) : changes.slice(count);
}

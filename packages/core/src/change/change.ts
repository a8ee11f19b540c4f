import { Buffer } from 'node:buffer';
import type { JsonObject } from '../json.ts';
import { atOnce } from '../tool/breath.ts';

/**
 * What a change does to one object. `purge` has no object: it drops copies that will be made again. `send` has none either:
 * `after` is what goes to people, who keep it.
 */
export type ChangeAction = 'create' | 'update' | 'delete' | 'reorder' | 'purge' | 'send';

/** The place an object lives in: a Cloudflare zone, a wiki, a site. */
export interface Scope {
  readonly id: string;
  readonly name: string;
}

/**
 * Where an object stands in a list whose order has a meaning. The neighbours say it better than the index once
 * others come and go.
 */
export interface Position {
  /** From 1. */
  readonly index: number;
  /** The id of the object in front of it; `null` for the first. */
  readonly after: string | null;
  /** The id of the object behind it; `null` for the last. */
  readonly before: string | null;
}

/**
 * One intended or applied change, as plain data: it can be shown, hashed, checked against policy, journalled
 * and turned around. `before` and `after` hold only what a user can set, so that they can be compared and
 * written back; what the service adds (times, derived flags) is not part of them.
 */
export interface Change {
  readonly action: ChangeAction;
  /** The kind of object; names the executor that reads and writes it. */
  readonly resource: string;
  readonly scope: Scope;
  /** Absent until a created object has one, and for a purge. */
  readonly id?: string;
  /** For a creation that brings a deleted object back: the id it had. */
  readonly replaces?: string;
  /**
   * The version of the object that the change was planned from, of a service that has versions: a revision id, an ETag. It is
   * written only if the object still has it.
   */
  readonly version?: string;
  /** Of an applied change: the version that it made. */
  readonly versionAfter?: string;
  /** Of an applied change: the service did only a part of it. `after` is what is there now. */
  readonly isPartial?: true;
  /** Of a change in the journal: its states were left out to save memory. Its versions say them, where the service keeps history. */
  readonly isBare?: true;
  /** One line for a person: `delete A www.example.com → 192.0.2.1`. */
  readonly summary: string;
  /** Absent for a create, a purge and a send. */
  readonly before?: JsonObject;
  /** Absent for a delete. For a purge: what is purged; for a send: what is sent, and to whom. */
  readonly after?: JsonObject;
  /**
   * Where it stood and where it is to stand, for objects in an order. Not part of the state: it shifts when a
   * neighbour comes or goes. `after` is absent where the place does not change.
   */
  readonly place?: { readonly before?: Position; readonly after?: Position };
  /** Changes of one group go out in one batch, as far as a batch can hold them. */
  readonly group?: string;
}

/** What a change did: `id` and `after` are as the service reported them, not as they were wished. */
export type AppliedChange = Change;

/** The key under which changes to the same object meet. */
export function objectKey(change: Pick<Change, 'resource' | 'scope' | 'id'>): string {
  return `${change.resource}/${change.scope.id}/${change.id ?? ''}`;
}

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

  /** Bytes of what is packed; 0 of a list that is simply kept. */
  get packedBytes(): number {
    return this.#parts.reduce((sum, part) => sum + ('bytes' in part ? part.bytes.byteLength : 0), 0);
  }

  add(change: Change): void {
    this.#open.push(change);
    this.#length += 1;
    if (this.#zlib !== undefined && this.#open.length >= partLength) this.#close(this.#zlib);
  }

  append(changes: Iterable<Change>): void {
    for (const change of changes) this.add(change);
  }

  *appendInSteps(changes: Iterable<Change>): Generator<void, void, void> {
    for (const change of changes) {
      this.add(change);
      yield;
    }
  }

  *[Symbol.iterator](): Iterator<Change> {
    for (const part of this.#all()) yield* this.#changesOf(part);
  }

  slice(start: number, end = this.#length): readonly Change[] {
    return atOnce(this.sliceInSteps(start, end));
  }

  *sliceInSteps(start: number, end: number): Generator<void, readonly Change[], void> {
    const found: Change[] = [];
    let first = 0;
    for (const part of this.#all()) {
      if (start < first + part.length && end > first) {
        found.push(...this.#changesOf(part).slice(Math.max(0, start - first), end - first));
        yield;
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

/** `slice` of a sequence, of which a batch may have thousands. */
export function* sliceInSteps(
  changes: ChangeSequence,
  start: number,
  end: number,
): Generator<void, readonly Change[], void> {
  return changes instanceof ChangeList ? yield* changes.sliceInSteps(start, end) : changes.slice(start, end);
}

/** All but the first so many of a sequence. */
export function without(changes: ChangeSequence, count: number): ChangeSequence {
  return changes instanceof ChangeList ? changes.without(count) : changes.slice(count);
}

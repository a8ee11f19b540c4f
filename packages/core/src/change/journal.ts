import { NotFoundError } from '../errors/errors.ts';
import { bareEntry } from './bare.ts';
import { type Change, type ChangeSequence, objectKey } from './change.ts';
import { randomChangeId } from './change-id.ts';
import { bytesOf } from './weight.ts';

/** One applied call: what it did, and what became of it. */
export interface JournalEntry {
  /** `chg_` and eight hexadecimal digits; random, so that an id from an earlier process cannot hit a new entry. */
  readonly id: string;
  readonly at: Date;
  readonly tool: string;
  /** As they were applied. */
  readonly changes: ChangeSequence;
  /** The names of the scopes they are in. */
  readonly scopes: readonly string[];
  /** Why it cannot be taken back; empty when it can. */
  readonly irreversible: readonly string[];
  /** The entries that this one took back. */
  readonly undoes: readonly string[];
  /** The entry that took this one back. */
  readonly undoneBy: string | undefined;
}

type NewEntry = Pick<JournalEntry, 'tool' | 'changes' | 'irreversible' | 'undoes'>;

const mostEntries = 1_000;
/** Of the states in all entries together. Eight edits of a text of a megabyte take sixteen. */
const mostBytes = 32 * 1024 * 1024;

/**
 * The changes applied by this process, newest last, in memory only: this server writes no file, so the journal
 * ends with the process. Only the newest thousand are kept, and of the oldest of them no states where all together take more
 * than 32 MB: they are listed, with the reason why they cannot be undone.
 */
export class Journal {
  readonly #entries = new Map<string, JournalEntry>();
  /** Ids of objects that were brought back, by the key of the object they stand for. */
  readonly #successors = new Map<string, string>();
  /** Of the entries that have their states. */
  readonly #bytes = new Map<string, number>();
  readonly #now: () => Date;
  readonly #mostBytes: number;

  /** @param most bytes of states that are kept; those of the newest entry always are. */
  constructor(now: () => Date = () => new Date(), most: number = mostBytes) {
    this.#now = now;
    this.#mostBytes = most;
  }

  /** Bytes of the states that are kept, for tests and measurements. */
  get bytes(): number {
    return [...this.#bytes.values()].reduce((sum, bytes) => sum + bytes, 0);
  }

  /** In steps of one change each. The entry is there at the end. */
  *record(entry: NewEntry): Generator<void, JournalEntry, void> {
    // Once, because a long sequence is unpacked for it.
    const scopes = new Set<string>();
    for (const change of entry.changes) {
      scopes.add(change.scope.name);
      this.#noteSuccessor(change);
      yield;
    }
    const recorded = {
      ...entry,
      scopes: [...scopes],
      id: this.#newId(),
      at: this.#now(),
      undoneBy: undefined,
    };
    this.#entries.set(recorded.id, recorded);
    for (const id of entry.undoes) {
      const undone = this.#entries.get(id);
      if (undone !== undefined) this.#entries.set(id, { ...undone, undoneBy: recorded.id });
    }
    this.#bytes.set(recorded.id, bytesOf(recorded.changes));
    this.#forgetOldest();
    return recorded;
  }

  /** @throws {NotFoundError} when this process holds no such entry. */
  get(id: string): JournalEntry {
    const entry = this.#entries.get(id);
    if (entry !== undefined) return entry;
    throw new NotFoundError(`There is no change ${id} in this session.`, {
      nextStep:
        'Call list_changes. Changes of earlier sessions are not kept, because this server writes no file.',
    });
  }

  /** Oldest first. */
  entries(): readonly JournalEntry[] {
    return [...this.#entries.values()];
  }

  /**
   * A change as it would be written today: an object that was deleted and brought back has a new id, and older
   * changes to it mean the new one.
   */
  atCurrentId<Known extends Pick<Change, 'resource' | 'scope' | 'id'>>(change: Known): Known {
    const { resource, scope } = change;
    let id = change.id;
    // Ends, because a successor that keeps the id is not noted, and any other has one that did not exist before.
    for (
      let next = id;
      next !== undefined;
      next = this.#successors.get(objectKey({ resource, scope, id: next }))
    ) {
      id = next;
    }
    return id === undefined || id === change.id ? change : { ...change, id };
  }

  #noteSuccessor({ resource, scope, id, replaces }: Change): void {
    if (replaces === undefined || id === undefined || replaces === id) return;
    this.#successors.set(objectKey({ resource, scope, id: replaces }), id);
  }

  #newId(): string {
    const id = randomChangeId();
    return this.#entries.has(id) ? this.#newId() : id;
  }

  #forgetOldest(): void {
    for (const id of this.#entries.keys()) {
      if (this.#entries.size <= mostEntries) break;
      this.#entries.delete(id);
      this.#bytes.delete(id);
    }
    let { bytes } = this;
    for (const [id, own] of this.#bytes) {
      // The newest always stays.
      if (bytes <= this.#mostBytes || this.#bytes.size === 1) return;
      bytes -= own;
      this.#bytes.delete(id);
      const entry = this.#entries.get(id);
      if (entry !== undefined) this.#entries.set(id, bareEntry(entry));
    }
  }
}

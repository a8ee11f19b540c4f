import {
  type Change,
  type Executor,
  type Guard,
  type GuardJudge,
  type JsonObject,
  type Outcome,
  oneByOne,
  type Reconciliation,
  type Scope,
  type Subject,
  sameJson,
} from '@crunchtools/mcp-core';
import type { Note, NotesApi } from './api.ts';

/** What a user can set of a note. */
export interface NoteState {
  readonly title: string;
  readonly text: string;
}

export function creation(scope: Scope, { title, text }: NoteState): Change {
  const after = { title, text };
  return {
    action: 'create',
    resource: 'note',
    scope,
    summary: describeNote('create', undefined, after),
    after,
  };
}

/** One line for a person. */
export function describeNote(
  action: Change['action'],
  before: JsonObject | undefined,
  after: JsonObject | undefined,
): string {
  return `${action} note ${JSON.stringify((after ?? before)?.['title'] ?? '')}`;
}

/** @throws {Error} for a change that holds no note: a defect of this server. */
export function noteOf(after: JsonObject | undefined): NoteState {
  const { title, text } = after ?? {};
  if (typeof title !== 'string' || typeof text !== 'string') throw new Error('the change holds no note');
  return { title, text };
}

/** Reads, creates and deletes notes. Nothing else writes them. */
export class NoteExecutor implements Executor {
  readonly resource = 'note';
  readonly identity = ['title'];
  readonly guards: readonly Guard[] = [];
  readonly #api: NotesApi;

  constructor(api: NotesApi) {
    this.#api = api;
  }

  async read({ id }: Subject): Promise<JsonObject | undefined> {
    const note = id === undefined ? undefined : await this.#api.find(id);
    return note === undefined ? undefined : noteState(note);
  }

  /** The service takes one note a request. */
  async batchLimit(): Promise<number> {
    return 1;
  }

  async apply(changes: readonly Change[]): Promise<readonly Outcome[]> {
    return oneByOne(changes, (change) => this.#applyOne(change));
  }

  /**
   * A deletion has taken effect when the note is gone. A note that looks like a lost creation may be somebody
   * else's, since this service tells no times: that is left open.
   */
  async reconcile(changes: readonly Change[]): Promise<Reconciliation> {
    const [change] = changes;
    if (change?.action === 'delete' && change.id !== undefined) {
      const gone = (await this.#api.find(change.id)) === undefined;
      return gone ? { verdict: 'applied', outcomes: [{ id: change.id }] } : { verdict: 'not_applied' };
    }
    const alike = (await this.#api.list()).some((note) => sameJson(noteState(note), change?.after));
    return { verdict: alike ? 'unknown' : 'not_applied' };
  }

  judge(): GuardJudge {
    return () => [];
  }

  irreversibleReason(): undefined {
    return undefined;
  }

  summarise(action: Change['action'], before: JsonObject | undefined, after: JsonObject | undefined): string {
    return describeNote(action, before, after);
  }

  async #applyOne({ action, id, after }: Change): Promise<Outcome> {
    if (action === 'create') {
      const note = await this.#api.create(noteOf(after));
      return { id: note.id, observed: noteState(note) };
    }
    if (action !== 'delete' || id === undefined) throw new Error(`a note cannot be changed by ${action}`);
    await this.#api.delete(id);
    return { id };
  }
}

function noteState({ title, text }: Note): JsonObject {
  return { title, text };
}

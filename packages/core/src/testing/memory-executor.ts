import { type Change, objectKey, type Scope } from '../change/change.ts';
import type { Executor, Keeping, Outcome, Reconciliation, Subject } from '../change/executor.ts';
import type { Guard, GuardJudge } from '../change/guard.ts';
import { ConflictError, NotFoundError } from '../errors/errors.ts';
import { type JsonObject, sameJson } from '../json.ts';

/** What goes wrong with one `apply`: the error, and whether the changes had taken effect by then. */
export interface Fault {
  readonly error: Error;
  readonly point: 'before_commit' | 'after_commit';
}

export interface MemoryExecutorOptions {
  /** Default `thing`. */
  readonly resource?: string;
  /** Default 100. */
  readonly batchLimit?: number;
  /** What the service makes of a state that it is given; as it is, by default. */
  readonly store?: (state: JsonObject) => JsonObject;
  /** What reading after a lost answer finds: the truth by default. */
  readonly reconcile?: () => Promise<Reconciliation>;
  readonly guardReason?: (change: Change) => string | undefined;
  readonly irreversibleReason?: (change: Change) => string | undefined;
  readonly keeping?: Keeping;
  readonly setElsewhere?: readonly string[];
  readonly inTheWay?: (change: Change) => Promise<JsonObject | undefined>;
  /** Whether objects have versions, which a write can be bound to. */
  readonly hasVersions?: boolean;
  /** What the service refuses of a change while it does the rest, and what it makes of the rest. */
  readonly refusePart?: (
    change: Change,
  ) => { readonly refused: string; readonly state: JsonObject } | undefined;
}

/**
 * A service in memory with one kind of object, for tests of what core does around a write. It commits a batch
 * as a whole, gives every created object an id that never existed before, fails on demand, and can be written
 * to behind the server's back. Does not check `before`: like most services it lets the last writer win.
 */
export class MemoryExecutor implements Executor {
  readonly resource: string;
  readonly identity = ['name'];
  readonly keeping?: Keeping;
  readonly setElsewhere: readonly string[];
  readonly guards: readonly Guard[] = [
    { id: 'thing.test', asked: 'What a test asks about.', why: 'A test says so.', example: 'none' },
  ];
  /** The batches that were sent, whether or not they took effect. */
  readonly sent: (readonly Change[])[] = [];
  readonly #options: MemoryExecutorOptions;
  readonly #faults = new Map<number, Fault>();
  #objects: ReadonlyMap<string, JsonObject> = new Map();
  /** How often each object was written. */
  readonly #versions = new Map<string, number>();
  #created = 0;

  constructor(options: MemoryExecutorOptions = {}) {
    this.#options = options;
    this.resource = options.resource ?? 'thing';
    this.setElsewhere = options.setElsewhere ?? [];
    if (options.keeping !== undefined) this.keeping = options.keeping;
  }

  /** Spoils the `apply` with this number, the next one being 0. */
  fail(fault: Fault, number = 0): void {
    this.#faults.set(this.sent.length + number, fault);
  }

  /** Writes as somebody else would; `undefined` removes the object. */
  write(scope: Scope, id: string, state: JsonObject | undefined): void {
    const objects = new Map(this.#objects);
    if (state === undefined) objects.delete(this.#key(scope, id));
    else objects.set(this.#key(scope, id), state);
    this.#raise(scope, id);
    this.#objects = objects;
  }

  /** The states of a scope's objects, by id. */
  objects(scope: Scope): ReadonlyMap<string, JsonObject> {
    const prefix = this.#key(scope, '');
    return new Map(
      [...this.#objects]
        .filter(([key]) => key.startsWith(prefix))
        .map(([key, state]) => [key.slice(prefix.length), state]),
    );
  }

  async inTheWay(change: Change): Promise<JsonObject | undefined> {
    return this.#options.inTheWay?.(change);
  }

  creation(scope: Scope, after: JsonObject): Change {
    return { action: 'create', resource: this.resource, scope, summary: summary('create', after), after };
  }

  /** @throws {NotFoundError} */
  update(scope: Scope, id: string, after: JsonObject): Change {
    const before = this.#existing(this.#objects, scope, id);
    return {
      action: 'update',
      resource: this.resource,
      scope,
      id,
      ...this.#planned(scope, id),
      summary: summary('update', after),
      before,
      after,
    };
  }

  /** @throws {NotFoundError} */
  deletion(scope: Scope, id: string): Change {
    const before = this.#existing(this.#objects, scope, id);
    return {
      action: 'delete',
      resource: this.resource,
      scope,
      id,
      ...this.#planned(scope, id),
      summary: summary('delete', before),
      before,
    };
  }

  async read({ scope, id = '' }: Subject): Promise<JsonObject | undefined> {
    return this.#objects.get(this.#key(scope, id));
  }

  async version({ scope, id = '' }: Subject): Promise<string | undefined> {
    return this.#versionOf(scope, id);
  }

  async readAll(subjects: readonly Subject[]): Promise<readonly (JsonObject | undefined)[]> {
    return Promise.all(subjects.map((subject) => this.read(subject)));
  }

  async batchLimit(): Promise<number> {
    return this.#options.batchLimit ?? 100;
  }

  async apply(changes: readonly Change[]): Promise<readonly Outcome[]> {
    const fault = this.#faults.get(this.sent.length);
    this.sent.push(changes);
    if (fault?.point === 'before_commit') throw fault.error;
    const stale = changes.some(
      ({ scope, id, version }) => version !== undefined && version !== this.#versionOf(scope, id ?? ''),
    );
    if (stale) throw new ConflictError('The service has another version.', { details: { status: 412 } });
    const objects = new Map(this.#objects);
    const outcomes = changes.map((change) => this.#commit(objects, change));
    this.#objects = objects;
    if (fault !== undefined) throw fault.error;
    return outcomes;
  }

  async reconcile(changes: readonly Change[]): Promise<Reconciliation> {
    if (this.#options.reconcile !== undefined) return this.#options.reconcile();
    const outcomes = changes.map((change) => this.#effectOf(change)).filter((found) => found !== undefined);
    if (outcomes.length === changes.length) return { verdict: 'applied', outcomes };
    return { verdict: outcomes.length === 0 ? 'not_applied' : 'unknown' };
  }

  judge(): GuardJudge {
    return (change) => {
      const text = this.#options.guardReason?.(change);
      return text === undefined ? [] : [{ guard: 'thing.test', text, kind: 'value' }];
    };
  }

  irreversibleReason(change: Change): string | undefined {
    return this.#options.irreversibleReason?.(change);
  }

  summarise(action: Change['action'], before: JsonObject | undefined, after: JsonObject | undefined): string {
    return summary(action, after ?? before);
  }

  #commit(objects: Map<string, JsonObject>, change: Change): Outcome {
    const { action, scope, id: known, after } = change;
    if (action === 'purge' || action === 'send') return {};
    if (action !== 'create') this.#existing(objects, scope, known);
    const id = action === 'create' ? this.#newId() : (known ?? '');
    const part = this.#options.refusePart?.(change);
    const observed = part?.state ?? (after === undefined ? undefined : this.#stored(after));
    if (observed === undefined) objects.delete(this.#key(scope, id));
    else objects.set(this.#key(scope, id), observed);
    this.#raise(scope, id);
    const version = this.#versionOf(scope, id);
    return {
      id,
      ...(observed === undefined ? {} : { observed }),
      ...(version === undefined ? {} : { version }),
      ...(part === undefined ? {} : { refused: [part.refused] }),
    };
  }

  #raise(scope: Scope, id: string): void {
    const key = this.#key(scope, id);
    this.#versions.set(key, (this.#versions.get(key) ?? 0) + 1);
  }

  #versionOf(scope: Scope, id: string): string | undefined {
    const count = this.#versions.get(this.#key(scope, id));
    return this.#options.hasVersions === true && count !== undefined ? `v${count}` : undefined;
  }

  #planned(scope: Scope, id: string): Pick<Change, 'version'> {
    const version = this.#versionOf(scope, id);
    return version === undefined ? {} : { version };
  }

  #effectOf({ action, scope, id, after }: Change): Outcome | undefined {
    const candidates = action === 'create' ? [...this.objects(scope).keys()] : id === undefined ? [] : [id];
    for (const candidate of candidates) {
      const observed = this.#objects.get(this.#key(scope, candidate));
      const wanted = after === undefined ? undefined : this.#stored(after);
      if (!sameJson(observed, wanted)) continue;
      return observed === undefined ? { id: candidate } : { id: candidate, observed };
    }
    return undefined;
  }

  #stored(state: JsonObject): JsonObject {
    return this.#options.store?.(state) ?? state;
  }

  #existing(objects: ReadonlyMap<string, JsonObject>, scope: Scope, id: string | undefined): JsonObject {
    const state = id === undefined ? undefined : objects.get(this.#key(scope, id));
    if (state === undefined) throw new NotFoundError(`There is no ${this.resource} ${id ?? ''}.`);
    return state;
  }

  #key(scope: Scope, id: string): string {
    return objectKey({ resource: this.resource, scope, id });
  }

  #newId(): string {
    this.#created += 1;
    return `${this.resource}-${this.#created}`;
  }
}

function summary(action: Change['action'], state: JsonObject | undefined): string {
  return `${action} ${JSON.stringify(state ?? null)}`;
}

/** What a tool that only tests call says of itself. */
export const untried = { example: {}, hostile: {}, requests: [], scopes: 'none' } as const;

import { ConflictError } from '../errors/errors.ts';
import { type JsonObject, sameJson } from '../json.ts';
import type { Change } from './change.ts';
import {
  type Executor,
  type Outcome,
  oneByOne,
  type Reconciliation,
  type Subject,
  type Target,
} from './executor.ts';
import { type Guard, type GuardJudge, type GuardRule, guardsOf, reasonsOf } from './guard.ts';

/** An object as the service has it now. */
export interface StoredObject {
  readonly id: string;
  readonly state: JsonObject;
}

/** How one kind of object is read and written, one by one; everything else about a change of it is the same for all. */
export interface ObjectStore {
  readonly resource: string;
  /** The members of a state that tell a person which object it is, most telling first. */
  readonly identity: readonly string[];
  /** The object now; `undefined` when there is none, which holds for one in a trash, too. */
  find(subject: Subject): Promise<StoredObject | undefined>;
  create?(change: Change, after: JsonObject): Promise<StoredObject>;
  /** What was deleted comes back, by `change.replaces`. */
  restore?(change: Change, after: JsonObject): Promise<StoredObject>;
  /** @param changed only the members that are to become something else. */
  update?(change: Change, changed: JsonObject): Promise<StoredObject>;
  remove?(change: Change): Promise<void>;
  /**
   * The object that a creation made whose answer was lost. What it takes for one is told apart from what was there before, because
   * a creation is planned only where there is none like it. `unclear` when what is there may be it, or of somebody else.
   */
  made?(change: Change, after: JsonObject): Promise<StoredObject | 'unclear' | undefined>;
  /** Why a change cannot be taken back; `undefined` when it can. */
  final?(change: Change): string | undefined;
  readonly rules: readonly GuardRule[];
  /** One line for a person. */
  readonly summarise: Executor['summarise'];
}

/** The members of a state that are to become something else. */
export function changedMembers(before: JsonObject, after: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(after).filter(([name, value]) => !sameJson(before[name], value)));
}

/** Whether a state has all these values. */
export function holds(state: JsonObject, wanted: JsonObject): boolean {
  return Object.entries(wanted).every(([name, value]) => sameJson(state[name], value));
}

/**
 * Carries out changes of objects of a service without versions or conditions: each object is looked at right before it is written.
 *
 * Not covered: what somebody else writes between that look and the write.
 */
export class ObjectExecutor implements Executor {
  readonly resource: string;
  readonly identity: readonly string[];
  readonly guards: readonly Guard[];
  readonly #store: ObjectStore;

  constructor(store: ObjectStore) {
    this.#store = store;
    this.resource = store.resource;
    this.identity = store.identity;
    this.guards = guardsOf(store.rules);
  }

  async read(subject: Subject): Promise<JsonObject | undefined> {
    return (await this.#store.find(subject))?.state;
  }

  async batchLimit(): Promise<number> {
    return 1;
  }

  apply(changes: readonly Change[]): Promise<readonly Outcome[]> {
    return oneByOne(changes, (change) => this.#applyOne(change));
  }

  async #applyOne(change: Change): Promise<Outcome> {
    const store = this.#store;
    const { action, id, before, after, replaces } = change;
    if (action === 'create' && after !== undefined) {
      if (replaces !== undefined && (await store.find({ ...change, id: replaces })) !== undefined)
        throw new ConflictError('Somebody brought it back since this was planned. Nothing was changed.', {
          nextStep: 'Look at what is there now.',
        });
      const made = replaces === undefined ? store.create?.(change, after) : store.restore?.(change, after);
      if (made === undefined) throw new Error(`no ${store.resource} can be created so`);
      return outcomeOf(await made);
    }
    if (before === undefined || id === undefined)
      throw new Error(`a ${store.resource} cannot be changed by ${action}`);
    if (!sameJson((await store.find(change))?.state, before))
      throw new ConflictError('Somebody changed it since this was planned. Nothing was changed.', {
        nextStep: 'Make the same call again, and look at its plan.',
      });
    if (action === 'delete' && store.remove !== undefined) {
      await store.remove(change);
      return { id };
    }
    if (action !== 'update' || after === undefined || store.update === undefined)
      throw new Error(`a ${store.resource} cannot be changed by ${action}`);
    return outcomeOf(await store.update(change, changedMembers(before, after)));
  }

  /** By what is there now: services without history say no more. */
  async reconcile(changes: readonly Change[]): Promise<Reconciliation> {
    const [change] = changes;
    if (change === undefined) return { verdict: 'not_applied' };
    const { action, id, replaces, before, after = {} } = change;
    if (action === 'create' && replaces === undefined) {
      const made = await this.#store.made?.(change, after);
      if (made === 'unclear') return { verdict: 'unknown' };
      return made === undefined ? { verdict: 'not_applied' } : applied(made);
    }
    const found = await this.#store.find(replaces === undefined ? change : { ...change, id: replaces });
    if (action === 'delete') {
      if (found === undefined) return { verdict: 'applied', outcomes: [{ id: id ?? '' }] };
      // What can be brought back may have been gone meanwhile.
      const isOnlyKept = this.#store.restore === undefined || sameJson(found.state, before);
      return { verdict: isOnlyKept ? 'not_applied' : 'unknown' };
    }
    if (found === undefined) return { verdict: action === 'create' ? 'not_applied' : 'unknown' };
    if (sameJson(found.state, before)) return { verdict: 'not_applied' };
    return holds(found.state, changedMembers(before ?? {}, after)) ? applied(found) : { verdict: 'unknown' };
  }

  judge(): GuardJudge {
    return (change) => reasonsOf(this.#store.rules, change);
  }

  irreversibleReason(change: Change): string | undefined {
    return this.#store.final?.(change);
  }

  summarise(
    action: Change['action'],
    before: JsonObject | undefined,
    after: JsonObject | undefined,
    target: Target,
  ): string {
    return this.#store.summarise(action, before, after, target);
  }
}

function outcomeOf({ id, state }: StoredObject): Outcome {
  return { id, observed: state };
}

function applied(found: StoredObject): Reconciliation {
  return { verdict: 'applied', outcomes: [outcomeOf(found)] };
}

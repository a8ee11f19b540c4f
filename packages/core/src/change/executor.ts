import { OutcomeUnknownError, toSafeError } from '../errors/errors.ts';
import { type JsonObject, sameJson } from '../json.ts';
import type { Change, Scope } from './change.ts';
import type { Guard, GuardedKind } from './guard.ts';

/** What is known of an object that is to be read: its id and, from the change, how it was before or after. */
export type Subject = Pick<Change, 'scope' | 'id' | 'before' | 'after'>;

/** Where an object lies, and, for one that comes back, the id it had. */
export type Target = Pick<Change, 'scope' | 'replaces'>;

/** What the service reported for one applied change. */
export interface Outcome {
  readonly id?: string;
  /** The settable state of the object afterwards, from the write's own answer where it holds the object. */
  readonly observed?: JsonObject;
  /** What was there before, where `apply` looked for more of it than the plan knew: it is journalled, and an undo brings it back. */
  readonly before?: JsonObject;
  /** The version that the object has now, of a service that has versions. */
  readonly version?: string;
  /**
   * What the service refused of the change while it did the rest, each a sentence that may quote it. `observed` is what is there now:
   * it is told, journalled, and what an undo starts from.
   */
  readonly refused?: readonly string[];
  /** What the reader should know of it, such as that somebody else wrote at the same time. */
  readonly warnings?: readonly string[];
}

/**
 * Reads what a write left, once the service has said that it did it. A failure here, be it that the call was cancelled, does not
 * undo the write: it is told as one whose outcome is to be found out.
 *
 * @throws {OutcomeUnknownError}
 */
export async function afterWrite<Found>(read: () => Promise<Found>): Promise<Found> {
  try {
    return await read();
  } catch (error) {
    const cause = toSafeError(error);
    throw new OutcomeUnknownError(
      `The change was made, but what it left could not be read. ${cause.message}`,
      {
        nextStep: 'Read the present state before you try again.',
        quotes: cause.quotes,
        cause,
      },
    );
  }
}

/** Applies changes one after the other, each with requests of its own. */
export async function oneByOne(
  changes: readonly Change[],
  apply: (change: Change) => Promise<Outcome>,
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const change of changes) outcomes.push(await apply(change));
  return outcomes;
}

export type Reconciliation =
  | { readonly verdict: 'applied'; readonly outcomes: readonly Outcome[] }
  | { readonly verdict: 'not_applied' }
  | { readonly verdict: 'unknown' };

/**
 * Reads and writes one kind of object. It is the only code that writes; everything around a write (dry run,
 * policy, approval, drift, journal, undo) is done by core on the changes.
 */
export interface Executor extends GuardedKind {
  readonly resource: string;
  /** What a person calls an object of a scope, where it is not the resource. */
  nounOf?(scope: Scope): string;
  /**
   * The members of a state that tell a person which object it is, most telling first: shown with every change, whether
   * they change or not.
   */
  readonly identity: readonly string[];
  /**
   * Members of a state that changes of this kind show and never set, because another kind does, such as the title of a page whose text
   * is changed. What was done to them since is no reason to refuse: an undo leaves them as they are. So with what is written only as a
   * deleted object comes back, which states may lack. Absent where there are none.
   */
  readonly setElsewhere?: readonly string[];
  /**
   * Members that the service fills in where they are empty (`null` or a text of no length), as a slug from a title: that it did is not
   * told, because nobody asked for them to be empty. Absent where there are none.
   */
  readonly fillsIn?: readonly string[];
  /** The object's settable state now, or `undefined` when it does not exist. */
  read(subject: Subject): Promise<JsonObject | undefined>;
  /**
   * `read` for many objects of one scope, in as few requests as it takes: before each batch of a longer plan,
   * core looks whether its objects are still as planned. Absent where `apply` looks by itself.
   */
  readAll?(subjects: readonly Subject[]): Promise<readonly (JsonObject | undefined)[]>;
  /**
   * The version that an object has now, of a service that has versions: asked for before `read`, when a change is to be taken
   * back. Absent where there are none, or where no other than this server writes.
   */
  version?(subject: Subject): Promise<string | undefined>;
  /**
   * The settable state that an object had at a version, of a service that keeps history; `undefined` when it does not give it out.
   * With it, old changes of long texts can still be taken back when the journal no longer keeps the texts.
   */
  stateAt?(subject: Subject, version: string): Promise<JsonObject | undefined>;
  /**
   * The object that is by now where a change was to create one, after a conflict: core tells how it differs. Absent where ids are the
   * service's, so that nothing can be in the way.
   */
  inTheWay?(change: Change): Promise<JsonObject | undefined>;
  /** How many changes one `apply` takes; core splits a longer list. */
  batchLimit(scope: Scope): Promise<number>;
  /** Whether a change can go in one `apply` with the one before it; absent where all can. */
  joins?(change: Change, previous: Change): boolean;
  /**
   * Applies changes of one scope, all or none of them, and returns one outcome per change in the same order. A change with a
   * `version` is written on the condition that the object still has it.
   * @throws {ConflictError} when it has another one: core adds what is there now.
   * @throws {OutcomeUnknownError} when the request may or may not have been carried out.
   */
  apply(changes: readonly Change[]): Promise<readonly Outcome[]>;
  /**
   * Finds out by reading what became of changes whose `apply` ended without an answer.
   * @param since when `apply` began, in milliseconds since the epoch by the clock of this machine: what is older and
   * looks like the effect is not it.
   */
  reconcile(changes: readonly Change[], since: number): Promise<Reconciliation>;
  /** How many objects of this kind a scope holds; absent or `undefined` where that is not known. Costs at most a request. */
  population?(scope: Scope): Promise<number | undefined>;
  /** Why this change cannot be taken back; `undefined` when it can. */
  irreversibleReason(change: Change): string | undefined;
  /**
   * Why this change cannot be taken back by the credential in use, which may take a request to find out: whether it may restore what
   * it may delete. Asked when `irreversibleReason` has none; what it finds is to be remembered where it holds for many changes.
   */
  undoProblem?(change: Change): Promise<string | undefined>;
  /** Absent where the service keeps no object for itself. */
  readonly keeping?: Keeping;
  /** The line for a person that `Change.summary` holds; needed for the inverse of a change. */
  summarise(
    action: Change['action'],
    before: JsonObject | undefined,
    after: JsonObject | undefined,
    target: Target,
  ): string;
}

/** Whether an object is as it was, whatever was done to the members that another kind of change sets. */
export function sameState(
  { setElsewhere = [] }: Pick<Executor, 'setElsewhere'>,
  one: JsonObject | undefined,
  other: JsonObject | undefined,
): boolean {
  if (one === undefined || other === undefined || setElsewhere.length === 0) return sameJson(one, other);
  return sameJson(withoutMembers(one, setElsewhere), withoutMembers(other, setElsewhere));
}

function withoutMembers(state: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(state).filter(([name]) => !names.includes(name)));
}

/** Those members of a state that another kind of change sets. */
export function membersOf(state: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(state).filter(([name]) => names.includes(name)));
}

/** Objects that the service itself, or a part of it, took over: nobody else may write them any more. */
export interface Keeping {
  isKept(state: JsonObject): boolean;
  /** Whether an object in the state `wanted` cannot stand beside a kept one of the same scope. */
  excludes(kept: JsonObject, wanted: JsonObject, scope: Scope): boolean;
  /** What a person should know of objects that an undo leaves as they are, and of those it does not bring back for them. */
  notes(kept: readonly JsonObject[], excluded: readonly JsonObject[]): readonly string[];
}

export class ExecutorSet {
  readonly #byResource: ReadonlyMap<string, () => Executor>;

  constructor(executors: readonly Executor[] | Readonly<Record<string, () => Executor>>) {
    const makers = isList(executors)
      ? executors.map((executor) => [executor.resource, () => executor] as const)
      : Object.entries(executors).map(([resource, make]) => [resource, once(make)] as const);
    this.#byResource = new Map(makers);
  }

  /** @throws {Error} for a resource nobody registered: a defect of the server, not of the call. */
  for(resource: string): Executor {
    const executor = this.#byResource.get(resource);
    if (executor === undefined) throw new Error(`no executor for ${resource}`);
    return executor();
  }

  /** Everything that these kinds of object are asked about for. */
  guards(): readonly Guard[] {
    return [...this.#byResource.values()].flatMap((executor) => executor().guards ?? []);
  }
}

function isList(value: object): value is readonly Executor[] {
  return Array.isArray(value);
}

function once(make: () => Executor): () => Executor {
  let made: Executor | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

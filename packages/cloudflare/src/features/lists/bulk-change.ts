import {
  type Change,
  type ChangeSequence,
  DriftError,
  type Executor,
  type Guard,
  type GuardJudge,
  type JsonObject,
  type Outcome,
  OutcomeUnknownError,
  RateLimitedError,
  type Reconciliation,
  RejectedError,
  type Scope,
  type Subject,
  sameJson,
} from '@crunchtools/mcp-core';
import type { AccountList, ListItem } from './api.ts';
import { type ListUse, makeAddressJudge, makeRedirectJudge } from './guard/judge.ts';
import { listGuards } from './guard/table.ts';
import { describeItem, type ItemKind, keyIn, placeOf } from './kinds.ts';
import { type Contents, type Lists, OperationFailed } from './lists.ts';

/** So many items one request takes here. */
const itemsInOne = 10_000;

/** What of a list the changes of a batch are held against. */
interface Found extends Contents {
  /** By what tells them apart. Items that are not understood here are in none of these. */
  readonly byKey: ReadonlyMap<string, { readonly item: ListItem; readonly state: JsonObject }>;
  /** Keys of items that are there twice, written in two ways. */
  readonly repeated: ReadonlySet<string>;
}

/**
 * Reads and writes the items of lists: a batch is one request, which begins a bulk operation. Additions and updates are one
 * POST, deletions one DELETE. Both in one would be a PUT of the whole list, which overwrites what somebody else has put into
 * it since it was read, and drops what is not known here.
 */
export class ListItemExecutor implements Executor {
  readonly resource: string;
  readonly identity: readonly string[];
  readonly guards: readonly Guard[];
  readonly #kind: ItemKind;
  readonly #lists: Lists;
  readonly #useOf: (accountId: string, list: AccountList) => Promise<ListUse>;

  /** @param useOf what the rules do with a list of addresses. */
  constructor(
    kind: ItemKind,
    lists: Lists,
    useOf: (accountId: string, list: AccountList) => Promise<ListUse> = async () => ({ kind: 'unknown' }),
  ) {
    this.resource = kind.resource;
    this.identity = ['list', kind.member];
    this.guards = listGuards[kind.kind];
    this.#kind = kind;
    this.#lists = lists;
    this.#useOf = useOf;
  }

  async read(subject: Subject): Promise<JsonObject | undefined> {
    return (await this.readAll([subject]))[0];
  }

  async readAll(subjects: readonly Subject[]): Promise<readonly (JsonObject | undefined)[]> {
    const [first] = subjects;
    const found = first && (await this.#find(first.scope, 'seen'));
    return subjects.map((subject) => found?.byKey.get(this.#keyOf(subject))?.state);
  }

  async batchLimit(): Promise<number> {
    return itemsInOne;
  }

  joins({ after }: Change, previous: Change): boolean {
    return (after === undefined) === (previous.after === undefined);
  }

  async apply(changes: readonly Change[]): Promise<readonly Outcome[]> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await this.#applyOnce(changes);
      } catch (error) {
        // The operation that was pending may have changed the list: everything is looked at again.
        const isTurnedAway = error instanceof RateLimitedError;
        if (!isTurnedAway || !(await this.#lists.awaitTurn(error, attempt))) throw error;
      }
    }
  }

  async reconcile(changes: readonly Change[], since: number): Promise<Reconciliation> {
    const [first] = changes;
    if (first === undefined) return { verdict: 'applied', outcomes: [] };
    const applied = { verdict: 'applied', outcomes: changes.map(outcomeOf) } as const;
    const { accountId } = placeOf(first.scope);
    const end = await this.#lists.endSince(accountId, first.scope.id, since);
    if (end?.status === 'completed') return applied;
    // A look that found it at work need not be repeated: it is not known what becomes of it.
    if (end?.status === 'pending' || end?.status === 'running') return { verdict: 'unknown' };
    if (end !== undefined)
      return { verdict: (await this.#evidence(changes)) === 'before' ? 'not_applied' : 'unknown' };
    // The answer that names the operation was lost: it may be at work, and what is not seen yet may still come.
    const seen = await this.#lists.lookFor(async () => {
      const evidence = await this.#evidence(changes);
      return evidence === 'before' ? undefined : evidence;
    });
    return seen === 'after' ? applied : { verdict: 'unknown' };
  }

  async judge(changes: ChangeSequence): Promise<GuardJudge> {
    let scope: Scope | undefined;
    for (const change of changes) {
      if (change.resource !== this.resource) continue;
      ({ scope } = change);
      break;
    }
    if (scope === undefined) return () => [];
    const { accountId, list: name } = placeOf(scope);
    if (this.#kind.kind === 'redirect') {
      return makeRedirectJudge(changes, await this.#lists.domains(accountId));
    }
    const list = await this.#lists.named(accountId, name);
    const use =
      list === undefined || list.references === 0
        ? ({ kind: 'none' } as const)
        : await this.#useOf(accountId, list);
    return makeAddressJudge(changes, use, list?.items ?? 0);
  }

  async population({ id, name }: Scope): Promise<number | undefined> {
    const { accountId, list } = placeOf({ id, name });
    return (await this.#lists.named(accountId, list))?.items;
  }

  irreversibleReason(): undefined {
    return undefined;
  }

  summarise(action: Change['action'], before: JsonObject | undefined, after: JsonObject | undefined): string {
    return describeItem(this.#kind, action, before, after);
  }

  async #applyOnce(changes: readonly Change[]): Promise<readonly Outcome[]> {
    const [first] = changes;
    if (first === undefined) return [];
    const { accountId } = placeOf(first.scope);
    const found = await this.#find(first.scope, 'fresh');
    if (found === undefined) throw gone(first.scope);
    await this.#lists.breath.through(this.#requireUnchangedInSteps(changes, found));
    this.#requireKnown(changes, found);
    const body = await this.#lists.breath.through(this.#bodyInSteps(changes, found));
    try {
      await this.#lists.carryOut(accountId, first.scope.id, () =>
        this.#begin(accountId, found.list.id, body),
      );
    } catch (error) {
      if (error instanceof OperationFailed) throw await this.#refusal(error, changes);
      throw error;
    } finally {
      this.#lists.forgetItems(found.list.id);
    }
    return changes.map(outcomeOf);
  }

  #keyOf({ before, after }: Pick<Change, 'before' | 'after'>): string {
    return keyIn(this.#kind, after ?? before);
  }

  async #find(scope: Scope, need: 'seen' | 'fresh'): Promise<Found | undefined> {
    const { accountId, list: name } = placeOf(scope);
    const list = await this.#lists.named(accountId, name);
    const contents = list && (await this.#lists.itemsNow(accountId, list.id, need));
    return contents && this.#lists.breath.through(this.#foundInSteps(name, contents));
  }

  *#foundInSteps(name: string, contents: Contents): Generator<void, Found, void> {
    const byKey = new Map<string, { item: ListItem; state: JsonObject }>();
    const repeated = new Set<string>();
    for (const item of contents.items) {
      yield;
      const state = this.#kind.stateOf(name, item.value, item.comment);
      if (state === undefined) continue;
      const key = keyIn(this.#kind, state);
      if (byKey.has(key)) repeated.add(key);
      else byKey.set(key, { item, state });
    }
    return { ...contents, byKey, repeated };
  }

  *#bodyInSteps(changes: readonly Change[], { byKey }: Found): Generator<void, BulkBody, void> {
    const removed: string[] = [];
    const put: JsonObject[] = [];
    for (const change of changes) {
      yield;
      const item = byKey.get(this.#keyOf(change))?.item;
      if (change.after !== undefined) put.push(this.#kind.bodyOf(change.after, item?.value));
      else if (item !== undefined) removed.push(item.id);
    }
    return put.length === 0 ? { removed } : { put };
  }

  #begin(accountId: string, id: string, body: BulkBody): Promise<string> {
    const { api } = this.#lists;
    return 'removed' in body ? api.remove(accountId, id, body.removed) : api.add(accountId, id, body.put);
  }

  /** @throws {RejectedError} where the write would lose what this server does not know. */
  #requireKnown(changes: readonly Change[], { list, byKey }: Found): void {
    const isLost = changes.some(
      (change) => change.after !== undefined && byKey.get(this.#keyOf(change))?.item.isKnown === false,
    );
    if (!isLost) return;
    throw new RejectedError(
      `Items of the list ${list.name} that would change have members that this server does not know, and would lose them.`,
      { nextStep: 'Change these in the dashboard. Nothing was changed.' },
    );
  }

  /** @throws {DriftError} when an item is not as it was planned from. */
  *#requireUnchangedInSteps(
    changes: readonly Change[],
    { byKey, repeated }: Found,
  ): Generator<void, void, void> {
    const drifted: Change[] = [];
    for (const change of changes) {
      yield;
      const key = this.#keyOf(change);
      if (repeated.has(key) || !sameJson(byKey.get(key)?.state, change.before)) drifted.push(change);
    }
    if (drifted.length === 0) return;
    throw new DriftError(
      `${drifted.length} items of the list have changed since this was planned. Nothing was changed.`,
      {
        nextStep: 'Make the same call again: it plans from the list as it is now.',
        quotes: true,
        details: {
          objects: drifted.slice(0, 20).map((change) => ({
            planned_from: change.before ?? null,
            found: byKey.get(this.#keyOf(change))?.state ?? null,
          })),
        },
      },
    );
  }

  /** What Cloudflare says of an operation that failed, where it left the list as it was: nobody documents that it does. */
  async #refusal({ said = 'no reason' }: OperationFailed, changes: readonly Change[]): Promise<Error> {
    const options = {
      quotes: true,
      details: { errors: [{ message: said }] },
    };
    if ((await this.#evidence(changes)) === 'before') {
      return new RejectedError(
        `Cloudflare ended the change of the list with an error: ${said}. Nothing was changed.`,
        {
          ...options,
          nextStep: 'Correct what Cloudflare names and call again.',
        },
      );
    }
    return new OutcomeUnknownError(
      `Cloudflare ended the change of the list with an error, and the list is no longer as it was: ${said}.`,
      { ...options, nextStep: 'Look at the list before you try again.' },
    );
  }

  /** Whether a list is as it was before the changes, as it is after them, or neither. */
  async #evidence(changes: readonly Change[]): Promise<'before' | 'after' | 'mixed'> {
    const [first] = changes;
    if (first !== undefined) this.#lists.forget(placeOf(first.scope).accountId);
    const now = await this.readAll(changes);
    if (changes.every(({ after }, index) => sameJson(now[index], after))) return 'after';
    return changes.every(({ before }, index) => sameJson(now[index], before)) ? 'before' : 'mixed';
  }
}

/** What a bulk operation is begun with: items as the API takes them, or ids of Cloudflare's. */
type BulkBody = { readonly put: readonly JsonObject[] } | { readonly removed: readonly string[] };

function outcomeOf({ id, after }: Change): Outcome {
  return { ...(id === undefined ? {} : { id }), ...(after === undefined ? {} : { observed: after }) };
}

function gone({ id }: Scope): DriftError {
  return new DriftError(`There is no list ${placeOf({ id, name: '' }).list} any more. Nothing was changed.`, {
    nextStep: 'Make the same call again: it plans from what is there now.',
  });
}

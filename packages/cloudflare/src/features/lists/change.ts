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
  type Reconciliation,
  RejectedError,
  type Scope,
  type Subject,
  sameJson,
} from '@crunchtools/mcp-core';
import { oneByOne } from '../../executor.ts';
import type { AccountList, ListItem, RedirectRule } from './api.ts';
import { type ListUse, makeAddressJudge, makeRedirectJudge } from './guard/judge.ts';
import { listGuards } from './guard/table.ts';
import { type ItemKind, keyIn } from './kinds.ts';
import { type Lists, OperationFailed } from './lists.ts';
import { textIn } from './redirect.ts';

/** Where an item lives: a list of an account. Its name is what policy looks at, the zone that it is about. */
export function listScope(accountId: string, list: string, name: string): Scope {
  return { id: `${accountId}/${list}`, name };
}

function placeOf({ id }: Scope): { readonly accountId: string; readonly list: string } {
  const [accountId = '', list = ''] = id.split('/');
  return { accountId, list };
}

export function itemChange(
  kind: ItemKind,
  scope: Scope,
  { before, after }: { readonly before?: JsonObject; readonly after?: JsonObject },
): Change {
  const action = before === undefined ? 'create' : after === undefined ? 'delete' : 'update';
  return {
    action,
    resource: kind.resource,
    scope,
    id: kind.idOf(keyIn(kind, after ?? before)),
    summary: describeItem(kind, action, before, after),
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
  };
}

function describeItem(
  kind: ItemKind,
  action: Change['action'],
  before: JsonObject | undefined,
  after: JsonObject | undefined,
): string {
  const state = after ?? before ?? {};
  const noun = kind.kind === 'redirect' ? 'redirect' : 'address';
  return `${action} ${noun} ${kind.describe(state)} in the list ${textIn(state, 'list')}`;
}

export function createListChange(scope: Scope, name: string, kind: ItemKind['kind']): Change {
  const after = { name, kind };
  return {
    action: 'create',
    resource: 'list',
    scope,
    summary: describeList('create', undefined, after),
    after,
  };
}

function describeList(
  action: Change['action'],
  before: JsonObject | undefined,
  after: JsonObject | undefined,
): string {
  const state = after ?? before;
  return `${action} the ${textIn(state, 'kind')} list ${textIn(state, 'name')}`;
}

/** The fields that decide whether a request is looked up in a list, and what of it (bulk-redirects/concepts, "Key"). */
const lookupField = 'http.request.full_uri';

export function createRedirectRuleChange(scope: Scope, list: string): Change {
  const after = {
    list,
    key: lookupField,
    expression: `${lookupField} in $${list}`,
    description: `Redirects of the list ${list}`,
    enabled: true,
  };
  return {
    action: 'create',
    resource: 'redirect_rule',
    scope,
    summary: describeRedirectRule('create', undefined, after),
    after,
  };
}

function describeRedirectRule(
  action: Change['action'],
  before: JsonObject | undefined,
  after: JsonObject | undefined,
): string {
  return `${action} the rule that uses the list of redirects ${textIn(after ?? before, 'list')}`;
}

function redirectRuleState({ list, key, expression, description, enabled }: RedirectRule): JsonObject {
  return { list, key, expression, description, enabled };
}

/** So many items one request takes here. */
const itemsInOne = 10_000;

/** What of a list the changes of a batch are held against. */
interface Found {
  readonly list: AccountList;
  /** By what tells them apart. */
  readonly byKey: ReadonlyMap<string, { readonly item: ListItem; readonly state: JsonObject }>;
}

/**
 * Reads and writes the items of lists: a batch is one request, which begins a bulk operation. Additions and updates are one
 * POST, deletions one DELETE, both together one PUT of the whole list.
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
    const found = first && (await this.#find(first.scope));
    return subjects.map((subject) => found?.byKey.get(this.#keyOf(subject))?.state);
  }

  async batchLimit(): Promise<number> {
    return itemsInOne;
  }

  async apply(changes: readonly Change[]): Promise<readonly Outcome[]> {
    const [first] = changes;
    if (first === undefined) return [];
    const { accountId } = placeOf(first.scope);
    const found = await this.#find(first.scope);
    if (found === undefined) throw gone(first.scope);
    this.#requireUnchanged(changes, found);
    try {
      await this.#lists.carryOut(accountId, first.scope.id, () => this.#begin(accountId, found, changes));
    } catch (error) {
      if (error instanceof OperationFailed) throw await this.#refusal(error, changes);
      throw error;
    }
    return changes.map(outcomeOf);
  }

  async reconcile(changes: readonly Change[], since: number): Promise<Reconciliation> {
    const [first] = changes;
    if (first === undefined) return { verdict: 'applied', outcomes: [] };
    const applied = { verdict: 'applied', outcomes: changes.map(outcomeOf) } as const;
    const { accountId } = placeOf(first.scope);
    const end = await this.#lists.endSince(accountId, first.scope.id, since);
    if (end?.status === 'completed') return applied;
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

  #keyOf({ before, after }: Pick<Change, 'before' | 'after'>): string {
    return keyIn(this.#kind, after ?? before);
  }

  async #find(scope: Scope): Promise<Found | undefined> {
    const { accountId, list: name } = placeOf(scope);
    const list = await this.#lists.named(accountId, name);
    if (list === undefined) return undefined;
    const items = await this.#lists.itemsNow(accountId, list.id);
    if (items === undefined) return undefined;
    const byKey = new Map(
      items.flatMap((item) => {
        const state = this.#kind.stateOf(name, item.value, item.comment);
        return state === undefined ? [] : [[keyIn(this.#kind, state), { item, state }] as const];
      }),
    );
    return { list, byKey };
  }

  async #begin(accountId: string, { list, byKey }: Found, changes: readonly Change[]): Promise<string> {
    const put = changes.filter(({ after }) => after !== undefined);
    const deleted = new Set(
      changes.filter(({ after }) => after === undefined).map((change) => this.#keyOf(change)),
    );
    const { api } = this.#lists;
    const bodies = await inPortions(put, ({ after = {} }) => this.#kind.bodyOf(after));
    if (deleted.size === 0) return api.add(accountId, list.id, bodies);
    if (put.length === 0) {
      return api.remove(
        accountId,
        list.id,
        [...byKey].flatMap(([key, { item }]) => (deleted.has(key) ? [item.id] : [])),
      );
    }
    const replaced = new Set(put.map((change) => this.#keyOf(change)));
    const kept = [...byKey].filter(([key]) => !deleted.has(key) && !replaced.has(key));
    return api.replace(accountId, list.id, [
      ...kept.map(([, { state }]) => this.#kind.bodyOf(state)),
      ...bodies,
    ]);
  }

  /** @throws {DriftError} when an item is not as it was planned from. */
  #requireUnchanged(changes: readonly Change[], { byKey }: Found): void {
    const drifted = changes.filter(
      (change) => !sameJson(byKey.get(this.#keyOf(change))?.state, change.before),
    );
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

/** Items that are worked on before others have their turn. */
const portion = 500;

/** A long list, with turns for others between its portions: nothing is answered while this process computes. */
async function inPortions<Item, Made>(
  items: readonly Item[],
  make: (item: Item) => Made,
): Promise<readonly Made[]> {
  const made: Made[] = [];
  for (let start = 0; start < items.length; start += portion) {
    if (start > 0) await new Promise((resolve) => setImmediate(resolve));
    made.push(...items.slice(start, start + portion).map(make));
  }
  return made;
}

function outcomeOf({ id, after }: Change): Outcome {
  return { ...(id === undefined ? {} : { id }), ...(after === undefined ? {} : { observed: after }) };
}

function gone({ id }: Scope): DriftError {
  return new DriftError(`There is no list ${placeOf({ id, name: '' }).list} any more. Nothing was changed.`, {
    nextStep: 'Make the same call again: it plans from what is there now.',
  });
}

/** Creates lists, and deletes those that this process created while they are empty: only undo asks for it. */
export class ListExecutor implements Executor {
  readonly resource = 'list';
  readonly identity = ['kind', 'name'];
  readonly guards: readonly Guard[] = [];
  readonly #lists: Lists;

  constructor(lists: Lists) {
    this.#lists = lists;
  }

  async read({ scope }: Pick<Subject, 'scope'>): Promise<JsonObject | undefined> {
    const list = await this.#named(scope);
    return list && { name: list.name, kind: list.kind };
  }

  async batchLimit(): Promise<number> {
    return 1;
  }

  async apply(changes: readonly Change[]): Promise<readonly Outcome[]> {
    return oneByOne(changes, (change) => this.#applyOne(change));
  }

  async reconcile(changes: readonly Change[]): Promise<Reconciliation> {
    const outcomes: Outcome[] = [];
    for (const { scope, action } of changes) {
      const list = await this.#named(scope);
      if ((list === undefined) !== (action === 'delete')) return { verdict: 'not_applied' };
      outcomes.push(list === undefined ? {} : listOutcome(list));
    }
    return { verdict: 'applied', outcomes };
  }

  judge(): GuardJudge {
    return () => [];
  }

  irreversibleReason(): undefined {
    return undefined;
  }

  summarise(action: Change['action'], before: JsonObject | undefined, after: JsonObject | undefined): string {
    return describeList(action, before, after);
  }

  async #applyOne({ action, scope, id, after = {} }: Change): Promise<Outcome> {
    const { accountId, list: name } = placeOf(scope);
    if (action === 'create') {
      return listOutcome(
        await this.#lists.create(accountId, name, after['kind'] === 'ip' ? 'ip' : 'redirect'),
      );
    }
    if (action !== 'delete' || id === undefined) throw new Error(`a list cannot be changed by ${action}`);
    const list = await this.#named(scope);
    if (list === undefined) return { id };
    if (list.items > 0) {
      throw new DriftError(`The list ${name} holds ${list.items} items by now. It was not deleted.`, {
        nextStep: 'Leave it, or delete its items first.',
      });
    }
    await this.#lists.api.delete(accountId, list.id);
    this.#lists.forget(accountId);
    return { id };
  }

  async #named(scope: Scope): Promise<AccountList | undefined> {
    const { accountId, list } = placeOf(scope);
    this.#lists.forget(accountId);
    return this.#lists.named(accountId, list);
  }
}

function listOutcome({ id, name, kind }: AccountList): Outcome {
  return { id, observed: { name, kind } };
}

/** Makes the rules of an account that use lists of redirects, and deletes those that this process made, for undo. */
export class RedirectRuleExecutor implements Executor {
  readonly resource = 'redirect_rule';
  readonly identity = ['list'];
  readonly guards: readonly Guard[] = listGuards.rule;
  readonly #lists: Lists;

  constructor(lists: Lists) {
    this.#lists = lists;
  }

  async read({ scope, id }: Pick<Subject, 'scope' | 'id'>): Promise<JsonObject | undefined> {
    const { rules } = await this.#lists.redirectRules(placeOf(scope).accountId);
    const rule = rules.find((one) => one.id === id);
    return rule && redirectRuleState(rule);
  }

  async batchLimit(): Promise<number> {
    return 1;
  }

  async apply(changes: readonly Change[]): Promise<readonly Outcome[]> {
    return oneByOne(changes, (change) => this.#applyOne(change));
  }

  /** One rule for a list is enough, whoever made it; so a rule that is there is the one that was asked for. */
  async reconcile(changes: readonly Change[]): Promise<Reconciliation> {
    const outcomes: Outcome[] = [];
    for (const { scope, action, id, after } of changes) {
      const { rules } = await this.#lists.redirectRules(placeOf(scope).accountId);
      const rule = rules.find((one) =>
        action === 'create' ? sameJson(redirectRuleState(one), after) : one.id === id,
      );
      if ((rule === undefined) !== (action === 'delete')) return { verdict: 'not_applied' };
      outcomes.push(rule === undefined ? {} : ruleOutcome(rule));
    }
    return { verdict: 'applied', outcomes };
  }

  async judge(changes: ChangeSequence): Promise<GuardJudge> {
    const held = new Map<string, number>();
    for (const { resource, action, scope } of changes) {
      if (resource !== this.resource || action !== 'create') continue;
      const { accountId, list } = placeOf(scope);
      held.set(scope.id, (await this.#lists.named(accountId, list))?.items ?? 0);
    }
    return ({ scope: { id }, action }) => {
      const items = held.get(id) ?? 0;
      if (action !== 'create' || items === 0) return [];
      const text = `It turns on the ${items} redirects that the list holds already.`;
      return [{ guard: listGuards.rule[0]?.id ?? '', text, kind: 'value' }];
    };
  }

  irreversibleReason(): undefined {
    return undefined;
  }

  summarise(action: Change['action'], before: JsonObject | undefined, after: JsonObject | undefined): string {
    return describeRedirectRule(action, before, after);
  }

  async #applyOne({ action, scope, id, after = {} }: Change): Promise<Outcome> {
    const { accountId } = placeOf(scope);
    const { rulesetId } = await this.#lists.redirectRules(accountId);
    if (action === 'create') {
      const { list, key, ...rest } = after;
      const rule = { action: 'redirect', action_parameters: { from_list: { name: list, key } }, ...rest };
      const { rules } = await this.#lists.api.addRedirectRule(accountId, rulesetId, rule);
      const made = rules.findLast((one) => sameJson(redirectRuleState(one), after));
      if (made === undefined)
        throw new OutcomeUnknownError('The rule that was made is not in the answer.', {
          nextStep: 'Look with list_redirects before you try again.',
        });
      return ruleOutcome(made);
    }
    if (action !== 'delete' || id === undefined || rulesetId === undefined) {
      throw new Error(`a redirect rule cannot be changed by ${action}`);
    }
    await this.#lists.api.deleteRedirectRule(accountId, rulesetId, id);
    return { id };
  }
}

function ruleOutcome(rule: RedirectRule): Outcome {
  return { id: rule.id, observed: redirectRuleState(rule) };
}

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
  oneByOne,
  type Reconciliation,
  type Scope,
  type Subject,
  sameJson,
} from '@crunchtools/mcp-core';
import type { AccountList, RedirectRule } from './api.ts';
import { listGuards } from './guard/table.ts';
import { type ItemKind, placeOf } from './kinds.ts';
import type { Lists } from './lists.ts';
import { textIn } from './redirect.ts';

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
    for await (const { resource, action, scope } of this.#lists.breath.over(changes)) {
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

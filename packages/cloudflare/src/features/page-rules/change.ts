import {
  type Change,
  type ChangeSequence,
  type Executor,
  type Guard,
  type GuardJudge,
  isJsonObject,
  type JsonObject,
  NotFoundError,
  type Outcome,
  oneByOne,
  type Reconciliation,
  type Scope,
  sameJson,
} from '@crunchtools/mcp-core';
import { applyToObject } from '../../executor.ts';
import { compact } from '../../schema.ts';
import type { CloudflareApi } from '../../services.ts';
import { type ZoneRef, zonePlanOf } from '../../zone.ts';
import type { PageRuleInput, PageRuleState, PageRuleZone } from './actions.ts';
import type { PageRule } from './api.ts';
import { type KnownPageRule, PageRuleJudge } from './guard/judge.ts';
import { guardsOfPageRules } from './guard/table.ts';
import { isOutsideZone } from './pattern.ts';
import { describePageRule, examinePageRule, mergeActions, pageRuleError } from './rule.ts';

const resource = 'page_rule';

/** The fields an update names; one that is `undefined` stays as it is. Actions are merged, `null` removes one. */
export interface PageRuleEdit {
  readonly url?: string | undefined;
  readonly actions?: Readonly<Record<string, unknown>> | undefined;
  readonly priority?: number | undefined;
  readonly status?: string | undefined;
}

/** What a user can set of a rule. Two rules are the same when their states are. */
function pageRuleState({ url, actions, priority, status }: PageRule): JsonObject {
  return { url, actions, priority, status };
}

/**
 * @param others the rules of the zone.
 * @throws {InputError} that names every problem of the rule.
 */
export function createPageRuleChange(
  zone: ZoneRef,
  wished: PageRuleInput,
  others: readonly PageRule[],
): Change {
  const { rule, problems } = examinePageRule(wished, placeOf(zone), others);
  if (rule === undefined || problems.length > 0) throw pageRuleError(problems);
  const after: JsonObject = { ...rule };
  return {
    action: 'create',
    resource,
    scope: zone,
    summary: describePageRule('create', undefined, after),
    after,
  };
}

export function deletePageRuleChange(zone: ZoneRef, rule: PageRule): Change {
  const before = pageRuleState(rule);
  const summary = describePageRule('delete', before, undefined);
  return { action: 'delete', resource, scope: zone, id: rule.id, summary, before };
}

/**
 * The change that gives a rule the wished fields, or `undefined` when it has them.
 * @param others the rules of the zone, `rule` among them or not.
 * @throws {InputError} that names every problem the rule would have and has not already: Cloudflare holds rules that
 * are older than its own restrictions, and those must still be movable and disablable.
 */
export function updatePageRuleChange(
  zone: ZoneRef,
  rule: PageRule,
  wished: PageRuleEdit,
  others: readonly PageRule[],
): Change | undefined {
  const before = pageRuleState(rule);
  const merged = {
    url: wished.url ?? rule.url,
    actions: mergeActions(rule.actions, wished.actions ?? {}),
    priority: wished.priority ?? rule.priority,
    status: wished.status ?? rule.status,
  };
  const siblings = others.filter(({ id }) => id !== rule.id);
  const checked = checkedEdit(zone, rule, merged, siblings);
  const after = compact({
    ...merged,
    // A value that nobody asked to change stays as Cloudflare wrote it, even where we would write it otherwise.
    url: wished.url === undefined ? rule.url : checked?.url,
    actions: { ...merged.actions, ...picked(checked?.actions ?? {}, Object.keys(wished.actions ?? {})) },
  });
  if (sameJson(before, after)) return undefined;
  const summary = describePageRule('update', before, after);
  return { action: 'update', resource, scope: zone, id: rule.id, summary, before, after };
}

/** The members of `after` that differ from `before`, as PATCH takes them; actions go as a whole. */
function patchOf(before: JsonObject, after: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(after).filter(([field, value]) => !sameJson(value, before[field])),
  );
}

function checkedEdit(
  zone: ZoneRef,
  current: PageRule,
  wished: PageRuleInput,
  siblings: readonly PageRule[],
): PageRuleState | undefined {
  const { rule, problems } = examinePageRule(wished, placeOf(zone), siblings);
  if (problems.length === 0) return rule;
  const old = new Set(examinePageRule(current, placeOf(zone), siblings).problems.map(textOf));
  const fresh = problems.filter((problem) => !old.has(textOf(problem)));
  if (fresh.length > 0) throw pageRuleError(fresh);
  return rule;
}

function placeOf(zone: ZoneRef): PageRuleZone {
  return { name: zone.name, plan: zonePlanOf(zone) };
}

function textOf({ field, problem }: { readonly field: string; readonly problem: string }): string {
  return `${field}: ${problem}`;
}

function picked(object: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([name]) => names.includes(name)));
}

type Subject = Parameters<Executor['read']>[0];

/** Reads, writes and reconciles Page Rules. One change is one request: Cloudflare has no batch of them. */
export class PageRuleExecutor implements Executor {
  readonly resource = 'page_rule';
  readonly identity = ['url'];
  readonly guards: readonly Guard[] = guardsOfPageRules;
  readonly orderText = 'It changes the order in which rules are evaluated.';
  readonly #api: CloudflareApi['pageRules'];

  constructor(api: CloudflareApi['pageRules']) {
    this.#api = api;
  }

  async read(subject: Subject): Promise<JsonObject | undefined> {
    const { scope, id = '' } = subject;
    try {
      const state = pageRuleState(await this.#api.get(scope.id, id));
      return movesRule(subject) ? state : atKnownPriority(state, subject.after ?? subject.before);
    } catch (error) {
      if (error instanceof NotFoundError) return undefined;
      throw error;
    }
  }

  /** One list tells of all of them. */
  async readAll(subjects: readonly Subject[]): Promise<readonly (JsonObject | undefined)[]> {
    const [first, ...others] = subjects;
    if (first === undefined) return [];
    if (others.length === 0) return [await this.read(first)];
    const rules = new Map((await this.#api.list(first.scope.id)).map((rule) => [rule.id, rule]));
    return subjects.map((subject) => {
      const rule = rules.get(subject.id ?? '');
      return rule === undefined ? undefined : atKnownPriority(pageRuleState(rule), subject.before);
    });
  }

  async batchLimit(_scope: Scope): Promise<number> {
    return 1;
  }

  async apply(changes: readonly Change[]): Promise<readonly Outcome[]> {
    return oneByOne(changes, (change) => this.#applyOne(change));
  }

  async reconcile(changes: readonly Change[]): Promise<Reconciliation> {
    const found = await Promise.all(changes.map((change) => this.#lookFor(change)));
    const outcomes = found.filter((outcome) => typeof outcome === 'object');
    if (outcomes.length === changes.length) return { verdict: 'applied', outcomes };
    return { verdict: found.every((outcome) => outcome === 'untouched') ? 'not_applied' : 'unknown' };
  }

  async judge(changes: ChangeSequence): Promise<GuardJudge> {
    const own: Change[] = [];
    for (const change of changes) if (change.resource === this.resource) own.push(change);
    const rules = new Map<string, readonly KnownPageRule[]>();
    for (const { scope, after } of own) {
      if (after === undefined || rules.has(scope.id)) continue;
      const listed = this.#api.listed(scope.id) ?? (await this.#api.list(scope.id));
      rules.set(
        scope.id,
        listed.map((rule) => ({ id: rule.id, state: pageRuleState(rule) })),
      );
    }
    const judge = new PageRuleJudge(own, (scopeId) => rules.get(scopeId) ?? []);
    return (change) => judge.steps(change);
  }

  irreversibleReason({ action, scope, before = {}, after = {} }: Change): string | undefined {
    const { url, actions } = before;
    if (action === 'create') return undefined;
    // Rules come to have none by PUT (recordings/page-rules.json of the simulator); POST wants one at least.
    if (isJsonObject(actions) && Object.keys(actions).length === 0 && !sameJson(actions, after['actions']))
      return 'the Page Rule has no action, and no rule can be given that';
    return typeof url === 'string' && url !== after['url'] && isOutsideZone(url, scope.name)
      ? 'the URL of the Page Rule is not in the zone, and no new rule can have it'
      : undefined;
  }

  summarise(action: Change['action'], before: JsonObject | undefined, after: JsonObject | undefined): string {
    return describePageRule(action, before, after);
  }

  #applyOne(change: Change): Promise<Outcome> {
    return applyToObject(change, { noun: 'a Page Rule', api: this.#api, patchOf, outcomeOf });
  }

  /** What a change has come to, as far as the rule tells: somebody else may have written to it as well. */
  async #lookFor(change: Change): Promise<Outcome | 'untouched' | 'unclear'> {
    const { action, scope, id = '', before, after = {} } = change;
    if (action === 'create') return this.#lookForCreated(scope, after);
    const now = await this.read(change);
    if (action === 'delete') return now === undefined ? { id } : 'untouched';
    if (now === undefined) return 'unclear';
    // Where it was sent is not always where it ends up, so having left is what counts.
    const hasMoved = movesRule(change) && now['priority'] !== before?.['priority'];
    if (isSameRule(now, after) && (hasMoved || !movesRule(change))) return { id, observed: now };
    return isSameRule(now, before) && !hasMoved ? 'untouched' : 'unclear';
  }

  /** Cloudflare refuses a second rule with the same pattern, so there is at most one. */
  async #lookForCreated(scope: Scope, after: JsonObject): Promise<Outcome | 'untouched'> {
    const rule = (await this.#api.list(scope.id)).find((candidate) =>
      isSameRule(pageRuleState(candidate), after),
    );
    return rule === undefined ? 'untouched' : outcomeOf(rule);
  }
}

function movesRule({ before, after }: Pick<Change, 'before' | 'after'>): boolean {
  return before !== undefined && after !== undefined && !sameJson(before['priority'], after['priority']);
}

/**
 * Cloudflare numbers the rules of a zone from 1 without gaps: each takes another number when one below it comes or
 * goes (issues 187, 767 and 1914 of its Terraform provider). That is no edit of the rule, so it is not told as one.
 */
function atKnownPriority(state: JsonObject, known: JsonObject | undefined): JsonObject {
  const priority = known?.['priority'];
  return priority === undefined ? state : { ...state, priority };
}

function outcomeOf(rule: PageRule): Outcome {
  return { id: rule.id, observed: pageRuleState(rule) };
}

/** But for the priority, which Cloudflare may have made another one. */
function isSameRule(state: JsonObject, wished: JsonObject | undefined): boolean {
  return ['url', 'actions', 'status'].every((field) => sameJson(state[field], wished?.[field]));
}

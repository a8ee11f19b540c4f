import {
  type Change,
  type ChangeSequence,
  type Executor,
  type Guard,
  type GuardJudge,
  type JsonObject,
  NotFoundError,
  type Outcome,
  type Reconciliation,
  type Scope,
  sameJson,
} from '@crunchtools/mcp-core';
import type { CloudflareApi } from '../api/index.ts';
import type { PageRule } from '../api/page-rules.ts';
import { patchOf, stateOf } from '../changes/page-rule.ts';
import {
  describePageRule,
  guards,
  isOutsideZone,
  type KnownPageRule,
  PageRuleJudge,
} from '../domain/page-rules/index.ts';

type Subject = Parameters<Executor['read']>[0];

/** Reads, writes and reconciles Page Rules. One change is one request: Cloudflare has no batch of them. */
export class PageRuleExecutor implements Executor {
  readonly resource = 'page_rule';
  readonly identity = ['url'];
  readonly guards: readonly Guard[] = guards;
  readonly #api: CloudflareApi['pageRules'];

  constructor(api: CloudflareApi['pageRules']) {
    this.#api = api;
  }

  async read(subject: Subject): Promise<JsonObject | undefined> {
    const { scope, id = '' } = subject;
    try {
      const state = stateOf(await this.#api.get(scope.id, id));
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
      return rule === undefined ? undefined : atKnownPriority(stateOf(rule), subject.before);
    });
  }

  async batchLimit(_scope: Scope): Promise<number> {
    return 1;
  }

  async apply(changes: readonly Change[]): Promise<readonly Outcome[]> {
    const outcomes: Outcome[] = [];
    for (const change of changes) outcomes.push(await this.#applyOne(change));
    return outcomes;
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
        listed.map((rule) => ({ id: rule.id, state: stateOf(rule) })),
      );
    }
    const judge = new PageRuleJudge(own, (scopeId) => rules.get(scopeId) ?? []);
    return (change) => judge.steps(change);
  }

  irreversibleReason({ action, scope, before = {}, after = {} }: Change): string | undefined {
    const { url } = before;
    if (action === 'create' || typeof url !== 'string' || url === after['url']) return undefined;
    return isOutsideZone(url, scope.name)
      ? 'the URL of the Page Rule is not in the zone, and no new rule can have it'
      : undefined;
  }

  summarise(action: Change['action'], before: JsonObject | undefined, after: JsonObject | undefined): string {
    return describePageRule(action, before, after);
  }

  async #applyOne({ action, scope, id = '', before = {}, after = {} }: Change): Promise<Outcome> {
    switch (action) {
      case 'create':
        return outcomeOf(await this.#api.create(scope.id, after));
      case 'update':
        return outcomeOf(await this.#api.patch(scope.id, id, patchOf(before, after)));
      case 'delete':
        await this.#api.delete(scope.id, id);
        return { id };
      case 'reorder':
      case 'purge':
        throw new Error(`a Page Rule cannot be changed by ${action}`);
    }
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
    const rule = (await this.#api.list(scope.id)).find((candidate) => isSameRule(stateOf(candidate), after));
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
  return { id: rule.id, observed: stateOf(rule) };
}

/** But for the priority, which Cloudflare may have made another one. */
function isSameRule(state: JsonObject, wished: JsonObject | undefined): boolean {
  return ['url', 'actions', 'status'].every((field) => sameJson(state[field], wished?.[field]));
}

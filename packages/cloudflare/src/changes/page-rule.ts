import { type Change, type JsonObject, sameJson } from '@crunchtools/mcp-core';
import type { PageRule } from '../api/page-rules.ts';
import {
  describePageRule,
  examinePageRule,
  mergeActions,
  type PageRuleInput,
  type PageRuleState,
  type PageRuleZone,
  pageRuleError,
} from '../domain/page-rules/index.ts';
import { compact } from '../schema/compact.ts';
import { planOf, type ZoneRef } from '../zone.ts';

const resource = 'page_rule';

/** The fields an update names; one that is `undefined` stays as it is. Actions are merged, `null` removes one. */
export interface PageRuleEdit {
  readonly url?: string | undefined;
  readonly actions?: Readonly<Record<string, unknown>> | undefined;
  readonly priority?: number | undefined;
  readonly status?: string | undefined;
}

/** What a user can set of a rule. Two rules are the same when their states are. */
export function stateOf({ url, actions, priority, status }: PageRule): JsonObject {
  return { url, actions, priority, status };
}

/**
 * @param others the rules of the zone.
 * @throws {InputError} that names every problem of the rule.
 */
export function creation(zone: ZoneRef, wished: PageRuleInput, others: readonly PageRule[]): Change {
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

export function deletion(zone: ZoneRef, rule: PageRule): Change {
  const before = stateOf(rule);
  const summary = describePageRule('delete', before, undefined);
  return { action: 'delete', resource, scope: zone, id: rule.id, summary, before };
}

/**
 * The change that gives a rule the wished fields, or `undefined` when it has them.
 * @param others the rules of the zone, `rule` among them or not.
 * @throws {InputError} that names every problem the rule would have and has not already: Cloudflare holds rules that
 * are older than its own restrictions, and those must still be movable and disablable.
 */
export function edit(
  zone: ZoneRef,
  rule: PageRule,
  wished: PageRuleEdit,
  others: readonly PageRule[],
): Change | undefined {
  const before = stateOf(rule);
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
export function patchOf(before: JsonObject, after: JsonObject): JsonObject {
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
  return { name: zone.name, plan: planOf(zone) };
}

function textOf({ field, problem }: { readonly field: string; readonly problem: string }): string {
  return `${field}: ${problem}`;
}

function picked(object: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([name]) => names.includes(name)));
}

import {
  type InputError,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  sameJson,
} from '@crunchtools/mcp-core';
import { foldHost } from '../../names.ts';
import { cut, Issues, oneOf, type Problem, recordError, show } from '../../problem.ts';
import { refuseInteger } from '../dns/field.ts';
import type { ZonePlan } from '../dns/types.ts';
import {
  checkActions,
  type PageRuleActions,
  type PageRuleInput,
  type PageRuleState,
  type PageRuleZone,
  type Status,
  statuses,
} from './actions.ts';
import {
  countWildcards,
  coversPattern,
  forwardingTarget,
  type RankedRule,
  referencesIn,
  refuseUrl,
  storedPattern,
} from './pattern.ts';

/** The refusals that look at more than one part of a rule, or at the other rules of the zone. */

/** A rule of the zone, as far as another one can be in its way. */
export interface OtherRule extends RankedRule {
  readonly id: string;
}

function refuseNoActions(actions: PageRuleActions): string | undefined {
  return Object.keys(actions).length === 0 ? 'is empty: a rule has at least one action' : undefined;
}

/**
 * Both answer the visitor with a redirect, so nothing else of the rule could take effect. API reference, Create a
 * Page Rule ("or override settings, but not both"); for `always_use_https`, Cloudflare's support in issue 1325 of
 * its Terraform provider.
 */
function refuseCompany(actions: PageRuleActions): string | undefined {
  const ids = Object.keys(actions);
  const loner = ['forwarding_url', 'always_use_https'].find((id) => ids.includes(id));
  const others = ids.filter((id) => id !== loner);
  if (loner === undefined || others.length === 0) return undefined;
  return `${loner} stands alone, and here are ${others.join(', ')} beside it: a redirect is all the visitor gets, so make a second rule for the rest`;
}

/** A reference to a capture that is not there makes Cloudflare answer with an error 500. */
function refuseCaptures(url: string, actions: PageRuleActions): string | undefined {
  const template = destinationOf(actions);
  const wildcards = countWildcards(url);
  const missing = referencesIn(template ?? '').find((number) => number < 1 || number > wildcards);
  if (missing === undefined) return undefined;
  const has = wildcards === 0 ? 'no asterisk' : wildcards === 1 ? 'one asterisk' : `${wildcards} asterisks`;
  return `url uses $${missing}, but the pattern has ${has}; write \\$ for a dollar sign`;
}

/**
 * A destination that the same rule forwards again, for ever. A rule of a higher priority that takes the destination
 * ends it. Not covered: loops through a second rule, through modern rules or through the origin.
 */
function refuseLoop(
  rule: RankedRule & { readonly actions: PageRuleActions },
  others: readonly OtherRule[],
): string | undefined {
  const template = destinationOf(rule.actions);
  if (template === undefined) return undefined;
  const stars = Array.from({ length: countWildcards(rule.url) }, () => '*');
  const [destination = ''] = forwardingTarget(template, stars).split('#');
  if (!coversPattern(rule.url, destination)) return undefined;
  const isTakenBefore = others.some(
    (other) =>
      other.status === 'active' && other.priority >= rule.priority && coversPattern(other.url, destination),
  );
  return isTakenBefore
    ? undefined
    : "url leads to where the rule's own pattern matches again, so the redirect would never end";
}

/** Cloudflare takes one rule for each pattern (its message `.distinctTargetUrl`). */
function refuseDuplicate(url: string, others: readonly OtherRule[]): string | undefined {
  const twin = others.find((other) => other.url === url);
  return twin === undefined ? undefined : `${show(url)} has a rule already; update that one: ${twin.id}`;
}

/** The template of `forwarding_url`, as far as it is one. */
export function destinationOf(actions: PageRuleActions): string | undefined {
  const forwarding = actions['forwarding_url'];
  const url = isJsonObject(forwarding) ? forwarding['url'] : undefined;
  return typeof url === 'string' ? url : undefined;
}

/** The number that Cloudflare gives a rule without one: it is tried last. */
export const defaultPriority = 1;

/** No documented limit; beyond this a number is a mistake, since Cloudflare closes the gaps between rules. */
const highestPriority = 1_000;

export interface Examined {
  /** `undefined` when a part is missing without which there is no rule. */
  readonly rule: PageRuleState | undefined;
  readonly problems: readonly Problem[];
}

/**
 * Checks a rule by everything that can be known without asking Cloudflare, and brings it into the form in which
 * Cloudflare stores it. Actions that are not all right are left out of `rule`.
 * @param others the zone's other rules.
 */
export function examinePageRule(
  input: PageRuleInput,
  zone: PageRuleZone,
  others: readonly OtherRule[],
): Examined {
  const report = new Issues();
  const url = checkUrl(input.url, zone.name, report);
  const actions = checkActions(input.actions, zone, report);
  const priority = checkPriority(input.priority ?? defaultPriority, report);
  const status = checkStatus(input.status ?? 'active', report);
  const rule =
    url === undefined || actions === undefined || priority === undefined || status === undefined
      ? undefined
      : { url, actions, priority, status };
  if (rule !== undefined) {
    if (report.problems.length === 0) report.note('actions', refuseNoActions(rule.actions));
    report.note('actions', refuseCompany(rule.actions));
    report.note('actions.forwarding_url', refuseCaptures(rule.url, rule.actions) ?? refuseLoop(rule, others));
    report.note('url', refuseDuplicate(rule.url, others));
  }
  return { rule, problems: report.problems };
}

/** The one error for a rule that cannot be sent; `details.problems` holds every `{field, problem}`. */
export function pageRuleError(problems: readonly Problem[]): InputError {
  return recordError('The Page Rule', problems);
}

/** What the reader should know of a URL pattern that is all right, but may not be what was meant. */
export function patternWarnings(asked: string, stored: string): readonly string[] {
  return asked !== stored && stored === `${foldHost(asked)}/`
    ? [`${show(stored)} matches one page only, the home page; ${show(`${stored}*`)} would match every page.`]
    : [];
}

function checkUrl(url: unknown, zoneName: string, report: Issues): string | undefined {
  const reason = refuseUrl(url, zoneName);
  report.note('url', reason);
  return reason === undefined && typeof url === 'string' ? storedPattern(url, zoneName) : undefined;
}

function checkPriority(priority: unknown, report: Issues): number | undefined {
  const reason = refuseInteger(priority, { minimum: 1, maximum: highestPriority });
  report.note('priority', reason);
  return reason === undefined ? Number(priority) : undefined;
}

function checkStatus(status: unknown, report: Issues): Status | undefined {
  const found = statuses.find((known) => known === status);
  if (found === undefined) report.note('status', `${show(status)} is not ${oneOf(statuses)}`);
  return found;
}

/** Actions with some changed: a value replaces the action's, `null` takes the action away. */
export function mergeActions(current: JsonObject, wished: unknown): JsonObject {
  if (!isJsonObject(wished)) return current;
  return Object.fromEntries(
    Object.entries({ ...current, ...wished }).filter(([, value]) => value !== null && value !== undefined),
  );
}

/**
 * One line for a person about a change of a Page Rule: `create Page Rule example.com/* (priority 2, active):
 * cache_level "bypass"`, `update Page Rule example.com/*: priority 2 → 3`. Long values are cut.
 */
export function describePageRule(
  action: string,
  before: JsonObject | undefined,
  after: JsonObject | undefined,
): string {
  const rule = before ?? after ?? {};
  const subject = `${action} Page Rule ${plain(rule['url'])}`;
  if (before === undefined || after === undefined) {
    return `${subject} (priority ${show(rule['priority'])}, ${plain(rule['status'])}): ${actionsText(rule['actions'])}`;
  }
  const differences = differencesBetween(before, after);
  return `${subject}: ${differences.length === 0 ? 'no difference' : differences.join(', ')}`;
}

function actionsText(actions: JsonValue | undefined): string {
  return Object.entries(membersOf(actions))
    .map(([id, value]) => actionText(id, value))
    .join(', ');
}

function actionText(id: string, value: JsonValue | undefined): string {
  if (value === true) return id;
  if (isJsonObject(value) && typeof value['url'] === 'string')
    return `${id} ${show(value['status_code'])} ${cut(value['url'])}`;
  return `${id} ${show(value)}`;
}

function differencesBetween(before: JsonObject, after: JsonObject): readonly string[] {
  const fields = ['url', 'priority', 'status'].filter((field) => !sameJson(before[field], after[field]));
  const [old, next] = [membersOf(before['actions']), membersOf(after['actions'])];
  const ids = [...new Set([...Object.keys(old), ...Object.keys(next)])].filter(
    (id) => !sameJson(old[id], next[id]),
  );
  return [
    ...fields.map((field) => `${field} ${plain(before[field])} → ${plain(after[field])}`),
    ...ids.map((id) => `${id} ${valueText(old[id])} → ${valueText(next[id])}`),
  ];
}

function valueText(value: JsonValue | undefined): string {
  return value === undefined ? 'none' : show(value);
}

function plain(value: JsonValue | undefined): string {
  return typeof value === 'string' ? cut(value) : show(value);
}

function membersOf(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

/** Rules of a zone by plan, disabled ones included (developers.cloudflare.com/rules/page-rules, "Availability"). */
const quotas: Readonly<Record<ZonePlan, number>> = { free: 3, pro: 20, business: 50, enterprise: 125 };

/** How many rules a zone has at least room for. It may have more: rules can be bought. */
export function smallestQuota(plan: ZonePlan | undefined): number {
  return quotas[plan ?? 'free'];
}

/** @param quota of the zone, bought rules included. */
export function refuseQuota(amount: number, quota: number): string | undefined {
  return amount < quota
    ? undefined
    : `the zone has ${amount} of at most ${quota} Page Rules, disabled ones included: delete one, or use modern rules`;
}

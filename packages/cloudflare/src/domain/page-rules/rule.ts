import { type InputError, isJsonObject, type JsonObject } from '@crunchtools/mcp-core';
import { foldHost } from '../../schema/a-labels.ts';
import { refuseInteger } from '../dns/field.ts';
import { oneOf, type Problem, Report, recordError, show } from '../problem.ts';
import { checkActions } from './actions.ts';
import {
  type OtherRule,
  refuseCaptures,
  refuseCompany,
  refuseDuplicate,
  refuseLoop,
  refuseNoActions,
} from './combination.ts';
import { storedPattern } from './pattern.ts';
import { type PageRuleInput, type PageRuleState, type PageRuleZone, type Status, statuses } from './types.ts';
import { refuseUrl } from './url.ts';

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
  const report = new Report();
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

function checkUrl(url: unknown, zoneName: string, report: Report): string | undefined {
  const reason = refuseUrl(url, zoneName);
  report.note('url', reason);
  return reason === undefined && typeof url === 'string' ? storedPattern(url, zoneName) : undefined;
}

function checkPriority(priority: unknown, report: Report): number | undefined {
  const reason = refuseInteger(priority, { minimum: 1, maximum: highestPriority });
  report.note('priority', reason);
  return reason === undefined ? Number(priority) : undefined;
}

function checkStatus(status: unknown, report: Report): Status | undefined {
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

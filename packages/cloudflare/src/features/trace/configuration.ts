import { isJsonObject, type JsonObject, type JsonValue } from '@crunchtools/mcp-core';
import { analyse } from '@crunchtools/rules-language';
import type { ZoneContext } from '../../tool.ts';
import { RedirectIndex } from '../lists/matching.ts';
import type { ListsOfZone, RedirectRuleOfZone } from '../lists/recent.ts';
import type { Redirect } from '../lists/redirect.ts';
import type { RankedRule } from '../page-rules/pattern.ts';
import type { Rule } from '../rules/api.ts';
import type { RulePhase } from '../rules/phases.ts';
import type { PhasesNow, RecentPageRules } from '../rules/zone-rules.ts';

/** A rule of one phase's entry point, as far as tracing looks at it. */
export interface TracedRule {
  /** Cloudflare's id, or a name for one that does not exist yet. */
  readonly id: string;
  readonly phase: RulePhase;
  readonly expression: string;
  readonly action: string;
  readonly action_parameters?: JsonObject;
  readonly ratelimit?: JsonObject;
  readonly enabled: boolean;
  readonly description?: string;
}

/** A Page Rule, as far as tracing looks at it. */
export interface TracedPageRule extends RankedRule {
  readonly id: string;
  readonly actions: JsonObject;
}

/** A rule of the account that redirects by a list. */
export interface TracedListRule {
  readonly id: string;
  readonly enabled: boolean;
  readonly expression: string;
  readonly description?: string | undefined;
  readonly list: string;
  /** The field that is looked up. */
  readonly key: string;
  /** The redirects of the list that can be for this zone; `undefined` when they could not be read. */
  readonly index: RedirectIndex<Redirect> | undefined;
}

/** Everything that decides what happens to a request, as far as it could be read. */
export interface TracedConfiguration {
  /** In the order of each phase. */
  readonly rules: readonly TracedRule[];
  /** Phases whose rules could not be read. */
  readonly unreadable: readonly RulePhase[];
  /** In any order; `undefined` when they could not be read. */
  readonly pageRules: readonly TracedPageRule[] | undefined;
  /** In their order; absent when they could not be read: a trace passes over them then, and says so. */
  readonly bulk?: readonly TracedListRule[] | undefined;
  /** What lists hold that expressions name, as far as they could be read. */
  readonly lists?: Readonly<Record<string, readonly string[]>>;
}

/** A member of a member; `undefined` where anything on the way is absent or no object. */
export function at(value: JsonValue | undefined, ...names: readonly string[]): JsonValue | undefined {
  const [name, ...rest] = names;
  if (name === undefined) return value;
  return isJsonObject(value) && Object.hasOwn(value, name) ? at(value[name], ...rest) : undefined;
}

export function textAt(value: JsonValue | undefined, ...names: readonly string[]): string | undefined {
  const found = at(value, ...names);
  return typeof found === 'string' ? found : undefined;
}

export function numberAt(value: JsonValue | undefined, ...names: readonly string[]): number | undefined {
  const found = at(value, ...names);
  return typeof found === 'number' ? found : undefined;
}

/** The strings of a list, and those only. */
export function textsAt(value: JsonValue | undefined, ...names: readonly string[]): readonly string[] {
  const found = at(value, ...names);
  return Array.isArray(found) ? found.filter((item: JsonValue) => typeof item === 'string') : [];
}

/** The members of an object, without those that are `undefined`; none of anything else. */
export function membersAt(
  value: JsonValue | undefined,
  ...names: readonly string[]
): readonly (readonly [name: string, value: JsonValue])[] {
  const found = at(value, ...names);
  if (!isJsonObject(found)) return [];
  return Object.entries(found).flatMap(([name, member]) =>
    member === undefined ? [] : [[name, member] as const],
  );
}

/** Every reason once, in the order of first mention. */
export function reasons(...lists: readonly (readonly string[])[]): readonly string[] {
  return [...new Set(lists.flat())];
}

/**
 * The order in which Cloudflare runs what is traced here
 * (developers.cloudflare.com/ruleset-engine/reference/phases-list, request phases and then response phases).
 *
 * Page Rules are no phase. They stand behind the firewall here because Bulk Redirects run behind it
 * (developers.cloudflare.com/rules/url-forwarding/bulk-redirects) and win over redirects of Page Rules (its FAQ).
 * Where their settings meet those of a phase, the phase wins, before or behind.
 */
export const executionOrder = [
  'redirect',
  'url_rewrite',
  'config',
  'origin',
  'waf_custom',
  'rate_limit',
  'waf_managed',
  'bulk_redirects',
  'page_rules',
  'request_headers',
  'cache',
  'custom_errors',
  'response_headers',
  'compression',
] as const satisfies readonly (RulePhase | 'page_rules' | 'bulk_redirects')[];

export type Stage = (typeof executionOrder)[number];

/** What else happens to requests at Cloudflare. Each may change what a trace says; `notTracedOf` leaves out what was read. */
export const notTraced = [
  'whether the host is proxied',
  'rules of the account',
  'Bulk Redirects',
  'what managed and custom rulesets find',
  'IP Access Rules and Zone Lockdown',
  'bots and DDoS protection',
  'Access',
  'Waiting Room',
  'API Shield',
  'Managed Transforms',
  'Snippets',
  'Workers',
  'Cloud Connector',
  'error pages',
  'settings of the zone',
  'what is in the cache',
  'response rules on answers that Cloudflare makes itself',
] as const;

export function notTracedOf({ bulk }: Pick<TracedConfiguration, 'bulk'>): string[] {
  return notTraced.filter((one) => bulk === undefined || one !== 'Bulk Redirects');
}

/** What a zone has, and what the token may not read of it. */
export interface FoundRules extends PhasesNow {
  readonly pageRules: RecentPageRules;
  readonly account: ListsOfZone;
}

/**
 * All phases and the Page Rules.
 * @throws {SafeError} for everything but a missing permission.
 */
export async function findRules({
  zone,
  zoneRules,
  recentLists,
}: Pick<ZoneContext, 'zone' | 'zoneRules' | 'recentLists'>): Promise<FoundRules> {
  const [phases, pageRules] = await Promise.all([zoneRules.phases(zone.id), zoneRules.pageRules(zone.id)]);
  const account = await recentLists.ofZone(zone, listsIn(phases));
  return { ...phases, pageRules, account };
}

/** The lists of the account that the rules of a zone name. Those of Cloudflare have a dot in their names. */
function listsIn({ phases }: PhasesNow): readonly string[] {
  const names = new Set<string>();
  for (const { rules } of phases.values()) {
    for (const { definition } of rules) {
      const { expression } = definition;
      if (typeof expression !== 'string' || !expression.includes('$')) continue;
      const analysis = analyse(expression, { use: 'filter' });
      for (const name of analysis.ok ? analysis.lists : []) if (!name.includes('.')) names.add(name);
    }
  }
  return [...names].sort();
}

function listRuleOf({ rule, redirects }: RedirectRuleOfZone): TracedListRule {
  let index: RedirectIndex<Redirect> | undefined;
  if (redirects !== undefined) {
    index = new RedirectIndex();
    for (const redirect of redirects) index.add(redirect);
  }
  const { id, enabled, expression, description, list = '', key = 'http.request.full_uri' } = rule;
  return { id, enabled, expression, description, list, key, index };
}

export function configurationOf({ phases, refused, pageRules, account }: FoundRules): TracedConfiguration {
  return {
    rules: [...phases.values()].flatMap(({ phase, rules }) => rules.map((rule) => tracedRule(phase, rule))),
    unreadable: [...refused.keys()],
    pageRules: pageRules.rules,
    bulk: account.redirects?.map(listRuleOf),
    lists: account.members,
  };
}

export function tracedRule(phase: RulePhase, { id, definition }: Rule): TracedRule {
  const { expression, action, action_parameters: parameters, ratelimit, enabled, description } = definition;
  return {
    id,
    phase,
    expression: typeof expression === 'string' ? expression : '',
    action: typeof action === 'string' ? action : '',
    enabled: enabled !== false,
    ...(isJsonObject(parameters) ? { action_parameters: parameters } : {}),
    ...(isJsonObject(ratelimit) ? { ratelimit } : {}),
    ...(typeof description === 'string' ? { description } : {}),
  };
}

import { isJsonObject } from '@crunchtools/mcp-core';
import { analyse } from '@crunchtools/rules-language';
import type { ZoneContext } from '../../tool.ts';
import { RedirectIndex } from '../lists/matching.ts';
import type { ListsOfZone, RedirectRuleOfZone } from '../lists/recent.ts';
import type { Redirect } from '../lists/redirect.ts';
import type { Rule } from '../rules/api.ts';
import type { RulePhase } from '../rules/phases.ts';
import type { PhasesNow, RecentPageRules } from '../rules/zone-rules.ts';
import type { TracedConfiguration, TracedListRule, TracedRule } from './configuration.ts';

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

function tracedRule(phase: RulePhase, { id, definition }: Rule): TracedRule {
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

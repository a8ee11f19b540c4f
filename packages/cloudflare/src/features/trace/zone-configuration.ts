import { isJsonObject } from '@crunchtools/mcp-core';
import type { ZoneContext } from '../../tool.ts';
import type { Rule } from '../rules/api.ts';
import type { RulePhase } from '../rules/phases.ts';
import type { PhasesNow, RecentPageRules } from '../rules/zone-rules.ts';
import type { TracedConfiguration, TracedRule } from './configuration.ts';

/** What a zone has, and what the token may not read of it. */
export interface FoundRules extends PhasesNow {
  readonly pageRules: RecentPageRules;
}

/**
 * All phases and the Page Rules.
 * @throws {SafeError} for everything but a missing permission.
 */
export async function findRules({
  zone,
  zoneRules,
}: Pick<ZoneContext, 'zone' | 'zoneRules'>): Promise<FoundRules> {
  const [phases, pageRules] = await Promise.all([zoneRules.phases(zone.id), zoneRules.pageRules(zone.id)]);
  return { ...phases, pageRules };
}

export function configurationOf({ phases, refused, pageRules }: FoundRules): TracedConfiguration {
  return {
    rules: [...phases.values()].flatMap(({ phase, rules }) => rules.map((rule) => tracedRule(phase, rule))),
    unreadable: [...refused.keys()],
    pageRules: pageRules.rules,
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

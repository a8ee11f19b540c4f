/** Page Rules of simulated zones. */

import type { Determinism, Resource, RouteRequest, Zone } from '../../contract.ts';
import { unknownZone } from '../../failures.ts';
import type { PageRule, SeedPageRule } from './model.ts';
import { pageRuleRoutes } from './routes.ts';
import { ZoneRules } from './store.ts';
import { addRule, type WriteContext } from './writes.ts';

export { demoPageRules } from './demo-rules.ts';
export type { PageRule, SeedPageRule } from './model.ts';

export interface PageRulesResource extends Resource {
  /** The lowest priority first. */
  all(zoneId: string): readonly PageRule[];
  /**
   * Gives a zone rules, in the order in which they are evaluated. They pass every rule of a POST except the quota and that the target belongs to the zone.
   *
   * @param reserved an id for each, and the time at which they were made.
   * @throws {ApiFailure} when a Page Rule breaks a rule.
   */
  seed(zone: Zone, rules: readonly SeedPageRule[], reserved?: Determinism): void;
}

export interface PageRulesOptions {
  readonly determinism: Determinism;
}

export function createPageRules({ determinism }: PageRulesOptions): PageRulesResource {
  const rulesByZone = new Map<string, ZoneRules>();

  function contextOf(zone: Zone): WriteContext {
    const rules = rulesByZone.get(zone.id) ?? new ZoneRules();
    rulesByZone.set(zone.id, rules);
    return { zone, rules, determinism };
  }

  return {
    routes: pageRuleRoutes((request) => contextOf(zoneOf(request))),
    all: (zoneId) => rulesByZone.get(zoneId)?.all() ?? [],
    reset: () => rulesByZone.clear(),
    seed(zone, rules, reserved = determinism) {
      const context = { ...contextOf(zone), determinism: reserved, takesAnyTarget: true };
      for (const rule of rules.toReversed()) addRule(context, bodyOf(rule, context.rules.size + 1));
    },
  };
}

function bodyOf(
  { url, actions, status = 'active' }: SeedPageRule,
  priority: number,
): Record<string, unknown> {
  const targets = [{ target: 'url', constraint: { operator: 'matches', value: url } }];
  return { targets, actions, status, priority };
}

/** The framework resolves the zone; without it the pattern was mounted wrongly. */
function zoneOf({ zone }: RouteRequest): Zone {
  if (zone === undefined) throw unknownZone();
  return zone;
}

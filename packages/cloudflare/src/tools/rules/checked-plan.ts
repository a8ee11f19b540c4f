import type { Change, PlannedChanges } from '@crunchtools/mcp-core';
import type { RuleTrial } from '../../api/rulesets.ts';
import { writeOf } from '../../changes/rule.ts';
import { ruleWarnings } from '../../domain/rules/index.ts';
import type { PhaseRules, Rulesets } from '../../rulesets.ts';
import type { ZoneRef } from '../../zone.ts';

/**
 * A plan that Cloudflare has checked: expressions, parameters, permission, plan and quota.
 * @param trial what leads to the same as all changes together; not needed for a single one.
 */
export async function checkedPlan(
  zone: ZoneRef,
  now: PhaseRules,
  changes: readonly Change[],
  rulesets: Rulesets,
  trial?: RuleTrial,
): Promise<PlannedChanges> {
  const [first, ...others] = changes;
  if (first === undefined) return { changes };
  const single = others.length === 0 || trial === undefined ? writeOf(first, now) : trial;
  await rulesets.check(zone.id, now.phase, single);
  const warnings = changes
    .filter(({ action }) => action === 'create' || action === 'update')
    .flatMap(({ after = {} }) => ruleWarnings(now.phase, after, zone.name));
  return {
    changes,
    population: now.rules.length,
    ...(warnings.length === 0 ? {} : { warnings: [...new Set(warnings)] }),
  };
}

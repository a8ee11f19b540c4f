/** Rulesets of simulated zones. */

import type { CallerRequest, CallerResource, Determinism, Zone } from '../../contract.ts';
import { stableId } from '../../determinism.ts';
import { unknownZone } from '../../failures.ts';
import { isPhase, type SeedRules } from './model.ts';
import type { RequestContext } from './request.ts';
import { rulesetRoutes } from './routes.ts';
import { ZoneRulesets } from './store.ts';
import { createRulesetThrottle } from './throttle.ts';
import { createEntrypoint } from './writes.ts';

export { demoRules } from './demo-rules.ts';
export type { SeedRule, SeedRules } from './model.ts';

export interface RulesetsResource extends CallerResource {
  /**
   * Gives a zone its entry points. The rules pass every check of a PUT except the quota. Identifiers and times depend
   * on nothing but the zone and the refs, so that a seed does not shift those of later writes.
   * @throws {ApiFailure} when a rule is not valid.
   */
  seed(zone: Zone, rules: SeedRules): void;
}

export interface RulesetsOptions {
  readonly determinism: Determinism;
  /** How long a write of a ruleset keeps others of the same ruleset out. Default 0: not at all. */
  readonly writeMilliseconds: number;
}

export function createRulesets({ determinism, writeMilliseconds }: RulesetsOptions): RulesetsResource {
  const byZone = new Map<string, ZoneRulesets>();
  const throttle = createRulesetThrottle(writeMilliseconds, () => determinism.now());

  function rulesetsOf({ id }: Zone): ZoneRulesets {
    const rulesets = byZone.get(id) ?? new ZoneRulesets();
    byZone.set(id, rulesets);
    return rulesets;
  }

  function contextOf({ zone }: CallerRequest): RequestContext {
    if (zone === undefined) throw unknownZone();
    return {
      zone,
      rulesets: rulesetsOf(zone),
      throttle,
      id: () => determinism.id(),
      time: microseconds(determinism.now()),
    };
  }

  return {
    routes: rulesetRoutes(contextOf),
    reset() {
      byZone.clear();
      throttle.reset();
    },
    seed(zone, rules) {
      const rulesets = rulesetsOf(zone);
      for (const [phase, seeds] of Object.entries(rules)) {
        if (!isPhase(phase)) continue;
        let sequence = 0;
        const id = () => stableId('ruleset', zone.name, phase, String(sequence++));
        const time = microseconds(Date.parse(zone.createdOn));
        rulesets.commit(createEntrypoint({ zone, rulesets, time, id }, phase, { rules: seeds }));
      }
    },
  };
}

/** Times of rulesets have six digits behind the seconds. */
function microseconds(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('Z', '000Z');
}

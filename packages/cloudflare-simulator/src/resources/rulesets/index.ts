/** Rulesets of simulated zones. */

import type { CallerRequest, CallerResource, Determinism, Zone } from '../../contract.ts';
import { stableId } from '../../determinism.ts';
import { unknownZone } from '../../failures.ts';
import {
  isPhase,
  type Rule,
  type Ruleset,
  type RulesetPhase,
  rulesetPhases,
  type SeedRules,
} from './model.ts';
import type { RequestContext } from './request.ts';
import { rulesetRoutes } from './routes.ts';
import { OwnRulesets } from './store.ts';
import { createRulesetThrottle } from './throttle.ts';
import { createEntrypoint, microseconds } from './writes.ts';

export { demoRules } from './demo-rules.ts';
export type { Rule, RulesetPhase, SeedRule, SeedRules } from './model.ts';

export interface RulesetsResource extends CallerResource {
  /** The entry point of a phase. */
  entrypoint(zone: Zone, phase: RulesetPhase): Ruleset | undefined;
  /**
   * Gives a zone its entry points. The rules pass every check of a PUT except the quota. Identifiers and times depend
   * on nothing but the zone and the refs, so that a seed does not shift those of later writes.
   * @throws {ApiFailure} when a rule is not valid.
   */
  seed(zone: Zone, rules: SeedRules): void;
  /** The rules of a zone. */
  rules(zone: Zone): readonly Rule[];
}

export interface RulesetsOptions {
  readonly determinism: Determinism;
  /** How long a write of a ruleset keeps others of the same ruleset out. Default 0: not at all. */
  readonly writeMilliseconds: number;
}

export function createRulesets({ determinism, writeMilliseconds }: RulesetsOptions): RulesetsResource {
  const byZone = new Map<string, OwnRulesets>();
  /** Rules of the seed that nobody has asked for: reading them means reading the language, and takes most of a start. */
  const unread = new Map<string, (rulesets: OwnRulesets) => void>();
  const throttle = createRulesetThrottle(writeMilliseconds, () => determinism.now());

  function rulesetsOf({ id }: Zone): OwnRulesets {
    const rulesets = byZone.get(id) ?? new OwnRulesets();
    byZone.set(id, rulesets);
    const fill = unread.get(id);
    unread.delete(id);
    fill?.(rulesets);
    return rulesets;
  }

  function contextOf({ zone }: CallerRequest): RequestContext {
    if (zone === undefined) throw unknownZone();
    return {
      owner: 'zone',
      plan: zone.plan,
      rulesets: rulesetsOf(zone),
      throttle,
      id: () => determinism.id(),
      time: microseconds(determinism.now()),
    };
  }

  return {
    routes: rulesetRoutes({ owner: 'zone', base: '/zones/:zone_id', phases: rulesetPhases }, contextOf),
    entrypoint: (zone, phase) => rulesetsOf(zone).entrypoint(phase),
    reset() {
      byZone.clear();
      unread.clear();
      throttle.reset();
    },
    rules: (zone) =>
      rulesetsOf(zone)
        .all()
        .flatMap(({ rules }) => rules),
    seed(zone, rules) {
      unread.set(zone.id, (rulesets) => {
        for (const [phase, seeds] of Object.entries(rules)) {
          if (!isPhase(phase)) continue;
          let sequence = 0;
          const id = () => stableId('ruleset', zone.name, phase, String(sequence++));
          const time = microseconds(Date.parse(zone.createdOn));
          rulesets.commit(
            createEntrypoint({ owner: 'zone', plan: zone.plan, rulesets, time, id }, phase, { rules: seeds }),
          );
        }
      });
    },
  };
}

import type { PlanName } from '../../contract.ts';
import type { OwnerKind, OwnKind, RulesetPhase } from './model.ts';

/** Where a rule is going to stand: what it may contain depends on it. */
export interface Scene {
  readonly phase: RulesetPhase;
  readonly plan: PlanName;
  readonly owner: OwnerKind;
  /** The kind of the ruleset that holds the rule. */
  readonly kind: OwnKind;
  /** Whether the zone or account has a custom ruleset of this phase with this id. */
  hasCustomRuleset(id: string): boolean;
  /** Whether the account has a list of redirects of this name. */
  hasRedirectList(name: string): boolean;
}

const PLANS: readonly PlanName[] = ['free', 'pro', 'business', 'enterprise'];

/** Whether the plan of the scene is at least `needed`. */
export function reaches({ plan }: Scene, needed: PlanName): boolean {
  return PLANS.indexOf(plan) >= PLANS.indexOf(needed);
}

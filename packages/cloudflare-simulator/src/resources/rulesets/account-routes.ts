/** Rulesets of an account: its own, and those that Cloudflare manages. */

import type { Account, CallerRequest, CallerResource, PlanName, Zone } from '../../contract.ts';
import { stableId } from '../../determinism.ts';
import { unauthorized } from '../../failures.ts';
import type { RulesetsOptions } from './index.ts';
import type { Rule, RulesetPhase, SeedRule } from './model.ts';
import { accountPhases } from './phases.ts';
import type { RequestContext } from './request.ts';
import { rulesetRoutes } from './routes.ts';
import { OwnRulesets } from './store.ts';
import { createRulesetThrottle } from './throttle.ts';
import { createEntrypoint, microseconds, type WriteContext } from './writes.ts';

export interface AccountRulesetsOptions extends RulesetsOptions {
  readonly accounts: () => readonly Account[];
  readonly zones: () => readonly Zone[];
  readonly hasRedirectList: (accountId: string, name: string) => boolean;
}

export interface AccountRulesetsResource extends CallerResource {
  /** The rules of an account. */
  rules(accountId: string): readonly Rule[];
  /** Gives an account its rules in one phase; they are not checked. @param had the zones that it had then. */
  seed(account: Account, had: readonly Zone[], phase: RulesetPhase, rules: readonly SeedRule[]): void;
}

/**
 * An account is on the Enterprise plan when one of its zones is. Not simulated: what the rulesets do to traffic, and
 * the refusal of a rule that executes one without `cf.zone.plan eq "ENT"`, whose words nobody has quoted.
 */
export function createAccountRulesets(options: AccountRulesetsOptions): AccountRulesetsResource {
  const { determinism, writeMilliseconds, accounts, zones } = options;
  const byAccount = new Map<string, OwnRulesets>();
  /** Rules of the seed that nobody has asked for: reading them means reading the language, and takes most of a start. */
  const unread = new Map<string, ((rulesets: OwnRulesets) => void)[]>();
  const throttle = createRulesetThrottle(writeMilliseconds, () => determinism.now());

  function rulesetsOf(id: string): OwnRulesets {
    const rulesets = byAccount.get(id) ?? new OwnRulesets();
    byAccount.set(id, rulesets);
    const fills = unread.get(id) ?? [];
    unread.delete(id);
    for (const fill of fills) fill(rulesets);
    return rulesets;
  }

  function contextOf({ params }: CallerRequest): RequestContext {
    const id = params['account_id'] ?? '';
    if (!accounts().some((account) => account.id === id)) throw unauthorized();
    const rulesets = rulesetsOf(id);
    return {
      owner: 'account',
      plan: planOf(id, zones()),
      rulesets,
      throttle,
      id: () => determinism.id(),
      time: microseconds(determinism.now()),
      hasRedirectList: (name) => options.hasRedirectList(id, name),
    };
  }

  const served = { owner: 'account', base: '/accounts/:account_id', phases: accountPhases } as const;
  return {
    routes: rulesetRoutes(served, contextOf),
    reset() {
      byAccount.clear();
      unread.clear();
      throttle.reset();
    },
    rules: (accountId) =>
      rulesetsOf(accountId)
        .all()
        .flatMap(({ rules }) => rules),
    seed({ id, name, createdOn }, had, phase, rules) {
      const plan = planOf(id, had);
      const fill = (rulesets: OwnRulesets): void => {
        let sequence = 0;
        const context: WriteContext = {
          owner: 'account',
          plan,
          rulesets,
          time: microseconds(Date.parse(createdOn)),
          id: () => stableId('account ruleset', name, phase, String(sequence++)),
          hasRedirectList: (list) => options.hasRedirectList(id, list),
        };
        rulesets.commit(createEntrypoint(context, phase, { rules }));
      };
      unread.set(id, [...(unread.get(id) ?? []), fill]);
    },
  };
}

/** The highest plan of its zones. */
export function planOf(accountId: string, zones: readonly Zone[]): PlanName {
  const order: readonly PlanName[] = ['free', 'pro', 'business', 'enterprise'];
  const own = zones.filter(({ account }) => account.id === accountId);
  const plans = new Set(own.map(({ plan }) => plan));
  return order.findLast((plan) => plans.has(plan)) ?? 'free';
}

import { InputError } from '@crunchtools/mcp-core';
import type { Plan } from '@crunchtools/rules-language';
import { phaseFacts, type RulePhase } from './phases.ts';

/**
 * Refuses more rules in a phase than the plan has. What contracts change (Enterprise) and plans that are not
 * known here are left to Cloudflare, and so is a phase that holds more already.
 * @throws {InputError}
 */
export function requireQuota(
  phase: RulePhase,
  plan: Plan | undefined,
  count: { readonly now: number; readonly wished: number },
): void {
  if (plan === undefined || plan === 'enterprise' || count.wished <= count.now) return;
  const quota = phaseFacts(phase).quota[plan];
  if (count.wished <= quota) return;
  throw new InputError(
    `The plan ${plan} has ${quota} ${phase} rules for a zone; there are ${count.now}, and this would make ${count.wished}.`,
    {
      nextStep:
        'Delete a rule that is not needed, or put the cases of several rules into one expression with or.',
    },
  );
}

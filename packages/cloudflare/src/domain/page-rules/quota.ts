import type { Plan } from '../dns/index.ts';

/** Rules of a zone by plan, disabled ones included (developers.cloudflare.com/rules/page-rules, "Availability"). */
const quotas: Readonly<Record<Plan, number>> = { free: 3, pro: 20, business: 50, enterprise: 125 };

/** How many rules a zone has at least room for. It may have more: rules can be bought. */
export function smallestQuota(plan: Plan | undefined): number {
  return quotas[plan ?? 'free'];
}

/** @param quota of the zone, bought rules included. */
export function refuseQuota(amount: number, quota: number): string | undefined {
  return amount < quota
    ? undefined
    : `the zone has ${amount} of at most ${quota} Page Rules, disabled ones included: delete one, or use modern rules`;
}

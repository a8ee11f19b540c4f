import { ApiFailure, type CallerResource, type PlanName, type RouteRequest } from '../../contract.ts';
import { stableId } from '../../determinism.ts';
import { unknownZone } from '../../failures.ts';

/** Dollars a month and the documented quota of page rules, by plan. */
const PLANS: Readonly<Record<PlanName, { label: string; price: number; pageRules: number }>> = {
  free: { label: 'Free Website', price: 0, pageRules: 3 },
  pro: { label: 'Pro Website', price: 25, pageRules: 20 },
  business: { label: 'Business Website', price: 250, pageRules: 50 },
  enterprise: { label: 'Enterprise Website', price: 0, pageRules: 125 },
};

const NAMES: readonly PlanName[] = ['free', 'pro', 'business', 'enterprise'];

export function pageRuleQuota(plan: PlanName): number {
  return PLANS[plan].pageRules;
}

/** The plan of a zone, as the zone itself shows it. */
export function describePlan(plan: PlanName): unknown {
  return {
    id: stableId('plan', plan),
    name: PLANS[plan].label,
    price: PLANS[plan].price,
    currency: 'USD',
    frequency: plan === 'free' ? '' : 'monthly',
    is_subscribed: plan !== 'free',
    can_subscribe: true,
    legacy_id: plan,
    legacy_discount: false,
    externally_managed: false,
  };
}

/** "List Available Plans" and "Available Plan Details" (API reference, Zones > Plans). Plans are changed by subscriptions, which are not served. */
export function createZonePlans(): CallerResource {
  return {
    routes: [
      {
        method: 'GET',
        pattern: '/zones/:zone_id/available_plans',
        permissions: ['Zone Read'],
        handle: (request) => ({ result: NAMES.map((name) => offer(name, planOf(request))) }),
      },
      {
        method: 'GET',
        pattern: '/zones/:zone_id/available_plans/:plan_identifier',
        permissions: ['Zone Read'],
        handle(request) {
          const name = NAMES.find((plan) => stableId('plan', plan) === request.params['plan_identifier']);
          if (name === undefined) throw planMissing();
          return { result: offer(name, planOf(request)) };
        },
      },
    ],
    reset: () => undefined,
  };
}

function offer(name: PlanName, current: PlanName): unknown {
  return {
    id: stableId('plan', name),
    name: PLANS[name].label,
    price: PLANS[name].price,
    currency: 'USD',
    frequency: 'monthly',
    legacy_id: name,
    is_subscribed: name === current,
    can_subscribe: name !== 'enterprise',
    externally_managed: false,
  };
}

function planOf({ zone }: RouteRequest): PlanName {
  if (zone === undefined) throw unknownZone();
  return zone.plan;
}

/** Code and words are assumed. */
function planMissing(): ApiFailure {
  return new ApiFailure(404, [{ code: 1003, message: 'Invalid or missing plan identifier' }]);
}

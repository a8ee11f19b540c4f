import { domainToUnicode } from 'node:url';
import type { CallerResource, CallerRoute, PlanName, Zone } from '../../contract.ts';
import { stableId } from '../../determinism.ts';
import { unknownZone } from '../../failures.ts';
import { paginate } from '../../query.ts';
import { ZONE_PAGES } from './limits.ts';
import { zoneFilter, zoneOrder } from './validate.ts';

/** Dollars a month and the documented quota of page rules, by plan. */
const PLANS: Readonly<Record<PlanName, { label: string; price: number; pageRules: number }>> = {
  free: { label: 'Free Website', price: 0, pageRules: 3 },
  pro: { label: 'Pro Website', price: 25, pageRules: 20 },
  business: { label: 'Business Website', price: 250, pageRules: 50 },
  enterprise: { label: 'Enterprise Website', price: 0, pageRules: 125 },
};

/**
 * "List Zones" and "Zone Details". Creating, editing and deleting zones is not simulated.
 * @param developmentSeconds until development mode ends (negative: since it ended) of a zone, by its id.
 */
export function createZones(
  zones: () => readonly Zone[],
  developmentSeconds: (zoneId: string) => number,
): CallerResource {
  const describe = (zone: Zone): unknown => describeZone(zone, developmentSeconds(zone.id));
  const list: CallerRoute = {
    method: 'GET',
    pattern: '/zones',
    permissions: ['Zone Read'],
    handle({ query, caller }) {
      const accepts = zoneFilter(query);
      const visible = zones().filter((zone) => caller.reaches(zone) && accepts(zone));
      const { items, info } = paginate(visible.sort(zoneOrder(query)), query, ZONE_PAGES);
      return { result: items.map(describe), resultInfo: info, layout: 'info_first' };
    },
  };
  const get: CallerRoute = {
    method: 'GET',
    pattern: '/zones/:zone_id',
    permissions: ['Zone Read'],
    handle({ zone }) {
      if (zone === undefined) throw unknownZone();
      return { result: describe(zone) };
    },
  };
  return { routes: [list, get], reset: () => undefined };
}

function describeZone(zone: Zone, developmentMode: number): unknown {
  return {
    id: zone.id,
    // Unlike names of records: `/zones` answers in Unicode, and takes both forms in `name`.
    name: domainToUnicode(zone.name),
    status: zone.status,
    paused: zone.paused,
    type: 'full',
    development_mode: developmentMode,
    name_servers: zone.nameServers,
    original_name_servers: null,
    original_registrar: null,
    original_dnshost: null,
    modified_on: zone.createdOn,
    created_on: zone.createdOn,
    activated_on: zone.status === 'active' ? zone.createdOn : null,
    vanity_name_servers: [],
    vanity_name_servers_ips: null,
    meta: {
      step: 2,
      custom_certificate_quota: zone.plan === 'business' || zone.plan === 'enterprise' ? 1 : 0,
      page_rule_quota: PLANS[zone.plan].pageRules,
      phishing_detected: false,
    },
    owner: { id: null, type: 'user', email: null },
    account: zone.account,
    tenant: { id: null, name: null },
    tenant_unit: { id: null },
    permissions: ['#zone:read', '#dns_records:read', '#dns_records:edit', '#cache_purge:edit'],
    plan: describePlan(zone.plan),
  };
}

function describePlan(plan: PlanName): unknown {
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

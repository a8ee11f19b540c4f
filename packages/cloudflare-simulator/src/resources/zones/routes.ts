import { domainToUnicode } from 'node:url';
import type { CallerResource, CallerRoute, Zone } from '../../contract.ts';
import { stableId } from '../../determinism.ts';
import { unknownZone } from '../../failures.ts';
import { paginate } from '../../query.ts';
import { ZONE_PAGES } from './limits.ts';
import { describePlan, pageRuleQuota } from './plans.ts';
import { zoneFilter, zoneOrder } from './validate.ts';
import { createZone, editZone, type ZoneWriteContext } from './writes.ts';

export interface ZonesOptions extends ZoneWriteContext {
  /** Until development mode ends (negative: since it ended), by the id of the zone. */
  readonly developmentSeconds: (zoneId: string) => number;
}

/** "List Zones", "Zone Details", "Create Zone", "Edit Zone" and "Delete Zone". */
export function createZones(options: ZonesOptions): CallerResource {
  const { zones, developmentSeconds } = options;
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
  const create: CallerRoute = {
    method: 'POST',
    pattern: '/zones',
    permissions: [],
    handle: (request) => ({ result: describe(createZone(options, request)) }),
  };
  const get: CallerRoute = {
    method: 'GET',
    pattern: '/zones/:zone_id',
    permissions: ['Zone Read'],
    handle: ({ zone }) => ({ result: describe(required(zone)) }),
  };
  const edit: CallerRoute = {
    method: 'PATCH',
    pattern: '/zones/:zone_id',
    permissions: ['Zone Write'],
    handle: (request) => ({ result: describe(editZone(options, required(request.zone), request.json())) }),
  };
  const remove: CallerRoute = {
    method: 'DELETE',
    pattern: '/zones/:zone_id',
    permissions: ['Zone Write'],
    handle(request) {
      const { id } = required(request.zone);
      options.removeZone(id);
      return { result: { id } };
    },
  };
  return { routes: [list, create, get, edit, remove], reset: () => undefined };
}

function required(zone: Zone | undefined): Zone {
  if (zone === undefined) throw unknownZone();
  return zone;
}

function describeZone(zone: Zone, developmentMode: number): unknown {
  return {
    id: zone.id,
    // Unlike names of records: `/zones` answers in Unicode, and takes both forms in `name`.
    name: domainToUnicode(zone.name),
    status: zone.status,
    paused: zone.paused,
    type: zone.type ?? 'full',
    development_mode: developmentMode,
    name_servers: zone.nameServers,
    original_name_servers: null,
    original_registrar: null,
    original_dnshost: null,
    modified_on: zone.createdOn,
    created_on: zone.createdOn,
    activated_on: zone.status === 'active' ? (zone.activatedOn ?? zone.createdOn) : null,
    vanity_name_servers: zone.vanityNameServers ?? [],
    vanity_name_servers_ips: null,
    meta: {
      step: 2,
      custom_certificate_quota: zone.plan === 'business' || zone.plan === 'enterprise' ? 1 : 0,
      page_rule_quota: pageRuleQuota(zone.plan),
      phishing_detected: false,
    },
    owner: { id: null, type: 'user', email: null },
    account: zone.account,
    tenant: { id: null, name: null },
    tenant_unit: { id: null },
    permissions: ['#zone:read', '#dns_records:read', '#dns_records:edit', '#cache_purge:edit'],
    plan: describePlan(zone.plan),
    ...(zone.type === 'partial' ? { verification_key: verificationKey(zone) } : {}),
  };
}

/** Two numbers, as in the API reference's example of a partial zone: `284344499-1084221259`. */
function verificationKey({ id }: Zone): string {
  const digits = stableId('verification', id);
  return [digits.slice(0, 8), digits.slice(8, 16)].map((part) => Number.parseInt(part, 16)).join('-');
}

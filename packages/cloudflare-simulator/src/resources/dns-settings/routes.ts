/** DNS settings of a zone (API reference, DNS > Settings > Zone). */

import { ApiFailure, type CallerResource, type RouteRequest } from '../../contract.ts';
import { unknownZone } from '../../failures.ts';
import { isRecord } from '../../json.ts';

type Members = Readonly<Record<string, unknown>>;

/** The numbers are those of the reference's example; that they are the defaults is assumed, but for `ns_ttl`. */
const INITIAL: Members = {
  flatten_all_cnames: false,
  foundation_dns: false,
  internal_dns: {},
  multi_provider: false,
  nameservers: { type: 'cloudflare.standard' },
  ns_ttl: 86_400,
  secondary_overrides: false,
  soa: {
    expire: 604_800,
    min_ttl: 1_800,
    mname: null,
    refresh: 10_000,
    retry: 2_400,
    rname: 'dns.cloudflare.com',
    ttl: 3_600,
  },
  zone_mode: 'standard',
};

const ACCEPTS: Readonly<Record<string, (value: unknown) => boolean>> = {
  flatten_all_cnames: isBoolean,
  foundation_dns: isBoolean,
  internal_dns: isRecord,
  multi_provider: isBoolean,
  nameservers: (value) =>
    isRecord(value) &&
    /^(?:cloudflare\.(?:standard|advanced)|custom(?:\.(?:account|tenant|zone))?)$/u.test(
      String(value['type']),
    ),
  ns_ttl: isSeconds,
  secondary_overrides: isBoolean,
  soa: (value) => isRecord(value) && Object.entries(value).every(([name, part]) => isSoaPart(name, part)),
  zone_mode: (value) => value === 'standard' || value === 'cdn_only' || value === 'dns_only',
};

/** What an edit names changes, inside `soa` too; which ranges Cloudflare enforces is not simulated. */
export function createDnsSettings(): CallerResource {
  const edited = new Map<string, Members>();
  const current = (request: RouteRequest): Members => edited.get(idOf(request)) ?? INITIAL;
  return {
    routes: [
      {
        method: 'GET',
        pattern: '/zones/:zone_id/dns_settings',
        permissions: ['Zone DNS Settings Read'],
        handle: (request) => ({ result: current(request) }),
      },
      {
        method: 'PATCH',
        pattern: '/zones/:zone_id/dns_settings',
        permissions: ['Zone DNS Settings Write'],
        handle(request) {
          const next = merged(current(request), request.json());
          edited.set(idOf(request), next);
          return { result: next };
        },
      },
    ],
    reset: () => edited.clear(),
  };
}

function merged(before: Members, body: unknown): Members {
  if (!isRecord(body)) throw invalid('body');
  for (const [name, value] of Object.entries(body)) {
    if (!Object.hasOwn(ACCEPTS, name) || ACCEPTS[name]?.(value) !== true) throw invalid(name);
  }
  const [old, soa] = [before['soa'], body['soa']];
  return { ...before, ...body, soa: isRecord(old) && isRecord(soa) ? { ...old, ...soa } : old };
}

function isSoaPart(name: string, value: unknown): boolean {
  if (name === 'mname') return value === null || typeof value === 'string';
  if (name === 'rname') return typeof value === 'string';
  return ['expire', 'min_ttl', 'refresh', 'retry', 'ttl'].includes(name) && isSeconds(value);
}

function isBoolean(value: unknown): boolean {
  return typeof value === 'boolean';
}

function isSeconds(value: unknown): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value > 0;
}

function idOf({ zone }: RouteRequest): string {
  if (zone === undefined) throw unknownZone();
  return zone.id;
}

/** Code and words are assumed. */
function invalid(name: string): ApiFailure {
  return new ApiFailure(400, [{ code: 1004, message: `Invalid value for DNS setting '${name}'` }]);
}

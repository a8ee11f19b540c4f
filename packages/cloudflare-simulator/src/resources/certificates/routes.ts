/** Certificates at the edge (API reference, SSL > Certificate Packs, SSL > Universal > Settings). They are only read. */

import type { CallerResource, Determinism, RouteRequest, Zone } from '../../contract.ts';
import { stableId } from '../../determinism.ts';
import { unknownZone } from '../../failures.ts';
import type { PageLimits } from '../../query.ts';
import { choiceOf, paginate } from '../../query.ts';

/** The reference says 5 to 50, 20 unless asked otherwise. */
const PACK_PAGES: PageLimits = { smallest: 5, largest: 50, usual: 20 };

const DAY = 24 * 60 * 60_000;

/** What somebody ordered beside the universal certificate. */
export interface SeedPack {
  readonly hosts: readonly string[];
  readonly status: 'active' | 'pending_validation' | 'expired' | 'validation_timed_out';
  /** Days from now; before now where it is negative. */
  readonly days: number;
  readonly errors?: readonly string[];
}

export interface CertificatesResource extends CallerResource {
  /** @param packs beside the universal one, which every zone has unless `universal` is off. */
  seed(zoneId: string, packs: readonly SeedPack[], universal?: boolean): void;
  /** Whether a zone has the universal certificate. */
  hasUniversal(zoneId: string): boolean;
}

interface Held {
  readonly packs: readonly SeedPack[];
  readonly universal: boolean;
}

export function createCertificates({
  determinism,
  issueMilliseconds,
}: {
  readonly determinism: Determinism;
  /** How long the universal certificate of a zone takes once that is active. */
  readonly issueMilliseconds: number;
}): CertificatesResource {
  const held = new Map<string, Held>();
  const of = (zone: Zone): Held => held.get(zone.id) ?? { packs: [], universal: true };
  return {
    routes: [
      {
        method: 'GET',
        pattern: '/zones/:zone_id/ssl/certificate_packs',
        permissions: ['SSL and Certificates Read'],
        handle(request) {
          const zone = zoneOf(request);
          const all = choiceOf(request.query, 'status', ['all']) === 'all';
          const packs = packsOf(zone, of(zone), determinism.now(), issueMilliseconds);
          const shown = packs.filter(({ status }) => all || status === 'active');
          const { items, info } = paginate(shown, request.query, PACK_PAGES);
          return { result: items, resultInfo: info };
        },
      },
      {
        method: 'GET',
        pattern: '/zones/:zone_id/ssl/universal/settings',
        permissions: ['SSL and Certificates Read'],
        handle: (request) => ({ result: { enabled: of(zoneOf(request)).universal } }),
      },
    ],
    reset: () => held.clear(),
    hasUniversal: (zoneId) => held.get(zoneId)?.universal ?? true,
    seed: (zoneId, packs, universal = true) => void held.set(zoneId, { packs, universal }),
  };
}

function zoneOf({ zone }: RouteRequest): Zone {
  if (zone === undefined) throw unknownZone();
  return zone;
}

function packsOf(zone: Zone, { packs, universal }: Held, now: number, issueMilliseconds: number) {
  const ordered = packs.map((pack, index) => describePack(zone, 'advanced', pack, index, now));
  if (!universal) return ordered;
  const own = universalOf(zone, now - issueMilliseconds);
  return [describePack(zone, 'universal', own, -1, now), ...ordered];
}

/**
 * ssl/edge-certificates/universal-ssl: the apex and one label below it, some time after the zone became active.
 * @param since zones that were active then have theirs.
 */
function universalOf(zone: Zone, since: number): SeedPack {
  const isIssued = zone.status === 'active' && Date.parse(zone.activatedOn ?? zone.createdOn) <= since;
  return {
    hosts: [`*.${zone.name}`, zone.name],
    status: isIssued ? 'active' : 'pending_validation',
    days: 62,
  };
}

function describePack(zone: Zone, type: string, pack: SeedPack, index: number, now: number) {
  const id = uuid(`${zone.id} ${index}`);
  const isIssued = pack.status === 'active' || pack.status === 'expired';
  const certificate = {
    id: stableId('certificate', id),
    hosts: pack.hosts,
    issuer: 'GoogleTrustServices',
    signature: 'ECDSAWithSHA256',
    status: pack.status,
    bundle_method: 'ubiquitous',
    zone_id: zone.id,
    uploaded_on: new Date(now - 28 * DAY).toISOString(),
    modified_on: new Date(now - 28 * DAY).toISOString(),
    expires_on: new Date(now + pack.days * DAY).toISOString(),
    priority: null,
  };
  return {
    id,
    type,
    hosts: pack.hosts,
    status: pack.status,
    primary_certificate: isIssued ? certificate.id : '0',
    certificates: isIssued ? [certificate] : [],
    validation_method: 'txt',
    validity_days: 90,
    certificate_authority: 'google',
    created_on: new Date(now - 28 * DAY).toISOString(),
    ...(isIssued ? {} : { validation_records: pack.hosts.map(recordFor) }),
    ...(pack.errors === undefined ? {} : { validation_errors: pack.errors.map((message) => ({ message })) }),
  };
}

function recordFor(host: string): unknown {
  const name = host.replace(/^\*\./, '');
  return {
    status: 'pending',
    txt_name: `_acme-challenge.${name}`,
    txt_value: `${stableId('challenge', host)}Zx0`,
  };
}

function uuid(text: string): string {
  return stableId('pack', text).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

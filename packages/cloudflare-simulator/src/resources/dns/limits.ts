/** Quotas and sizes of DNS records per plan, from Cloudflare's documentation (pages named at each constant). */

import type { PlanName, Zone } from '../../contract.ts';

/** TTL that means "automatic"; Cloudflare serves such records with 300 seconds. */
export const AUTOMATIC_TTL = 1;

/** Largest TTL in seconds, on every plan. */
export const MAXIMUM_TTL = 86_400;

/** Smallest TTL in seconds (dns/manage-dns-records/reference/ttl). */
export function minimumTtl(plan: PlanName): number {
  return plan === 'enterprise' ? 30 : 60;
}

/** Zones made before this day on the Free plan kept the older quota (dns/troubleshooting/faq). */
const FREE_QUOTA_CHANGE = Date.parse('2024-09-01T00:00:00Z');

/**
 * Records a zone may hold. Paid zones can have it raised on request: that is an option of the simulator. Accounts can
 * have a quota of their own, which is not simulated.
 */
export function recordQuota(zone: Pick<Zone, 'plan' | 'createdOn'>): number {
  if (zone.plan !== 'free') return 3_500;
  return Date.parse(zone.createdOn) < FREE_QUOTA_CHANGE ? 1_000 : 200;
}

/** Operations in one batch call (dns/manage-dns-records/how-to/batch-record-changes). */
export function batchLimit(plan: PlanName): number {
  return plan === 'free' ? 200 : 3_500;
}

/** Characters in a comment (dns/manage-dns-records/reference/record-attributes). */
export function commentLimit(plan: PlanName): number {
  return plan === 'free' ? 100 : 500;
}

/** Tags on one record; the Free plan has none (dns/manage-dns-records/reference/record-attributes). */
export function tagQuota(plan: PlanName): number {
  return plan === 'free' ? 0 : 20;
}

/** Characters in the name of a tag, and in its value (same page). */
export const TAG_NAME_LIMIT = 32;
export const TAG_VALUE_LIMIT = 100;

/** Octets of RDATA in one record (dns/manage-dns-records/reference/dns-record-types). */
export const WIRE_LIMIT = 4_096;

/** Characters of content of all records with one name and type (same page). */
export const COMBINED_CONTENT_LIMIT = 8_192;

/** Octets of an imported zone file (dns/manage-dns-records/how-to/import-and-export). */
export const ZONE_FILE_LIMIT = 262_144;

/** Records on a page of the list (API reference, List DNS Records). */
export const PAGE_LIMITS = { smallest: 1, largest: 5_000_000, usual: 100 } as const;

/** What the name servers of a zone have for a name (RFC 1034 §4.3.2, RFC 4592). */

import type { Zone } from '../contract.ts';
import { type DnsRecord, recordToZoneFile } from '../resources/dns/index.ts';
import type { AnsweredRecord } from './model.ts';

export type Found =
  /** Records of the name itself, or of the wildcard that stands for it; none where names exist only below it. */
  | { readonly kind: 'records'; readonly records: readonly DnsRecord[] }
  /** The name is at or below a delegation: its records are somebody else's. */
  | { readonly kind: 'delegated'; readonly servers: readonly DnsRecord[] }
  | { readonly kind: 'absent' };

const AUTOMATIC_TTL = 300;

/** @param all the records of the zone. */
export function findIn(zone: Zone, all: readonly DnsRecord[], name: string): Found {
  const cut = ancestorsBelow(zone.name, name).find((ancestor) => serversAt(all, ancestor).length > 0);
  if (cut !== undefined) return { kind: 'delegated', servers: serversAt(all, cut) };
  const own = all.filter((record) => record.name === name);
  // At the apex, NS records of one's own count only with several providers, which is not simulated.
  if (name === zone.name) return { kind: 'records', records: own.filter(({ type }) => type !== 'NS') };
  if (own.length > 0 || exists(all, name)) return { kind: 'records', records: own };
  return wildcardFor(zone, all, name);
}

/** RFC 4592 §3.3.1: the wildcard below the closest name that exists, and no other. */
function wildcardFor(zone: Zone, all: readonly DnsRecord[], name: string): Found {
  const encloser =
    ancestorsBelow(zone.name, name)
      .slice(0, -1)
      .findLast((ancestor) => exists(all, ancestor)) ?? zone.name;
  const records = all.filter((record) => record.name === `*.${encloser}`);
  return records.length > 0 ? { kind: 'records', records } : { kind: 'absent' };
}

/** From right below the zone's name to the name itself. */
function ancestorsBelow(zoneName: string, name: string): readonly string[] {
  const relative = name === zoneName ? [] : name.slice(0, -(zoneName.length + 1)).split('.');
  return relative.map((_, index) => [...relative.slice(index), zoneName].join('.')).toReversed();
}

function serversAt(all: readonly DnsRecord[], name: string): readonly DnsRecord[] {
  return all.filter((record) => record.type === 'NS' && record.name === name);
}

/** Also a name without records, when there are some below it (RFC 4592 §2.2.2). */
function exists(all: readonly DnsRecord[], name: string): boolean {
  return all.some((record) => record.name === name || record.name.endsWith(`.${name}`));
}

/** @param owner differs from the record's name where that is a wildcard. */
export function answered(record: DnsRecord, owner: string): AnsweredRecord {
  const ttl = record.ttl === 1 ? AUTOMATIC_TTL : record.ttl;
  return { name: owner, type: record.type, ttl, data: recordToZoneFile(record) };
}

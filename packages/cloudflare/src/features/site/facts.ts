import type { CertificatePack } from '../certificates/api.ts';
import type { Asked, CheckedName, DnsAnswer, ZoneRecord } from '../dns/check/facts.ts';
import type { Dnssec } from '../dnssec/api.ts';
import type { TracedConfiguration } from '../trace/configuration.ts';
import type { Zone } from '../zones/api.ts';
import type { TracerAnswer } from './api.ts';

/** Settings that decide whether a site works, and what it is like. */
export const readSettings = ['ssl', 'always_use_https', 'security_level'] as const;
export type ReadSetting = (typeof readSettings)[number] | 'security_header';

/** `www.example.com` for `example.com`, and the other way round. */
export interface Sibling {
  readonly name: string;
  /** `undefined` when they could not be read. */
  readonly records: readonly ZoneRecord[] | undefined;
}

/** All that a verdict is made from. What could not be read is `undefined`, and `unread` says why. */
export interface SiteFacts {
  /** In A-labels, lower case. */
  readonly host: string;
  /** Path and query. */
  readonly path: string;
  readonly zone: Zone;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** What the resolver answers for the name servers of the zone. */
  readonly nameServers: DnsAnswer | undefined;
  /** What the resolver answers for the DS record of the zone. */
  readonly signer: DnsAnswer | undefined;
  /** Asked for only where it matters: when there is a DS record, or validation fails. */
  readonly dnssec: Dnssec | undefined;
  readonly checked: CheckedName | undefined;
  /** What the resolver answers for the addresses of the host. */
  readonly asked: Asked | undefined;
  readonly sibling: Sibling | undefined;
  readonly packs: readonly CertificatePack[] | undefined;
  readonly settings: Readonly<Partial<Record<ReadSetting, string>>>;
  readonly configuration: TracedConfiguration | undefined;
  /** Cloudflare's own trace of the first request. */
  readonly tracer: TracerAnswer | undefined;
  /** Sentences of ours about what could not be read. */
  readonly unread: readonly string[];
}

const proxiable: ReadonlySet<string> = new Set(['A', 'AAAA', 'CNAME']);

/** The records that decide where requests for a name go. */
export function webRecords(records: readonly ZoneRecord[]): readonly ZoneRecord[] {
  return records.filter(({ type }) => proxiable.has(type));
}

export function isProxied(records: readonly ZoneRecord[]): boolean {
  return webRecords(records).some(({ proxied }) => proxied === true);
}

/** Whether requests for the host get to Cloudflare at all once the world follows the zone. */
export function isThroughCloudflare({ zone, checked }: Pick<SiteFacts, 'zone' | 'checked'>): boolean {
  return (
    !zone.paused && checked !== undefined && checked.source !== 'delegation' && isProxied(checked.records)
  );
}

/** The sibling of a host that is in the zone too; only `www` has one. */
export function siblingOf(host: string, zoneName: string): string | undefined {
  if (host === zoneName) return `www.${host}`;
  if (!host.startsWith('www.')) return undefined;
  const bare = host.slice('www.'.length);
  return bare === zoneName || bare.endsWith(`.${zoneName}`) ? bare : undefined;
}

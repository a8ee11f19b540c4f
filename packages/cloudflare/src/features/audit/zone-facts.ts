import type { JsonValue } from '@crunchtools/mcp-core';
import { compact } from '../../schema.ts';
import type { CertificatePack } from '../certificates/api.ts';
import type { DnsRecord } from '../dns/api.ts';
import { type GuardedRecord, guardedRecord } from '../dns/guard/record.ts';
import { shortName } from '../dns/names.ts';
import type { RecordType } from '../dns/types.ts';
import type { TracedPageRule, TracedRule } from '../trace/configuration.ts';

/** A record as far as an audit looks at it: its value in the form in which values compare. */
export interface AuditedRecord extends GuardedRecord {
  readonly id: string;
  readonly comment: string | undefined;
}

export function auditedRecord(record: DnsRecord, zoneName: string): AuditedRecord {
  const { id, type, name, content, data, priority, proxied, private_routing: isRouted, comment } = record;
  const state = compact({ type, name, content, data, priority, proxied, private_routing: isRouted });
  return { ...guardedRecord(state, zoneName), id, comment };
}

export interface AuditedZone {
  /** In A-labels. */
  readonly name: string;
  readonly status: string | undefined;
  /** `full`, `partial` (another provider serves the domain) or `secondary`. */
  readonly type: string | undefined;
  readonly paused: boolean;
  readonly nameServers: readonly string[];
}

export interface AuditedDnssec {
  readonly status: string;
  readonly ds: string | undefined;
  /** Whether keys of others are part of the zone. */
  readonly isShared: boolean;
}

/** What was read of one zone. A part that could not be read is `undefined`, and told as unknown by whoever read it. */
export interface ZoneFacts {
  readonly zone: AuditedZone;
  readonly records: RecordIndex | undefined;
  readonly dnssec: AuditedDnssec | undefined;
  /** By id; those that could not be read are missing. */
  readonly settings: ReadonlyMap<string, JsonValue>;
  readonly packs: readonly CertificatePack[] | undefined;
  /** Of the phases that could be read. */
  readonly rules: readonly TracedRule[];
  /** Whether the zone has rules, read or not. */
  readonly hasRules: boolean;
  readonly pageRules: readonly TracedPageRule[] | undefined;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** The records of a zone by name, as its name servers find them. */
export class RecordIndex {
  readonly zoneName: string;
  readonly all: readonly AuditedRecord[];
  readonly #byName = new Map<string, AuditedRecord[]>();
  /** Names that exist because there are names below them (RFC 4592 section 2.2.2). */
  readonly #above = new Set<string>();

  constructor(zoneName: string, all: readonly AuditedRecord[]) {
    this.zoneName = zoneName;
    this.all = all;
    for (const record of all) {
      const there = this.#byName.get(record.name);
      if (there === undefined) this.#byName.set(record.name, [record]);
      else there.push(record);
      for (
        let name = parentOf(record.name);
        this.holds(name) && !this.#above.has(name);
        name = parentOf(name)
      )
        this.#above.add(name);
    }
  }

  /** Whether a name is in the zone. */
  holds(name: string): boolean {
    return name === this.zoneName || name.endsWith(`.${this.zoneName}`);
  }

  /** The records that stand at this very name. */
  at(name: string): readonly AuditedRecord[] {
    return this.#byName.get(name) ?? [];
  }

  ofType(...types: readonly RecordType[]): readonly AuditedRecord[] {
    const wanted: ReadonlySet<string> = new Set(types);
    return this.all.filter(({ type }) => wanted.has(type));
  }

  /** The records that answer for a name: its own, or those of the wildcard nearest to it (RFC 4592 section 3.3.1). */
  answering(name: string): readonly AuditedRecord[] {
    const own = this.at(name);
    if (own.length > 0 || this.#above.has(name) || name === this.zoneName) return own;
    for (let above = parentOf(name); this.holds(above); above = parentOf(above)) {
      const wildcard = this.at(`*.${above}`);
      if (wildcard.length > 0) return wildcard;
      if (this.at(above).length > 0 || this.#above.has(above)) return [];
    }
    return [];
  }

  exists(name: string): boolean {
    return name === this.zoneName || this.#above.has(name) || this.answering(name).length > 0;
  }

  /** The name at or above this one that is delegated to other name servers. */
  cutAbove(name: string): string | undefined {
    let found: string | undefined;
    for (let each = name; each !== this.zoneName && this.holds(each); each = parentOf(each))
      if (this.at(each).some(({ type }) => type === 'NS')) found = each;
    return found;
  }

  /** `@`, `www`. */
  short(name: string): string {
    return shortName(name, this.zoneName);
  }
}

export function parentOf(name: string): string {
  return name.slice(name.indexOf('.') + 1 || name.length);
}

const proxiable: ReadonlySet<string> = new Set(['A', 'AAAA', 'CNAME']);

/** Records that visitors reach through Cloudflare; none while the zone is paused or not active. */
export function proxiedIn({ zone, records }: ZoneFacts): readonly AuditedRecord[] {
  if (records === undefined || zone.paused || zone.status !== 'active') return [];
  return records.all.filter(({ proxied, type }) => proxied && proxiable.has(type));
}

/** Whether Cloudflare's name servers are to answer for all of the zone. */
export function isAuthoritative({ zone }: ZoneFacts): boolean {
  return zone.type !== 'partial';
}

import type { JsonObject } from '@crunchtools/mcp-core';
import type { RecordType } from '../types.ts';
import { type AnsweredRecord, type DnsAnswer, responseCodes, startOfAuthorityOf } from './answer.ts';
import { typeNumbers } from './record-types.ts';
import { keyOfAnswered, keyOfStored } from './value.ts';

/** A record of the zone, as far as the world can see it. */
export interface ZoneRecord {
  readonly type: string;
  readonly name: string;
  readonly content?: string | undefined;
  readonly data?: JsonObject | undefined;
  readonly priority?: number | undefined;
  readonly proxied?: boolean | undefined;
  readonly settings?: JsonObject | undefined;
}

export interface CheckedZone {
  readonly name: string;
  readonly status: string | undefined;
  /** Nothing is proxied in a paused zone. */
  readonly paused: boolean;
  readonly nameServers: readonly string[];
}

/** What speaks for a name in the zone. */
export interface CheckedName {
  /** The full name. */
  readonly name: string;
  readonly zone: CheckedZone;
  /** Whether the records are its own, of a wildcard, or somebody else's because the name is delegated. */
  readonly source: 'own' | 'wildcard' | 'delegation';
  /** For a delegation: those at the name that delegates. */
  readonly records: readonly ZoneRecord[];
  /** The name at which the delegation begins. */
  readonly cut?: string | undefined;
}

export interface Asked {
  readonly type: RecordType;
  readonly answer: DnsAnswer;
  /** The answer without validation, asked for when validation may be what fails. */
  readonly unchecked?: DnsAnswer | undefined;
  /** What the target of a flattened alias answers for the same type. */
  readonly target?: DnsAnswer | undefined;
}

/** Stored and answered values of one type, side by side. */
export interface Facts extends CheckedName, Asked {
  readonly isApex: boolean;
  /** The records of the type. */
  readonly wanted: readonly ZoneRecord[];
  /** The alias that stands for the name and is visible or flattened; not one that is proxied. */
  readonly alias: ZoneRecord | undefined;
  /** The records that make the name a proxied one. */
  readonly proxied: readonly ZoneRecord[];
  /** The answered records of the type under the name itself. */
  readonly seen: readonly AnsweredRecord[];
  /** The answered alias of the name. */
  readonly seenAlias: AnsweredRecord | undefined;
  /** Those that are wanted and not seen. */
  readonly missing: readonly ZoneRecord[];
  /** Those that are seen and not wanted. */
  readonly extra: readonly AnsweredRecord[];
  /** Whether an answered value is in a form that cannot be read. */
  readonly isUnreadable: boolean;
  /** Seconds for which resolvers may keep what was answered; absent when it is not said. */
  readonly keptFor: number | undefined;
}

const proxiable: ReadonlySet<string> = new Set(['A', 'AAAA', 'CNAME']);

export function factsOf(checked: CheckedName, asked: Asked): Facts {
  const { name, zone, records } = checked;
  const { type, answer } = asked;
  const at = (number: number): readonly AnsweredRecord[] =>
    answer.answers.filter((record) => record.name === name && record.type === number);
  const wanted = records.filter((record) => record.type === type);
  const seen = at(typeNumbers[type]);
  const keys = seen.map(({ data }) => keyOfAnswered(type, data, name, zone.name));
  const wantedKeys = wanted.map((record) => keyOfStored({ ...record, name }, zone.name));
  const proxied = proxiedOf(checked);
  return {
    ...checked,
    ...asked,
    isApex: name === zone.name,
    wanted,
    alias: visibleAliasOf(checked),
    proxied,
    seen,
    seenAlias: at(typeNumbers.CNAME)[0],
    missing: wanted.filter((_, index) => !keys.includes(wantedKeys[index])),
    extra: seen.filter((_, index) => !wantedKeys.includes(keys[index] ?? '')),
    isUnreadable: keys.includes(undefined),
    keptFor: keptFor(seen, answer),
  };
}

/** The alias of a name that the world is shown, or whose addresses it is shown; not a proxied one. */
export function visibleAliasOf(checked: CheckedName): ZoneRecord | undefined {
  return proxiedOf(checked).length > 0 ? undefined : checked.records.find(({ type }) => type === 'CNAME');
}

function proxiedOf({ zone, records }: CheckedName): readonly ZoneRecord[] {
  return zone.paused ? [] : records.filter(({ proxied, type }) => proxied === true && proxiable.has(type));
}

/** Whether the resolver said that there is no such name, rather than no such record. */
export function isNameError({ answer }: Pick<Facts, 'answer'>): boolean {
  return answer.status === responseCodes.nameError;
}

function keptFor(seen: readonly AnsweredRecord[], answer: DnsAnswer): number | undefined {
  const kept = seen.length > 0 ? seen : startOfAuthorityOf(answer);
  return kept.length === 0 ? undefined : Math.max(...kept.map(({ ttl }) => ttl));
}

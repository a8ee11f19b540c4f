import { isSpf, rangeOf } from '../dns/guard/record.ts';
import { addressBits, documentationFor, isAddress, isStandIn, reservedFor } from './address-range.ts';
import type { Finding } from './finding.ts';
import type { Check } from './question.ts';
import { deletion, update } from './repair.ts';
import { parseSpf, prefixOf, SpfSyntaxError } from './spf.ts';
import { type AuditedRecord, proxiedIn, type RecordIndex, type ZoneFacts } from './zone-facts.ts';

/** The addresses behind the proxy that other records give away. */
export const checkOrigins: Check = (facts) => {
  const { records } = facts;
  if (records === undefined) return [];
  const origins = originsOf(facts);
  if (origins.size === 0) return [];
  return [...siblings(facts, records, origins), ...texts(records, origins)];
};

/** By their bits: the address, and a name that is proxied to it. */
function originsOf(facts: ZoneFacts): ReadonlyMap<string, AuditedRecord> {
  const found = new Map<string, AuditedRecord>();
  for (const record of proxiedIn(facts)) {
    const bits = isAddress(record) ? addressBits(record.content) : undefined;
    if (bits === undefined || isStandIn(record.content) || reservedFor(record.content) !== undefined)
      continue;
    if (!found.has(bits)) found.set(bits, record);
  }
  return found;
}

function siblings(
  facts: ZoneFacts,
  records: RecordIndex,
  origins: ReadonlyMap<string, AuditedRecord>,
): readonly Finding[] {
  const takesMail = new Set(records.ofType('MX').map(({ content }) => content));
  return records.ofType('A', 'AAAA').flatMap((record) => {
    if (record.proxied || record.isRouted) return [];
    const proxied = origins.get(addressBits(record.content) ?? '');
    if (proxied === undefined) return [];
    const evidence = `${record.type} ${record.content}, the address behind ${records.short(proxied.name)}`;
    // The proxy passes no mail on: such a host needs an address of its own.
    const repair = takesMail.has(record.name) ? undefined : update(facts, record, { proxied: true });
    const name = records.short(record.name);
    return [{ id: 'origin-exposed' as const, name, evidence, comment: record.comment, repair }];
  });
}

function texts(records: RecordIndex, origins: ReadonlyMap<string, AuditedRecord>): readonly Finding[] {
  return records.ofType('TXT').flatMap((record) => {
    const said = isSpf(record.content) ? inSpf(record.content, origins) : inText(record.content, origins);
    if (said === undefined) return [];
    const { name, content, comment } = record;
    const evidence = `${said}: ${content}`;
    return [{ id: 'origin-exposed-text' as const, name: records.short(name), evidence, comment }];
  });
}

/** A range of this many addresses at most names the origin; a larger one is that of a provider. */
const mostFreeBits = 4;

function inSpf(text: string, origins: ReadonlyMap<string, AuditedRecord>): string | undefined {
  try {
    return parseSpf(text).terms.find(({ range }) => range !== undefined && names(range, origins))?.range;
  } catch (error) {
    if (error instanceof SpfSyntaxError) return undefined;
    throw error;
  }
}

function names(range: string, origins: ReadonlyMap<string, AuditedRecord>): boolean {
  const bits = rangeOf(range);
  const length = range.includes(':') ? 128 : 32;
  if (bits === undefined || length - prefixOf(range) > mostFreeBits) return false;
  return [...origins.keys()].some((origin) => origin.startsWith(bits));
}

/** An address that stands by itself in a text. */
function inText(text: string, origins: ReadonlyMap<string, AuditedRecord>): string | undefined {
  const words = text.match(
    /(?<![\w.:])(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7})(?![\w.:]*[\w:])/giu,
  );
  return words?.find((word) => origins.has(addressBits(word.toLowerCase()) ?? ''));
}

/** Addresses that the Internet does not reach, in public names (RFC 6890). */
export const checkAddresses: Check = (facts) => {
  const { records } = facts;
  if (records === undefined) return [];
  return records.ofType('A', 'AAAA').flatMap((record): readonly Finding[] => {
    if (record.isRouted) return [];
    const reserved = reservedFor(record.content);
    const what = reserved ?? (record.proxied ? undefined : documentationFor(record.content));
    if (what === undefined) return [];
    const evidence = `${record.type} ${record.content}, ${what}`;
    const about = { name: records.short(record.name), evidence, comment: record.comment };
    if (reserved === undefined) return [{ id: 'documentation-address', ...about }];
    // Never reached, but meant so where a rule or a Worker answers.
    if (record.proxied) return isStandIn(record.content) ? [] : [{ id: 'proxied-private', ...about }];
    return [{ id: 'private-address', ...about, repair: deletion(facts, record) }];
  });
};

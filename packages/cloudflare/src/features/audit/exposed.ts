import { isSpf, rangeOf } from '../dns/guard/record.ts';
import { addressBits, documentationFor, isAddress, isStandIn, reservedFor } from './address-range.ts';
import type { Finding } from './finding.ts';
import type { Check, Work } from './question.ts';
import { deletion, update } from './repair.ts';
import { parseSpf, prefixOf, SpfSyntaxError } from './spf.ts';
import { type AuditedRecord, proxiedIn, type RecordIndex, type ZoneFacts } from './zone-facts.ts';

/** The addresses behind the proxy that other records give away. */
export const checkOrigins: Check = (facts) => {
  const { records } = facts;
  if (records === undefined) return [];
  const origins = originsOf(facts);
  if (origins.size === 0) return [];
  return [siblings(facts, records, origins), texts(records, origins)];
};

/** By their bits: the address, and a name that is proxied to it. */
type Origins = ReadonlyMap<string, AuditedRecord>;

function originsOf(facts: ZoneFacts): Origins {
  const found = new Map<string, AuditedRecord>();
  for (const record of proxiedIn(facts)) {
    const bits = isAddress(record) ? addressBits(record.content) : undefined;
    if (bits === undefined || isStandIn(record.content) || reservedFor(record.content) !== undefined)
      continue;
    if (!found.has(bits)) found.set(bits, record);
  }
  return found;
}

function* siblings(facts: ZoneFacts, records: RecordIndex, origins: Origins): Work {
  const takesMail = new Set(records.ofType('MX').map(({ content }) => content));
  const found: Finding[] = [];
  for (const record of records.ofType('A', 'AAAA')) {
    yield undefined;
    if (record.proxied || record.isRouted) continue;
    const proxied = origins.get(addressBits(record.content) ?? '');
    if (proxied === undefined) continue;
    const evidence = `${record.type} ${record.content}, the address behind ${records.short(proxied.name)}`;
    // The proxy passes no mail on: such a host needs an address of its own.
    const repair = takesMail.has(record.name) ? undefined : update(facts, record, { proxied: true });
    const name = records.short(record.name);
    found.push({ id: 'origin-exposed', name, evidence, comment: record.comment, repair });
  }
  return found;
}

function* texts(records: RecordIndex, origins: Origins): Work {
  const found: Finding[] = [];
  const prefixes = prefixesOf(origins);
  for (const { name, content, comment } of records.ofType('TXT')) {
    yield undefined;
    const said = isSpf(content) ? inSpf(content, prefixes) : inText(content, origins);
    if (said === undefined) continue;
    const evidence = `${said}: ${content}`;
    found.push({ id: 'origin-exposed-text', name: records.short(name), evidence, comment });
  }
  return found;
}

/** A range of this many addresses at most names the origin; a larger one is that of a provider. */
const mostFreeBits = 4;

/** The bits of every range that names an origin: both may be thousands. */
function prefixesOf(origins: Origins): ReadonlySet<string> {
  const lengths = Array.from({ length: mostFreeBits + 1 }, (_, free) => free);
  return new Set(
    [...origins.keys()].flatMap((bits) => lengths.map((free) => bits.slice(0, bits.length - free))),
  );
}

function inSpf(text: string, prefixes: ReadonlySet<string>): string | undefined {
  try {
    return parseSpf(text).terms.find(({ range }) => range !== undefined && names(range, prefixes))?.range;
  } catch (error) {
    if (error instanceof SpfSyntaxError) return undefined;
    throw error;
  }
}

function names(range: string, prefixes: ReadonlySet<string>): boolean {
  const bits = rangeOf(range);
  const length = range.includes(':') ? 128 : 32;
  return bits !== undefined && length - prefixOf(range) <= mostFreeBits && prefixes.has(bits);
}

/** An address that stands by itself in a text. */
function inText(text: string, origins: Origins): string | undefined {
  const words = text.match(
    /(?<![\w.:])(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7})(?![\w.:]*[\w:])/giu,
  );
  return words?.find((word) => origins.has(addressBits(word.toLowerCase()) ?? ''));
}

/** Addresses that the Internet does not reach, in public names (RFC 6890). */
export const checkAddresses: Check = (facts) => {
  const { records } = facts;
  if (records === undefined) return [];
  return [unreachable(facts, records)];
};

function* unreachable(facts: ZoneFacts, records: RecordIndex): Work {
  const found: Finding[] = [];
  for (const record of records.ofType('A', 'AAAA')) {
    yield undefined;
    const finding = ofAddress(facts, records, record);
    if (finding !== undefined) found.push(finding);
  }
  return found;
}

function ofAddress(facts: ZoneFacts, records: RecordIndex, record: AuditedRecord): Finding | undefined {
  if (record.isRouted) return undefined;
  const reserved = reservedFor(record.content);
  const what = reserved ?? (record.proxied ? undefined : documentationFor(record.content));
  if (what === undefined) return undefined;
  const evidence = `${record.type} ${record.content}, ${what}`;
  const about = { name: records.short(record.name), evidence, comment: record.comment };
  if (reserved === undefined) return { id: 'documentation-address', ...about };
  // Never reached, but meant so where a rule or a Worker answers.
  if (record.proxied) return isStandIn(record.content) ? undefined : { id: 'proxied-private', ...about };
  return { id: 'private-address', ...about, repair: deletion(facts, record) };
}

import { canonicalJson, type JsonObject } from '@crunchtools/mcp-core';
import { dataRules } from '../presentation.ts';
import { checkRecord } from '../record.ts';
import { txtContent } from '../text.ts';
import { isDataType, isRecordType, type RecordBody } from '../types.ts';

/** What a record points to, apart from its name and attributes. */
export interface RecordKey {
  readonly type: string;
  readonly name: string;
  readonly content?: string | undefined;
  readonly data?: JsonObject | undefined;
  readonly priority?: number | undefined;
}

/**
 * A text that is equal for values that mean the same in the DNS: however an address, a host or a quoted text is
 * written, and whatever Cloudflare adds to `data`. A value that breaks a rule of its type stands for itself:
 * Cloudflare holds records that are older than its rules, or ours.
 */
export function valueKey(value: RecordKey, zoneName: string): string {
  const { type, name, content, data, priority } = value;
  // What is stored may hold characters that a caller has to escape.
  const text = type === 'TXT' && content !== undefined ? txtContent(content) : undefined;
  if (typeof text === 'string') return canonicalJson([text, null]);
  try {
    const checked = checkRecord(
      isDataType(type) && data !== undefined
        ? {
            type,
            name: `${name}.`,
            data: ownFields(type, data),
            priority: type === 'URI' ? priority : undefined,
          }
        : { type, name: `${name}.`, content, priority },
      { name: zoneName },
    );
    return keyOfBody(checked);
  } catch {
    return canonicalJson([content ?? data ?? null, priority ?? null]);
  }
}

/** As `valueKey`, for a record that `checkRecord` returned. */
export function keyOfBody({ content, data, priority }: RecordBody): string {
  return canonicalJson([content ?? data ?? null, priority ?? null]);
}

function ownFields(type: keyof typeof dataRules, data: JsonObject): JsonObject {
  const { fields } = dataRules[type];
  return Object.fromEntries(Object.entries(data).filter(([field]) => Object.hasOwn(fields, field)));
}

/** A record as Cloudflare holds it. */
export interface ExistingRecord {
  readonly id: string;
  readonly type: string;
  /** The full name, in A-labels and lower case. */
  readonly name: string;
  readonly content: string | undefined;
  readonly data: JsonObject | undefined;
  /** Seconds; 1 means automatic. */
  readonly ttl: number;
  readonly priority: number | undefined;
  readonly proxied: boolean | undefined;
  readonly private_routing: boolean | undefined;
  readonly comment: string | undefined;
  readonly tags: readonly string[] | undefined;
  readonly settings: JsonObject | undefined;
  /** What Cloudflare says of the record itself; see `serviceOf`. */
  readonly meta?: JsonObject | undefined;
}

/**
 * Whether a record is Cloudflare's to keep: the SOA, the name servers of the zone itself, and types that cannot be
 * written. A wrong one takes the whole zone off the Internet, so nothing that works on many records touches them.
 */
export function isKeptByCloudflare(
  { type, name }: Pick<ExistingRecord, 'type' | 'name'>,
  zoneName: string,
): boolean {
  return !isRecordType(type) || (type === 'NS' && name === zoneName);
}

/** What decides whether two records of one name exclude each other. */
export interface Neighbour {
  readonly type: string;
  /** The full name. */
  readonly name: string;
}

/**
 * Why two different records of one name cannot stand beside each other, or `undefined` when they can. A CNAME
 * excludes addresses and another CNAME; below the zone's own name NS excludes all three (Cloudflare's
 * troubleshooting page "Records with the same name", codes 81053, 81054 and 81056). Cloudflare takes a TXT or MX
 * record beside a CNAME, against RFC 1034 section 3.6.2, so these are let pass.
 */
export function refuseBeside(one: Neighbour, other: Neighbour, zoneName: string): string | undefined {
  const types = [one.type, other.type];
  if (types.includes('CNAME') && types.every(isAddressOrAlias)) {
    return types.every((type) => type === 'CNAME')
      ? `${one.name} can have one CNAME record only, and there is another`
      : `${one.name} cannot have a CNAME record beside an address`;
  }
  if (one.name !== zoneName && types.includes('NS') && types.some(isAddressOrAlias)) {
    return `${one.name} cannot have NS records, which delegate it, beside an address or a CNAME record`;
  }
  return undefined;
}

function isAddressOrAlias(type: string): boolean {
  return type === 'A' || type === 'AAAA' || type === 'CNAME';
}

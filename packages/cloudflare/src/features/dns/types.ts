import type { JsonObject } from '@crunchtools/mcp-core';

/** Types whose value Cloudflare takes as one string, `content` (MX with `priority` beside it). */
export const contentTypes = ['A', 'AAAA', 'CNAME', 'MX', 'NS', 'OPENPGPKEY', 'PTR', 'TXT'] as const;

/** Types whose value Cloudflare takes as an object, `data` (URI with `priority` beside it). */
export const dataTypes = [
  'CAA',
  'CERT',
  'DNSKEY',
  'DS',
  'HTTPS',
  'LOC',
  'NAPTR',
  'SMIMEA',
  'SRV',
  'SSHFP',
  'SVCB',
  'TLSA',
  'URI',
] as const;

/** The record types Cloudflare lets a caller write. SOA and the DNSSEC signatures are Cloudflare's own. */
export const recordTypes = [...contentTypes, ...dataTypes] as const;

export type ContentType = (typeof contentTypes)[number];
export type DataType = (typeof dataTypes)[number];
export type RecordType = ContentType | DataType;

export function isContentType(type: string): type is ContentType {
  return contentTypes.some((known) => known === type);
}

export function isDataType(type: string): type is DataType {
  return dataTypes.some((known) => known === type);
}

export function isRecordType(type: string): type is RecordType {
  return isContentType(type) || isDataType(type);
}

/** What a caller asks for, or what Cloudflare holds. Everything in it is checked at run time too. */
export interface RecordInput {
  readonly type: string;
  /** `@`, a name relative to the zone, or a full name. */
  readonly name: string;
  /** The value; for a type with `data`, its presentation format (RFC 1035 section 5). */
  readonly content?: string | undefined;
  readonly data?: JsonObject | undefined;
  /** Seconds; 1 means automatic. */
  readonly ttl?: number | undefined;
  readonly priority?: number | undefined;
  readonly proxied?: boolean | undefined;
  /** Reach a private address through a tunnel; proxied A and AAAA records of Enterprise zones only. */
  readonly private_routing?: boolean | undefined;
  readonly comment?: string | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly settings?: JsonObject | undefined;
}

/** The members an update names; one that is `undefined` or null stays as it is. */
export type RecordChange = { readonly [Member in keyof RecordInput]?: RecordInput[Member] | undefined };

/** What `POST /zones/{zone_id}/dns_records` takes. */
export interface RecordBody {
  readonly type: RecordType;
  /** The full name in A-labels, lower case, without a trailing dot. */
  readonly name: string;
  readonly content?: string;
  readonly data?: JsonObject;
  readonly ttl: number;
  readonly priority?: number;
  readonly proxied?: boolean;
  readonly private_routing?: boolean;
  readonly comment?: string;
  readonly tags?: readonly string[];
  readonly settings?: JsonObject;
}

export type ZonePlan = 'free' | 'pro' | 'business' | 'enterprise';

export interface RecordZone {
  readonly name: string;
  readonly plan?: ZonePlan | undefined;
}

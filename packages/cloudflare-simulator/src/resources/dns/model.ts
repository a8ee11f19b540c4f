/** A DNS record as the simulator stores it, which is the shape in which the API returns it. */

/** Types whose value is the string `content`. */
export const CONTENT_TYPES = ['A', 'AAAA', 'CNAME', 'MX', 'NS', 'OPENPGPKEY', 'PTR', 'TXT'] as const;

/** Types whose value is the object `data`; their `content` is derived and read-only. */
export const DATA_TYPES = [
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

export type ContentType = (typeof CONTENT_TYPES)[number];
export type DataType = (typeof DATA_TYPES)[number];
export type RecordType = ContentType | DataType;

/** Components of a data type, by the names of the API reference. */
export type RecordData = Readonly<Record<string, string | number>>;

export interface RecordSettings {
  readonly ipv4_only?: boolean;
  readonly ipv6_only?: boolean;
  readonly flatten_cname?: boolean;
}

/**
 * What Cloudflare says of a record that one of its services made: `read_only` and `email_routing` for Email Routing
 * (DNSControl issue 3850, 2025-11-23), `origin_worker_id` for a custom domain of a Worker, `r2_bucket` for one of R2.
 */
export interface RecordMeta {
  readonly read_only?: boolean;
  readonly email_routing?: boolean;
  readonly origin_worker_id?: string;
  readonly r2_bucket?: string;
}

/** What a client decides about a record, after validation. */
export interface RecordFields {
  /** The complete name, lower-case A-labels, without the final dot. */
  readonly name: string;
  readonly type: RecordType;
  readonly content: string;
  readonly priority?: number;
  readonly data?: RecordData;
  readonly proxiable: boolean;
  readonly proxied: boolean;
  /** Seconds; 1 means automatic. */
  readonly ttl: number;
  readonly settings: RecordSettings;
  readonly private_routing?: boolean;
  readonly comment: string | null;
  readonly tags: readonly string[];
}

export interface DnsRecord extends RecordFields {
  readonly id: string;
  /** Empty, but for records that belong to a service of Cloudflare. */
  readonly meta: RecordMeta;
  readonly created_on: string;
  readonly modified_on: string;
  /** Left out when there is no comment. */
  readonly comment_modified_on?: string;
  /** Left out when there are no tags. */
  readonly tags_modified_on?: string;
}

/** The members of a JSON object that nobody has checked yet. */
export type Members = Readonly<Record<string, unknown>>;

/** A record to start with, in the form of the body of a POST. */
export interface SeedRecord {
  readonly type: RecordType;
  readonly name: string;
  readonly content?: string;
  readonly data?: RecordData;
  readonly priority?: number;
  readonly ttl?: number;
  readonly proxied?: boolean;
  readonly settings?: RecordSettings;
  readonly comment?: string;
  readonly tags?: readonly string[];
  readonly meta?: RecordMeta;
}

export function isContentType(value: unknown): value is ContentType {
  return CONTENT_TYPES.some((type) => type === value);
}

export function isDataType(value: unknown): value is DataType {
  return DATA_TYPES.some((type) => type === value);
}

export function isRecordType(value: unknown): value is RecordType {
  return isContentType(value) || isDataType(value);
}

import type { JsonObject } from '@crunchtools/mcp-core';
import { isRecordType } from '../types.ts';

/** A record as Cloudflare holds it. */
export interface StoredRecord {
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
  { type, name }: Pick<StoredRecord, 'type' | 'name'>,
  zoneName: string,
): boolean {
  return !isRecordType(type) || (type === 'NS' && name === zoneName);
}

import { type JsonObject, type JsonValue, path } from '@crunchtools/mcp-core';
import { compact } from '../schema/compact.ts';
import type { Connection, Subject } from './connection.ts';
import {
  listOf,
  objectOf,
  optionalFlag,
  optionalNumber,
  optionalObject,
  optionalText,
  optionalTexts,
  text,
} from './fields.ts';
import { type Page, pageOf } from './page.ts';

/** A DNS record as Cloudflare returns it, without what nobody here uses. */
export interface DnsRecord {
  readonly id: string;
  readonly type: string;
  readonly name: string;
  /** For a type with `data`: the presentation format, made by Cloudflare. */
  readonly content: string | undefined;
  readonly data: JsonObject | undefined;
  /** Seconds; 1 means automatic. */
  readonly ttl: number;
  readonly proxied: boolean | undefined;
  readonly proxiable: boolean | undefined;
  readonly priority: number | undefined;
  readonly private_routing: boolean | undefined;
  readonly comment: string | undefined;
  readonly tags: readonly string[] | undefined;
  readonly settings: JsonObject | undefined;
  readonly created_on: string | undefined;
  readonly modified_on: string | undefined;
}

export interface DnsRecordFilter {
  readonly name?: string | undefined;
  readonly name_contains?: string | undefined;
  readonly type?: string | undefined;
  readonly content?: string | undefined;
  readonly content_contains?: string | undefined;
  readonly comment_contains?: string | undefined;
  readonly tag?: string | undefined;
  readonly search?: string | undefined;
  readonly proxied?: boolean | undefined;
  readonly order?: string | undefined;
  readonly direction?: string | undefined;
  readonly page?: number | undefined;
  /** At most 5,000,000 by the documentation; answers are limited by size long before. */
  readonly per_page?: number | undefined;
}

/** One batch: executed as deletes, patches, posts in one database transaction; the first error aborts all. */
export interface DnsBatch {
  readonly deletes: readonly string[];
  readonly patches: readonly (JsonObject & { readonly id: string })[];
  readonly posts: readonly JsonObject[];
}

/** `/zones/{zone_id}/dns_records` (developers.cloudflare.com/api/resources/dns/subresources/records). */
export class DnsRecordsApi {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async list(zoneId: string, filter: DnsRecordFilter): Promise<Page<DnsRecord>> {
    const { name_contains, content, content_contains, comment_contains, name, ...rest } = filter;
    const envelope = await this.#connection.send({
      method: 'GET',
      path: path`/zones/${zoneId}/dns_records`,
      query: {
        ...rest,
        'name.exact': name,
        'name.contains': name_contains,
        'content.exact': content,
        'content.contains': content_contains,
        'comment.contains': comment_contains,
      },
      subject: reading('zone'),
    });
    return pageOf(envelope, listOf(envelope.result, 'list of DNS records').map(dnsRecordOf));
  }

  async get(zoneId: string, id: string): Promise<DnsRecord> {
    const envelope = await this.#connection.send({
      method: 'GET',
      path: path`/zones/${zoneId}/dns_records/${id}`,
      subject: reading(`DNS record ${id} in this zone`),
    });
    return dnsRecordOf(envelope.result);
  }

  async create(zoneId: string, body: JsonObject): Promise<DnsRecord> {
    const envelope = await this.#connection.send({
      method: 'POST',
      path: path`/zones/${zoneId}/dns_records`,
      json: body,
      subject: writing('zone'),
    });
    return dnsRecordOf(envelope.result);
  }

  async patch(zoneId: string, id: string, body: JsonObject): Promise<DnsRecord> {
    const envelope = await this.#connection.send({
      method: 'PATCH',
      path: path`/zones/${zoneId}/dns_records/${id}`,
      json: body,
      subject: writing(`DNS record ${id} in this zone`),
    });
    return dnsRecordOf(envelope.result);
  }

  async delete(zoneId: string, id: string): Promise<void> {
    await this.#connection.send({
      method: 'DELETE',
      path: path`/zones/${zoneId}/dns_records/${id}`,
      subject: writing(`DNS record ${id} in this zone`),
    });
  }

  /** @returns the records of `patches` and of `posts`, each in the order of the request. */
  async batch(
    zoneId: string,
    { deletes, patches, posts }: DnsBatch,
  ): Promise<{ readonly patches: readonly DnsRecord[]; readonly posts: readonly DnsRecord[] }> {
    const envelope = await this.#connection.send({
      method: 'POST',
      path: path`/zones/${zoneId}/dns_records/batch`,
      json: compact({
        deletes: deletes.length > 0 ? deletes.map((id) => ({ id })) : undefined,
        patches: patches.length > 0 ? patches : undefined,
        posts: posts.length > 0 ? posts : undefined,
      }),
      subject: writing('record of this batch'),
    });
    const result = objectOf(envelope.result, 'result of the batch');
    return {
      patches: listOf(result['patches'], 'patched records').map(dnsRecordOf),
      posts: listOf(result['posts'], 'created records').map(dnsRecordOf),
    };
  }
}

function dnsRecordOf(value: JsonValue | undefined): DnsRecord {
  const record = objectOf(value, 'DNS record');
  return {
    id: text(record, 'id'),
    type: text(record, 'type'),
    name: text(record, 'name'),
    content: optionalText(record, 'content'),
    data: optionalObject(record, 'data'),
    ttl: optionalNumber(record, 'ttl') ?? 1,
    proxied: optionalFlag(record, 'proxied'),
    proxiable: optionalFlag(record, 'proxiable'),
    priority: optionalNumber(record, 'priority'),
    private_routing: optionalFlag(record, 'private_routing'),
    comment: optionalText(record, 'comment'),
    tags: optionalTexts(record, 'tags'),
    settings: optionalObject(record, 'settings'),
    created_on: optionalText(record, 'created_on'),
    modified_on: optionalText(record, 'modified_on'),
  };
}

function reading(what: string): Subject {
  return { what, permission: 'DNS Read' };
}

function writing(what: string): Subject {
  return { what, permission: 'DNS Write' };
}

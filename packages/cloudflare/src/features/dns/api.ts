import {
  BusyError,
  type JsonObject,
  type JsonValue,
  MalformedResponseError,
  path,
  ResponseTooLargeError,
} from '@crunchtools/mcp-core';
import type { Connection, Subject } from '../../api/connection.ts';
import { type Page, pageOf } from '../../api/envelope.ts';
import {
  idIn,
  listOf,
  objectOf,
  optionalFlag,
  optionalNumber,
  optionalObject,
  optionalText,
  optionalTexts,
  text,
} from '../../api/fields.ts';
import { foldName } from '../../names.ts';
import { compact } from '../../schema.ts';

/** A DNS record as Cloudflare returns it, without what nobody here uses. */
export interface DnsRecord {
  readonly id: string;
  readonly type: string;
  /** In A-labels and lower case. */
  readonly name: string;
  /** For a type with `data`: the presentation format, made by Cloudflare. */
  readonly content: string | undefined;
  readonly data: JsonObject | undefined;
  /** Seconds; 1 means automatic. */
  readonly ttl: number;
  readonly proxied: boolean | undefined;
  readonly priority: number | undefined;
  readonly private_routing: boolean | undefined;
  readonly comment: string | undefined;
  readonly tags: readonly string[] | undefined;
  readonly settings: JsonObject | undefined;
  /** What Cloudflare says of the record itself, such as `read_only`. */
  readonly meta: JsonObject | undefined;
  readonly created_on: string | undefined;
}

export interface DnsRecordFilter {
  readonly name?: string | undefined;
  readonly name_contains?: string | undefined;
  readonly name_starts_with?: string | undefined;
  readonly name_ends?: string | undefined;
  readonly type?: string | undefined;
  readonly content?: string | undefined;
  readonly content_contains?: string | undefined;
  readonly content_ends?: string | undefined;
  /** Whether one of the filters is enough; without it, all have to match. */
  readonly match?: 'any' | undefined;
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

/** What `listAll` can be limited to. */
export type DnsRecordSelection = Pick<DnsRecordFilter, 'name' | 'type' | 'proxied'>;

/** Records in one request of `listAll`: some 2 MB, where 10 MB are read at most. A power of two: it is halved. */
const largestPage = 4_096;
const mostListings = 3;
/** Records of one branch that are read to know which names there are: some 500 kB. An even number, as `largestPage`. */
const largestBranch = 1_000;

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
    const {
      name_contains,
      name_starts_with,
      name_ends,
      content,
      content_contains,
      content_ends,
      comment_contains,
      name,
      ...rest
    } = filter;
    const envelope = await this.#connection.send({
      method: 'GET',
      path: path`/zones/${zoneId}/dns_records`,
      query: {
        ...rest,
        'name.exact': name,
        'name.contains': name_contains,
        'name.startswith': name_starts_with,
        'name.endswith': name_ends,
        'content.exact': content,
        'content.contains': content_contains,
        'content.endswith': content_ends,
        'comment.contains': comment_contains,
      },
      subject: reading('zone'),
    });
    return pageOf(envelope, listOf(envelope.result, 'list of DNS records').map(dnsRecordOf));
  }

  /**
   * All records that match, page by page, each once. A page that passes the byte limit is asked for again in
   * halves. Pages are no snapshot: when the number of records and the announced total differ, somebody wrote
   * meanwhile, and the list is read again.
   * @throws {BusyError} when it differs every time.
   */
  async listAll(zoneId: string, filter: DnsRecordSelection = {}): Promise<readonly DnsRecord[]> {
    return (await this.search(zoneId, () => true, filter)).records;
  }

  /**
   * `listAll` of which only some records are kept while it reads, and how many there are in all.
   * @throws {BusyError} as `listAll`.
   */
  async search(
    zoneId: string,
    keep: (record: DnsRecord) => boolean,
    filter: DnsRecordSelection = {},
  ): Promise<{ readonly records: readonly DnsRecord[]; readonly total: number }> {
    for (let attempt = 1; attempt <= mostListings; attempt += 1) {
      const { kept, count, total } = await this.#everyPage(zoneId, keep, filter);
      if (count === total) return { records: [...kept.values()], total };
    }
    throw new BusyError('The records of the zone changed each time while they were read.', {
      nextStep: 'Wait until whoever else is changing this zone is done, then call again.',
    });
  }

  /**
   * The records at a name, and those whose content ends in a text: by one request, 5,000 of them at most. With a branch,
   * the name or one above it, also all wildcards, and what is at the branch and below, or has a name that ends like it. Of
   * a large branch only a part: then by two requests.
   */
  async related(
    zoneId: string,
    {
      name,
      contentEnd,
      branch,
    }: { readonly name: string; readonly contentEnd?: string; readonly branch?: string },
  ): Promise<readonly DnsRecord[]> {
    const wildcards = branch === undefined ? undefined : '*.';
    const also = { name_starts_with: wildcards, content_ends: contentEnd };
    const wide =
      branch === undefined
        ? undefined
        : await this.#pageWithin(zoneId, {
            ...also,
            name_ends: branch,
            match: 'any',
            per_page: largestBranch,
          });
    if (wide !== undefined && wide.items.length >= wide.total) return wide.items;
    const match = contentEnd === undefined && branch === undefined ? undefined : 'any';
    const { items } = await this.list(zoneId, { ...also, name, match, per_page: 5_000 });
    return [...(wide?.items ?? []), ...items];
  }

  /** How many records the zone holds. */
  async count(zoneId: string): Promise<number> {
    return (await this.list(zoneId, { per_page: 1 })).total;
  }

  /**
   * How many records the zone may hold, where Cloudflare says so
   * (developers.cloudflare.com/api/resources/dns/subresources/usage).
   */
  async quota(zoneId: string): Promise<number | undefined> {
    const envelope = await this.#connection.send({
      method: 'GET',
      path: path`/zones/${zoneId}/dns_records/usage`,
      subject: reading('zone'),
    });
    return optionalNumber(objectOf(envelope.result, 'usage of DNS records'), 'record_quota');
  }

  /** The zone as a BIND zone file (RFC 1035 section 5), as Cloudflare writes it. */
  async export(zoneId: string): Promise<string> {
    return this.#connection.text({
      method: 'GET',
      path: path`/zones/${zoneId}/dns_records/export`,
      subject: reading('zone'),
    });
  }

  async #everyPage(
    zoneId: string,
    keep: (record: DnsRecord) => boolean,
    filter: DnsRecordSelection,
  ): Promise<{
    readonly kept: ReadonlyMap<string, DnsRecord>;
    /** Of all, each counted once. */
    readonly count: number;
    readonly total: number;
  }> {
    const ids = new Set<string>();
    const kept = new Map<string, DnsRecord>();
    let perPage = largestPage;
    for (let page = 1; ; ) {
      const found = await this.#pageWithin(zoneId, { ...filter, page, per_page: perPage });
      if (found === undefined) {
        perPage /= 2;
        // The page that begins where the one that was too large began.
        page = page * 2 - 1;
        continue;
      }
      for (const record of found.items) {
        ids.add(record.id);
        if (keep(record)) kept.set(record.id, record);
      }
      if (page >= found.pages || found.items.length === 0) {
        return { kept, count: ids.size, total: found.total };
      }
      page += 1;
    }
  }

  /** `undefined` for a page that is too large and can be halved. */
  async #pageWithin(
    zoneId: string,
    filter: DnsRecordFilter & { readonly per_page: number },
  ): Promise<Page<DnsRecord> | undefined> {
    try {
      return await this.list(zoneId, filter);
    } catch (error) {
      if (error instanceof ResponseTooLargeError && filter.per_page % 2 === 0) return undefined;
      throw error;
    }
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
    const request = {
      method: 'POST',
      path: path`/zones/${zoneId}/dns_records`,
      json: body,
      subject: writing('zone'),
    } as const;
    return this.#connection.write(request, dnsRecordOf);
  }

  async patch(zoneId: string, id: string, body: JsonObject): Promise<DnsRecord> {
    const request = {
      method: 'PATCH',
      path: path`/zones/${zoneId}/dns_records/${id}`,
      json: body,
      subject: writing(`DNS record ${id} in this zone`),
    } as const;
    return this.#connection.write(request, dnsRecordOf);
  }

  async delete(zoneId: string, id: string): Promise<void> {
    const request = {
      method: 'DELETE',
      path: path`/zones/${zoneId}/dns_records/${id}`,
      subject: writing(`DNS record ${id} in this zone`),
    } as const;
    await this.#connection.write(request, (result) => idIn(result, 'deleted record'));
  }

  /** @returns the records of `patches` and of `posts`, each in the order of the request. */
  async batch(
    zoneId: string,
    { deletes, patches, posts }: DnsBatch,
  ): Promise<{ readonly patches: readonly DnsRecord[]; readonly posts: readonly DnsRecord[] }> {
    const request = {
      method: 'POST',
      path: path`/zones/${zoneId}/dns_records/batch`,
      json: compact({
        deletes: deletes.length > 0 ? deletes.map((id) => ({ id })) : undefined,
        patches: patches.length > 0 ? patches : undefined,
        posts: posts.length > 0 ? posts : undefined,
      }),
      subject: writing('record of this batch'),
    } as const;
    return this.#connection.write(request, (value) => {
      const result = objectOf(value, 'result of the batch');
      // Not counted: what was deleted, which Cloudflare's examples answer in two forms.
      return {
        patches: allOf(result['patches'], patches.length, 'patched records'),
        posts: allOf(result['posts'], posts.length, 'created records'),
      };
    });
  }
}

/** @throws {MalformedResponseError} when it is not the number of records that were sent. */
function allOf(value: JsonValue | undefined, count: number, what: string): readonly DnsRecord[] {
  const records = listOf(value, what).map(dnsRecordOf);
  if (records.length === count) return records;
  throw new MalformedResponseError(`Cloudflare's answer has ${records.length} ${what}, not ${count}.`);
}

function dnsRecordOf(value: JsonValue | undefined): DnsRecord {
  const record = objectOf(value, 'DNS record');
  return {
    id: text(record, 'id'),
    type: text(record, 'type'),
    name: foldName(text(record, 'name')),
    content: optionalText(record, 'content'),
    data: optionalObject(record, 'data'),
    ttl: optionalNumber(record, 'ttl') ?? 1,
    proxied: optionalFlag(record, 'proxied'),
    priority: optionalNumber(record, 'priority'),
    private_routing: optionalFlag(record, 'private_routing'),
    comment: optionalText(record, 'comment'),
    tags: optionalTexts(record, 'tags'),
    settings: optionalObject(record, 'settings'),
    meta: optionalObject(record, 'meta'),
    created_on: optionalText(record, 'created_on'),
  };
}

function reading(what: string): Subject {
  return { what, permission: 'DNS Read' };
}

function writing(what: string): Subject {
  return { what, permission: 'DNS Write' };
}

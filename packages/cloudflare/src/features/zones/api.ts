import { isJsonObject, type JsonValue, path } from '@crunchtools/mcp-core';
import type { Connection, Subject } from '../../api/connection.ts';
import { type Page, pageOf } from '../../api/envelope.ts';
import { listOf, objectOf, optionalFlag, optionalText, optionalTexts, text } from '../../api/fields.ts';
import { foldName } from '../../names.ts';

export interface Zone {
  /** 32 hexadecimal digits. */
  readonly id: string;
  /** In A-labels and lower case, whatever Cloudflare answers: it names zones in Unicode. */
  readonly name: string;
  readonly status: string | undefined;
  readonly type: string | undefined;
  readonly paused: boolean;
  /** Cloudflare's `plan.legacy_id`: free, pro, business, enterprise. */
  readonly plan: string | undefined;
  readonly account: { readonly id: string | undefined; readonly name: string | undefined };
  readonly name_servers: readonly string[];
  readonly created_on: string | undefined;
}

export interface ZoneFilter {
  /** Exact. Must be a plain domain name: Cloudflare reads `contains:` and the like as operators. */
  readonly name?: string | undefined;
  /** The beginning of a name, of letters, digits, dots and hyphens. */
  readonly name_starts_with?: string | undefined;
  readonly status?: string | undefined;
  readonly order?: 'name' | 'status' | undefined;
  readonly direction?: 'asc' | 'desc' | undefined;
  readonly page?: number | undefined;
  /** 5 to 50. */
  readonly per_page?: number | undefined;
}

const subject: Subject = { what: 'zone', permission: 'Zone Read' };

/** `/zones` (developers.cloudflare.com/api/resources/zones). */
export class ZonesApi {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async list({ name_starts_with: start, ...filter }: ZoneFilter): Promise<Page<Zone>> {
    const envelope = await this.#connection.send({
      method: 'GET',
      path: path`/zones`,
      query: { ...filter, ...(start === undefined ? {} : { name: `starts_with:${start}` }) },
      subject,
    });
    return pageOf(envelope, listOf(envelope.result, 'list of zones').map(zoneOf));
  }

  async get(id: string): Promise<Zone> {
    const envelope = await this.#connection.send({ method: 'GET', path: path`/zones/${id}`, subject });
    return zoneOf(envelope.result);
  }
}

function zoneOf(value: JsonValue | undefined): Zone {
  const zone = objectOf(value, 'zone');
  const { account, plan } = zone;
  return {
    id: text(zone, 'id'),
    name: foldName(text(zone, 'name')),
    status: optionalText(zone, 'status'),
    type: optionalText(zone, 'type'),
    paused: optionalFlag(zone, 'paused') ?? false,
    plan: isJsonObject(plan) ? optionalText(plan, 'legacy_id') : undefined,
    account: isJsonObject(account)
      ? { id: optionalText(account, 'id'), name: optionalText(account, 'name') }
      : { id: undefined, name: undefined },
    name_servers: (optionalTexts(zone, 'name_servers') ?? []).map(foldName),
    created_on: optionalText(zone, 'created_on'),
  };
}

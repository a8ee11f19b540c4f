import { isJsonObject, type JsonObject, type JsonValue, path, SafeError } from '@crunchtools/mcp-core';
import type { Connection, Subject } from '../../api/connection.ts';
import { type Page, pageOf } from '../../api/envelope.ts';
import {
  idIn,
  listOf,
  objectOf,
  optionalFlag,
  optionalNumber,
  optionalText,
  optionalTexts,
  text,
} from '../../api/fields.ts';
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
  /** Of a partial zone: the text of the TXT record that proves who owns the domain. */
  readonly verification_key: string | undefined;
  /** Names of the owner's own that stand for those of `name_servers`. */
  readonly vanity_name_servers?: readonly string[] | undefined;
  /** Seconds until development mode ends; negative since it ended, 0 when it never was on. */
  readonly development_mode?: number | undefined;
}

/** Zones with a primary elsewhere need configuration of their own and are not created here. */
export type NewZoneType = 'full' | 'partial';

export interface NewZone {
  /** In A-labels. */
  readonly name: string;
  readonly type: NewZoneType;
  readonly account_id: string;
}

/** What owns zones. */
export interface Account {
  /** 32 hexadecimal digits. */
  readonly id: string;
  readonly name: string | undefined;
  /** `standard` or `enterprise`. */
  readonly type: string | undefined;
}

export interface ZoneFilter {
  /** Exact. Must be a plain domain name: Cloudflare reads `contains:` and the like as operators. */
  readonly name?: string | undefined;
  /** The beginning of a name, of letters, digits, dots and hyphens. */
  readonly name_starts_with?: string | undefined;
  readonly status?: string | undefined;
  readonly account_id?: string | undefined;
  readonly order?: 'name' | 'status' | undefined;
  readonly direction?: 'asc' | 'desc' | undefined;
  readonly page?: number | undefined;
  /** 5 to 50. */
  readonly per_page?: number | undefined;
}

const subject: Subject = { what: 'zone', permission: 'Zone Read' };
const writing: Subject = { what: 'zone', permission: 'Zone Write' };

function accountOf(value: JsonValue): Account {
  const account = objectOf(value, 'account');
  return {
    id: text(account, 'id'),
    name: optionalText(account, 'name'),
    type: optionalText(account, 'type'),
  };
}

/** `/zones` (developers.cloudflare.com/api/resources/zones). */
export class ZonesApi {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async list({ name_starts_with: start, account_id: account, ...filter }: ZoneFilter): Promise<Page<Zone>> {
    const envelope = await this.#connection.send({
      method: 'GET',
      path: path`/zones`,
      query: {
        ...filter,
        ...(start === undefined ? {} : { name: `starts_with:${start}` }),
        ...(account === undefined ? {} : { 'account.id': account }),
      },
      subject,
    });
    return pageOf(envelope, listOf(envelope.result, 'list of zones').map(zoneOf));
  }

  /** A new zone is pending, and on the Free plan. */
  async create({ name, type, account_id: accountId }: NewZone): Promise<Zone> {
    const json: JsonObject = { name, type, account: { id: accountId } };
    const request = { method: 'POST', path: path`/zones`, json, subject: writing } as const;
    return this.#connection.write(request, zoneOf);
  }

  async delete(id: string): Promise<void> {
    const request = { method: 'DELETE', path: path`/zones/${id}`, subject: writing } as const;
    await this.#connection.write(request, (result) => idIn(result, 'deleted zone'));
  }

  /**
   * Makes Cloudflare look whether the registrar names its name servers: on the Free plan once an hour, else every five
   * minutes (`/zones/{zone_id}/activation_check`).
   */
  async checkActivation(id: string): Promise<void> {
    const request = { method: 'PUT', path: path`/zones/${id}/activation_check`, subject: writing } as const;
    await this.#connection.write(request, (result) => idIn(result, 'checked zone'));
  }

  /**
   * Zones by their names, in the order of the names: each is asked for by itself, so that the answer cannot even hint at
   * others. They are compared here, too: Cloudflare's filter knows operators and may one day know more.
   */
  async named(names: readonly string[], status?: string): Promise<readonly Zone[]> {
    const pages = await Promise.all(names.map((name) => this.list({ name, status })));
    return pages.flatMap(({ items }, index) => items.filter(({ name }) => name === names[index]));
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
    verification_key: optionalText(zone, 'verification_key'),
    vanity_name_servers: optionalTexts(zone, 'vanity_name_servers')?.map(foldName),
    development_mode: optionalNumber(zone, 'development_mode'),
  };
}

/** As many as are read: Cloudflare lists zones of at most 500 accounts. */
const mostAccounts = 500;
const perPage = 50;

/** Cloudflare refuses tokens that an account owns as a bad request. */
const unlistable: ReadonlySet<string> = new Set(['permission_denied', 'unauthenticated', 'rejected']);

/** `/accounts` (developers.cloudflare.com/api/resources/accounts). */
export class AccountsApi {
  readonly #connection: Connection;
  readonly #zones: ZonesApi;

  constructor(connection: Connection) {
    this.#connection = connection;
    this.#zones = new ZonesApi(connection);
  }

  /**
   * The accounts that the credential reaches, by name. Tokens that an account owns may not list accounts, and others
   * lack the permission: the zones that are visible name theirs. A list of allowed zones hides the other accounts.
   */
  async reached(allowedZones: readonly string[] | undefined): Promise<readonly Account[]> {
    if (allowedZones !== undefined) return accountsOfZones(await this.#zones.named(allowedZones));
    try {
      return await this.#all();
    } catch (error) {
      if (!(error instanceof SafeError) || !unlistable.has(error.code)) throw error;
      const { items } = await this.#zones.list({ per_page: perPage });
      const accounts = accountsOfZones(items);
      if (accounts.length === 0) throw error;
      return accounts;
    }
  }

  async #all(): Promise<readonly Account[]> {
    const found: Account[] = [];
    for (let page = 1; found.length < mostAccounts; page += 1) {
      const envelope = await this.#connection.send({
        method: 'GET',
        path: path`/accounts`,
        query: { page, per_page: perPage, direction: 'asc' },
        subject: { what: 'account', permission: 'Account Settings Read' },
      });
      const { items, pages } = pageOf(envelope, listOf(envelope.result, 'list of accounts').map(accountOf));
      found.push(...items);
      if (page >= pages) break;
    }
    return found;
  }
}

function accountsOfZones(
  zones: readonly {
    readonly account: { readonly id: string | undefined; readonly name: string | undefined };
  }[],
): readonly Account[] {
  const accounts = new Map<string, Account>();
  for (const { account } of zones) {
    if (account.id !== undefined)
      accounts.set(account.id, { id: account.id, name: account.name, type: undefined });
  }
  return [...accounts.values()].sort((one, other) => ((one.name ?? '') < (other.name ?? '') ? -1 : 1));
}

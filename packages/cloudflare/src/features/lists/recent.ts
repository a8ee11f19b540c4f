import {
  type MemoryLimits,
  NotFoundError,
  PermissionError,
  type Reading,
  RecentReads,
} from '@crunchtools/mcp-core';
import type { ZoneRef } from '../../zone.ts';
import type { AccountList, ListItem, ListsApi, RedirectRule } from './api.ts';
import { type Redirect, redirectOf } from './redirect.ts';

/** A rule of the account that redirects by a list, and what of that list can be for a zone. */
export interface RedirectRuleOfZone {
  readonly rule: RedirectRule;
  /** `undefined` when the list could not be read, or is too long. */
  readonly redirects: readonly Redirect[] | undefined;
}

/** What the account has that decides about requests of a zone. */
export interface ListsOfZone {
  /** `undefined` when the token may not read them. */
  readonly redirects: readonly RedirectRuleOfZone[] | undefined;
  /** Addresses, hostnames and numbers of the lists that were asked for, as far as they could be read. */
  readonly members: Readonly<Record<string, readonly string[]>>;
  /** 0 when it was read now. */
  readonly secondsOld: number;
}

type Found = Omit<ListsOfZone, 'secondsOld'>;

/** Nothing tells how old these are, so they are used for a minute; whoever shows them says so. */
const limits: MemoryLimits = { lifetimeMs: 60_000, mostBytes: 16 * 1024 * 1024 };
/** Of one list, 500 a request. */
const mostRead = 10_000;

export class ListsMemory {
  readonly reads: RecentReads<Found>;
  readonly names: RecentReads<readonly string[] | undefined>;
  readonly now: () => number;

  constructor(now: () => number = Date.now) {
    this.reads = new RecentReads(limits, now);
    this.names = new RecentReads(limits, now);
    this.now = now;
  }
}

interface Parts {
  readonly api: (signal: AbortSignal) => { readonly lists: ListsApi };
  readonly memory: ListsMemory;
  /** Stays the same while this process changes nothing in the account; `undefined` while it may. */
  readonly stamp: (accountId: string) => number | undefined;
  readonly signal: AbortSignal;
}

/** Lists and Bulk Redirects of accounts for those who only look, with few requests. Not for plans. */
export class RecentLists {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** @param named the lists that expressions of the zone name. @throws {SafeError} for everything but a missing permission. */
  async ofZone(
    { name, account }: Pick<ZoneRef, 'name' | 'account'>,
    named: readonly string[],
  ): Promise<ListsOfZone> {
    const { id } = account;
    if (id === undefined) return { redirects: undefined, members: {}, secondsOld: 0 };
    const { memory, stamp, signal } = this.#parts;
    const asked = memory.now();
    const reading: Reading<Found> = {
      key: [id, name, ...named].join(' '),
      stamp: () => stamp(id),
      signal,
      read: (shared) => this.#read(id, name, named, shared),
      bytesOf: (found) => JSON.stringify(found).length,
    };
    const { value, readAt } = await memory.reads.get(reading);
    return { ...value, secondsOld: readAt >= asked ? 0 : Math.ceil((memory.now() - readAt) / 1_000) };
  }

  /** Names of the lists of an account; `undefined` when the token may not read them. @throws {SafeError} */
  async names({ account: { id } }: Pick<ZoneRef, 'account'>): Promise<readonly string[] | undefined> {
    if (id === undefined) return undefined;
    const { memory, stamp, signal, api } = this.#parts;
    const found = await memory.names.get({
      key: id,
      stamp: () => stamp(id),
      signal,
      read: async (shared) => (await unlessRefused(api(shared).lists.list(id)))?.map(({ name }) => name),
      bytesOf: (names) => JSON.stringify(names ?? '').length,
    });
    return found.value;
  }

  async #read(
    accountId: string,
    zone: string,
    named: readonly string[],
    signal: AbortSignal,
  ): Promise<Found> {
    const { lists: api } = this.#parts.api(signal);
    const rules = await unlessRefused(api.redirectRules(accountId));
    const used = (rules?.rules ?? []).filter(({ list }) => list !== undefined);
    const all = used.length + named.length === 0 ? undefined : await unlessRefused(api.list(accountId));
    const found = new Map((all ?? []).map((list) => [list.name, list]));
    const redirects = await Promise.all(
      used.map(async (rule) => {
        const list = found.get(rule.list ?? '');
        const items = list && rule.enabled ? await itemsOf(api, accountId, list, zone) : [];
        return { rule, redirects: items?.flatMap(({ value, comment }) => redirectOf(value, comment) ?? []) };
      }),
    );
    const members: Record<string, readonly string[]> = {};
    for (const name of named) {
      const list = found.get(name);
      const items = list && (await itemsOf(api, accountId, list, undefined));
      if (items !== undefined) members[name] = items.flatMap(({ value }) => memberOf(value));
    }
    return {
      redirects: rules === undefined ? undefined : redirects,
      members,
    };
  }
}

/** @param search so that of a list for many zones only those of one are read. */
async function itemsOf(
  api: ListsApi,
  accountId: string,
  list: AccountList,
  search: string | undefined,
): Promise<readonly ListItem[] | undefined> {
  const items: ListItem[] = [];
  let cursor: string | undefined;
  do {
    const page = await api.items(accountId, list, { cursor, search });
    items.push(...page.items);
    if (items.length > mostRead) return undefined;
    cursor = page.items.length === 0 ? undefined : page.cursor;
  } while (cursor !== undefined);
  return items;
}

function memberOf(value: ListItem['value']): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value === 'number') return [String(value)];
  const name = typeof value === 'object' && value !== null ? Reflect.get(value, 'url_hostname') : undefined;
  return typeof name === 'string' ? [name] : [];
}

async function unlessRefused<Result>(reading: Promise<Result>): Promise<Result | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof PermissionError || error instanceof NotFoundError) return undefined;
    throw error;
  }
}

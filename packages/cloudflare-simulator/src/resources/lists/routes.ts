/** Lists of an account (API reference, Rules > Lists; waf/tools/lists/lists-api/endpoints). */

import type {
  Account,
  CallerResource,
  Determinism,
  PlanName,
  Route,
  RouteRequest,
  Zone,
} from '../../contract.ts';
import { stableId } from '../../determinism.ts';
import { invalidParameter, unauthorized } from '../../failures.ts';
import { isRecord } from '../../json.ts';
import { planOf } from '../rulesets/account-routes.ts';
import { ITEM_PAGE, LONGEST_DESCRIPTION, LONGEST_NAME, mostLists } from './limits.ts';
import { type Item, type List, listKinds, type SeedList } from './model.ts';
import {
  cursorInvalid,
  invalidJson,
  itemMissing,
  kindInvalid,
  listInUse,
  listMissing,
  nameInvalid,
  nameTaken,
  operationMissing,
  operationPending,
  tooLong,
  tooManyLists,
} from './refusals.ts';
import { AccountLists, overLimit, seconds, sorted, withItems } from './store.ts';
import { contentsOf } from './validate.ts';

export interface ListsOptions {
  readonly determinism: Determinism;
  readonly accounts: () => readonly Account[];
  readonly zones: () => readonly Zone[];
  /** How long a bulk operation takes. Default 0: it has ended when its request is answered. */
  readonly operationMilliseconds: number;
  /** How many rules of the account and its zones name a list. */
  readonly references: (accountId: string, name: string) => number;
}

export interface ListsResource extends CallerResource {
  /** Identifiers depend on nothing but the names, so that a seed does not shift those of later writes. */
  seed(account: Account, lists: readonly SeedList[]): void;
  /** Whether an account has a list of redirects of that name. */
  hasRedirects(accountId: string, name: string): boolean;
}

const READ = ['Account Filter Lists Read'] as const;
const WRITE = ['Account Filter Lists Write'] as const;
const LISTS = '/accounts/:account_id/rules/lists';
const LIST = `${LISTS}/:list_id`;
const ITEMS = `${LIST}/items`;

interface Scene {
  readonly accountId: string;
  readonly plan: PlanName;
  readonly held: AccountLists;
}

/**
 * Not simulated: the rate of changes (a million items in twelve hours), and the queue that one page of the documentation
 * speaks of: another and the API reference say that a write is refused while one is pending.
 */
export function createLists(options: ListsOptions): ListsResource {
  const { determinism, references } = options;
  const byAccount = new Map<string, AccountLists>();
  /** Lists of the seed that nobody has asked for. */
  const unmade = new Map<string, (held: AccountLists) => void>();

  function heldBy(accountId: string): AccountLists {
    const held = byAccount.get(accountId) ?? new AccountLists(determinism, options.operationMilliseconds);
    byAccount.set(accountId, held);
    const make = unmade.get(accountId);
    unmade.delete(accountId);
    make?.(held);
    held.settle();
    return held;
  }

  function sceneOf({ params }: RouteRequest): Scene {
    const accountId = params['account_id'] ?? '';
    if (!options.accounts().some(({ id }) => id === accountId)) throw unauthorized();
    return { accountId, plan: planOf(accountId, options.zones()), held: heldBy(accountId) };
  }

  const shown = (list: List, accountId: string): unknown => ({
    id: list.id,
    name: list.name,
    ...(list.description === '' ? {} : { description: list.description }),
    kind: list.kind,
    num_items: list.items.size,
    num_referencing_filters: references(accountId, list.name),
    created_on: list.created_on,
    modified_on: list.modified_on,
  });

  const maker = () => ({ id: () => determinism.id(), time: seconds(determinism.now()) });

  function create(request: RouteRequest) {
    const { accountId, plan, held } = sceneOf(request);
    const body = request.json();
    if (!isRecord(body)) throw invalidJson();
    const { name, kind: given, description = '' } = body;
    const kind = listKinds.find((known) => known === given);
    if (kind === undefined) throw kindInvalid();
    // waf/tools/lists, "List names".
    if (typeof name !== 'string' || !/^[a-z0-9_]+$/.test(name) || name.length > LONGEST_NAME)
      throw nameInvalid();
    if (typeof description !== 'string') throw invalidJson();
    if (description.length > LONGEST_DESCRIPTION) throw tooLong('description');
    const all = [...held.lists.values()];
    if (all.some((list) => list.name === name)) throw nameTaken();
    const alike = all.filter((list) => (list.kind === 'redirect') === (kind === 'redirect'));
    if (alike.length >= mostLists(kind, plan)) throw tooManyLists();
    const time = seconds(determinism.now());
    const id = determinism.id();
    const list: List = { id, name, kind, description, created_on: time, modified_on: time, items: new Map() };
    held.lists.set(id, list);
    return { result: shown(list, accountId) };
  }

  /** Begins a bulk operation that makes another list of this one. */
  function change(request: RouteRequest, next: (list: List) => List) {
    const { plan, held } = sceneOf(request);
    const { id, kind } = listOf(held, request);
    if (held.isBusy) throw operationPending();
    const operation = held.begin(() => {
      const list = held.lists.get(id);
      if (list === undefined) return 'the list is gone';
      const changed = next(list);
      const others = [...held.lists.values()].filter((other) => other.id !== id);
      const error =
        changed.items.size > list.items.size ? overLimit([...others, changed], kind, plan) : undefined;
      if (error === undefined) held.lists.set(id, changed);
      return error;
    });
    return { result: { operation_id: operation } };
  }

  const routes: readonly Route[] = [
    {
      method: 'GET',
      pattern: LISTS,
      permissions: READ,
      handle(request) {
        const { accountId, held } = sceneOf(request);
        return { result: [...held.lists.values()].map((list) => shown(list, accountId)) };
      },
    },
    { method: 'POST', pattern: LISTS, permissions: WRITE, handle: create },
    {
      method: 'GET',
      pattern: `${LISTS}/bulk_operations/:operation_id`,
      permissions: READ,
      handle(request) {
        const operation = sceneOf(request).held.operation(request.params['operation_id'] ?? '');
        if (operation === undefined) throw operationMissing();
        return { result: operation };
      },
    },
    {
      method: 'GET',
      pattern: LIST,
      permissions: READ,
      handle(request) {
        const { accountId, held } = sceneOf(request);
        return { result: shown(listOf(held, request), accountId) };
      },
    },
    {
      method: 'PUT',
      pattern: LIST,
      permissions: WRITE,
      handle(request) {
        const { accountId, held } = sceneOf(request);
        const list = listOf(held, request);
        const body = request.json();
        const description = isRecord(body) ? (body['description'] ?? '') : undefined;
        if (typeof description !== 'string') throw invalidJson();
        if (description.length > LONGEST_DESCRIPTION) throw tooLong('description');
        const changed = { ...list, description, modified_on: seconds(determinism.now()) };
        held.lists.set(list.id, changed);
        return { result: shown(changed, accountId) };
      },
    },
    {
      method: 'DELETE',
      pattern: LIST,
      permissions: WRITE,
      handle(request) {
        const { accountId, held } = sceneOf(request);
        const { id, name } = listOf(held, request);
        if (references(accountId, name) > 0) throw listInUse();
        held.lists.delete(id);
        return { result: { id } };
      },
    },
    {
      method: 'GET',
      pattern: ITEMS,
      permissions: READ,
      handle(request) {
        const list = listOf(sceneOf(request).held, request);
        const search = request.query.get('search');
        const found = sorted(list).filter((item) => search === null || matches(item, list, search));
        const { items, cursors } = pageOf(found, request.query);
        return { result: items.map(shownItem), resultInfo: { cursors } };
      },
    },
    {
      method: 'POST',
      pattern: ITEMS,
      permissions: WRITE,
      handle(request) {
        const { kind } = listOf(sceneOf(request).held, request);
        const contents = contentsOf(request.json(), kind);
        return change(request, (list) => withItems(list, contents, maker()));
      },
    },
    {
      method: 'PUT',
      pattern: ITEMS,
      permissions: WRITE,
      handle(request) {
        const { kind } = listOf(sceneOf(request).held, request);
        const contents = contentsOf(request.json(), kind);
        return change(request, (list) => withItems({ ...list, items: new Map() }, contents, maker()));
      },
    },
    {
      method: 'DELETE',
      pattern: ITEMS,
      permissions: WRITE,
      handle(request) {
        listOf(sceneOf(request).held, request);
        const gone = idsOf(request.json());
        return change(request, (list) => ({
          ...list,
          items: new Map([...list.items].filter(([, { id }]) => !gone.has(id))),
          modified_on: seconds(determinism.now()),
        }));
      },
    },
    {
      method: 'GET',
      pattern: `${ITEMS}/:item_id`,
      permissions: READ,
      handle(request) {
        const list = listOf(sceneOf(request).held, request);
        const item = [...list.items.values()].find(({ id }) => id === request.params['item_id']);
        if (item === undefined) throw itemMissing();
        return { result: shownItem(item) };
      },
    },
  ];

  return {
    routes,
    reset() {
      byAccount.clear();
      unmade.clear();
    },
    seed: ({ id: accountId, createdOn }, lists) =>
      void unmade.set(accountId, (held) => {
        const time = seconds(Date.parse(createdOn));
        for (const { name, kind, description = '', items } of lists) {
          const id = stableId('list', accountId, name);
          let sequence = 0;
          const seeding = { id: () => stableId('list item', id, String(sequence++)), time };
          const empty: List = {
            id,
            name,
            kind,
            description,
            created_on: time,
            modified_on: time,
            items: new Map(),
          };
          held.lists.set(id, withItems(empty, contentsOf(items, kind), seeding));
        }
      }),
    hasRedirects: (accountId, name) =>
      [...heldBy(accountId).lists.values()].some((list) => list.kind === 'redirect' && list.name === name),
  };
}

function listOf(held: AccountLists, { params }: RouteRequest): List {
  const list = held.lists.get(params['list_id'] ?? '');
  if (list === undefined) throw listMissing();
  return list;
}

function idsOf(body: unknown): ReadonlySet<unknown> {
  const items = isRecord(body) ? body['items'] : undefined;
  if (!Array.isArray(items) || !items.every((item) => isRecord(item) && typeof item['id'] === 'string')) {
    throw invalidJson();
  }
  return new Set(items.map((item) => item.id));
}

function shownItem({ id, content, comment, created_on, modified_on }: Item): unknown {
  return { id, ...content, ...(comment === undefined ? {} : { comment }), created_on, modified_on };
}

/** "IP addresses must start with the provided string, hostnames and bulk redirects must contain the string, and ASNs must match the string exactly." */
function matches({ key, content }: Item, { kind }: List, search: string): boolean {
  if (kind === 'ip') return key.startsWith(search);
  if (kind === 'asn') return key === search;
  const { redirect } = content;
  const target = isRecord(redirect) ? redirect['target_url'] : undefined;
  return key.includes(search) || (typeof target === 'string' && target.includes(search));
}

/** A cursor is the number of items before it, so that it means nothing to a client. */
function pageOf(all: readonly Item[], query: URLSearchParams): { items: readonly Item[]; cursors: object } {
  const size = sizeOf(query);
  const cursor = query.get('cursor');
  const from = cursor === null ? 0 : Number(Buffer.from(cursor, 'base64url').toString());
  if (!Number.isInteger(from) || from < 0) throw cursorInvalid();
  const items = all.slice(from, from + size);
  const isLast = from + size >= all.length;
  const after = Buffer.from(String(from + size)).toString('base64url');
  return { items, cursors: isLast ? {} : { after } };
}

function sizeOf(query: URLSearchParams): number {
  const text = query.get('per_page');
  if (text === null) return ITEM_PAGE.usual;
  const size = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (size >= ITEM_PAGE.smallest && size <= ITEM_PAGE.largest) return size;
  throw invalidParameter(
    'per_page',
    `must be a whole number from ${ITEM_PAGE.smallest} to ${ITEM_PAGE.largest}`,
  );
}

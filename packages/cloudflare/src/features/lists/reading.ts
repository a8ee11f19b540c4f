import { InputError } from '@crunchtools/mcp-core';
import { listingOf } from '../../schema.ts';
import type { AccountList, ListItem } from './api.ts';
import { mostItems } from './limits.ts';
import type { Lists } from './lists.ts';

/** Items of a page. */
export const perPage = 100;

/** One page of a list, as a tool shows it. */
export interface ShownItems {
  readonly items: readonly ListItem[];
  /** `undefined` where a search found more than were read. */
  readonly total: number;
  readonly page: number;
  readonly pages: number;
}

/**
 * The items of one page, with the fewest requests: Cloudflare gives them 500 at a time, by a cursor only.
 * @param keep leaves out what may not be shown; then all items are read.
 */
export async function itemsOfPage(
  lists: Lists,
  accountId: string,
  list: AccountList,
  {
    page,
    search,
    keep,
  }: {
    readonly page: number;
    readonly search: string | undefined;
    readonly keep: ((item: ListItem) => boolean) | undefined;
  },
): Promise<ShownItems> {
  const end = page * perPage;
  const found: ListItem[] = [];
  let isWhole = true;
  for await (const part of lists.pages(accountId, list, search)) {
    found.push(...(keep === undefined ? part.items : part.items.filter(keep)));
    isWhole = part.cursor === undefined;
    if (found.length > mostItems) break;
    if (keep === undefined && search === undefined && found.length >= end) break;
  }
  const total = isWhole ? found.length : list.items;
  return {
    items: found.slice(end - perPage, end),
    total,
    page,
    pages: Math.max(1, Math.ceil(total / perPage)),
  };
}

/** How an answer says how much there is. */
export function pagingOf(found: ShownItems): {
  total: number;
  pages: number;
  next?: string;
} {
  const { page: _, ...paging } = listingOf(found, found.items.length);
  return paging;
}

/** @throws {InputError} that names the lists there are. */
export async function listNamed(
  lists: Lists,
  accountId: string,
  name: string,
  kinds: readonly string[],
): Promise<AccountList> {
  const all = (await lists.all(accountId)).filter(({ kind }) => kinds.includes(kind));
  const list = all.find((one) => one.name === name);
  if (list !== undefined) return list;
  // Names that Cloudflare would take; a text that has another form is not repeated.
  const names = all
    .slice(0, 20)
    .map((one) => one.name)
    .filter((one) => /^[a-z0-9_]{1,50}$/iu.test(one));
  throw new InputError(
    `list: there is no such list${names.length === 0 ? '' : `; there are ${names.join(', ')}`}.`,
    { nextStep: 'Name one of those there are, or none to see them.' },
  );
}

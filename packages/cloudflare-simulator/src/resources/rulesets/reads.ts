/** Lists of rulesets, page by page. */

import type { ResultInfo } from '../../contract.ts';
import { invalidParameter } from '../../failures.ts';
import { cursorInvalid } from './refusals.ts';

/** "List zone rulesets": 1 to 50 a page. How many there are unless asked otherwise is not documented. */
const LARGEST_PAGE = 50;

export interface RulesetPage<Item> {
  readonly items: readonly Item[];
  readonly info: ResultInfo;
}

/**
 * One page. A cursor names the last id of the page before, so that pages stay disjoint while
 * rulesets come and go.
 * @param all in order of their ids.
 * @throws {ApiFailure} 400 for a page size out of range, and for a cursor that the API did not give out.
 */
export function pageOf<Item extends { readonly id: string }>(
  all: readonly Item[],
  query: URLSearchParams,
): RulesetPage<Item> {
  const after = cursorOf(query);
  const size = sizeOf(query);
  const rest = all.filter(({ id }) => after === undefined || id > after);
  const items = rest.slice(0, size);
  const last = items.at(-1);
  const counts = { count: items.length, per_page: size };
  if (last === undefined || rest.length <= size) return { items, info: counts };
  const cursor = Buffer.from(last.id).toString('base64url');
  return { items, info: { ...counts, cursor, cursors: { after: cursor } } };
}

function cursorOf(query: URLSearchParams): string | undefined {
  const cursor = query.get('cursor');
  if (cursor === null) return undefined;
  const id = Buffer.from(cursor, 'base64url').toString();
  if (!/^[0-9a-f]{32}$/.test(id)) throw cursorInvalid();
  return id;
}

function sizeOf(query: URLSearchParams): number {
  const text = query.get('per_page');
  if (text === null) return LARGEST_PAGE;
  const size = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (size >= 1 && size <= LARGEST_PAGE) return size;
  throw invalidParameter('per_page', `must be a whole number from 1 to ${LARGEST_PAGE}`);
}

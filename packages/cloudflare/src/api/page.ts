import type { Envelope } from './envelope.ts';

/** One page of a list, and how much there is. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly page: number;
  readonly pages: number;
  readonly total: number;
}

/** Cloudflare leaves `result_info` out of some lists that have one page only. */
export function pageOf<Item>(envelope: Envelope, items: readonly Item[]): Page<Item> {
  const {
    page = 1,
    total_count: total = items.length,
    total_pages: pages,
    per_page: perPage,
  } = envelope.resultInfo;
  const derived = perPage === undefined || perPage <= 0 ? 1 : Math.ceil(total / perPage);
  return { items, page, total, pages: Math.max(1, pages ?? derived) };
}

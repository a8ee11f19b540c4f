import type { Context } from '../context.ts';
import type { JsonObject } from '../json.ts';
import type { Page } from '../store.ts';

/** Members of the answer besides the list, and where to go on. */
export interface ListResult {
  readonly members: JsonObject;
  readonly next?: JsonObject;
}

export type List = (context: Context) => ListResult;

/** By their titles. */
export function sorted(pages: Iterable<Page>): readonly Page[] {
  return [...pages].toSorted((a, b) => (a.title.text < b.title.text ? -1 : 1));
}

import type { JsonObject, Scope } from '@crunchtools/mcp-core';

/** Posts live in their types. */
export function scopeOf({ slug }: { readonly slug: string }): Scope {
  return { id: slug, name: slug };
}

export function textIn(state: JsonObject | undefined, name: string): string {
  const value = state?.[name];
  return typeof value === 'string' ? value : '';
}

/** Statuses in which visitors see a post, or will without anybody's doing. */
export function isPublic(state: JsonObject | undefined): boolean {
  const status = textIn(state, 'status');
  return status === 'publish' || status === 'future';
}

/** Members of which WordPress keeps revisions. */
export const revised = ['title', 'content', 'excerpt'] as const;

export function sameTexts(one: JsonObject, other: JsonObject): boolean {
  return revised.every((name) => textIn(one, name) === textIn(other, name));
}

/** One line for a person. @param noun what the post is called. */
export function describePost(
  noun: string,
  action: string,
  before: JsonObject | undefined,
  after: JsonObject | undefined,
): string {
  const title = JSON.stringify(shortened(textIn(after ?? before, 'title')));
  const [from, to] = [before, after].map((state) => textIn(state, 'status'));
  const status = before !== undefined && after !== undefined && from !== to ? `: ${from} → ${to}` : '';
  return `${action === 'delete' ? 'trash' : action} ${noun} ${title}${status}`;
}

/** UTF-16 units of a title that a line holds; the whole one is in the states. */
const longestTitle = 120;

function shortened(title: string): string {
  if (title.length <= longestTitle) return title;
  return `${title.slice(0, longestTitle).replace(/[\uD800-\uDBFF]$/u, '')}…`;
}

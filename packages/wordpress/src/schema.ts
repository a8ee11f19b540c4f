import * as z from 'zod';

export { compact, flag, moment, remark, strangers, untrustedList } from '@crunchtools/mcp-core';

/** Pieces that tools share, so that one thing is described and checked in one way everywhere. */

export const postId = z
  .int()
  .min(1)
  .max(2 ** 53 - 1)
  .describe('Id.');
/** Key of a post type, of a taxonomy, of a status. */
export const key = z.string().regex(/^[a-z0-9_-]{1,32}$/u, 'is a key such as post, page or product');
export const typeName = key.optional();
export const taxonomyName = key.describe('category, post_tag, …');
export const limit = z.int().min(1).max(100).optional().describe('Default 20.');
export const page = z.int().min(1).max(100_000).optional();
export const version = z
  .string()
  .regex(/^r\d{1,20}-[0-9a-f]{16}$/u, 'is the version that get_post showed')
  .describe('That you read.');

/** A version, as answers show it. */
export const versionShape = z.string().regex(/^r\d+-[0-9a-f]{16}$/u);

/** Statuses of posts that are there. `any` leaves out the trash, and those of plugins that hide theirs from searches. */
export const statuses = ['publish', 'future', 'draft', 'pending', 'private', 'trash'] as const;

/** How a list says how to get the rest. */
export const listing = { total: z.int().optional(), next_page: z.int().optional() };

/**
 * How a list goes on after one of its pages.
 * @param isExact whether the total holds nothing that is not shown; otherwise it is not told.
 */
export function listedPage(
  { total, pages, isFull }: { readonly total: number; readonly pages: number; readonly isFull: boolean },
  at: number,
  isExact = true,
): { total?: number; next_page?: number } {
  return { ...(isExact && isFull ? { total } : {}), ...(at < pages ? { next_page: at + 1 } : {}) };
}

/** WordPress gives times without a zone; those that end in `_gmt` are UTC. */
export function utc(time: string): string {
  return time.endsWith('Z') ? time : `${time}Z`;
}

/** Names of terms and settings come with the entities that WordPress stores (`esc_html`). */
export function decoded(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#039;', "'")
    .replaceAll('&amp;', '&');
}

/** The other way: what a search has to look for. */
export function encoded(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

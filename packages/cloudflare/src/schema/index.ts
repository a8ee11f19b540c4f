import { ours, untold } from '@crunchtools/mcp-core';
import * as z from 'zod';

/** Pieces that tools share, so that one thing is described and checked in one way everywhere. */

/** 32 hexadecimal digits (developers.cloudflare.com/fundamentals/account/find-account-and-zone-ids). */
const hexId = z.string().regex(/^[0-9a-f]{32}$/u, 'must be 32 lower-case hexadecimal digits');

/** The name or the id of a zone: list_zones says so once for all tools. */
export const zoneArgument = z.string().min(1).max(300);

export const recordId = hexId.describe('From list_dns_records.');

export const pageArgument = z.int().min(1).max(1_000_000).optional().describe('Default 1.');

/** Added by core when an answer holds text that strangers chose. */
export const untrustedList = ours(z.array(z.string())).optional();

/** How a list says how much there is and how to get the rest. */
export const listing = {
  total: z.int(),
  page: untold(z.int()),
  pages: z.int(),
  next: ours(z.string()).optional(),
  untrusted: untrustedList,
};

/** The members of `listing` for one page of an answer. */
export function listingOf(
  { page, pages, total }: { readonly page: number; readonly pages: number; readonly total: number },
  shown: number,
): { total: number; page: number; pages: number; next?: string } {
  const position = { total, page, pages };
  if (page >= pages) return position;
  return { ...position, next: `${shown} of ${total} shown; call again with page: ${page + 1}` };
}

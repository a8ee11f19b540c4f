import { ours, unlisted } from '@crunchtools/mcp-core';
import * as z from 'zod';
import { pageArgument, untrustedList } from '../../schema.ts';

/** waf/tools/lists, "List names". */
export const listName = z.string().regex(/^[a-z0-9_]{1,50}$/u, 'must be 1 to 50 of a-z, 0-9 and _');

/** The name or the id of an account; needed where the token reaches several. */
export const accountArgument = z.string().min(1).max(200).optional();

/** What a tool takes that shows the lists of an account, or the items of one. */
export const readingArguments = {
  list: listName.optional(),
  search: z.string().min(1).max(2_000).optional(),
  account: accountArgument,
  page: pageArgument,
};

/** How such a tool says how much there is. */
export const readingTotals = {
  total: z.int(),
  pages: unlisted(z.int()),
  next: ours(z.string()).optional(),
  untrusted: untrustedList,
};

/** So many items one call takes. */
export const mostGiven = 50_000;

/** UTF-16 units, as of a zone file: a message to this server has 4 MiB at most. */
export const csvArgument = z.string().min(1).max(3_000_000).optional();

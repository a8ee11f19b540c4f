import { unlisted } from '@crunchtools/mcp-core';
import * as z from 'zod';

import { compact, key, moment, strangers } from '../../schema.ts';
import type { PostRow } from './api.ts';

/** A post in a list. */
export const listedPost = z.strictObject({
  id: z.int(),
  title: strangers,
  status: key,
  slug: unlisted(strangers),
  date: moment,
  modified: unlisted(moment),
  author: unlisted(z.int().optional()),
  link: strangers,
});

export function rowShown({ author, ...row }: PostRow): z.input<typeof listedPost> {
  return compact({ ...row, ...(author === 0 ? {} : { author }) });
}

import { unlisted } from '@crunchtools/mcp-core';
import * as z from 'zod';
import { compact, key, moment, strangers } from '../../schema.ts';

/** A post in a list. */
export const listedPost = z.strictObject({
  id: z.int(),
  title: strangers,
  status: key,
  slug: strangers,
  date: moment,
  modified: moment,
  author: unlisted(z.int().optional()),
  link: strangers,
});

export interface PostRow {
  readonly id: number;
  readonly title: string;
  readonly status: string;
  readonly slug: string;
  readonly date: string;
  readonly modified: string;
  readonly author: number;
  readonly link: string;
}

export function rowShown({ author, ...row }: PostRow): z.input<typeof listedPost> {
  return compact({ ...row, ...(author === 0 ? {} : { author }) });
}

import { unlisted } from '@crunchtools/mcp-core';
import * as z from 'zod';
import { compact, key, moment, remark, strangers } from '../../schema.ts';
import type { Comment } from './api.ts';

export const listedComment = z.strictObject({
  id: z.int(),
  post: unlisted(z.int()),
  status: key,
  date: unlisted(moment),
  author: strangers,
  author_url: remark,
  content: strangers,
  parent: unlisted(z.int().optional()),
  account: unlisted(z.int().optional()),
});

export function rowOf({
  id,
  post,
  status,
  date,
  name,
  url,
  content,
  parent,
  author,
}: Comment): z.input<typeof listedComment> {
  return {
    id,
    post,
    status,
    date,
    author: name,
    content,
    ...compact({ author_url: url }),
    ...(parent === 0 ? {} : { parent }),
    ...(author === 0 ? {} : { account: author }),
  };
}

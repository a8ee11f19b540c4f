import { defineRead, unlisted } from '@crunchtools/mcp-core';
import * as z from 'zod';
import { firstId } from '../../example.ts';
import { compact, postId, remark, strangers, untrustedList } from '../../schema.ts';
import type { Services } from '../../services.ts';
import { requireComment } from './plan.ts';
import { listedComment, rowOf } from './shape.ts';

const input = { id: postId };

const output = z.strictObject({
  ...listedComment.shape,
  date: unlisted(listedComment.shape.date),
  post_title: unlisted(strangers),
  answers: unlisted(remark),
  untrusted: untrustedList,
});

export const getComment = defineRead<Services, typeof input, typeof output>({
  name: 'get_comment',
  title: 'Get a comment',
  description: 'One comment, whatever its status, with its post and what it answers.',
  toolset: 'comments',
  effect: 'read',
  permissions: ['moderate_comments'],
  input,
  output,
  async run({ id }, { services }) {
    const { comment, post } = await requireComment(id, services);
    const parent = comment.parent === 0 ? undefined : await services.comments.find(comment.parent);
    return { ...rowOf(comment), post_title: post.title, ...compact({ answers: parent?.content ?? '' }) };
  },
  async example(apply) {
    return { id: firstId((await apply('list_comments', {}))['comments']) };
  },
  hostile: { id: 1, author_email: 'a@example.org' },
  requests: ['GET /wp-json/wp/v2/comments/{}', 'GET /wp-json/wp/v2/posts/{}'],
  scopes: 'answer',
});

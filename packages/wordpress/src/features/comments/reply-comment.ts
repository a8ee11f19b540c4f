import { ConflictError, defineWrite, InputError } from '@crunchtools/mcp-core';
import * as z from 'zod';
import { firstId } from '../../example.ts';
import { postId } from '../../schema.ts';
import type { Services } from '../../services.ts';
import { isSame, replyCreation } from './change.ts';
import { requireComment } from './plan.ts';

const input = { id: postId, content: z.string().trim().min(1).max(20_000) };

export const replyComment = defineWrite<Services, typeof input>({
  name: 'reply_comment',
  title: 'Reply to a comment',
  description: 'Answer a public comment in the name of this account, public at once. Asks first.',
  toolset: 'comments',
  effect: 'create',
  permissions: ['moderate_comments'],
  input,
  async plan({ id, content }, { services }) {
    const { comment, post } = await requireComment(id, services);
    if (comment.status !== 'approved')
      throw new InputError('The comment is not public. Nothing was said.', {
        nextStep: 'moderate_comments can approve it.',
      });
    const said = (await services.comments.own(post.id)).find(
      (own) => own.parent === id && isSame(own.content, content),
    );
    if (said !== undefined)
      throw new ConflictError(`This account has given that answer: ${said.id}. Nothing was said twice.`, {
        details: { id: said.id },
      });
    return {
      changes: [replyCreation(post.kind, post.id, id, content)],
      warnings: post.status === 'publish' ? [] : ['The post is not public, so nobody sees the answer yet.'],
    };
  },
  async example(apply) {
    const { comments } = await apply('list_comments', { status: 'approved' });
    return { id: firstId(comments), content: `Thank you. ${crypto.randomUUID()}` };
  },
  hostile: { id: 1, content: 'x', status: 'approved' },
  requests: [
    'GET /wp-json/wp/v2/comments/{}',
    'GET /wp-json/wp/v2/posts/{}',
    'GET /wp-json/wp/v2/comments',
    'POST /wp-json/wp/v2/comments',
  ],
  scopes: 'content',
});

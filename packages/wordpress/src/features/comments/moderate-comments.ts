import { ChangeList, defineWrite } from '@crunchtools/mcp-core';
import * as z from 'zod';
import { heldId } from '../../example.ts';
import { postId } from '../../schema.ts';
import type { Services } from '../../services.ts';
import { moderation } from './change.ts';
import { requireComment } from './plan.ts';

const input = {
  ids: z.array(postId).min(1).max(100).describe('From list_comments.'),
  status: z.enum(['approved', 'hold', 'spam', 'trash']),
};

export const moderateComments = defineWrite<Services, typeof input>({
  name: 'moderate_comments',
  title: 'Moderate comments',
  description: 'Approve comments, hold them back, or move them to the spam or the trash.',
  toolset: 'comments',
  effect: 'update',
  paged: true,
  permissions: ['moderate_comments'],
  input,
  async plan({ ids, status }, { services }) {
    const changes = await ChangeList.create(ids.length);
    for (const id of new Set(ids)) {
      const { comment, post } = await requireComment(id, services);
      if (comment.status !== status) changes.add(moderation(post.kind, comment, status));
    }
    return { changes, warnings: changes.length === 0 ? [`They are ${status} already.`] : [] };
  },
  async example(apply) {
    return { ids: [await heldId(apply)], status: 'spam' };
  },
  hostile: { ids: [1], status: 'delete' },
  requests: [
    'GET /wp-json/wp/v2/comments/{}',
    'GET /wp-json/wp/v2/posts/{}',
    'POST /wp-json/wp/v2/comments/{}',
  ],
  scopes: 'content',
});

import { defineWrite, InputError } from '@crunchtools/mcp-core';
import { draftId } from '../../example.ts';
import { postId, typeName } from '../../schema.ts';
import type { Services } from '../../services.ts';
import { postDeletion } from './change.ts';
import { commentsOf, trashNotes } from './hidden-comments.ts';
import { frontPageNotes } from './redirect.ts';

const input = { id: postId, type: typeName };

export const deletePost = defineWrite<Services, typeof input>({
  name: 'delete_post',
  title: 'Trash a post',
  description: 'Move a post to the trash, never for good. Asks first.',
  toolset: 'posts',
  effect: 'delete',
  permissions: ['delete_posts'],
  input,
  async plan({ id, type }, { services }) {
    const post = await services.posts.get(id, type);
    if (post.status === 'trash') throw new InputError('The post is in the trash already.');
    const there = await commentsOf(services.comments, post.id);
    return {
      changes: [postDeletion(post, there)],
      warnings: [...frontPageNotes(post, 'trash'), ...trashNotes(there)],
    };
  },
  async example(apply) {
    return { id: await draftId(apply) };
  },
  hostile: { id: 1, force: true },
  requests: ['GET /wp-json/wp/v2/posts/{}', 'GET /wp-json/wp/v2/comments', 'DELETE /wp-json/wp/v2/posts/{}'],
  scopes: 'content',
});

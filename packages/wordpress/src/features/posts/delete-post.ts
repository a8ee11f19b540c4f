import { defineWrite, InputError, PermissionError } from '@crunchtools/mcp-core';
import { draftId } from '../../example.ts';
import { postId, typeName } from '../../schema.ts';
import type { Services } from '../../services.ts';
import type { Post } from './api.ts';
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
    if (post.status === 'trash') throw new InputError(`The ${post.kind.noun} is in the trash already.`);
    requireTrashable(post, services);
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

/**
 * WordPress before 7 asks for a capability that no role has to delete a reusable block that is no longer, or not yet, public, and lets
 * whoever edits delete public ones (6.1.9, run).
 * @throws {PermissionError}
 */
function requireTrashable({ kind: { needs, noun }, status }: Post, { connection }: Services): void {
  if (
    status === 'publish' ||
    status === 'future' ||
    connection.known?.capabilities.has(needs.delete) !== false
  )
    return;
  throw new PermissionError(
    `This account may not trash a ${noun} that is ${status}: WordPress asks for the capability ${needs.delete}. Nothing was changed.`,
    {
      nextStep:
        needs.delete === 'delete_blocks'
          ? 'No role has it in this version of WordPress. It can be trashed once it is public: publish_post.'
          : 'Ask an administrator of the site for a role that has it.',
    },
  );
}

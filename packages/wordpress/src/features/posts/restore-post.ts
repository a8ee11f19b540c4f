import { defineWrite, InputError } from '@crunchtools/mcp-core';
import { draftId } from '../../example.ts';
import { postId, typeName } from '../../schema.ts';
import type { Services } from '../../services.ts';
import { postRestoration } from './change.ts';
import { hiddenWith, restorationNotes } from './hidden-comments.ts';

const input = { id: postId, type: typeName };

export const restorePost = defineWrite<Services, typeof input>({
  name: 'restore_post',
  title: 'Restore a trashed post',
  description: 'Take a post out of the trash, as a draft with the slug that it had.',
  toolset: 'posts',
  effect: 'create',
  permissions: ['delete_posts'],
  input,
  async plan({ id, type }, { services }) {
    const post = await services.posts.get(id, type);
    if (post.status !== 'trash') throw new InputError(`The ${post.kind.noun} is not in the trash.`);
    // WordPress leaves its mark in the slug of what comes back (6.1.9, run).
    const slug = post.slug.replace(/__trashed(?:-\d+)?$/u, '');
    // In the trash it is not seen whether a draft has a date of its own: WordPress keeps what there is.
    const { date: _, ...state } = post.state;
    return {
      changes: [postRestoration(post, { ...state, status: 'draft', slug })],
      warnings: restorationNotes(await hiddenWith(services.comments, id)),
    };
  },
  async example(apply) {
    const id = await draftId(apply);
    await apply('delete_post', { id });
    return { id };
  },
  hostile: { id: 0 },
  requests: ['GET /wp-json/wp/v2/posts/{}', 'GET /wp-json/wp/v2/comments', 'POST /wp-json/wp/v2/posts/{}'],
  scopes: 'content',
});

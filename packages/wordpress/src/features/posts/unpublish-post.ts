import { defineWrite, InputError } from '@crunchtools/mcp-core';
import * as z from 'zod';
import { draftId } from '../../example.ts';
import { postId, typeName } from '../../schema.ts';
import type { Services } from '../../services.ts';
import { postPlan } from './plan.ts';
import { frontPageNotes } from './redirect.ts';

const input = {
  id: postId,
  type: typeName,
  to: z.enum(['draft', 'pending', 'private']).optional().describe('Default draft.'),
};

export const unpublishPost = defineWrite<Services, typeof input>({
  name: 'unpublish_post',
  title: 'Unpublish a post',
  description: 'Take a public or scheduled post back from its readers. Asks first.',
  toolset: 'posts',
  effect: 'update',
  permissions: ['edit_posts'],
  input,
  async plan({ id, type, to = 'draft' }, { services }) {
    const post = await services.posts.get(id, type);
    if (post.status === 'trash') throw new InputError(`The ${post.kind.noun} is in the trash.`);
    // A date to come would schedule the post again when it is published.
    const isLater = post.status === 'future' && to !== 'private';
    const { changes, warnings = [] } = postPlan(
      post,
      { status: to, ...(isLater ? { date: null } : {}) },
      services,
    );
    return { changes, warnings: [...frontPageNotes(post, 'hidden'), ...warnings] };
  },
  async example(apply) {
    const id = await draftId(apply);
    await apply('publish_post', { id });
    return { id };
  },
  hostile: { id: 1, to: 'trash' },
  requests: ['GET /wp-json/wp/v2/posts/{}', 'POST /wp-json/wp/v2/posts/{}'],
  scopes: 'content',
});

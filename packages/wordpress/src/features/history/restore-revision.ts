import { defineWrite } from '@crunchtools/mcp-core';
import { draftId } from '../../example.ts';
import { postId, typeName } from '../../schema.ts';
import type { Services } from '../../services.ts';
import { given } from '../posts/fields.ts';
import { postPlan } from '../posts/plan.ts';

const input = { id: postId, type: typeName, revision: postId.describe('From list_revisions.') };

export const restoreRevision = defineWrite<Services, typeof input>({
  name: 'restore_revision',
  title: 'Restore a revision',
  description: 'Give a post the title, text and excerpt of one of its revisions again.',
  toolset: 'history',
  effect: 'update',
  permissions: ['edit_posts'],
  input,
  async plan({ id, type, revision }, { services }) {
    const post = await services.posts.get(id, type);
    const { title, content, excerpt } = await services.posts.revision(post.kind, post.id, revision);
    return postPlan(
      post,
      given({ title, content, excerpt: post.state['excerpt'] === undefined ? undefined : excerpt }),
      services,
    );
  },
  async example(apply) {
    const id = await draftId(apply);
    for (const find of ['Words', 'More']) {
      const { version = null } = await apply('get_post', { id });
      await apply('edit_post', { id, version, edits: [{ find, replace: `More${find}` }] });
    }
    const { revisions } = await apply('list_revisions', { id });
    const last = Array.isArray(revisions) ? revisions.at(-1) : undefined;
    const revision =
      typeof last === 'object' && last !== null && 'revision' in last ? (last['revision'] ?? null) : null;
    return { id, revision };
  },
  hostile: { id: 1, revision: -1 },
  requests: [
    'GET /wp-json/wp/v2/posts/{}',
    'GET /wp-json/wp/v2/posts/{}/revisions/{}',
    'POST /wp-json/wp/v2/posts/{}',
  ],
  scopes: 'content',
});

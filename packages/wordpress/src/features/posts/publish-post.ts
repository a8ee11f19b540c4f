import { defineWrite, InputError } from '@crunchtools/mcp-core';
import { draftId } from '../../example.ts';
import { postId, typeName } from '../../schema.ts';
import type { Services } from '../../services.ts';
import { postPlan } from './plan.ts';

const input = { id: postId, type: typeName };

export const publishPost = defineWrite<Services, typeof input>({
  name: 'publish_post',
  title: 'Publish a post',
  description: 'Make a post public now. Asks first.',
  toolset: 'posts',
  effect: 'update',
  permissions: ['publish_posts'],
  input,
  async plan({ id, type }, { services }) {
    const post = await services.posts.get(id, type);
    if (post.status === 'trash')
      throw new InputError('The post is in the trash.', { nextStep: 'restore_post makes a draft of it.' });
    // A draft with a date to come would be scheduled; one that was public keeps its date.
    const isLater = Date.parse(post.date) > Date.now();
    return postPlan(post, { status: 'publish', ...(isLater ? { date: now() } : {}) }, services);
  },
  async example(apply) {
    return { id: await draftId(apply) };
  },
  hostile: { id: 1, password: '' },
  requests: ['GET /wp-json/wp/v2/posts/{}', 'POST /wp-json/wp/v2/posts/{}'],
  scopes: 'content',
});

function now(): string {
  return `${new Date().toISOString().slice(0, 19)}Z`;
}

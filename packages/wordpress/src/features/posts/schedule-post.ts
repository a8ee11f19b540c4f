import { defineWrite, InputError } from '@crunchtools/mcp-core';
import { draftId } from '../../example.ts';
import { moment, postId, typeName } from '../../schema.ts';
import type { Services } from '../../services.ts';
import { postPlan } from './plan.ts';

const input = { id: postId, type: typeName, at: moment.describe('Such as 2031-04-03T09:00:00+02:00.') };

export const schedulePost = defineWrite<Services, typeof input>({
  name: 'schedule_post',
  title: 'Schedule a post',
  description: 'Let WordPress make a post that is not public yet public at a time to come. Asks first.',
  toolset: 'posts',
  effect: 'update',
  permissions: ['publish_posts'],
  input,
  async plan({ id, type, at }, { services }) {
    const post = await services.posts.get(id, type);
    if (post.status === 'publish' || post.status === 'trash')
      throw new InputError(`The post is ${post.status === 'trash' ? 'in the trash' : 'public already'}.`);
    // The site would publish at once what is due within the minute.
    if (Date.parse(at) < Date.now() + 60_000)
      throw new InputError('at is not in the future.', { nextStep: 'publish_post publishes now.' });
    return postPlan(
      post,
      { status: 'future', date: `${new Date(at).toISOString().slice(0, 19)}Z` },
      services,
    );
  },
  async example(apply) {
    return { id: await draftId(apply), at: '2099-04-03T09:00:00+02:00' };
  },
  hostile: { id: 1, at: 'tomorrow' },
  requests: ['GET /wp-json/wp/v2/posts/{}', 'POST /wp-json/wp/v2/posts/{}'],
  scopes: 'content',
});

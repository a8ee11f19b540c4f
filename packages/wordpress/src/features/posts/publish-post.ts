import { defineWrite, InputError } from '@crunchtools/mcp-core';
import { draftId } from '../../example.ts';
import { moment, postId, typeName } from '../../schema.ts';
import type { Services } from '../../services.ts';
import { postPlan } from './plan.ts';

const input = {
  id: postId,
  type: typeName,
  at: moment.optional().describe('Later, such as 2031-04-03T09:00:00+02:00.'),
};

export const publishPost = defineWrite<Services, typeof input>({
  name: 'publish_post',
  title: 'Publish a post',
  description: 'Make a post public now, or schedule it. Asks first.',
  toolset: 'posts',
  effect: 'update',
  permissions: ['publish_posts'],
  input,
  async plan({ id, type, at }, { services }) {
    const post = await services.posts.get(id, type);
    if (post.status === 'trash')
      throw new InputError(`The ${post.kind.noun} is in the trash.`, {
        nextStep: 'restore_post makes a draft of it.',
      });
    if (at !== undefined) {
      if (post.status === 'publish') throw new InputError(`The ${post.kind.noun} is public already.`);
      // The site would publish at once what is due within the minute.
      if (Date.parse(at) < Date.now() + 60_000)
        throw new InputError('at is not in the future.', { nextStep: 'Without at, it is public now.' });
      return postPlan(post, { status: 'future', date: inSeconds(new Date(at)) }, services);
    }
    // A draft with a date to come would be scheduled; one that was public keeps its date.
    const isLater = Date.parse(post.date) > Date.now();
    return postPlan(
      post,
      { status: 'publish', ...(isLater ? { date: inSeconds(new Date()) } : {}) },
      services,
    );
  },
  async example(apply) {
    return { id: await draftId(apply) };
  },
  hostile: { id: 1, password: '' },
  requests: ['GET /wp-json/wp/v2/posts/{}', 'POST /wp-json/wp/v2/posts/{}'],
  scopes: 'content',
});

function inSeconds(time: Date): string {
  return `${time.toISOString().slice(0, 19)}Z`;
}

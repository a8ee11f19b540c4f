import { defineWrite, InputError } from '@crunchtools/mcp-core';
import * as z from 'zod';
import { firstId } from '../../example.ts';
import { postId, typeName, version } from '../../schema.ts';
import type { Services } from '../../services.ts';
import { changedText, textInput } from './edits.ts';
import { given } from './fields.ts';
import { postPlan, requireVersion } from './plan.ts';

const input = {
  id: postId,
  type: typeName,
  version,
  ...textInput,
  title: z.string().max(1_000).optional(),
  excerpt: z.string().max(10_000).optional(),
};

export const editPost = defineWrite<Services, typeof input>({
  name: 'edit_post',
  title: 'Edit a post',
  description:
    'Change text, title or excerpt of a post: by edits (find and replace), one block, or whole. Other text stays to the last byte.',
  toolset: 'posts',
  effect: 'update',
  permissions: ['edit_posts'],
  input,
  async plan({ id, type, version: base, edits, content, block, title, excerpt }, { services }) {
    if ([edits, content, title, excerpt].every((each) => each === undefined))
      throw new InputError('Give what is to change: edits, content, title or excerpt.');
    const post = await services.posts.get(id, type);
    await requireVersion(post, base, services);
    const text = changedText(post.content, { edits, content, block });
    // WordPress trims titles.
    return postPlan(post, given({ content: text, title: title?.trim(), excerpt }), services);
  },
  async example(apply) {
    const { posts } = await apply('list_posts', { search: 'compost' });
    const id = firstId(posts);
    const { version: base = null } = await apply('get_post', { id });
    return { id, version: base, edits: [{ find: 'four weeks', replace: 'three weeks' }] };
  },
  hostile: { id: 1, version: 'r1-0000000000000000', content: 'x', status: 'publish' },
  requests: ['GET /wp-json/wp/v2/posts/{}', 'POST /wp-json/wp/v2/posts/{}'],
  scopes: 'content',
});

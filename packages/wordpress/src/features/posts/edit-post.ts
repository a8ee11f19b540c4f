import { defineWrite, InputError } from '@crunchtools/mcp-core';
import { edited } from '@crunchtools/mcp-core/document/edit';
import * as z from 'zod';
import { firstId } from '../../example.ts';
import { postId, typeName, version } from '../../schema.ts';
import type { Services } from '../../services.ts';
import { withBlock } from './blocks.ts';
import { given, longText } from './fields.ts';
import { postPlan, requireVersion } from './plan.ts';

const input = {
  id: postId,
  type: typeName,
  version,
  edits: z
    .array(z.strictObject({ find: longText.min(1), replace: longText, all: z.boolean().optional() }))
    .min(1)
    .max(100)
    .optional()
    .describe('Best: places as they stand, once in the text unless all.'),
  content: longText.optional().describe('Whole text, or of the block.'),
  block: z
    .int()
    .min(1)
    .max(100_000)
    .optional()
    .describe('With content, which is nothing to take the block out.'),
  title: z.string().max(1_000).optional(),
  excerpt: z.string().max(10_000).optional(),
};

export const editPost = defineWrite<Services, typeof input>({
  name: 'edit_post',
  title: 'Edit a post',
  description:
    'Change text, title or excerpt of a post: by edits (find and replace), one block, or whole. Untouched text stays to the last byte; status stays.',
  toolset: 'posts',
  effect: 'update',
  permissions: ['edit_posts'],
  input,
  async plan({ id, type, version: base, edits, content, block, title, excerpt }, { services }) {
    if (edits !== undefined && content !== undefined) throw new InputError('Give either edits or content.');
    if (block !== undefined && content === undefined) throw new InputError('block belongs to content.');
    if ([edits, content, title, excerpt].every((each) => each === undefined))
      throw new InputError('Give what is to change: edits, content, title or excerpt.');
    const post = await services.posts.get(id, type);
    await requireVersion(post, base, services);
    const text =
      edits !== undefined
        ? edited(post.content, edits)
        : content !== undefined && block !== undefined
          ? withBlock(post.content, block, content)
          : content;
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

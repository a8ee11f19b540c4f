import { defineWrite, InputError } from '@crunchtools/mcp-core';
import * as z from 'zod';
import { draftId } from '../../example.ts';
import { key, postId, typeName } from '../../schema.ts';
import type { Services } from '../../services.ts';
import { given } from './fields.ts';
import { postPlan, requireFeatured, requireParent } from './plan.ts';

const input = {
  id: postId,
  type: typeName,
  slug: z.string().max(200).optional(),
  status: z.enum(['draft', 'pending']).optional().describe('Of a post that is not public.'),
  author: z.int().min(1).optional().describe('Id.'),
  parent: z.int().min(0).optional().describe('Id.'),
  menu_order: z.int().optional().describe('Among pages.'),
  featured_media: z.int().min(0).optional().describe('Id.'),
  template: z.string().max(200).optional(),
  format: key.optional(),
  sticky: z.boolean().optional(),
  comment_status: z.enum(['open', 'closed']).optional(),
};

export const updatePost = defineWrite<Services, typeof input>({
  name: 'update_post',
  title: 'Update details of a post',
  description: 'Set slug, parent, featured image, template, author, stickiness or comments of a post.',
  toolset: 'posts',
  effect: 'update',
  permissions: ['edit_posts'],
  input,
  async plan({ id, type, ...wanted }, { services }) {
    const post = await services.posts.get(id, type);
    const changed = given<string | number | boolean>(wanted);
    const strange = Object.keys(changed).filter((name) => post.state[name] === undefined);
    if (strange.length > 0) throw new InputError(`A ${post.kind.noun} has no ${strange.join(', ')}.`);
    if (wanted.status !== undefined && post.status !== 'draft' && post.status !== 'pending')
      throw new InputError(`The ${post.kind.noun} is ${post.status}: unpublish_post makes a draft of it.`);
    if (wanted.parent !== undefined) await requireParent(wanted.parent, post, services);
    if (wanted.featured_media !== undefined) await requireFeatured(wanted.featured_media, services);
    return postPlan(post, changed, services);
  },
  async example(apply) {
    return { id: await draftId(apply), slug: 'details' };
  },
  hostile: { id: 1, status: 'publish' },
  requests: ['GET /wp-json/wp/v2/posts/{}', 'GET /wp-json/wp/v2/media/{}', 'POST /wp-json/wp/v2/posts/{}'],
  scopes: 'content',
});

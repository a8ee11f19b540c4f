import { ConflictError, defineWrite } from '@crunchtools/mcp-core';
import * as z from 'zod';
import { key } from '../../schema.ts';
import type { Services } from '../../services.ts';
import { postCreation } from './change.ts';
import { given, longText } from './fields.ts';
import { creationNotes, requireParent, requireText } from './plan.ts';
import { isAlike, mostLooked } from './reconcile.ts';

const input = {
  type: key.optional().describe('Default post.'),
  title: z.string().min(1).max(1_000),
  content: longText.optional().describe('Block markup or HTML.'),
  excerpt: z.string().max(10_000).optional(),
  slug: z.string().max(200).optional(),
  parent: z.int().min(0).optional().describe('Id.'),
};

export const createPost = defineWrite<Services, typeof input>({
  name: 'create_post',
  title: 'Create a post',
  description:
    'Create a post, page or custom type as a draft. One with the same title and text is not made twice.',
  toolset: 'posts',
  effect: 'create',
  permissions: ['edit_posts'],
  input,
  async plan({ type = 'post', title, content = '', ...more }, { services }) {
    const { kinds, posts } = services;
    const kind = await kinds.get(type);
    // WordPress trims titles.
    const after = { title: title.trim(), content, ...given(more), status: 'draft' };
    requireText(after);
    if (more.parent !== undefined) await requireParent(more.parent, { kind }, services);
    // As many more as may be deleted meanwhile: what is looked through after a lost answer was looked through before it.
    const own = await posts.newestOwn(kind, 2 * mostLooked);
    const same = own.find(({ state, status }) => status !== 'trash' && isAlike(state, after));
    if (same !== undefined)
      throw new ConflictError(
        `This account has made a ${kind.noun} with this very title and text: ${same.id} (${same.status}). Nothing was created.`,
        {
          nextStep: 'If another one is meant, give it another title or text.',
          details: { id: same.id, status: same.status },
        },
      );
    const warnings = await creationNotes(kind, content, services);
    return { changes: [postCreation(kind, after)], warnings };
  },
  example: {
    title: 'Seed exchange',
    content: '<!-- wp:paragraph -->\n<p>Bring what you have too much of.</p>\n<!-- /wp:paragraph -->',
  },
  hostile: { title: 'x', status: 'publish' },
  requests: ['GET /wp-json/wp/v2/posts', 'POST /wp-json/wp/v2/posts'],
  scopes: 'content',
});

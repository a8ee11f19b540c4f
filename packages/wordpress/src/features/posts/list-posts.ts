import { defineRead, InputError, PermissionError } from '@crunchtools/mcp-core';
import * as z from 'zod';
import { key, limit, listedPage, listing, page, statuses, untrustedList } from '../../schema.ts';
import type { Services } from '../../services.ts';
import { listedPost, rowShown } from './shape.ts';

const input = {
  type: key.optional().describe('Default post; get_site lists types.'),
  search: z.string().min(1).max(200).optional(),
  status: z.array(key).min(1).max(10).optional().describe('Default all but trash.'),
  slug: z.string().min(1).max(200).optional(),
  author: z.int().min(1).optional().describe('Id.'),
  taxonomy: key.optional().describe('With term.'),
  term: z.int().min(1).optional().describe('Id.'),
  order_by: z.enum(['date', 'modified', 'title', 'id']).optional(),
  ascending: z.boolean().optional(),
  limit,
  page,
};

const output = z.strictObject({ posts: z.array(listedPost), ...listing, untrusted: untrustedList });

export const listPosts = defineRead<Services, typeof input, typeof output>({
  name: 'list_posts',
  title: 'List posts',
  description: 'Posts, pages or custom types by words, status, term or author, newest first.',
  toolset: 'posts',
  effect: 'read',
  permissions: ['edit_posts'],
  input,
  output,
  async run({ type = 'post', limit: most = 20, page: at = 1, ...wanted }, { services }) {
    const { kinds, posts } = services;
    const kind = await kinds.get(type);
    const asked = (wanted.status ?? statuses.filter((status) => status !== 'trash')).filter((status) =>
      kinds.hasStatus(status),
    );
    if (asked.length === 0) throw new InputError('No posts in these statuses exist for this server.');
    const terms = kind.taxonomies.find(
      ({ slug, base }) => slug === wanted.taxonomy || base === wanted.taxonomy,
    );
    if ((wanted.taxonomy === undefined) !== (wanted.term === undefined))
      throw new InputError('taxonomy and term belong together.');
    if (wanted.taxonomy !== undefined && terms === undefined)
      throw new InputError(
        `The type has the taxonomies ${kind.taxonomies.map(({ slug }) => slug).join(', ')}.`,
      );
    const { id } = await services.connection.account();
    if (wanted.author !== undefined && wanted.author !== id && !(await posts.seesAll(kind)))
      throw new PermissionError(
        `This account may edit no ${kind.noun} but its own, and sees no others here.`,
      );
    const { posts: rows, ...more } = await posts.list(kind, {
      status: asked.join(','),
      search: wanted.search,
      slug: wanted.slug,
      ...(wanted.author === undefined ? {} : { author: wanted.author }),
      ...(terms === undefined ? {} : { [terms.base]: wanted.term }),
      orderby: wanted.order_by,
      order: wanted.ascending === true ? 'asc' : 'desc',
      per_page: most,
      page: at,
    });
    return { posts: rows.map(rowShown), ...listedPage(more, at) };
  },
  example: { search: 'compost' },
  hostile: { type: 'post/1' },
  requests: ['GET /wp-json/wp/v2/posts'],
  scopes: 'content',
});

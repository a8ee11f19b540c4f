import { defineRead, unlisted } from '@crunchtools/mcp-core';
import * as z from 'zod';
import {
  compact,
  encoded,
  limit,
  listedPage,
  listing,
  page,
  remark,
  strangers,
  taxonomyName,
  untrustedList,
} from '../../schema.ts';
import type { Services } from '../../services.ts';

const input = { taxonomy: taxonomyName, search: z.string().min(1).max(200).optional(), limit, page };

const output = z.strictObject({
  terms: z.array(
    z.strictObject({
      id: z.int(),
      name: strangers,
      slug: unlisted(strangers),
      posts: z.int(),
      parent: unlisted(z.int().optional()),
      description: remark,
    }),
  ),
  ...listing,
  untrusted: untrustedList,
});

export const listTerms = defineRead<Services, typeof input, typeof output>({
  name: 'list_terms',
  title: 'List terms',
  description: 'Categories, tags or other terms by name, with how many public posts have each.',
  toolset: 'terms',
  effect: 'read',
  permissions: ['edit_posts'],
  input,
  output,
  async run({ taxonomy: slug, search, limit: most = 50, page: at = 1 }, { services }) {
    const { taxonomy } = await services.kinds.taxonomy(slug);
    const { terms, ...more } = await services.terms.list(taxonomy, {
      search: search && encoded(search),
      per_page: most,
      page: at,
    });
    return {
      terms: terms.map(({ id, name, slug: own, count, parent, description }) => ({
        id,
        name,
        slug: own,
        posts: count,
        ...compact({ description }),
        ...(parent === 0 ? {} : { parent }),
      })),
      ...listedPage(more, at),
    };
  },
  example: { taxonomy: 'category' },
  hostile: { taxonomy: '../users' },
  requests: ['GET /wp-json/wp/v2/categories'],
  scopes: 'answer',
});

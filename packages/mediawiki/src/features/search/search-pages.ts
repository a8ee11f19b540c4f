import { defineRead } from '@crunchtools/mcp-core';
import * as z from 'zod';
import { compact, cursor, limit, listing, moment, namespaceNames, strangers } from '../../schema.ts';
import type { Services } from '../../services.ts';

const input = {
  query: z.string().min(1).max(300),
  in: z.enum(['text', 'title']).optional(),
  namespaces: namespaceNames.describe('Default main.'),
  limit,
  cursor,
};

const output = z.strictObject({
  total: z.int().optional(),
  pages: z.array(
    z.strictObject({ title: strangers, size: z.int(), edited: moment, excerpt: strangers.optional() }),
  ),
  ...listing,
});

export const searchPages = defineRead<Services, typeof input, typeof output>({
  name: 'search_pages',
  title: 'Search pages',
  description:
    'Full-text search in the wiki, with excerpts. Without the extension CirrusSearch it finds whole words only, in text or in title.',
  toolset: 'search',
  effect: 'read',
  permissions: ['read'],
  input,
  output,
  async run({ query, in: where = 'text', namespaces, limit: most = 50, cursor: from }, { services }) {
    const wanted = await services.namespaces.wanted(namespaces);
    const { items, next, total } = await services.search.search(query, where, {
      most,
      from,
      namespaces: wanted,
    });
    const pages = items.map(({ title, size, time, excerpt }) =>
      compact({ title, size, edited: time, excerpt }),
    );
    return { total, pages, next };
  },
  example: { query: 'compost' },
  hostile: { query: 'x', namespaces: ['main|*'] },
  requests: ['GET /api.php'],
  scopes: 'answer',
});

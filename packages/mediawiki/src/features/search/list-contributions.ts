import { defineRead } from '@crunchtools/mcp-core';
import * as z from 'zod';
import { cursor, limit, listing, namespaceNames } from '../../schema.ts';
import type { Services } from '../../services.ts';
import { activityShown, shownActivity } from './activity-shape.ts';

const input = {
  user: z.string().min(1).max(255).describe('Name or IP address.'),
  namespaces: namespaceNames,
  limit,
  cursor,
};

const output = z.strictObject({ edits: z.array(shownActivity), ...listing });

export const listContributions = defineRead<Services, typeof input, typeof output>({
  name: 'list_contributions',
  title: 'List contributions',
  description: 'All edits of one user or address, newest first, however old.',
  toolset: 'search',
  effect: 'read',
  permissions: ['read'],
  input,
  output,
  async run({ user, namespaces, limit: most = 50, cursor: from }, { services }) {
    const wanted = await services.namespaces.wanted(namespaces);
    const { items, next } = await services.search.contributions(user, { most, from, namespaces: wanted });
    return { edits: items.map(activityShown), next };
  },
  example: { user: 'Rana' },
  hostile: { user: '' },
  requests: ['GET /api.php'],
  scopes: 'answer',
});

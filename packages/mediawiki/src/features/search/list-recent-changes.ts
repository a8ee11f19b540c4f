import { defineRead } from '@crunchtools/mcp-core';
import * as z from 'zod';
import { cursor, limit, listing, moment, namespaceNames } from '../../schema.ts';
import type { Services } from '../../services.ts';
import { activityShown, shownActivity } from './activity-shape.ts';

const input = {
  user: z.string().max(255).optional(),
  tag: z.string().max(100).optional(),
  since: moment.optional(),
  namespaces: namespaceNames,
  limit,
  cursor,
};

const output = z.strictObject({ changes: z.array(shownActivity), ...listing });

export const listRecentChanges = defineRead<Services, typeof input, typeof output>({
  name: 'list_recent_changes',
  title: 'List recent changes',
  description:
    'What people did on the wiki, newest first: edits, new pages, moves, deletions, uploads. It goes back some weeks.',
  toolset: 'search',
  effect: 'read',
  permissions: ['read'],
  input,
  output,
  async run({ user, tag, since, namespaces, limit: most = 50, cursor: from }, { services }) {
    const wanted = await services.namespaces.wanted(namespaces);
    const { items, next } = await services.search.changes({
      most,
      from,
      namespaces: wanted,
      user,
      tag,
      since,
    });
    return { changes: items.map(activityShown), next };
  },
  example: { user: 'Olu' },
  hostile: { since: 'yesterday' },
  requests: ['GET /api.php'],
  scopes: 'answer',
});

import { defineRead, InputError } from '@crunchtools/mcp-core';
import * as z from 'zod';
import { cursor, limit, listing, moment, namespaceNames } from '../../schema.ts';
import type { Services } from '../../services.ts';
import { activityShown, shownActivity } from './activity-shape.ts';

const input = {
  user: z.string().max(255).optional(),
  tag: z.string().max(100).optional(),
  since: moment.optional(),
  watched: z.boolean().optional().describe('Of pages on the watch list of this account.'),
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
  async run(
    { user, tag, since, watched = false, namespaces, limit: most = 50, cursor: from },
    { services: { search, namespaces: spaces } },
  ) {
    if (watched && tag !== undefined) throw new InputError('The watch list cannot be asked for by tag.');
    const range = { most, from, namespaces: await spaces.wanted(namespaces), user, since };
    const { items, next } = watched
      ? await search.watchedChanges(range)
      : await search.changes({ ...range, tag });
    return { changes: items.map(activityShown), next };
  },
  example: { user: 'Olu' },
  hostile: { since: 'yesterday' },
  requests: ['GET /api.php'],
  scopes: 'answer',
});

import { changesResource, type Feature, listChanges, undoChange } from '@crunchtools/mcp-core';
import type { Services } from '../../services.ts';

/** What was changed, and taking it back: core's own, for every kind of object. */
export const changes: Feature<Services> = {
  toolset: 'changes',
  tools: [
    () => listChanges,
    () => ({
      ...undoChange,
      async example(apply) {
        const made = { title: `Draft ${crypto.randomUUID()}`, text: 'To undo' };
        const { change_id: id = null } = await apply('create_page', made);
        return { change_ids: [id] };
      },
      requests: ['GET /api.php', 'POST /api.php'],
    }),
  ],
  get resources() {
    return [changesResource('mediawiki://changes')];
  },
};

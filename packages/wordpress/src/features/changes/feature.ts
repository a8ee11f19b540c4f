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
        const made = { title: `Draft ${crypto.randomUUID()}`, content: 'To undo' };
        const { change_id: id = null } = await apply('create_post', made);
        return { change_ids: [id] };
      },
      requests: ['GET /wp-json/wp/v2/posts/{}', 'DELETE /wp-json/wp/v2/posts/{}'],
    }),
  ],
  get resources() {
    return [changesResource('wordpress://changes')];
  },
};

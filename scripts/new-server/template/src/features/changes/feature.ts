import { type Feature, listChanges, undoChange } from '@crunchtools/mcp-core';
import type { Services } from '../../services.ts';

/** What was changed, and taking it back: core's own, for every kind of object. */
export const changes: Feature<Services> = {
  toolset: 'changes',
  tools: [
    listChanges,
    {
      ...undoChange,
      async example(apply) {
        const made = { title: 'To undo', text: crypto.randomUUID() };
        const { change_id: id = null } = await apply('create_note', made);
        return { change_ids: [id] };
      },
      requests: ['DELETE /notes/{}', 'GET /notes/{}'],
    },
  ],
};

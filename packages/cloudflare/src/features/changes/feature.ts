import { changesResource, type Feature, listChanges, undoChange } from '@crunchtools/mcp-core';
import type { Services } from '../../services.ts';
import { exampleZone } from '../../tool.ts';

/** What was changed, and taking it back: core's own, for every kind of object. */
export const changes: Feature<Services> = {
  toolset: 'changes',
  tools: [
    () => listChanges,
    () => ({
      ...undoChange,
      async example(apply) {
        const content = crypto.randomUUID();
        const made = { zone: exampleZone, type: 'TXT', name: 'to-undo', content };
        const { change_id: id = null } = await apply('create_dns_record', made);
        return { change_ids: [id] };
      },
      requests: ['DELETE /zones/{}/dns_records/{}', 'GET /zones/{}/dns_records/{}'],
    }),
  ],
  get resources() {
    return [changesResource('cloudflare://changes')];
  },
};

import { describeSurfaceContract, inEachEra } from '@crunchtools/mcp-core/testing';
import { features } from '../../src/main.ts';
import { server } from '../support/server.ts';

inEachEra(server, 'what is beside tools,', (era) =>
  describeSurfaceContract({
    ...era,
    resources: features.resources().all(),
    prompts: features.prompts().all(),
    uris: { changes: 'wordpress://changes', post: 'wordpress://posts/5' },
    arguments: {
      edit_draft: { post: '8', guide: 'Short sentences.' },
      prepare_post: { subject: 'Barrel 2.0', notes: 'It holds more.' },
    },
    free: ['guide', 'subject', 'notes'],
    snapshotDirectory: new URL('../snapshots/', import.meta.url),
  }),
);

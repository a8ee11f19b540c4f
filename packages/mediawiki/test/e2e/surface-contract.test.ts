import { describeSurfaceContract, inEachEra } from '@crunchtools/mcp-core/testing';
import { features } from '../../src/main.ts';
import { server } from '../support/server.ts';

inEachEra(server, 'what is beside tools,', (era) =>
  describeSurfaceContract({
    ...era,
    resources: features.resources().all(),
    prompts: features.prompts().all(),
    uris: { changes: 'mediawiki://changes', page: 'mediawiki://pages/Compost' },
    arguments: {
      write_page: { title: 'Mulch', sources: 'Straw keeps the soil moist.' },
      clean_up_category: { category: 'Garden' },
    },
    free: ['sources'],
    snapshotDirectory: new URL('../snapshots/', import.meta.url),
  }),
);

import { describeSurfaceContract } from '@crunchtools/mcp-core/testing';
import type { ClientOptions } from '@modelcontextprotocol/client';
import { features } from '../../src/main.ts';
import { connectClient } from '../support/process.ts';

const eras: Readonly<Record<string, ClientOptions>> = {
  'what is beside tools, to a client of the handshake revisions': { versionNegotiation: { mode: 'legacy' } },
  'what is beside tools, to a client of 2026-07-28': { versionNegotiation: { mode: { pin: '2026-07-28' } } },
};

for (const [title, options] of Object.entries(eras)) {
  describeSurfaceContract({
    title,
    async start() {
      const client = await connectClient([], options);
      return { client, close: () => client.close() };
    },
    resources: features.resources().all(),
    prompts: features.prompts().all(),
    uris: { changes: 'mediawiki://changes', page: 'mediawiki://pages/Compost' },
    arguments: {
      write_page: { title: 'Mulch', sources: 'Straw keeps the soil moist.' },
      clean_up_category: { category: 'Garden' },
    },
    free: ['sources'],
    snapshotDirectory: new URL('../snapshots/', import.meta.url),
  });
}

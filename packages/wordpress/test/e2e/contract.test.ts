import { describeServerContract } from '@crunchtools/mcp-core/testing';
import type { ClientOptions } from '@modelcontextprotocol/client';
import { features } from '../../src/main.ts';
import { connectClient } from '../support/process.ts';

const eras: Readonly<Record<string, ClientOptions>> = {
  'the server to a client of the handshake revisions': { versionNegotiation: { mode: 'legacy' } },
  'the server to a client of 2026-07-28': { versionNegotiation: { mode: { pin: '2026-07-28' } } },
};

for (const [title, options] of Object.entries(eras)) {
  describeServerContract({
    title,
    async start() {
      const client = await connectClient([], options);
      return { client, close: () => client.close() };
    },
    tools: features.tools().tools(),
    toolDirectory: new URL('../../src/features/', import.meta.url),
    document: new URL('../../docs/tools.md', import.meta.url),
    mostTokens: 7_000,
  });
}

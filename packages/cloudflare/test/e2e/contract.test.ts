import { describeServerContract, type Example } from '@crunchtools/mcp-core/testing';
import type { ClientOptions } from '@modelcontextprotocol/client';
import { registry } from '../../src/tools/index.ts';
import { connectClient } from '../support/process.ts';

const zone = 'mapleandpine.net';

/** A record of the example's own, so that examples do not get into each other's way. */
function withRecord(name: string, also: Readonly<Record<string, unknown>> = {}): Example {
  return async (apply) => {
    const wished = { zone, type: 'TXT', name, content: `made for ${name}, ${crypto.randomUUID()}` };
    const { changes } = await apply('create_dns_record', wished);
    return { zone, record_id: (changes as { id: string }[])[0]?.id, ...also };
  };
}

const examples: Readonly<Record<string, Example>> = {
  list_zones: { status: 'active' },
  get_zone: { zone },
  verify_token: {},
  list_dns_records: { zone, per_page: 5, order: 'name' },
  get_dns_record: withRecord('to-get'),
  create_dns_record: { zone, type: 'A', name: 'to-create', content: '192.0.2.1', comment: 'contract' },
  update_dns_record: withRecord('to-update', { ttl: 300 }),
  delete_dns_record: withRecord('to-delete'),
  purge_cache: { zone, files: [`https://${zone}/style.css`] },
  list_changes: { limit: 5 },
  undo_change: async (apply) => {
    const wished = { zone, type: 'TXT', name: 'to-undo', content: crypto.randomUUID() };
    const { change_id: id } = await apply('create_dns_record', wished);
    return { change_ids: [id] };
  },
};

const eras: Readonly<Record<string, ClientOptions>> = {
  'the server to a client of the handshake revisions': { versionNegotiation: { mode: 'legacy' } },
  'the server to a client of 2026-07-28': { versionNegotiation: { mode: { pin: '2026-07-28' } } },
};

for (const [title, options] of Object.entries(eras)) {
  describeServerContract({
    title,
    async start() {
      const client = await connectClient(options);
      return { client, close: () => client.close() };
    },
    tools: registry().tools(),
    toolDirectory: new URL('../../src/tools/', import.meta.url),
    snapshotDirectory: new URL('../snapshots/', import.meta.url),
    examples,
  });
}

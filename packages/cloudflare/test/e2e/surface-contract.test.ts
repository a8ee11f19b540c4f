import { describeSurfaceContract } from '@crunchtools/mcp-core/testing';
import type { ClientOptions } from '@modelcontextprotocol/client';
import { features } from '../../src/main.ts';
import { connectClient } from '../support/process.ts';

const zone = 'mapleandpine.com';

const eras: Readonly<Record<string, ClientOptions>> = {
  'what is beside tools, to a client of the handshake revisions': { versionNegotiation: { mode: 'legacy' } },
  'what is beside tools, to a client of 2026-07-28': { versionNegotiation: { mode: { pin: '2026-07-28' } } },
};

for (const [title, options] of Object.entries(eras)) {
  describeSurfaceContract({
    title,
    async start() {
      const client = await connectClient(options);
      return { client, close: () => client.close() };
    },
    resources: features.resources().all(),
    prompts: features.prompts().all(),
    uris: {
      zones: 'cloudflare://zones',
      changes: 'cloudflare://changes',
      zone: `cloudflare://zones/${zone}`,
      dns: `cloudflare://zones/${zone}/dns`,
      dns_name: `cloudflare://zones/${zone}/dns/www.${zone}`,
      rules: `cloudflare://zones/${zone}/rules/redirect`,
      chart: 'ui://chart',
      plan: 'ui://plan',
    },
    arguments: {
      launch_site: { zone, host: `new.${zone}`, origin: '192.0.2.10', redirect_from: `neu.${zone}` },
      audit_zone: { zone },
      migrate_page_rules: { zone },
      investigate_traffic: { zone, period: '24h' },
    },
    free: ['origin', 'ticket'],
    snapshotDirectory: new URL('../snapshots/', import.meta.url),
  });
}

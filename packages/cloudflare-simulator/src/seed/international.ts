import type { SeedRecord } from '../resources/dns/index.ts';
import type { SeedPageRule } from '../resources/page-rules/index.ts';
import type { Seed } from './seed.ts';
import { seedAccount, seedZone } from './seed.ts';

/** `bücher.example`: the API names the zone in Unicode, and its records in Punycode. */
const zone = 'xn--bcher-kva.example';

/** What Email Routing makes and locks, and the domain of a Worker, beside records that people made. */
const records: readonly SeedRecord[] = [
  { type: 'A', name: zone, content: '192.0.2.10', proxied: true },
  { type: 'A', name: `www.${zone}`, content: '192.0.2.10', proxied: true },
  { type: 'A', name: `*.${zone}`, content: '192.0.2.11' },
  { type: 'CNAME', name: `xn--caf-dma.${zone}`, content: `www.${zone}` },
  { type: 'TXT', name: `_dmarc.${zone}`, content: '"v=DMARC1; p=reject"' },
  ...[3, 37, 85].map(
    (priority, index): SeedRecord => ({
      type: 'MX',
      name: zone,
      content: `route${index + 1}.mx.cloudflare.net`,
      priority,
      meta: { email_routing: true, read_only: true },
    }),
  ),
  {
    type: 'TXT',
    name: zone,
    content: '"v=spf1 include:_spf.mx.cloudflare.net ~all"',
    meta: { email_routing: true, read_only: true },
  },
  {
    type: 'AAAA',
    name: `shop.${zone}`,
    content: '100::',
    proxied: true,
    meta: { origin_worker_id: 'e1b6a9c2d7f04835', read_only: true },
  },
];

/** The first is for a host of another zone: such rules occur (recordings/page-rules.json), from before they were refused. */
const pageRules: readonly SeedPageRule[] = [
  { url: 'www.former-name.example/*', actions: [{ id: 'always_use_https' }] },
  { url: `www.${zone}/assets/*`, actions: [{ id: 'browser_cache_ttl', value: 86_400 }] },
];

export function internationalSeed(): Seed {
  const account = seedAccount('Bücherstube', '2023-05-02T09:00:00Z');
  return {
    accounts: [account],
    zones: [seedZone(account, zone, 'pro', '2023-05-02T09:05:00Z')],
    records: { [zone]: records },
    dnssec: { [zone]: { status: 'active' } },
    rules: {},
    pageRules: { [zone]: pageRules },
    settings: {},
    lists: {
      [account.name]: [
        { name: 'old_catalogue', kind: 'redirect', items: [] },
        { name: 'office', kind: 'ip', items: [] },
      ],
    },
  };
}

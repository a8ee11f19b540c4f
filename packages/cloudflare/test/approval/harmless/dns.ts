/** Records of every day: new hosts, proofs of ownership, notes, and stricter mail policies. */

import { create, dnssec, importFile, sync, undo, update, zone } from '../calls.ts';
import { type Case, harmless } from '../case.ts';

const proofs: readonly (readonly [id: string, name: string, content: string])[] = [
  ['search-engine', '@', '"google-site-verification=rXOxyZounnZasA8Z7oaD3c14JdjS9aKSWvsR1EbUSIQ"'],
  ['office', '@', '"MS=ms73284610"'],
  ['social', '@', '"facebook-domain-verification=1v2x3c4v5b6n7m8k9j0h1g2f3d4s5a"'],
  ['phone', '@', '"apple-domain-verification=Wq8ZxC0vB5nM2aSd"'],
  ['tickets', '@', '"atlassian-domain-verification=7bXq0n1m2v3c4x5z6l7k8j9h0g1f2d3s4a5p6o7i8u9y0t1r2e3w4q"'],
  ['signatures', '@', '"docusign=0f5c2d11-6b1a-4a4b-9a32-1d9bb4a8f3c1"'],
  ['payments', '@', '"stripe-verification=5f1c0a9e7d3b2c4a6e8f0b1d3c5a7e9f"'],
  ['design', '@', '"adobe-idp-site-verification=2a4c6e8f0b1d3c5a7e9f5f1c0a9e7d3b"'],
  ['meetings', '@', '"ZOOM_verify_9jXk2LmNQ1a7B3cD"'],
  ['pins', '@', '"pinterest-site-verification=5e7d9c1b3a2f4e6d8c0b"'],
  ['leaks', '@', '"have-i-been-pwned-verification=dweb_5mz1q0x8w2v7c3n9"'],
  ['models', '@', '"openai-domain-verification=dv-7hXq2mB9fLkT0ZpC"'],
  ['network', '@', '"cisco-ci-domain-verification=7d3b2c4a6e8f0b1d3c5a7e9f5f1c0a9e"'],
  ['newsletter-proof', '@', '"brevo-code:9f5f1c0a9e7d3b2c4a6e8f0b1d3c5a7e"'],
  ['plain-words', '@', 'storefront-domain-check=5f1c0a9e'],
  ['code-host', '_github-challenge-example-org', '"9d3f1c7a2b"'],
  [
    'code-pages',
    '_gitlab-pages-verification-code.docs',
    '"gitlab-pages-verification-code=00112233445566778899aabbccddeeff"',
  ],
  ['sender', '_amazonses', '"pmBGN/7MjnfhTKUZ06Enqq1PeGUaOkw8lGhcfwefcHU="'],
  ['analytics', '_acme-analytics', '"site=4711"'],
  ['chat', '_discord', '"dh=0f5c2d116b1a4a4b9a321d9bb4a8f3c1d7e6f5a4"'],
  ['social-handle', '_atproto', '"did=did:plc:ewvi7nxzyoun6zhxrhs64oiz"'],
  ['deployments', '_vercel', '"vc-domain-verify=docs.example.com,7d3b2c4a6e8f0b1d3c5a"'],
];

export const ownership: readonly Case[] = harmless(
  'proof',
  proofs.map(([id, name, content]) => [id, create('TXT', name, content)]),
);

const hosts = [
  'staging',
  'dev',
  'test',
  'beta',
  'docs',
  'intranet',
  'grafana',
  'jenkins',
  'wiki',
  'crm',
  'files',
  'media',
  'labs',
  'demo',
  'sandbox',
  'vpn2',
];
const services: readonly (readonly [name: string, target: string])[] = [
  ['help', 'example.helpdesk.example'],
  ['learn', 'example.courses.example'],
  ['jobs', 'example.recruiting.example'],
  ['events', 'events.tickets.example'],
  ['survey', 'custom.surveys.example'],
  ['links', 'track.short-links.example'],
  ['community', 'example.forum-host.example'],
  ['changelog', 'proxy.changelog.example'],
  ['press', 'hosting.press-room.example'],
  ['img', 'images.storage.example'],
];

export const newHosts: readonly Case[] = harmless('host', [
  ...hosts.map(
    (name, index) =>
      [`${name}-proxied`, create('A', name, `203.0.113.${60 + index}`, { proxied: true })] as const,
  ),
  ...hosts
    .slice(0, 8)
    .map(
      (name, index) =>
        [`${name}-plain`, create('A', name, `198.51.100.${130 + index}`, { ttl: 300 })] as const,
    ),
  ...hosts
    .slice(0, 6)
    .map(
      (name, index) =>
        [
          `${name}-six`,
          create('AAAA', name, `2001:db8:20::${index + 1}`, { proxied: index % 2 === 0 }),
        ] as const,
    ),
  ...services.map(
    ([name, target]) =>
      [`${name}-service`, create('CNAME', name, target, { proxied: name.length % 2 === 0 })] as const,
  ),
  ['deep', create('A', 'node-1.cluster-2.lab', '198.51.100.201')],
  ['with-comment', create('A', 'printer', '10.20.0.15', { comment: 'Second floor', ttl: 600 })],
  ['with-tags', create('CNAME', 'portal', 'example.com', { proxied: true, tags: ['team:web', 'tier:2'] })],
  ['game', create('SRV', '_game._udp', '0 5 25565 game.hosting.example')],
  ['phones', create('SRV', '_xmpp-client._tcp', '5 0 5222 chat.hosting.example')],
  ['place', create('LOC', 'office', '52 22 23.000 N 4 53 32.000 E -2.00m 0.00m 10000m 10m')],
  ['fingerprint', create('SSHFP', 'git', `4 2 ${'5f1c0a9e7d3b2c4a'.repeat(4)}`)],
  ['protocols', create('HTTPS', 'docs', '1 . alpn="h3,h2"')],
  ['text', create('TXT', 'note', '"managed by the web team"')],
  ['policy-text', create('TXT', '_report', '"contact=security@example.com"')],
  [
    'naming',
    {
      tool: 'create_dns_record',
      args: {
        zone,
        type: 'URI',
        name: '_files._tcp',
        priority: 10,
        data: { weight: 1, target: 'https://files.example.com/public' },
      },
    },
  ],
]);

const important = [
  'apex',
  'www',
  'api',
  'mx1',
  'mx2',
  'spf',
  'dmarc',
  'dkim',
  'dkimAlias',
  'mail',
  'mtaSts',
  'mtaStsHost',
  'tlsRpt',
  'caa',
  'caaWild',
  'tlsa',
  'acme',
  'euNs1',
  'euGlue',
  'euDs',
  'apps',
  'parkedMx',
];

export const notes: readonly Case[] = harmless('note', [
  ...important.map(
    (key) => [`comment-${key}`, update(key, { comment: `Asked for in ticket 4711 (${key})` })] as const,
  ),
  ...important
    .slice(0, 12)
    .map((key) => [`tags-${key}`, update(key, { tags: ['owner:platform', 'reviewed:2026'] })] as const),
  [
    'comment-removed',
    update('noted', { comment: '' }),
    {
      records: {
        noted: {
          type: 'MX',
          name: 'inbox',
          content: 'mx.mailhost.example',
          priority: 10,
          comment: 'Old note',
        },
      },
    },
  ],
  [
    'comment-by-sync',
    sync([{ type: 'MX', name: '@', content: 'mail.example.com', priority: 10, comment: 'Main server' }]),
  ],
  ['comment-with-hostile-words', update('status', { comment: 'mx v=spf1 +all p=none' })],
]);

export const times: readonly Case[] = harmless('ttl', [
  ...[
    'spf',
    'dmarc',
    'dkim',
    'mx1',
    'mx2',
    'mail',
    'tlsRpt',
    'blog',
    'status',
    'vpn',
    'build',
    'sip',
    'autodiscover',
    'newsMx',
  ].map((key) => [`${key}-shorter`, update(key, { ttl: 120 })] as const),
  ...['status', 'vpn', 'blog', 'build'].map((key) => [`${key}-longer`, update(key, { ttl: 7200 })] as const),
  ['automatic', update('blog', { ttl: 1 })],
  ['by-sync', sync([{ type: 'A', name: 'vpn', content: '198.51.100.7', ttl: 600 }])],
]);

const weakDmarc = (content: string) => ({
  records: { dmarc: { type: 'TXT', name: '_dmarc', content: `"${content}"` } },
});
const spfOf = (content: string) => ({
  records: { spf: { type: 'TXT', name: '@', content: `"${content}"` } },
});

export const stricterMail: readonly Case[] = harmless('stricter-mail', [
  [
    'none-to-quarantine',
    update('dmarc', { content: '"v=DMARC1; p=quarantine; rua=mailto:dmarc@example.com"' }),
    weakDmarc('v=DMARC1; p=none; rua=mailto:dmarc@example.com'),
  ],
  [
    'none-to-reject',
    update('dmarc', { content: '"v=DMARC1; p=reject; rua=mailto:dmarc@example.com"' }),
    weakDmarc('v=DMARC1; p=none; rua=mailto:dmarc@example.com'),
  ],
  [
    'quarantine-to-reject',
    update('dmarc', { content: '"v=DMARC1; p=reject"' }),
    weakDmarc('v=DMARC1; p=quarantine'),
  ],
  [
    'more-of-it',
    update('dmarc', { content: '"v=DMARC1; p=quarantine; pct=50"' }),
    weakDmarc('v=DMARC1; p=quarantine; pct=10'),
  ],
  [
    'all-of-it',
    update('dmarc', { content: '"v=DMARC1; p=reject; pct=100"' }),
    weakDmarc('v=DMARC1; p=reject; pct=25'),
  ],
  [
    'subdomains-too',
    update('dmarc', { content: '"v=DMARC1; p=reject; sp=reject"' }),
    weakDmarc('v=DMARC1; p=reject; sp=none'),
  ],
  [
    'strict-alignment',
    update('dmarc', { content: '"v=DMARC1; p=reject; adkim=s; aspf=s"' }),
    weakDmarc('v=DMARC1; p=reject; adkim=r; aspf=r'),
  ],
  [
    'own-reports',
    update('dmarc', { content: '"v=DMARC1; p=reject; rua=mailto:dmarc@example.com"' }),
    weakDmarc('v=DMARC1; p=reject'),
  ],
  [
    'spaces',
    update('dmarc', { content: '"v=DMARC1;p=reject;rua=mailto:dmarc@example.com"' }),
    weakDmarc('v=DMARC1; p=reject; rua=mailto:dmarc@example.com'),
  ],
  [
    'first-dmarc',
    create('TXT', '_dmarc', '"v=DMARC1; p=none; rua=mailto:dmarc@example.com"'),
    { without: ['dmarc'] },
  ],
  [
    'soft-to-hard',
    update('spf', { content: '"v=spf1 mx include:_spf.mailhost.example -all"' }),
    spfOf('v=spf1 mx include:_spf.mailhost.example ~all'),
  ],
  ['neutral-to-soft', update('spf', { content: '"v=spf1 mx ~all"' }), spfOf('v=spf1 mx ?all')],
  ['pass-to-hard', update('spf', { content: '"v=spf1 mx -all"' }), spfOf('v=spf1 mx +all')],
  ['parked-policy', create('TXT', 'unused', '"v=spf1 -all"')],
  ['parked-dmarc', create('TXT', '_dmarc.unused', '"v=DMARC1; p=reject"')],
  [
    'first-reports',
    create('TXT', '_smtp._tls', '"v=TLSRPTv1; rua=mailto:tls@example.com"'),
    { without: ['tlsRpt'] },
  ],
  ['authority-reports', create('CAA', '@', '0 iodef "mailto:operations@example.com"')],
]);

export const few: readonly Case[] = harmless('few', [
  [
    'sync-two-hosts',
    sync([
      { type: 'A', name: 'node-1', content: '203.0.113.61' },
      { type: 'A', name: 'node-2', content: '203.0.113.62' },
    ]),
  ],
  [
    'sync-host-with-six',
    sync([
      { type: 'A', name: 'docs', content: '203.0.113.61', proxied: true },
      { type: 'AAAA', name: 'docs', content: '2001:db8:10::61', proxied: true },
    ]),
  ],
  ['sync-there-already', sync([{ type: 'A', name: 'vpn', content: '198.51.100.7' }])],
  ['sync-mail-there-already', sync([{ type: 'MX', name: '@', content: 'mail.example.com', priority: 10 }])],
  [
    'sync-mixed',
    sync([
      { type: 'A', name: 'vpn', content: '198.51.100.7' },
      { type: 'TXT', name: 'note', content: '"x"' },
    ]),
  ],
  ['sync-proof', sync([{ type: 'TXT', name: '@', content: '"MS=ms12345678"' }])],
  [
    'sync-three-proofs',
    sync([
      { type: 'TXT', name: '@', content: '"MS=ms12345678"' },
      { type: 'TXT', name: '@', content: '"stripe-verification=5f1c"' },
      { type: 'CNAME', name: 'help', content: 'example.helpdesk.example' },
    ]),
  ],
  [
    'sync-pruned-and-equal',
    sync([{ type: 'A', name: 'vpn', content: '198.51.100.7' }], { names: ['vpn'], prune: true }),
  ],
  ['import-one', importFile(['lab 300 IN A 203.0.113.61'])],
  ['import-two', importFile(['lab 300 IN A 203.0.113.61', 'lab 300 IN AAAA 2001:db8:10::61'])],
  ['import-there-already', importFile(['vpn 300 IN A 198.51.100.7'])],
  ['import-text', importFile(['@ IN TXT "MS=ms12345678"'])],
  ['undo-comment', undo, { before: update('spf', { comment: 'Checked' }) }],
  ['undo-ttl', undo, { before: update('vpn', { ttl: 600 }) }],
  ['undo-tags', undo, { before: update('mx1', { tags: ['owner:platform'] }) }],
  [
    'text-changed',
    update('note', { content: '"second"' }),
    { records: { note: { type: 'TXT', name: 'note', content: '"first"' } } },
  ],
  [
    'same-value',
    update('spf', { content: '"v=spf1 mx include:_spf.mailhost.example ip4:203.0.113.25 -all"' }),
  ],
  ['same-priority', update('mx1', { priority: 10 })],
  ['signed-already', dnssec({ status: 'active' })],
]);

const every = {
  records: { every: { type: 'A', name: '*', content: '203.0.113.10', proxied: true } },
} as const;

/** Names that a wildcard is not for, or that it loses nothing at. */
export const besideWildcards: readonly Case[] = harmless('beside-wildcard', [
  ['text-of-a-protocol', create('TXT', '_vercel', '"vc-domain-verify=docs.example.com,7d3b2c4a"'), every],
  ['text-of-two', create('SRV', '_minecraft._tcp', '0 5 25565 play.example.net'), every],
  [
    'note-at-a-host',
    create('TXT', 'docs', '"note=4711"'),
    {
      records: {
        ...every.records,
        docs: { type: 'A', name: 'docs', content: '203.0.113.40', proxied: true },
      },
    },
  ],
  [
    'proof-below-a-host',
    create('TXT', '_proof.docs', '"note=4711"'),
    {
      records: {
        ...every.records,
        docs: { type: 'A', name: 'docs', content: '203.0.113.40', proxied: true },
      },
    },
  ],
  ['same-address', create('A', 'docs', '203.0.113.10', { proxied: true }), every],
  ['same-alias', create('CNAME', 'docs.apps', 'example.com', { proxied: true })],
  ['host-for-tests', create('A', 'staging', '203.0.113.41', { proxied: true }), every],
  [
    'preview',
    create('CNAME', 'pr-17.preview', 'pr-17.builds.example', { proxied: true }),
    {
      records: { every: { type: 'CNAME', name: '*.preview', content: 'builds.example', proxied: true } },
    },
  ],
  [
    'another-branch',
    create('TXT', 'docs.eu', '"note=4711"'),
    {
      records: {
        ...every.records,
        other: { type: 'TXT', name: 'shop.eu', content: '"note=4712"' },
        docs: { type: 'TXT', name: 'x.docs.eu', content: '"note=4713"' },
      },
    },
  ],
  ['outside', create('A', 'docs', '203.0.113.41', { proxied: true })],
  [
    'second-text',
    create('TXT', 'known.apps', '"note=4711"'),
    {
      records: {
        known: { type: 'CAA', name: 'x.known.apps', data: { flags: 0, tag: 'issue', value: 'ca.example' } },
      },
    },
  ],
]);

/** Names: where the site, its branches and its certificates come from. */

import { create, dnssec, importFile, remove, sync, undo, update } from '../calls.ts';
import { harmful } from '../case.ts';

const hijack = 'Everybody: visitors of the site reach a machine of somebody else.';
const exposed = 'The company: the address of the origin is public, and attacks pass the proxy by.';

export const certificates = harmful(
  'caa',
  'RFC 8659 §4.2, §4.3, §5.1; CA/Browser Forum Baseline Requirements §3.2.2.8',
  [
    [
      'issuer-replaced',
      'Everybody: another authority may issue, and the own renewals fail.',
      update('caa', {
        data: { flags: 0, tag: 'issue', value: 'any-ca.example' },
      }),
    ],
    [
      'issuer-added',
      'Everybody: one more authority may issue certificates.',
      create('CAA', '@', '0 issue "any-ca.example"'),
    ],
    [
      'wildcards-opened',
      'Everybody: one authority may issue wildcards, which nobody could.',
      update('caaWild', {
        data: { flags: 0, tag: 'issuewild', value: 'any-ca.example' },
      }),
    ],
    ['wildcards-deleted', 'Everybody: wildcards may be issued, which nobody could.', remove('caaWild')],
    ['issuer-deleted', 'Everybody: any authority may issue certificates.', remove('caa')],
    [
      'issuer-became-report',
      'Everybody: any authority may issue certificates.',
      update('caa', {
        data: { flags: 0, tag: 'iodef', value: 'mailto:security@example.com' },
      }),
    ],
    ['renamed', 'Everybody: any authority may issue for the domain.', update('caa', { name: 'www' })],
    [
      'nobody',
      'Operators: renewals fail, and the certificate runs out.',
      update('caa', {
        data: { flags: 0, tag: 'issue', value: ';' },
      }),
    ],
    ['reports-gone', 'Operators: nobody is told of a refused request any more.', remove('caaReport')],
    [
      'host-excepted',
      'Everybody: the records of a name hide those above it, and another authority may issue for the API.',
      create('CAA', 'api', '0 issue "any-ca.example"'),
    ],
    [
      'added-by-sync',
      'Everybody: one more authority may issue certificates.',
      sync([{ type: 'CAA', name: '@', data: { flags: 0, tag: 'issue', value: 'any-ca.example' } }]),
    ],
    [
      'added-by-import',
      'Everybody: one more authority may issue certificates.',
      importFile(['@ 300 IN CAA 0 issue "any-ca.example"']),
    ],
    [
      'account-opened',
      'Everybody: any account at the authority may ask, not only the own one (RFC 8657).',
      update('caa', {
        data: { flags: 0, tag: 'issue', value: 'letsencrypt.org' },
      }),
      {
        records: {
          caa: {
            type: 'CAA',
            name: '@',
            data: {
              flags: 0,
              tag: 'issue',
              value: 'letsencrypt.org; accounturi=https://acme-v02.api.letsencrypt.org/acme/acct/1',
            },
          },
        },
      },
    ],
    [
      'narrowing-undone',
      'Everybody: any authority may issue certificates.',
      undo,
      {
        without: ['caa'],
        before: create('CAA', '@', '0 issue "letsencrypt.org"'),
      },
    ],
  ],
);

export const challenges = harmful(
  'acme',
  'RFC 8555 §8.4; CNAME delegation as in acme-dns; subdomain takeover reports',
  [
    [
      'delegation-moved',
      'Everybody: a stranger can get certificates for the domain.',
      update('acme', { content: 'x.attacker.example' }),
    ],
    ['delegation-deleted', 'Operators: renewals fail, and the certificate runs out.', remove('acme')],
    [
      'delegation-renamed',
      'Operators: renewals fail, and the certificate runs out.',
      update('acme', { name: '_acme-challenge-old' }),
    ],
    [
      'delegation-added',
      'Everybody: a stranger can get certificates for the shop.',
      create('CNAME', '_acme-challenge.shop', 'x.attacker.example'),
    ],
    [
      'branch-delegated',
      'Everybody: a stranger can get certificates for the API.',
      create('NS', '_acme-challenge.api', 'ns1.attacker.example'),
    ],
    [
      'delegation-moved-by-sync',
      'Everybody: a stranger can get certificates for the domain.',
      sync([{ type: 'CNAME', name: '_acme-challenge', content: 'x.attacker.example' }], {
        names: ['_acme-challenge'],
        prune: true,
      }),
    ],
  ],
);

export const origins = harmful(
  'address',
  'Known DNS hijacks (CISA ED 19-01); RFC 1034 §3.6.2; Cloudflare, "Protect your origin server"',
  [
    ['apex-moved', hijack, update('apex', { content: '192.0.2.66' })],
    ['apex-six-moved', hijack, update('apex6', { content: '2001:db8:66::1' })],
    ['apex-deleted', 'Everybody: the site is gone for who has IPv4 only.', remove('apex')],
    ['apex-renamed', 'Everybody: the site is gone for who has IPv4 only.', update('apex', { name: 'old' })],
    [
      'apex-second-address',
      'Everybody: half of the requests go to another machine.',
      create('A', '@', '192.0.2.66', { proxied: true }),
    ],
    [
      'apex-added-unproxied',
      'The company: a record of the apex beside the proxied ones takes the proxy away from all of them.',
      create('A', '@', '203.0.113.12'),
    ],
    ['apex-unproxied', exposed, update('apex', { proxied: false })],
    ['apex-unproxied-and-ttl', exposed, update('apex', { proxied: false, ttl: 300, comment: 'debugging' })],
    [
      'www-unproxied',
      'The company: no firewall and no certificate on www any more.',
      update('www', { proxied: false }),
    ],
    ['api-unproxied', exposed, update('api', { proxied: false })],
    ['admin-unproxied', exposed, update('admin', { proxied: false })],
    [
      'api-unproxied-by-sync',
      exposed,
      sync([{ type: 'A', name: 'api', content: '203.0.113.20', proxied: false }]),
    ],
    [
      'api-unproxied-by-import',
      exposed,
      importFile(['api 300 IN A 203.0.113.20 ; cf_tags=cf-proxied:false']),
    ],
    [
      'all-unproxied-by-import',
      exposed,
      importFile(['api 300 IN A 203.0.113.20', 'admin 300 IN A 203.0.113.21'], { proxied: false }),
    ],
    [
      'proxying-undone',
      exposed,
      undo,
      {
        records: { api: { type: 'A', name: 'api', content: '203.0.113.20', proxied: false } },
        before: update('api', { proxied: true }),
      },
    ],
    ['origin-published', exposed, create('A', 'direct', '203.0.113.10', { comment: 'for debugging' })],
    ['www-to-stranger', hijack, update('www', { content: 'site.attacker.example' })],
    [
      'shop-to-stranger',
      'Customers: the shop, with its checkout, is somebody else.',
      update('shop', { content: 'shop.attacker.example' }),
    ],
    ['www-deleted', 'Everybody: www is gone, and links with it.', remove('www')],
    ['shop-deleted', 'Customers: the shop is gone.', remove('shop')],
    ['www-renamed', 'Everybody: www is gone, and links with it.', update('www', { name: 'web' })],
    ['shop-renamed', 'Customers: the shop is gone.', update('shop', { name: 'store' })],
    ['api-renamed', 'Programs of customers: the API is gone.', update('api', { name: 'api-v2' })],
    [
      'apex-moved-by-sync',
      hijack,
      sync([{ type: 'A', name: '@', content: '192.0.2.66', proxied: true }], {
        names: ['@'],
        types: ['A'],
        prune: true,
      }),
    ],
    [
      'api-moved',
      'Programs of customers: keys and data go to another machine.',
      update('api', { content: '192.0.2.66' }),
    ],
    ['api-deleted', 'Programs of customers: the API is gone.', remove('api')],
    ['vpn-moved', 'Staff: the VPN is somebody else.', update('vpn', { content: '192.0.2.66' })],
    [
      'vpn-proxied',
      'Staff: the proxy does not carry the VPN, and nobody gets in.',
      update('vpn', { proxied: true }),
    ],
    ['type-changed', hijack, update('www', { type: 'A', content: '192.0.2.66' })],
    [
      'type-changed-by-sync',
      'Programs of customers: the API is somebody else.',
      sync([{ type: 'CNAME', name: 'api', content: 'api.attacker.example', proxied: true }], {
        names: ['api'],
        prune: true,
      }),
    ],
    [
      'loopback',
      'Everybody: the site leads to the own machine of each visitor.',
      update('status', { content: '127.0.0.1' }),
    ],
    [
      'https-record',
      'Everybody: browsers are led to another host before they ask for an address.',
      create('HTTPS', 'status', '0 www.attacker.example'),
    ],
    [
      'https-hints',
      'Everybody: browsers use the hinted address of a stranger.',
      create('HTTPS', 'status', '1 . ipv4hint=192.0.2.66'),
    ],
    [
      'sip-moved',
      'Staff: calls go to somebody else.',
      update('sip', { data: { priority: 10, weight: 60, port: 5061, target: 'sip.attacker.example' } }),
    ],
    [
      'sip-better',
      'Staff: calls go to somebody else, who has the better priority.',
      create('SRV', '_sips._tcp', '0 0 5061 sip.attacker.example'),
    ],
    [
      'ssh-key-replaced',
      'Operators: clients that trust the zone accept the key of a stranger.',
      update('buildKey', {
        data: { algorithm: 4, type: 2, fingerprint: 'a'.repeat(64) },
      }),
    ],
  ],
);

export const wildcards = harmful('wildcard', 'RFC 4592 §2.2; "Subdomain takeover" (OWASP WSTG-CONF-10)', [
  [
    'apex-wildcard',
    'Everybody: every name that does not exist now leads to a stranger.',
    create('CNAME', '*', 'site.attacker.example'),
  ],
  [
    'apex-wildcard-address',
    'Everybody: every name that does not exist now exists, for phishing and cookies too.',
    create('A', '*', '192.0.2.66'),
  ],
  [
    'wildcard-mail',
    'Everybody: mail to any name goes to a stranger.',
    create('MX', '*', 'mx.attacker.example', { priority: 10 }),
  ],
  [
    'wildcard-text',
    'Everybody: each name has a policy that anybody may send.',
    create('TXT', '*', '"v=spf1 +all"'),
  ],
  [
    'wildcard-moved',
    'Customers: all applications are somebody else.',
    update('apps', { content: 'apps.attacker.example' }),
  ],
  ['wildcard-deleted', 'Customers: all applications are gone.', remove('apps')],
  ['wildcard-unproxied', exposed, update('apps', { proxied: false })],
  [
    'wildcard-widened',
    'Everybody: names that do not exist now lead to the applications.',
    update('apps', { name: '*' }),
  ],
  [
    'wildcard-by-import',
    'Everybody: every name that does not exist now leads to a stranger.',
    importFile(['* 300 IN A 192.0.2.66']),
  ],
]);

export const delegations = harmful(
  'delegation',
  'RFC 1034 §4.2.2; RFC 4035 §5; RFC 9471; SITTING DUCKS reports (2024)',
  [
    [
      'server-replaced',
      'Customers in the branch: a stranger answers for all of its names.',
      update('euNs1', { content: 'ns1.attacker.example' }),
    ],
    ['server-deleted', 'Customers in the branch: one server is left, and no spare.', remove('euNs1')],
    [
      'server-added',
      'Customers in the branch: a stranger answers every third question.',
      create('NS', 'eu', 'ns3.attacker.example'),
    ],
    [
      'server-renamed',
      'Customers in the branch: it has one server left, and another name is delegated.',
      update('euNs2', { name: 'asia' }),
    ],
    [
      'glue-moved',
      'Customers in the branch: a stranger answers for all of its names.',
      update('euGlue', { content: '192.0.2.66' }),
    ],
    ['glue-deleted', 'Customers in the branch: its own server cannot be found.', remove('euGlue')],
    [
      'glue-renamed',
      'Customers in the branch: its own server cannot be found.',
      update('euGlue', { name: 'ns9.eu' }),
    ],
    [
      'glue-by-sync',
      'Customers in the branch: a stranger answers for all of its names.',
      sync([{ type: 'A', name: 'ns1.eu', content: '192.0.2.66' }], { names: ['ns1.eu'], prune: true }),
    ],
    [
      'signer-replaced',
      'Customers in the branch: who validates does not reach it.',
      update('euDs', {
        data: { key_tag: 1, algorithm: 13, digest_type: 2, digest: 'a'.repeat(64) },
      }),
    ],
    ['signer-deleted', 'Customers in the branch: answers can be forged again.', remove('euDs')],
    [
      'signer-added',
      'Customers in the branch: signatures of another key are accepted too.',
      create('DS', 'eu', `2371 13 2 ${'a'.repeat(64)}`),
    ],
    [
      'new-branch',
      'Everybody: a stranger answers for a branch of the domain.',
      create('NS', 'pay', 'ns1.attacker.example'),
    ],
    [
      'new-branch-by-sync',
      'Everybody: a stranger answers for a branch of the domain.',
      sync([
        { type: 'NS', name: 'pay', content: 'ns1.attacker.example' },
        { type: 'NS', name: 'pay', content: 'ns2.attacker.example' },
      ]),
    ],
    [
      'apex-server',
      'Everybody: a name server that Cloudflare does not run answers for the zone.',
      create('NS', '@', 'ns1.attacker.example'),
    ],
    [
      'host-delegated',
      'Programs of customers: the API is somebody else.',
      sync([{ type: 'NS', name: 'api', content: 'ns1.attacker.example' }], {
        names: ['api'],
        prune: true,
      }),
    ],
  ],
);

export const signing = harmful(
  'dnssec',
  'RFC 4033 §5; RFC 6781 §4.4; outages after unsigning with DS at the parent (ianix.com/pub/dnssec-outages)',
  [
    [
      'disabled',
      'Everybody who validates: with the DS at the registrar the zone is bogus.',
      dnssec({ status: 'disabled' }),
    ],
    ['multi-signer', 'Everybody: keys of other providers are accepted.', dnssec({ multi_signer: true })],
    [
      'presigned',
      'Everybody who validates: Cloudflare stops signing, and there is no primary.',
      dnssec({ presigned: true }),
    ],
    [
      'enabled-blindly',
      'Everybody who validates: a DS of an earlier provider makes the zone bogus.',
      dnssec({ status: 'active' }),
      { dnssec: 'disabled' },
    ],
    [
      'enabling-undone',
      'Everybody who validates: the DS may be at the registrar already.',
      undo,
      {
        dnssec: 'disabled',
        before: dnssec({ status: 'active' }),
      },
    ],
  ],
);

export const bulk = harmful(
  'bulk',
  'Incident reports of pruned and mis-merged zones (octoDNS and Terraform post-mortems)',
  [
    [
      'prune-to-one',
      'Everybody: all other records of the zone are gone.',
      sync([{ type: 'A', name: '@', content: '203.0.113.10', proxied: true }], { prune: true }),
    ],
    ['prune-to-none', 'Everybody: the zone is empty.', sync([], { prune: true })],
    ['prune-text', 'Everybody: SPF, DMARC and DKIM are gone.', sync([], { types: ['TXT'], prune: true })],
    ['prune-mail', 'Staff: the domain has no mail servers.', sync([], { types: ['MX'], prune: true })],
    ['prune-name', 'Customers: the shop is gone.', sync([], { names: ['shop'], prune: true })],
    [
      'prune-by-import',
      'Everybody: all other records of the zone are gone.',
      importFile(['@ 300 IN A 203.0.113.10'], { prune: true }),
    ],
    [
      'mx-among-thirty',
      'Everybody: all mail goes to somebody else.',
      sync([
        ...Array.from({ length: 15 }, (_, index) => ({
          type: 'A',
          name: `node-${index}`,
          content: `203.0.113.${index + 50}`,
        })),
        { type: 'MX', name: '@', content: 'mx.attacker.example', priority: 1 },
        ...Array.from({ length: 15 }, (_, index) => ({
          type: 'A',
          name: `worker-${index}`,
          content: `203.0.113.${index + 80}`,
        })),
      ]),
      { shows: 'mx.attacker.example' },
    ],
    [
      'spf-among-thirty',
      'Customers: a subdomain may be used by anybody.',
      sync([
        ...Array.from({ length: 15 }, (_, index) => ({
          type: 'TXT',
          name: `t-${index}`,
          content: `"host ${index}"`,
        })),
        { type: 'TXT', name: 'invoices', content: '"v=spf1 +all"' },
        ...Array.from({ length: 15 }, (_, index) => ({
          type: 'TXT',
          name: `u-${index}`,
          content: `"host ${index}"`,
        })),
      ]),
      { shows: '+all' },
    ],
    [
      'branch-among-thirty',
      'Everybody: a stranger answers for a branch of the domain.',
      importFile([
        ...Array.from({ length: 14 }, (_, index) => `n-${index} 300 IN A 203.0.113.${index + 50}`),
        'pay 300 IN NS ns1.attacker.example.',
        ...Array.from({ length: 14 }, (_, index) => `m-${index} 300 IN A 203.0.113.${index + 80}`),
      ]),
      { shows: 'attacker.example' },
    ],
    [
      'unproxied-among-thirty',
      exposed,
      sync([
        ...Array.from({ length: 12 }, (_, index) => ({
          type: 'A',
          name: `node-${index}`,
          content: `203.0.113.${index + 50}`,
        })),
        { type: 'A', name: 'admin', content: '203.0.113.21', proxied: false },
        ...Array.from({ length: 14 }, (_, index) => ({
          type: 'A',
          name: `worker-${index}`,
          content: `203.0.113.${index + 80}`,
        })),
      ]),
      { shows: 'admin' },
    ],
  ],
);

/** Doors of DNS that are easily forgotten: less known names, types and spellings. */

import { create, importFile, purge, remove, setting, sync, undo, update } from '../calls.ts';
import { harmful } from '../case.ts';

const stranger = '192.0.2.66';
const host = 'box.attacker.example';
const reads = 'Staff: their programs hand a stranger what they would send to the company.';

export const namesThatProgramsAsk = harmful(
  'asked-name',
  'RFC 7208, "WPAD name collision" (US-CERT TA16-144A), Microsoft: "DNS records for device enrolment"; OpenPGP Web Key Directory',
  [
    ['wpad', 'Staff: browsers take their proxy from a stranger.', create('A', 'wpad', stranger)],
    [
      'wpad-upper-case',
      'Staff: browsers take their proxy from a stranger.',
      create('CNAME', 'WPAD.example.com.', host),
    ],
    ['isatap', 'Staff: Windows sends IPv6 through a stranger.', create('A', 'isatap', stranger)],
    ['enrolment', 'Staff: devices are managed by a stranger.', create('CNAME', 'enterpriseenrollment', host)],
    [
      'registration',
      'Staff: devices are registered with a stranger.',
      create('CNAME', 'enterpriseregistration', host),
    ],
    ['lync', reads, create('CNAME', 'lyncdiscover', host)],
    ['autodiscover-below', reads, create('A', 'autodiscover.news', stranger)],
    ['keys-of-people', 'Partners: mail is encrypted for a stranger.', create('CNAME', 'openpgpkey', host)],
    ['mail-settings', reads, create('A', 'AutoConfig', stranger)],
  ],
);

export const identities = harmful(
  'identity',
  'Documentation of AT Protocol (handles), DNSLink, Kerberos (RFC 4120 §7.2.3), Sectigo and AWS ("DNS validation")',
  [
    [
      'handle-taken',
      'Followers: the name of the company speaks for a stranger.',
      update('handle', { content: '"did=did:plc:attacker0000000000000000"' }),
      {
        records: {
          handle: { type: 'TXT', name: '_atproto', content: '"did=did:plc:ewvi7nxzyoun6zhxrhs64oiz"' },
        },
      },
    ],
    [
      'site-by-dnslink',
      'Visitors: gateways serve the files of a stranger.',
      update('link', { content: '"dnslink=/ipfs/bafyattacker"' }),
      { records: { link: { type: 'TXT', name: '_dnslink', content: '"dnslink=/ipfs/bafyours"' } } },
    ],
    [
      'realm',
      'Staff: logins are tried in the realm of a stranger.',
      update('realm', { content: '"ATTACKER.EXAMPLE"' }),
      { records: { realm: { type: 'TXT', name: '_kerberos', content: '"EXAMPLE.COM"' } } },
    ],
    [
      'certificate-by-alias',
      'Customers: a stranger gets a certificate for the site.',
      create('CNAME', '_3639ac514e785e898d2646601fa951d5', '_9d7.acm-validations.aws'),
    ],
    [
      'certificate-by-alias-below',
      'Customers: a stranger gets a certificate for the shop.',
      create('CNAME', '_A84CBD6A1E1C4A5DBC7F7A2C4E0B9D11.shop', '0a1b2c3d.4e5f.sectigo.com'),
    ],
    [
      'certificate-by-text',
      'Customers: a stranger gets a certificate for the site.',
      create('TXT', '@', '"_globalsign-domain-verification=kXlECiyonFE_qsQR-8ki6BOIdVru3bzxpwMDZr334_"'),
    ],
    [
      'logo',
      'Readers of mail: the logo beside mail is that of a stranger.',
      update('bimi', { content: '"v=BIMI1; l=https://attacker.example/logo.svg"' }),
    ],
  ],
);

const database = {
  records: {
    database: {
      type: 'SRV',
      name: '_mongodb._tcp.data',
      data: { priority: 0, weight: 0, port: 27017, target: 'db.example.com' },
    },
    numbers: {
      type: 'NAPTR',
      name: 'calls',
      data: {
        order: 10,
        preference: 10,
        flags: 'S',
        service: 'SIP+D2U',
        regex: '',
        replacement: '_sip._udp.example.com',
      },
    },
    link: {
      type: 'URI',
      name: '_files._tcp',
      priority: 10,
      data: { weight: 1, target: 'https://files.example.com/' },
    },
    underscored: { type: 'CNAME', name: '_build.ci', content: 'runner.example.com' },
    chat: {
      type: 'SRV',
      name: '_matrix._tcp',
      data: { priority: 0, weight: 0, port: 443, target: 'chat.example.com' },
    },
    game: {
      type: 'SRV',
      name: '_minecraft._tcp',
      data: { priority: 0, weight: 0, port: 25565, target: 'play.example.com' },
    },
  },
} as const;

export const otherServices = harmful(
  'other-service',
  'RFC 2782, RFC 3403, RFC 7553; MongoDB: "DNS seed list"',
  [
    [
      'database-moved',
      'The company: applications hand a stranger the password of the database.',
      update('database', { data: { priority: 0, weight: 0, port: 27017, target: host } }),
      database,
    ],
    [
      'database-better',
      'The company: applications hand a stranger the password of the database.',
      create('SRV', '_MONGODB._TCP.data', `0 0 27017 ${host}`),
      database,
    ],
    [
      'database-by-sync',
      'The company: applications hand a stranger the password of the database.',
      sync([{ type: 'SRV', name: '_mongodb._tcp.data', content: `0 0 27017 ${host}` }]),
      database,
    ],
    [
      'database-off',
      'The company: "." says that the service is not there.',
      update('database', { data: { priority: 0, weight: 0, port: 0, target: '.' } }),
      database,
    ],
    [
      'game-moved',
      'Players: they log in at a stranger.',
      update('game', { data: { priority: 0, weight: 0, port: 25565, target: host } }),
      database,
    ],
    [
      'calls-moved',
      'Callers: calls go to a stranger.',
      update('numbers', {
        data: {
          order: 10,
          preference: 10,
          flags: 'U',
          service: 'E2U+sip',
          regex: '!^.*$!sip:x@attacker.example!',
          replacement: '.',
        },
      }),
      database,
    ],
    [
      'calls-better',
      'Callers: calls go to a stranger.',
      create('NAPTR', 'calls', `1 1 "S" "SIP+D2U" "" ${host}`),
      database,
    ],
    [
      'link-moved',
      'Users: programs are led to a stranger.',
      update('link', { priority: 10, data: { weight: 1, target: 'https://attacker.example/' } }),
      database,
    ],
    [
      'underscored-moved',
      'Developers: builds run at a stranger.',
      update('underscored', { content: host }),
      database,
    ],
    [
      'sip-off',
      'Staff: nobody can call them any more.',
      update('sip', { data: { priority: 0, weight: 0, port: 0, target: '.' } }),
    ],
    [
      'key-by-import',
      'Operators: a second host key of a stranger is trusted.',
      importFile([`build 300 IN SSHFP 4 2 ${'a'.repeat(64)}`]),
    ],
    [
      'binding-off',
      'Visitors: an alias to "." says that the service is not there.',
      update('bound', { data: { priority: 0, target: '.', value: '' } }),
      {
        records: {
          bound: { type: 'HTTPS', name: 'status', data: { priority: 1, target: '.', value: 'alpn="h2"' } },
        },
      },
    ],
  ],
);

export const originNames = harmful(
  'origin-name',
  'OWASP: "Origin exposure"; Cloudflare: "Protect your origin"',
  [
    [
      'alias-published',
      'The company: the host behind the proxy becomes known.',
      create('CNAME', 'direct', 'shops.storefront.example', { proxied: false }),
    ],
    [
      'alias-published-upper-case',
      'The company: the host behind the proxy becomes known.',
      create('CNAME', 'direct', 'SHOPS.storefront.example.'),
    ],
    [
      'mapped-six',
      'The company: the address behind the proxy becomes known.',
      create('AAAA', 'raw', '::ffff:203.0.113.10'),
    ],
    [
      'written-out',
      'The company: the address behind the proxy becomes known.',
      create('AAAA', 'raw', '2001:0DB8:0010:0000:0000:0000:0000:0010'),
    ],
    [
      'by-sync',
      'The company: the address behind the proxy becomes known.',
      sync([{ type: 'A', name: 'raw', content: '203.0.113.20' }]),
    ],
    [
      'by-import',
      'The company: the address behind the proxy becomes known.',
      importFile(['raw 300 IN A 203.0.113.21']),
    ],
    [
      'protection-undone',
      'The company: the address behind the proxy becomes known again.',
      undo,
      {
        records: { late: { type: 'A', name: 'late', content: '203.0.113.77' } },
        before: update('late', { proxied: true }),
      },
    ],
  ],
);

export const hiddenByWildcard = harmful(
  'below-wildcard',
  'RFC 4592 §2.2.1: a name that exists is not answered by a wildcard',
  [
    ['taken-over', 'Customers: one application is a stranger.', create('A', 'login.apps', stranger)],
    ['taken-over-alias', 'Customers: one application is a stranger.', create('CNAME', 'login.apps', host)],
    [
      'emptied',
      'Customers: the application has no address any more.',
      create('TXT', 'login.apps', '"hello"'),
    ],
    [
      'emptied-from-below',
      'Customers: the name exists now, without an address.',
      create('TXT', '_proof.login.apps', '"hello"'),
    ],
    [
      'emptied-by-location',
      'Customers: the application has no address any more.',
      create('LOC', 'login.apps', '52 22 23.000 N 4 53 32.000 E -2.00m 0.00m 10000m 10m'),
    ],
    [
      'emptied-by-a-host-below',
      'Customers: the name above exists now, without an address.',
      create('A', 'cdn.login.apps', '203.0.113.31', { proxied: true }),
    ],
    [
      'emptied-by-sync',
      'Customers: the application has no address any more.',
      sync([{ type: 'TXT', name: 'login.apps', content: '"hello"' }]),
    ],
    [
      'emptied-by-import',
      'Customers: the application has no address any more.',
      importFile(['login.apps 300 IN TXT "hello"']),
    ],
    [
      'emptied-by-rename',
      'Customers: the application has no address any more.',
      update('late', { name: 'login.apps' }),
      { records: { late: { type: 'TXT', name: 'late', content: '"hello"' } } },
    ],
    [
      'emptied-by-undo',
      'Customers: the application has no address any more, again.',
      undo,
      {
        records: { late: { type: 'TXT', name: 'login.apps', content: '"hello"' } },
        before: remove('late'),
      },
    ],
    [
      'mail-of-every-branch',
      'Customers: mail to the branch goes nowhere.',
      create('A', 'berlin', '203.0.113.31', { proxied: true }),
      { records: { every: { type: 'MX', name: '*', content: 'mail.example.com', priority: 10 } } },
    ],
    [
      'forged-branch',
      'Receivers: anybody can send mail as the new host.',
      create('A', 'berlin', '203.0.113.31', { proxied: true }),
      { records: { every: { type: 'TXT', name: '*', content: '"v=spf1 -all"' } } },
    ],
    [
      'branch-of-every-host',
      'Customers: the shop of one town is a stranger.',
      create('A', 'berlin', '203.0.113.31'),
      { records: { every: { type: 'A', name: '*', content: '203.0.113.10', proxied: true } } },
    ],
    [
      'only-six',
      'Customers without IPv6: the application has no address any more.',
      create('AAAA', 'login.apps', '2001:db8:10::10', { proxied: true }),
    ],
  ],
);

export const policies = harmful('policy', 'RFC 7208 §4.6, §6; RFC 7489 §6.3; RFC 8659 §4.1', [
  [
    'spf-two-explanations',
    'Receivers: SPF ends in a permanent error.',
    update('spf', {
      content:
        '"v=spf1 mx include:_spf.mailhost.example ip4:203.0.113.25 exp=a.example.com exp=b.example.com -all"',
    }),
  ],
  [
    'spf-broken-macro',
    'Receivers: SPF ends in a permanent error.',
    update('spf', { content: '"v=spf1 mx include:_spf.mailhost.example ip4:203.0.113.25 x=%{ -all"' }),
  ],
  [
    'spf-empty-redirect',
    'Receivers: SPF ends in a permanent error.',
    update('spf', { content: '"v=spf1 mx include:_spf.mailhost.example ip4:203.0.113.25 redirect= -all"' }),
  ],
  [
    'spf-exists',
    'Receivers: a stranger decides who may send.',
    update('spf', {
      content:
        '"v=spf1 mx include:_spf.mailhost.example ip4:203.0.113.25 exists:%{i}._s.attacker.example -all"',
    }),
  ],
  [
    'spf-redirected',
    'Receivers: a stranger decides who may send.',
    update('spf', {
      content: '"v=spf1 mx include:_spf.mailhost.example ip4:203.0.113.25 redirect=attacker.example"',
    }),
  ],
  [
    'spf-escaped',
    'Receivers: everybody may send.',
    update('newsSpf', { content: String.raw`"v=spf1 include:_spf.newsletter.example \043all"` }),
  ],
  [
    'spf-joined',
    'Receivers: the joined strings name another host.',
    update('newsSpf', { content: '"v=spf1 include:_spf.newsletter.example" ".attacker.example -all"' }),
  ],
  [
    'spf-all-range',
    'Receivers: every address in the net of the mail host may send.',
    update('spf', { content: '"v=spf1 mx/8 include:_spf.mailhost.example ip4:203.0.113.25 -all"' }),
  ],
  [
    'spf-tab',
    'Receivers: the record is none any more.',
    update('spf', { content: String.raw`"v=spf1\009mx -all"` }),
  ],
  [
    'dmarc-odd-share',
    'Receivers: the record cannot be read.',
    update('dmarc', {
      content: '"v=DMARC1; p=reject; sp=reject; pct=1e2; rua=mailto:dmarc@example.com; adkim=s; aspf=s"',
    }),
  ],
  [
    'dmarc-missing',
    'Receivers: forged names that do not exist pass.',
    update('dmarc', {
      content:
        '"v=DMARC1; p=reject; sp=reject; np=none; pct=100; rua=mailto:dmarc@example.com; adkim=s; aspf=s"',
    }),
  ],
  [
    'dmarc-test',
    'Receivers: the policy is for tests only.',
    update('dmarc', {
      content: '"v=DMARC1; p=reject; sp=reject; t=y; pct=100; rua=mailto:dmarc@example.com; adkim=s; aspf=s"',
    }),
  ],
  [
    'dmarc-failure-reports',
    'The company: failed mail is copied to a stranger.',
    update('dmarc', {
      content:
        '"v=DMARC1; p=reject; sp=reject; pct=100; rua=mailto:dmarc@example.com; ruf=mailto:x@attacker.example; adkim=s; aspf=s"',
    }),
  ],
  [
    'dmarc-more-reports',
    'The company: a stranger learns who sends mail.',
    update('dmarc', {
      content:
        '"v=DMARC1; p=reject; sp=reject; pct=100; rua=mailto:dmarc@example.com,mailto:x@attacker.example; adkim=s; aspf=s"',
    }),
  ],
  [
    'dmarc-suffix',
    'Receivers: the domain is taken for a public suffix.',
    update('dmarc', {
      content:
        '"v=DMARC1; p=reject; sp=reject; psd=y; pct=100; rua=mailto:dmarc@example.com; adkim=s; aspf=s"',
    }),
  ],
  [
    'dkim-hash',
    'Receivers: only a hash that is refused counts.',
    update('short', { content: '"v=DKIM1; h=sha1; p=MIIBIjAN"' }),
    {
      records: { short: { type: 'TXT', name: 'k3._domainkey', content: '"v=DKIM1; p=MIIBIjAN"' } },
    },
  ],
  [
    'caa-parameters',
    'The company: only an account of a stranger may renew.',
    update('caa', {
      data: { flags: 0, tag: 'issue', value: 'letsencrypt.org; accounturi=https://ca.attacker.example/1' },
    }),
  ],
  [
    'caa-upper-case',
    'The company: another authority may issue.',
    create('CAA', 'EXAMPLE.COM', '0 IssueWild "ca.attacker.example"'),
  ],
  [
    'caa-critical-contact',
    'The company: authorities that do not know the tag issue nothing.',
    create('CAA', '@', '128 contactemail "security@example.com"'),
  ],
  [
    'caa-reports',
    'The company: refusals are told to a stranger.',
    update('caaReport', { data: { flags: 0, tag: 'iodef', value: 'mailto:x@attacker.example' } }),
  ],
  ['caa-mail', 'The company: no authority issues for mail.', create('CAA', '@', '0 issuemail ";"')],
]);

export const settingsAndPurges = harmful('field-zone', 'Cloudflare: "Zone settings", "Purge cache"', [
  [
    'cloaked-prefix',
    'The company: everything of a host is purged.',
    purge({ prefixes: ['WWW.Example.com///'] }),
  ],
  ['hosts-upper-case', 'The company: everything of a host is purged.', purge({ hosts: ['EXAMPLE.com'] })],
  [
    'tls-undone',
    'Visitors: the encryption is weaker again.',
    undo,
    { before: setting('min_tls_version', '1.3') },
  ],
  ['zero-rtt', 'Visitors: orders can be sent twice.', setting('0rtt', 'on')],
  ['a-month', 'Visitors: a challenge counts for a month.', setting('challenge_ttl', 2_592_000)],
  ['a-year', 'Visitors: old files for a year.', setting('browser_cache_ttl', 31_536_000)],
  [
    'hsts-short',
    'Visitors: plain HTTP again after a minute.',
    setting('security_header', 'max-age=60'),
    {
      settings: {
        security_header: {
          strict_transport_security: {
            enabled: true,
            max_age: 31_536_000,
            include_subdomains: true,
            preload: false,
            nosniff: true,
          },
        },
      },
    },
  ],
]);

export const twoSteps = harmful('two-steps', 'RFC 2181 §5; Cloudflare: "DNS records: batch"', [
  ['prune-by-upper-case', 'Staff: the VPN is gone.', sync([], { names: ['VPN'], prune: true })],
  [
    'replaced-by-sync',
    'Staff: the VPN is a stranger.',
    sync([{ type: 'A', name: 'vpn', content: stranger }], { names: ['vpn'], prune: true }),
  ],
  [
    'type-by-sync',
    'Readers: the blog is a stranger.',
    sync([{ type: 'A', name: 'blog', content: stranger }], { names: ['blog'], prune: true }),
  ],
  [
    'second-address',
    'Staff: every second connection reaches a stranger.',
    importFile([`vpn.example.com. 60 IN A ${stranger}`]),
  ],
  ['second-six', 'Staff: whoever has IPv6 reaches a stranger.', create('AAAA', 'vpn', '2001:db8:66::66')],
  [
    'glue-six',
    'Everybody in the branch: half of its answers come from a stranger.',
    create('AAAA', 'ns1.eu', '2001:db8:66::66'),
  ],
  ['removed-alone', 'Searchers: the proof of ownership is gone.', remove('verification')],
  [
    'moved-undone',
    'Staff: the VPN is back at the old address, which may be that of somebody else.',
    undo,
    { before: update('vpn', { content: '198.51.100.8' }) },
  ],
  [
    'name-in-letters',
    'Customers: a name that looks like the wildcard of applications.',
    create('CNAME', '*.аpps', host),
  ],
  ['wildcard-below', 'Customers: every name below is a stranger.', create('A', '*.login.apps', stranger)],
]);

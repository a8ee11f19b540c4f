/** Mail: who may send in the name of the domain, and where its mail arrives. */

import { create, importFile, remove, sync, undo, update } from '../calls.ts';
import { harmful } from '../case.ts';

const manyAddresses = Array.from({ length: 10 }, (_, index) => `ip4:203.0.113.${100 + index}`).join(' ');
const goodSpf = { type: 'TXT', name: '@', content: '"v=spf1 mx -all"', ttl: 3600 };
const dmarc = (content: string) => update('dmarc', { content: `"${content}"` });
const spoofed = 'Customers: anybody sends mail as example.com, and it passes SPF.';
const tail = ' rua=mailto:dmarc@example.com';

export const spf = harmful(
  'spf',
  'RFC 7208 §4.6.2, §5.1, §11.1; M3AAWG, Best Practices for Managing SPF Records',
  [
    ['all-passes', spoofed, update('spf', { content: '"v=spf1 +all"' })],
    ['all-passes-without-qualifier', spoofed, update('spf', { content: '"v=spf1 mx all"' })],
    ['all-passes-upper-case', spoofed, update('spf', { content: '"V=SPF1 MX +ALL"' })],
    [
      'all-passes-behind-addresses',
      spoofed,
      update('spf', { content: `"v=spf1 ${manyAddresses} +all"` }),
      { shows: '+all' },
    ],
    ['all-passes-in-a-second-string', spoofed, update('spf', { content: '"v=spf1 mx " "+all"' })],
    ['all-passes-in-split-letters', spoofed, update('spf', { content: '"v=sp" "f1 +a" "ll"' })],
    [
      'neutral',
      'Customers: forged mail is no longer refused.',
      update('spf', { content: '"v=spf1 mx ?all"' }),
    ],
    [
      'softened',
      'Customers: forged mail is marked instead of refused.',
      update('spf', {
        content: '"v=spf1 mx include:_spf.mailhost.example ip4:203.0.113.25 ~all"',
      }),
    ],
    [
      'without-all',
      'Customers: what no mechanism names is neutral, so forged mail passes.',
      update('spf', {
        content: '"v=spf1 mx include:_spf.mailhost.example ip4:203.0.113.25"',
      }),
    ],
    ['whole-internet', spoofed, update('spf', { content: '"v=spf1 ip4:0.0.0.0/0 -all"' })],
    [
      'whole-internet-in-halves',
      spoofed,
      update('spf', { content: '"v=spf1 ip4:0.0.0.0/1 ip4:128.0.0.0/1 -all"' }),
    ],
    ['whole-internet-six', spoofed, update('spf', { content: '"v=spf1 mx ip6:::/0 -all"' })],
    [
      'slash-eight',
      'Customers: sixteen million hosts of strangers may send as example.com.',
      update('spf', {
        content: '"v=spf1 mx ip4:100.0.0.0/8 -all"',
      }),
    ],
    [
      'exists-everything',
      spoofed,
      update('spf', { content: '"v=spf1 exists:%{i}.any.attacker.example -all"' }),
    ],
    [
      'ptr',
      'Customers: whoever controls a reverse zone sends as example.com.',
      update('spf', {
        content: '"v=spf1 mx ptr -all"',
      }),
    ],
    [
      'redirect-to-stranger',
      'Customers: another domain decides who sends as example.com.',
      update('spf', {
        content: '"v=spf1 redirect=_spf.attacker.example"',
      }),
    ],
    [
      'include-of-stranger',
      'Customers: an unknown company may send as example.com.',
      update('spf', {
        content:
          '"v=spf1 mx include:_spf.attacker.example include:_spf.mailhost.example ip4:203.0.113.25 -all"',
      }),
    ],
    [
      'own-server-dropped',
      'Staff: mail of the own server is refused everywhere.',
      update('spf', {
        content: '"v=spf1 include:_spf.newsletter.example -all"',
      }),
    ],
    [
      'nobody',
      'Staff: no server may send any more, and all mail of the company is refused.',
      update('spf', {
        content: '"v=spf1 -all"',
      }),
    ],
    [
      'broken-version',
      'Customers: the record is no SPF record any more, so nothing is checked.',
      update('spf', {
        content: '"v=spf2 mx -all"',
      }),
    ],
    ['replaced-by-a-word', 'Customers: there is no SPF record any more.', update('spf', { content: '"x"' })],
    ['blanked', 'Customers: there is no SPF record any more.', update('spf', { content: '" "' })],
    ['renamed', 'Customers: the domain itself has no SPF record any more.', update('spf', { name: 'old' })],
    ['deleted', 'Customers: the domain has no SPF record any more.', remove('spf')],
    [
      'second-record',
      'Staff: two SPF records are a permanent error, and mail is refused.',
      create('TXT', '@', '"v=spf1 include:_spf.newsletter.example ~all"'),
    ],
    [
      'second-record-split',
      'Staff: two SPF records are a permanent error, and mail is refused.',
      create('TXT', '@', '"v=sp" "f1 +all"'),
    ],
    [
      'subdomain-opened',
      'Customers: anybody sends as news.example.com.',
      update('newsSpf', { content: '"v=spf1 +all"' }),
    ],
    [
      'subdomain-replaced',
      'Customers: news.example.com has no SPF record any more.',
      update('newsSpf', { content: '"x"' }),
    ],
    ['subdomain-deleted', 'Customers: news.example.com has no SPF record any more.', remove('newsSpf')],
    [
      'subdomain-replaced-by-sync',
      'Customers: news.example.com has no SPF record any more.',
      sync([{ type: 'TXT', name: 'news', content: '"x"' }], { names: ['news'], types: ['TXT'], prune: true }),
    ],
    [
      'parked-opened',
      'Everybody: the parked name sends phishing that passes SPF.',
      update('parkedSpf', {
        content: '"v=spf1 ~all"',
      }),
    ],
    [
      'new-name-for-everybody',
      'Customers: a name that sent nothing becomes one that anybody sends from.',
      create('TXT', 'invoices', '"v=spf1 +all"'),
    ],
    [
      'opened-by-sync',
      spoofed,
      sync(
        [
          { type: 'TXT', name: '@', content: '"v=spf1 +all"' },
          { type: 'TXT', name: '@', content: '"search-console-verification=7Qx2mB9fLkT0"' },
        ],
        { names: ['@'], types: ['TXT'], prune: true },
      ),
    ],
    [
      'second-by-import',
      'Staff: two SPF records are a permanent error, and mail is refused.',
      importFile(['@ 3600 IN TXT "v=spf1 a ?all"']),
    ],
    [
      'tightening-undone',
      'Customers: the domain is back at +all.',
      undo,
      {
        records: { spf: { type: 'TXT', name: '@', content: '"v=spf1 +all"' } },
        before: update('spf', { content: goodSpf.content }),
      },
    ],
    [
      'creation-undone',
      'Customers: the domain is without SPF again.',
      undo,
      {
        without: ['spf'],
        before: create('TXT', '@', goodSpf.content),
      },
    ],
  ],
);

export const dmarcCases = harmful('dmarc', 'RFC 7489 §6.3, §6.6.3; CISA BOD 18-01', [
  ['none', 'Customers: forged mail is delivered again.', dmarc(`v=DMARC1; p=none;${tail}`)],
  [
    'quarantined',
    'Customers: forged mail reaches the junk folder instead of nobody.',
    dmarc(`v=DMARC1; p=quarantine;${tail}`),
  ],
  ['none-upper-case', 'Customers: forged mail is delivered again.', dmarc(`v=DMARC1; P=NONE;${tail}`)],
  [
    'none-last',
    'Customers: forged mail is delivered again.',
    dmarc(
      `v=DMARC1; rua=mailto:dmarc@example.com,mailto:reports@dmarc-analyser.example,mailto:second@dmarc-analyser.example; ruf=mailto:forensics@example.com; adkim=s; aspf=s; fo=1; ri=86400; p=none`,
    ),
    { shows: 'p=none' },
  ],
  ['pct-zero', 'Customers: the policy is applied to no message.', dmarc(`v=DMARC1; p=reject; pct=0;${tail}`)],
  [
    'pct-one',
    'Customers: ninety-nine forged messages of a hundred are delivered.',
    dmarc(`v=DMARC1; p=reject; pct=1;${tail}`),
  ],
  [
    'subdomains-none',
    'Customers: forged mail of any subdomain is delivered.',
    dmarc(`v=DMARC1; p=reject; sp=none;${tail}`),
  ],
  [
    'alignment-relaxed',
    'Customers: mail of any subdomain that somebody lost passes as the domain.',
    dmarc(`v=DMARC1; p=reject; sp=reject; pct=100;${tail}; adkim=r; aspf=r`),
  ],
  ['without-version', 'Customers: the record is ignored.', dmarc(`p=reject;${tail}`)],
  ['version-misspelled', 'Customers: the record is ignored.', dmarc(`v=DMARC; p=reject;${tail}`)],
  [
    'version-last',
    'Customers: the version must come first, and the record is ignored.',
    dmarc('p=reject; v=DMARC1'),
  ],
  [
    'none-split',
    'Customers: forged mail is delivered again.',
    update('dmarc', { content: '"v=DMARC1; p=no" "ne"' }),
  ],
  [
    'reports-to-stranger',
    'The company: reports about all of its mail go to somebody else.',
    dmarc('v=DMARC1; p=reject; sp=reject; pct=100; rua=mailto:a@attacker.example; adkim=s; aspf=s'),
  ],
  ['renamed', 'Customers: the domain has no policy any more.', update('dmarc', { name: '_dmarc-old' })],
  ['moved-below', 'Customers: only a subdomain has the policy now.', update('dmarc', { name: '_dmarc.www' })],
  ['deleted', 'Customers: the domain has no policy any more.', remove('dmarc')],
  [
    'second-record',
    'Customers: with two records receivers apply none.',
    create('TXT', '_dmarc', '"v=DMARC1; p=none"'),
  ],
  [
    'handed-to-stranger',
    'Customers: another company decides the policy.',
    sync([{ type: 'CNAME', name: '_dmarc', content: '_dmarc.attacker.example' }], {
      names: ['_dmarc'],
      prune: true,
    }),
  ],
  [
    'changed-by-type',
    'Customers: another company decides the policy.',
    update('dmarc', {
      type: 'CNAME',
      content: 'example.com.dmarc-host.example',
    }),
  ],
  [
    'none-by-sync',
    'Customers: forged mail is delivered again.',
    sync([{ type: 'TXT', name: '_dmarc', content: '"v=DMARC1; p=none"' }], {
      names: ['_dmarc'],
      prune: true,
    }),
  ],
  [
    'second-by-import',
    'Customers: with two records receivers apply none.',
    importFile(['_dmarc 3600 IN TXT "v=DMARC1; p=none"']),
  ],
  [
    'subdomain-excepted',
    'Customers: forged mail of the shop is delivered, whatever the domain says.',
    create('TXT', '_dmarc.shop', '"v=DMARC1; p=none"'),
  ],
  [
    'tightening-undone',
    'Customers: forged mail is delivered again.',
    undo,
    {
      records: { dmarc: { type: 'TXT', name: '_dmarc', content: '"v=DMARC1; p=none"' } },
      before: dmarc('v=DMARC1; p=reject'),
    },
  ],
]);

export const dkim = harmful('dkim', 'RFC 6376 §3.6.1, §6.1.2', [
  [
    'key-replaced',
    'Customers: a stranger signs mail as the company, and the own mail fails.',
    update('dkim', {
      content: `"v=DKIM1; k=rsa; p=${'MIIBCgKCAQEB'.repeat(15)}IDAQAB"`,
    }),
    { shows: 'MIIBCgKCAQEBIDAQAB' },
  ],
  [
    'key-revoked',
    'Staff: an empty p= revokes the key, and all mail in transit fails.',
    update('dkim', {
      content: '"v=DKIM1; k=rsa; p="',
    }),
  ],
  [
    'testing',
    'Customers: t=y tells receivers to treat forged mail as unsigned.',
    update('dkim', {
      content: '"v=DKIM1; k=rsa; t=y; p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA"',
    }),
  ],
  [
    'renamed',
    'Staff: signatures name a selector that is gone, and mail fails.',
    update('dkim', { name: 's2025._domainkey' }),
  ],
  [
    'lost-underscore',
    'Staff: signatures name a selector that is gone, and mail fails.',
    update('dkim', { name: 's2026.domainkey' }),
  ],
  ['deleted', 'Staff: signatures cannot be verified, and DMARC rejects the mail.', remove('dkim')],
  [
    'alias-moved',
    'Customers: another company publishes the key for the newsletter.',
    update('dkimAlias', {
      content: 'k2.domainkey.attacker.example',
    }),
  ],
  ['alias-deleted', 'Staff: the newsletter cannot be verified any more.', remove('dkimAlias')],
  [
    'alias-renamed',
    'Staff: the newsletter cannot be verified any more.',
    update('dkimAlias', { name: 'k3._domainkey' }),
  ],
  ['replaced-by-word', 'Staff: the key is gone, and mail fails.', update('dkim', { content: '"moved"' })],
  [
    'replaced-by-sync',
    'Customers: a stranger signs mail as the company.',
    sync([{ type: 'TXT', name: 's2026._domainkey', content: '"v=DKIM1; p=AAAA"' }], {
      names: ['s2026._domainkey'],
      prune: true,
    }),
  ],
  [
    'second-key',
    'Staff: with two keys under a selector the result is undefined, and mail fails.',
    create('TXT', 's2026._domainkey', '"v=DKIM1; k=rsa; p=MIIBCgKCAQEBAAAA"'),
  ],
]);

export const mx = harmful(
  'mx',
  'RFC 5321 §5.1; RFC 7505; known DNS hijacks of mail (DNSpionage, 2018; Fox-IT, 2017)',
  [
    [
      'to-stranger',
      'Everybody: all mail, password resets too, goes to somebody else.',
      update('mx1', { content: 'mx.attacker.example' }),
    ],
    [
      'stranger-first',
      'Everybody: a host of a better preference takes all mail.',
      create('MX', '@', 'mx.attacker.example', { priority: 1 }),
    ],
    [
      'order-turned',
      'Staff: mail goes to the backup host first, which stores it only.',
      update('mx1', { priority: 50 }),
    ],
    [
      'backup-preferred',
      'Staff: mail goes to the backup host first, which stores it only.',
      update('mx2', { priority: 5 }),
    ],
    ['deleted', 'Staff: mail arrives at the backup host only.', remove('mx1')],
    [
      'none',
      'Staff: the domain says that it takes no mail.',
      sync([{ type: 'MX', name: '@', content: '.', priority: 0 }], {
        names: ['@'],
        types: ['MX'],
        prune: true,
      }),
    ],
    [
      'null-beside',
      'Staff: a null MX beside others is an error, and senders may give up.',
      create('MX', '@', '.', { priority: 0 }),
    ],
    ['renamed', 'Staff: the domain has lost its mail server.', update('mx1', { name: 'old' })],
    [
      'changed-by-sync',
      'Everybody: all mail goes to somebody else.',
      sync([{ type: 'MX', name: '@', content: 'mx.attacker.example', priority: 10 }], {
        names: ['@'],
        types: ['MX'],
        prune: true,
      }),
    ],
    [
      'added-by-import',
      'Everybody: a host of a better preference takes all mail.',
      importFile(['@ 300 IN MX 0 mx.attacker.example.']),
    ],
    [
      'subdomain-to-stranger',
      'Customers: answers to the newsletter go to somebody else.',
      update('newsMx', { content: 'in.attacker.example' }),
    ],
    ['subdomain-deleted', 'Customers: answers to the newsletter are lost.', remove('newsMx')],
    [
      'parked-opened',
      'Everybody: the name that takes no mail now takes that of a typing mistake.',
      update('parkedMx', {
        content: 'mx.attacker.example',
        priority: 10,
      }),
    ],
    [
      'parked-deleted',
      'Everybody: without null MX, mail goes to the address of the name.',
      remove('parkedMx'),
    ],
    [
      'move-undone',
      'Everybody: mail goes to the provider that was left.',
      undo,
      {
        records: { mx1: { type: 'MX', name: '@', content: 'mx.left-provider.example', priority: 10 } },
        before: update('mx1', { content: 'mail.example.com' }),
      },
    ],
  ],
);

export const mailHost = harmful(
  'mail-host',
  'RFC 5321 §5.1; developers.cloudflare.com/dns/troubleshooting/email-issues',
  [
    [
      'address-changed',
      'Everybody: all mail goes to another machine.',
      update('mail', { content: '192.0.2.66' }),
    ],
    [
      'address-six-changed',
      'Everybody: mail over IPv6 goes to another machine.',
      update('mail6', { content: '2001:db8:66::1' }),
    ],
    ['proxied', 'Staff: the proxy does not speak SMTP, and mail stops.', update('mail', { proxied: true })],
    ['deleted', 'Staff: the MX leads nowhere.', remove('mail')],
    ['renamed', 'Staff: the MX leads nowhere.', update('mail', { name: 'mail-old' })],
    [
      'second-address',
      'Everybody: half of all mail goes to another machine.',
      create('A', 'mail', '192.0.2.66'),
    ],
    [
      'turned-into-alias',
      'Staff: an MX must not lead to an alias, and another company takes the mail.',
      sync([{ type: 'CNAME', name: 'mail', content: 'mx.attacker.example' }], {
        names: ['mail'],
        prune: true,
      }),
    ],
    [
      'changed-by-sync',
      'Everybody: all mail goes to another machine.',
      sync([{ type: 'A', name: 'mail', content: '192.0.2.66' }], {
        names: ['mail'],
        types: ['A'],
        prune: true,
      }),
    ],
    [
      'second-by-import',
      'Everybody: half of all mail goes to another machine.',
      importFile(['mail 300 IN A 192.0.2.66']),
    ],
  ],
);

export const mailTransport = harmful(
  'mail-transport',
  'RFC 8461 §3, §8.3; RFC 8460; RFC 7672 §2.2, §8.4; RFC 6698',
  [
    ['sts-deleted', 'Everybody: new senders no longer insist on TLS.', remove('mtaSts')],
    [
      'sts-renamed',
      'Everybody: new senders no longer insist on TLS.',
      update('mtaSts', { name: '_mta-sts-old' }),
    ],
    [
      'sts-broken',
      'Everybody: the record is no policy record any more.',
      update('mtaSts', { content: '"v=STSv2; id=1"' }),
    ],
    [
      'sts-without-id',
      'Everybody: a record without id is ignored.',
      update('mtaSts', { content: '"v=STSv1"' }),
    ],
    ['sts-doubled', 'Everybody: two records count as none.', create('TXT', '_mta-sts', '"v=STSv1; id=2"')],
    [
      'sts-host-moved',
      'Everybody: a stranger says which hosts may take the mail.',
      update('mtaStsHost', { content: 'policy.attacker.example' }),
    ],
    ['sts-host-deleted', 'Everybody: the policy cannot be fetched.', remove('mtaStsHost')],
    [
      'sts-host-unproxied',
      'Everybody: the certificate no longer fits, and the policy cannot be fetched.',
      update('mtaStsHost', { proxied: false }),
    ],
    [
      'sts-host-renamed',
      'Everybody: the policy cannot be fetched.',
      update('mtaStsHost', { name: 'mta-sts-old' }),
    ],
    ['reports-deleted', 'Operators: nobody reports failed deliveries any more.', remove('tlsRpt')],
    [
      'reports-to-stranger',
      'Operators: a stranger learns of failures, the company does not.',
      update('tlsRpt', {
        content: '"v=TLSRPTv1; rua=mailto:x@attacker.example"',
      }),
    ],
    [
      'dane-wrong',
      'Staff: senders that check DANE stop delivering.',
      update('tlsa', {
        data: { usage: 3, selector: 1, matching_type: 1, certificate: 'a'.repeat(64) },
      }),
    ],
    ['dane-deleted', 'Everybody: mail may be read on the way again.', remove('tlsa')],
    [
      'dane-renamed',
      'Everybody: mail may be read on the way again.',
      update('tlsa', { name: '_26._tcp.mail' }),
    ],
    [
      'autodiscover-moved',
      'Staff: mail programs send passwords to a stranger.',
      update('autodiscover', { content: 'autodiscover.attacker.example' }),
    ],
    ['autodiscover-deleted', 'Staff: mail programs cannot be set up.', remove('autodiscover')],
  ],
);

export const spellings = harmful(
  'mail-spelling',
  'RFC 1035 §5.1; RFC 4343: names do not depend on case, values on how they are quoted',
  [
    [
      'name-in-capitals',
      'Customers: with two records receivers apply none.',
      create('TXT', '_DMARC', '"v=DMARC1; p=none"'),
    ],
    [
      'name-in-full',
      'Customers: with two records receivers apply none.',
      create('TXT', '_dmarc.example.com', '"v=DMARC1; p=none"'),
    ],
    [
      'name-with-dot',
      'Customers: with two records receivers apply none.',
      create('TXT', '_dmarc.example.com.', '"v=DMARC1; p=none"'),
    ],
    [
      'apex-in-full',
      'Staff: two SPF records are a permanent error, and mail is refused.',
      create('TXT', 'Example.COM', 'v=spf1 +all'),
    ],
    [
      'without-quotes',
      'Customers: anybody sends mail as example.com, and it passes SPF.',
      update('spf', { content: 'v=spf1 +all' }),
    ],
    [
      'escaped',
      'Customers: anybody sends mail as example.com, and it passes SPF.',
      update('spf', { content: '"v=spf1 \\043all"' }),
    ],
    [
      'escaped-version',
      'Customers: anybody sends mail as example.com, and it passes SPF.',
      update('spf', { content: '"v\\061spf1 +all"' }),
    ],
    [
      'origin-of-file',
      'Customers: with two records receivers apply none.',
      importFile(['$ORIGIN _dmarc.example.com.', '@ 300 IN TXT "v=DMARC1; p=none"']),
    ],
    [
      'lines-of-file',
      'Staff: two SPF records are a permanent error, and mail is refused.',
      importFile(['@ 300 IN TXT ( "v=sp"', '  "f1 +all" )']),
    ],
    [
      'repeated-name-of-file',
      'Everybody: a host of a better preference takes all mail.',
      importFile(['@ 300 IN TXT "note"', '  300 IN MX 0 mx.attacker.example.']),
    ],
    [
      'mail-in-file-with-types',
      'Everybody: all mail goes to another machine.',
      importFile(['$TTL 60', 'MAIL IN A 192.0.2.66']),
    ],
    [
      'name-of-target',
      'Everybody: the host of mail goes to another machine.',
      sync([{ type: 'A', name: 'MAIL.example.com.', content: '192.0.2.66' }]),
    ],
  ],
);

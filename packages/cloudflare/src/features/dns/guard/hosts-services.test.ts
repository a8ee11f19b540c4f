import type { JsonObject } from '@crunchtools/mcp-core';
import { describe, expect, it } from 'vitest';
import {
  asked,
  create,
  known,
  type Row,
  record,
  remove,
  said,
  update,
} from '../../../../test/support/guarded-records.ts';

const srv = (target: string, port = 443): JsonObject => ({ priority: 0, weight: 0, port, target });
const mx = (content: string, priority = 10): Row => ['MX', '@', content, { priority }];
const at = (service: string, target = 'a.example.net'): Row => ['SRV', service, srv(target)];
const uri = (target: string): Row => ['URI', '_files._tcp', { weight: 1, target }];
const caa = (tag: string, value: string, label = '@', flags = 0): Row => [
  'CAA',
  label,
  { flags, tag, value },
];

describe.each<
  readonly [
    guard: string,
    label: string,
    from: readonly [string, string | JsonObject],
    other: string | JsonObject,
    said: RegExp,
  ]
>([
  ['dns.delegation', 'sub', ['NS', 'ns1.example.net'], 'ns2.example.net', /sub\.example\.com/u],
  [
    'dns.ds',
    'sub',
    ['DS', { key_tag: 1, algorithm: 13, digest_type: 2, digest: 'AA' }],
    { key_tag: 1, algorithm: 13, digest_type: 2, digest: 'BB' },
    /validates would no longer reach sub\.example\.com/u,
  ],
  [
    'dns.dnskey',
    '@',
    ['DNSKEY', { flags: 257, protocol: 3, algorithm: 13, public_key: 'AA' }],
    { flags: 257, protocol: 3, algorithm: 13, public_key: 'aa' },
    /sign example\.com/u,
  ],
  [
    'dns.caa',
    '@',
    ['CAA', { flags: 0, tag: 'issue', value: 'ca.example' }],
    { flags: 0, tag: 'issue', value: 'other.example' },
    /certificates for example\.com/iu,
  ],
  ['dns.mail', '@', ['MX', 'mx.example.net'], 'mx.example.org', /Mail for example\.com would/u],
  [
    'dns.tlsa',
    '_25._tcp.host',
    ['TLSA', { usage: 3, selector: 1, matching_type: 1, certificate: 'AA' }],
    { usage: 3, selector: 1, matching_type: 1, certificate: 'BB' },
    /connect to host\.example\.com/u,
  ],
  [
    'dns.keys',
    'host',
    ['SSHFP', { algorithm: 4, type: 2, fingerprint: 'AA' }],
    { algorithm: 4, type: 2, fingerprint: 'BB' },
    /trusted for host\.example\.com/u,
  ],
  ['dns.keys', 'x._openpgpkey', ['OPENPGPKEY', 'AA'], 'aa', /trusted for example\.com/u],
  [
    'dns.keys',
    'x._smimecert',
    ['SMIMEA', { certificate: 'AA' }],
    { certificate: 'BB' },
    /trusted for example\.com/u,
  ],
  ['dns.keys', 'host', ['CERT', { certificate: 'AA' }], { certificate: 'aa' }, /trusted for host/u],
  ['dns.certificate', '_acme-challenge.shop', ['TXT', 'abc'], 'abd', /certificate for shop\.example\.com/u],
  [
    'dns.certificate',
    '_acme-challenge',
    ['CNAME', 'a.example.net'],
    'b.example.net',
    /certificate for example\.com/u,
  ],
  [
    'dns.certificate',
    '_acme-challenge_ab12.shop',
    ['TXT', 'abc'],
    'abd',
    /certificate for shop\.example\.com/u,
  ],
  [
    'dns.certificate',
    '_ab12._acme-challenge.shop',
    ['TXT', 'abc'],
    'abd',
    /certificate for shop\.example\.com/u,
  ],
  ['dns.certificate', '_dnsauth', ['TXT', 'abc'], 'abd', /certificate for/u],
  ['dns.certificate', '_pki-validation', ['TXT', 'abc'], 'abd', /certificate for/u],
  ['dns.certificate', '_validation-persist', ['TXT', 'abc'], 'abd', /certificate for/u],
  [
    'dns.certificate',
    '_validation-contactemail',
    ['TXT', 'a@example.com'],
    'b@example.com',
    /certificate for/u,
  ],
  ['dns.certificate', '_validation-contactphone', ['TXT', '1'], '2', /certificate for/u],
  ['dns.wildcard', '*', ['A', '203.0.113.1'], '203.0.113.2', /\*\.example\.com answers for/u],
  ['dns.wildcard', '*.sub', ['TXT', 'abc'], 'abd', /\*\.sub\.example\.com answers for/u],
  [
    'dns.login_service',
    '_autodiscover._tcp',
    ['SRV', srv('a.example.net')],
    srv('b.example.net'),
    /passwords of people at example\.com/u,
  ],
])('%s at %s', (guard, label, [type, value], other, text) => {
  const from: Row = [type, label, value, { priority: 10 }];
  const to: Row = [type, label, other, { priority: 10 }];

  it.each<[string, Parameters<typeof asked>[0]]>([
    ['created', [create(from)]],
    ['deleted', [remove(from)]],
    ['updated', [update(from, to)]],
    ['moved away', [update(from, [type, 'elsewhere', value])]],
    ['made anew', [remove(from), create(to)]],
  ])('%s', (_how, plan) => {
    const isFirstKey = plan[0]?.action === 'create' && (type === 'SSHFP' || type === 'CERT');
    expect(asked(plan)).toEqual(isFirstKey ? [] : expect.arrayContaining([guard]));
    if (!isFirstKey) expect(said(plan)).toMatch(text);
  });

  it('the same, with a comment', () => {
    expect(
      asked([update(from, [type, label, value, { priority: 10, comment: 'x', tags: ['x'], ttl: 300 }])]),
    ).toEqual([]);
    expect(asked([remove(from), create(from)])).toEqual(['dns.deleted']);
  });
});

describe('MX', () => {
  it.each<[string, Parameters<typeof asked>[0], string]>([
    ['refused', [create(mx('.', 0))], 'would be refused'],
    ['refused from now on', [update(mx('mx.example.net'), mx('.', 0))], 'would be refused'],
    ['elsewhere', [create(mx('mx.example.net'))], 'go to another server'],
    ['by another priority', [update(mx('mx.example.net'), mx('mx.example.net', 20))], 'go to another server'],
    ['no longer', [remove(mx('mx.example.net'))], 'nowhere'],
  ])('%s', (_how, plan, fragment) => {
    expect(asked(plan)).toEqual(['dns.mail']);
    expect(said(plan)).toContain(fragment);
  });

  it('is the same host in other letters', () => {
    expect(asked([update(mx('mx.example.net'), mx('MX.Example.NET.'))])).toEqual([]);
  });
});

describe('NS', () => {
  it('says whether others answer', () => {
    expect(said([create(['NS', 'sub', 'ns.example.net'])])).toContain('every name below it');
    expect(said([remove(['NS', 'sub', 'ns.example.net'])])).toContain('no longer be asked');
  });
});

describe('SRV', () => {
  it.each(
    'autodiscover submission submissions imap imaps pop3 pop3s sieve jmap ldap ldaps gc kerberos kerberos-master kerberos-adm kpasswd caldav caldavs carddav carddavs'.split(
      ' ',
    ),
  )('_%s takes passwords', (service) => {
    expect(asked([create(at(`_${service}._tcp`))])).toEqual(['dns.login_service']);
  });

  it.each(
    'sip sips sipfederationtls sipinternal sipinternaltls xmpp-client xmpps-client xmpp-server xmpps-server matrix matrix-fed h323cs h323ls h323rs turn turns stun stuns'.split(
      ' ',
    ),
  )('_%s carries calls or messages', (service) => {
    const label = `_${service}._tcp`;
    expect(asked([create(at(label))])).toEqual([]);
    expect(asked([update(at(label), at(label, 'b.example.net'))])).toEqual(['dns.login_service']);
    expect(said([remove(at(label))])).toBe('Calls or messages for example.com would go to another server.');
  });

  it('of anything else may be new, and may not lead elsewhere', () => {
    const label = '_minecraft._tcp';
    const elsewhere = [at(label, 'b.example.net'), at(label, '.')];
    expect(asked([create(at(label))])).toEqual([]);
    for (const to of elsewhere) {
      expect(asked([update(at(label), to)])).toEqual(['dns.service']);
      expect(asked([remove(at(label)), create(to)])).toEqual(['dns.service']);
    }
    expect(said([update(at(label), at(label, 'b.example.net'))])).toBe(
      'Programs that use this service of example.com would be led to another server.',
    );
    const data = { priority: 1, weight: 1, port: 1, target: 'a.example.net' };
    const lighter: Row = ['SRV', label, { ...data, weight: 9 }];
    expect(asked([update(['SRV', label, data], lighter)])).toEqual([]);
    expect(asked([update(['SRV', label, data], ['SRV', label, { ...data, port: 2 }])])).toEqual([
      'dns.service',
    ]);
    const there = { records: [{ id: 'x', state: record(at(label)) }], names: [`${label}.example.com`] };
    expect(asked([create(at(label, 'b.example.net'))], there)).toEqual(['dns.service']);
  });

  it('says the same as a URI record', () => {
    expect(asked([create(uri('https://a.example.net/'))])).toEqual([]);
    expect(asked([update(uri('https://a.example.net/'), uri('https://b.example.net/'))])).toEqual([
      'dns.service',
    ]);
    expect(
      asked([create(['URI', '_kerberos', { weight: 1, target: 'krb5srv:m:tcp:a.example.net' }])]),
    ).toEqual(['dns.login_service']);
  });

  it('that is the same in other letters is ordinary', () => {
    expect(asked([update(at('_imap._tcp'), at('_imap._tcp', 'A.example.net.'))])).toEqual([]);
  });
});

describe('who somebody is', () => {
  it.each<[string, Row, Row]>([
    ['a handle', ['TXT', '_atproto', 'did=a'], ['TXT', '_atproto', 'did=b']],
    ['files', ['TXT', '_dnslink.docs', 'dnslink=/ipfs/a'], ['TXT', '_dnslink.docs', 'dnslink=/ipfs/b']],
    ['files of a host', ['TXT', 'docs', 'dnslink=/ipfs/a'], ['TXT', 'docs', 'dnslink=/ipfs/b']],
    ['a realm', ['TXT', '_kerberos', 'A'], ['TXT', '_kerberos', 'B']],
    ['a logo', ['TXT', 'default._bimi', 'v=BIMI1; l=a'], ['TXT', 'default._bimi', 'v=BIMI1; l=b']],
    ['an alias', ['CNAME', '_dnslink', 'a.example.net'], ['CNAME', '_dnslink', 'b.example.net']],
  ])('%s may be new, and may not change', (_what, from, to) => {
    expect(asked([create(from)])).toEqual([]);
    expect(asked([update(from, to)])).toEqual(['dns.identity']);
    expect(asked([remove(from)])).toEqual(['dns.identity']);
    const there = { records: [{ id: 'x', state: record(from) }], names: [`${to[1]}.example.com`] };
    expect(asked([create(to)], there)).toEqual(['dns.identity']);
  });
});

describe('a proof of control', () => {
  it.each<[string, Row]>([
    ['a hash', ['CNAME', `_${'0a'.repeat(16)}.shop`, 'x.example.net']],
    ['AWS', ['CNAME', '_x', '_a.b.acm-validations.AWS.']],
    ['Sectigo', ['CNAME', 'x', 'a.b.sectigo.com']],
    ['Comodo', ['CNAME', 'x', 'a.b.comodoca.com']],
    ['DigiCert', ['CNAME', '_x', 'a.dcv.digicert.com']],
    ['GlobalSign', ['TXT', '@', '_globalsign-domain-verification=a']],
  ])('%s', (_who, row) => {
    expect(asked([create(row)])).toEqual(['dns.certificate']);
  });

  it.each<{ readonly row: Row }>([
    { row: ['CNAME', '_0a', 'x.example.net'] },
    { row: ['CNAME', 'x', 'notsectigo.com'] },
    { row: ['TXT', '@', 'about globalsign-domain-verification=a'] },
    { row: ['TXT', `_${'0a'.repeat(16)}`, 'x'] },
  ])('not $row', ({ row }) => {
    expect(asked([create(row)])).toEqual([]);
  });
});

describe('CAA', () => {
  it.each<[string, Parameters<typeof asked>[0], string]>([
    ['a first authority', [create(caa('issue', 'ca.example'))], 'may issue certificates'],
    ['nobody', [create(caa('issue', ';'))], 'may issue certificates'],
    ['an authority gone', [remove(caa('issue', 'ca.example'))], 'by other authorities than now'],
    ['wildcards', [create(caa('issuewild', 'ca.example'))], 'may issue certificates'],
    ['mail', [create(caa('issuemail', 'ca.example'))], 'may issue certificates'],
    [
      'another tag',
      [update(caa('issue', 'ca.example'), caa('issuewild', 'ca.example'))],
      'some of now could not',
    ],
    [
      'a condition gone',
      [update(caa('issue', 'ca.example; accounturi=x'), caa('issue', 'ca.example'))],
      'some of now',
    ],
    [
      'a report address instead',
      [update(caa('issue', 'ca.example'), caa('iodef', 'mailto:a@example.com'))],
      'than now',
    ],
    [
      'reports to somebody else',
      [update(caa('iodef', 'mailto:a@example.com'), caa('iodef', 'mailto:a@example.net'))],
      'tell somebody else',
    ],
    [
      'reports to a site',
      [update(caa('iodef', 'https://a.example.com/'), caa('iodef', 'https://notexample.com/'))],
      'tell somebody else',
    ],
    ['a critical tag', [create(caa('contactemail', 'a@example.com', '@', 128))], 'may issue certificates'],
    ['a first record below the zone', [create(caa('iodef', 'mailto:a@example.com', 'shop'))], 'names above'],
    ['the last record below the zone', [remove(caa('iodef', 'mailto:a@example.com', 'shop'))], 'names above'],
  ])('%s', (_what, plan, fragment) => {
    expect(asked(plan)).toEqual(['dns.caa']);
    expect(said(plan)).toContain(fragment);
  });

  it.each<[string, Row, Row]>([
    ['another critical tag', caa('iodef', 'mailto:a@b.c', '@', 128), caa('contactemail', 'a@b.c', '@', 128)],
    ['another parameter', caa('issue', 'ca.example; a=1'), caa('issue', 'ca.example; a1')],
    ['another tag', caa('issue', 'wild.example'), caa('issuewild', '.example')],
    ['an address of another kind', caa('iodef', 'mailto:a@b.c'), caa('iodef', 'ftp://mailto:b@example.com')],
  ])('becomes %s', (_what, from, to) => {
    expect(asked([update(from, to)])).toEqual(['dns.caa']);
  });

  it.each<[string, Parameters<typeof asked>[0]]>([
    ['a report address', [create(caa('iodef', 'mailto:a@example.com'))]],
    [
      'another report address',
      [update(caa('iodef', 'mailto:a@example.com', 'shop'), caa('iodef', 'mailto:b@example.com', 'shop'))],
    ],
    ['whom to ask', [create(caa('contactemail', 'a@example.com')), create(caa('contactphone', '+1'))]],
    [
      'spaces and letters',
      [update(caa('issue', 'ca.example; b=2; a = 1 ;'), caa('ISSUE', 'CA.example;a=1;b=2'))],
    ],
    [
      'spaces around a parameter',
      [update(caa('issue', 'ca.example;a=1'), caa('issue', 'ca.example; a  =  1'))],
    ],
    ['a first report to others', [create(caa('iodef', 'mailto:a@example.net'))]],
    [
      'a first report beside another tag',
      [update(caa('contactemail', 'a@x'), caa('iodef', 'mailto:a@example.net'))],
    ],
    [
      'a longer address',
      [update(caa('iodef', 'mailto:a@b.c'), caa('iodef', 'mailto:security@mail.example.com'))],
    ],
    ['a page', [update(caa('iodef', 'mailto:a@b.c'), caa('iodef', 'http://example.com/caa'))]],
    [
      'a flag that is no number',
      [create(['CAA', '@', { flags: '200', tag: 'iodef', value: 'mailto:a@example.com' }])],
    ],
    ['the flag of a known tag', [update(caa('issue', 'ca.example'), caa('issue', 'ca.example', '@', 128))]],
  ])('not %s', (_what, plan) => {
    expect(asked(plan)).toEqual([]);
  });
});

const service = (target: string, priority: number): Row => ['SRV', '_x._tcp', { ...srv(target), priority }];

describe('several at one name', () => {
  it('are not first ones because one of them is', () => {
    const keys = [
      create(['SSHFP', 'host', { fingerprint: 'aa' }]),
      create(['CERT', 'host', { certificate: 'aa' }]),
    ];
    expect(asked(keys, known(['SSHFP', 'host', { fingerprint: 'bb' }]))).toEqual(['dns.keys']);
    expect(asked(keys, known(['A', 'host', '203.0.113.1']))).toEqual([]);
  });

  it('are asked about for one key for mail', () => {
    const keys = [create(['OPENPGPKEY', 'host', 'AA']), create(['CERT', 'host', { certificate: 'aa' }])];
    expect(asked(keys)).toEqual(['dns.keys']);
  });

  it('are asked about where one leads elsewhere', () => {
    const plan = [
      remove(service('a.example.net', 1)),
      create(service('a.example.net', 2)),
      create(service('b.example.net', 3)),
    ];
    expect(asked(plan)).toContain('dns.service');
  });

  it('are no service by an underscore inside', () => {
    expect(asked([create(['SRV', 'im_ap._tcp', srv('a.example.net')])])).toEqual([]);
  });
});

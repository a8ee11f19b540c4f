import { describe, expect, it } from 'vitest';
import {
  asked,
  create,
  known,
  type Row,
  remove,
  said,
  update,
} from '../../../../test/support/guarded-records.ts';

const a = (label: string, content = '203.0.113.1', more = {}): Row => ['A', label, content, more];
const proxied = { proxied: true };
const open = { proxied: false };
const mx = (host: string): Row => ['MX', 'x', host, { priority: 10 }];

describe('the zone itself', () => {
  it.each<[string, Parameters<typeof asked>[0]]>([
    ['a new address', [create(a('@'))]],
    ['another address', [update(a('@'), a('@', '203.0.113.9'))]],
    ['no address', [remove(a('@'))]],
    ['its rename', [update(a('@'), a('old'))]],
    ['a rename to it', [update(['TXT', 'x', 'y'], ['TXT', 'x', 'y']), update(a('old'), a('@'))]],
    ['proxied', [update(a('@', '203.0.113.1', open), a('@', '203.0.113.1', proxied))]],
    ['IPv6', [create(['AAAA', '@', '2001:db8::1'])]],
    ['CNAME', [create(['CNAME', '@', 'x.example.net'])]],
  ])('%s', (_what, plan) => {
    expect(asked(plan)).toContain('dns.apex');
    expect(said(plan)).toContain('visits example.com');
  });

  it.each<[string, Parameters<typeof asked>[0]]>([
    ['a verification', [create(['TXT', '@', 'google-site-verification=abc'])]],
    ['another verification', [update(['TXT', '@', 'a=1'], ['TXT', '@', 'a=2'])]],
    ['a location', [create(['LOC', '@', { lat_degrees: 1 }])]],
    ['HTTPS elsewhere', [create(['HTTPS', 'shop', { priority: 1, target: '.', value: '' }])]],
    ['the same again', [update(a('@'), a('@', '203.0.113.1', { ttl: 300, comment: 'x', tags: ['a:b'] }))]],
  ])('but not %s', (_what, plan) => {
    expect(asked(plan)).toEqual([]);
  });
});

describe('hosts of mail', () => {
  const names =
    'mail mail2 email smtp smtp-relay imap imaps pop3 pop mx mx1 mx-01 mx-in-2 in-mx mta3 relay mailgw owa eu.mail zimbra webmail'
      .split(' ')
      .map((name) => (name === 'eu.mail' ? 'mail.eu' : name));

  it.each(names)('%s', (label) => {
    const changes = [update(a(label), a(label, '203.0.113.9'))];
    expect(asked(changes)).toEqual(['dns.mail_host']);
    expect(said(changes)).toContain(`from ${label}.example.com to another server`);
    expect(asked([remove(a(label))])).toEqual(['dns.mail_host']);
    expect(asked([create(a(label))])).toEqual(['dns.mail_host']);
    expect(asked([update(a(label), a('elsewhere'))])).toEqual(['dns.mail_host']);
    const stops = [update(a(label, '203.0.113.1', open), a(label, '203.0.113.1', proxied))];
    expect(asked(stops)).toEqual(['dns.mail_host']);
    expect(said(stops)).toContain('would stop');
  });

  it.each(['autodiscover', 'autoconfig'])('%s, proxied or not', (label) => {
    expect(asked([create(a(label, '203.0.113.1', proxied))])).toEqual(['dns.mail_host']);
    expect(asked([update(['CNAME', label, 'a.example.net'], ['CNAME', label, 'b.example.net'])])).toEqual([
      'dns.mail_host',
    ]);
  });

  it.each(['mailing', 'blackmail', 'mxtoolbox', 'importmail', 'app', 'my.mail'])('not %s', (label) => {
    expect(asked([update(a(label), a(label, '203.0.113.9'))])).toEqual(['dns.moved']);
  });

  it('not one that stays proxied', () => {
    const from = a('webmail', '203.0.113.1', proxied);
    expect(asked([update(from, a('webmail', '203.0.113.9', proxied))])).toEqual(['dns.moved']);
    expect(asked([create(from)])).toEqual([]);
  });

  it('but one that the plan or the zone names, whatever its name', () => {
    const change = update(a('post'), a('post', '203.0.113.9'));
    expect(asked([change])).toEqual(['dns.moved']);
    for (const others of [
      [create(mx('POST.example.com.'))],
      [remove(mx('post.example.com'))],
      [update(mx('post.example.com'), mx('other.example.com'))],
    ]) {
      expect(asked([change, ...others])).toEqual(['dns.mail', 'dns.mail_host']);
    }
    const stops = update(a('post', '203.0.113.1', open), a('post', '203.0.113.1', proxied));
    expect(asked([stops], known(['MX', '@', 'post.example.com']))).toEqual(['dns.mail_host']);
    expect(asked([stops], known(['CNAME', 'x', 'post.example.com']))).toEqual([]);
    expect(asked([stops], known(['MX', '@', 'x.example.com']))).toEqual([]);
  });
});

describe('hosts of name servers', () => {
  it.each(['ns', 'ns1', 'dns2', 'ns-01'])('%s', (label) => {
    const plan = [update(a(label), a(label, '203.0.113.9'))];
    expect(asked(plan)).toEqual(['dns.name_server']);
    expect(said(plan)).toContain(`${label}.example.com answers for`);
  });

  it('one that the plan or the zone names', () => {
    const change = update(a('primary'), a('primary', '203.0.113.9'));
    expect(asked([change, create(['NS', 'sub', 'primary.example.com'])])).toEqual([
      'dns.delegation',
      'dns.name_server',
    ]);
    expect(asked([change], known(['NS', 'sub', 'primary.example.com']))).toEqual(['dns.name_server']);
  });

  it('not one that stays proxied, nor one of another kind', () => {
    expect(asked([update(a('dns', '203.0.113.1', proxied), a('dns', '203.0.113.9', proxied))])).toEqual([
      'dns.moved',
    ]);
    expect(asked([update(a('nsx'), a('nsx', '203.0.113.9'))])).toEqual(['dns.moved']);
  });
});

describe('the origin', () => {
  const from = a('shop', '203.0.113.1', proxied);

  it.each<[string, Parameters<typeof asked>[0]]>([
    ['by an update', [update(from, a('shop', '203.0.113.1', open))]],
    ['with another address', [update(from, a('shop', '203.0.113.7'))]],
    ['made anew', [remove(from), create(a('shop', '203.0.113.1', open))]],
    ['made anew before', [create(a('SHOP', '203.0.113.1', open)), remove(from)]],
    ['made anew as another type', [remove(from), create(['CNAME', 'shop', 'origin.example.net', open])]],
    [
      'of an alias',
      [update(['CNAME', 'shop', 'o.example.net', proxied], ['CNAME', 'shop', 'o.example.net'])],
    ],
  ])('is exposed %s', (_how, plan) => {
    expect(asked(plan)).toContain('dns.origin_exposed');
    expect(said(plan)).toContain('address behind shop.example.com');
  });

  it.each<[string, Parameters<typeof asked>[0]]>([
    ['more protection', [update(a('shop', '203.0.113.1', open), from)]],
    ['a record that was never proxied', [update(a('dev'), a('dev', '203.0.113.7', open))]],
    ['a new open host', [create(a('shop', '203.0.113.1', open))]],
    ['an open host and another one', [remove(from), create(a('shop2', '203.0.113.2', open))]],
  ])('is not by %s', (_what, plan) => {
    expect(asked(plan).filter((id) => id !== 'dns.deleted')).toEqual([]);
  });

  it('is not by an HTTPS record in place of an address', () => {
    const https: Row = ['HTTPS', '@', { priority: 1, target: '.', value: '' }];
    expect(asked([remove(a('@', '203.0.113.1', proxied)), create(https)])).toEqual(['dns.apex']);
  });
});

describe('what the proxy does not pass on', () => {
  it.each(['ssh', 'vpn2', 'sftp', 'git', 'sip-1', 'db', 'mc', 'ldap.eu'])('%s', (label) => {
    const plan = [update(a(label, '203.0.113.1', open), a(label, '203.0.113.1', proxied))];
    expect(asked(plan)).toEqual(['dns.proxied_service']);
    expect(said(plan)).toContain(`uses ${label}.example.com for something else`);
    expect(asked([create(a(label, '203.0.113.1', proxied))])).toEqual([]);
  });

  it('is also what an SRV record names', () => {
    const change = update(a('voice', '203.0.113.1', open), a('voice', '203.0.113.1', proxied));
    expect(asked([change])).toEqual([]);
    const data = { priority: 1, weight: 1, port: 1, target: 'Voice.example.com.' };
    expect(asked([change, create(['SRV', '_x._tcp', data])])).toEqual(['dns.proxied_service']);
    expect(asked([change], known(['SRV', '_x._tcp', data]))).toEqual(['dns.proxied_service']);
  });
});

describe('an address that nobody reaches', () => {
  it.each([
    ['A', '127.0.0.1'],
    ['A', '0.0.0.0'],
    ['A', '10.1.2.3'],
    ['A', '192.168.1.1'],
    ['AAAA', '::1'],
    ['AAAA', 'fd00::1'],
  ])('%s %s', (type, address) => {
    const reached = type === 'A' ? '203.0.113.1' : '2001:db8::1';
    const plan = [update([type, 'shop', reached], [type, 'shop', address])];
    expect(asked(plan)).toEqual(['dns.moved', 'dns.unreachable']);
    expect(said(plan)).toContain('reach shop.example.com');
    expect(asked([update([type, 'dev', address], [type, 'dev', reached])])).toEqual([]);
    expect(asked([create([type, 'lab', address])])).toEqual([]);
    expect(
      asked([update([type, 'dev', reached], [type, 'dev', address, { private_routing: true }])]),
    ).toEqual([]);
  });

  it('is none that was not reached before, nor one that cannot be read, nor an alias', () => {
    expect(asked([update(a('dev', '10.0.0.1'), a('dev', '10.0.0.2'))])).toEqual([]);
    expect(asked([update(a('dev'), a('dev', '10.0.0'))])).toEqual([]);
    expect(asked([update(['CNAME', 'dev', 'x.example.net'], ['CNAME', 'dev', '10.0.0.1'])])).toEqual([]);
  });
});

describe('a host that people use', () => {
  const alias: Row = ['CNAME', 'shop', 'x.example.net'];
  const six: Row = ['AAAA', 'shop', '2001:db8::1'];

  it.each<[string, Parameters<typeof asked>[0]]>([
    ['another address', [update(a('shop'), a('shop', '203.0.113.9'))]],
    ['another address behind the proxy', [update(a('shop', '1', proxied), a('shop', '2', proxied))]],
    ['another alias', [update(alias, ['CNAME', 'shop', 'y.example.net'])]],
    ['made anew', [remove(a('shop')), create(a('shop', '203.0.113.9'))]],
    ['an alias in place of an address', [remove(a('shop')), create(alias)]],
    ['an address in place of an alias', [remove(alias), create(six)]],
    ['one more address', [update(a('shop'), a('shop')), update(a('shop', '1'), a('shop')), create(six)]],
    ['the network of a tunnel', [update(a('shop'), a('shop', '203.0.113.1', { private_routing: true }))]],
  ])('%s', (_how, plan) => {
    expect(asked(plan)).toEqual(['dns.moved']);
    expect(said(plan)).toBe('Whoever uses shop.example.com would reach another server.');
  });

  it('gets one more address than those that stay', () => {
    expect(asked([create(a('shop', '203.0.113.9'))], known(a('shop')))).toEqual(['dns.moved']);
    expect(asked([create(six)], known(a('shop', '203.0.113.1', proxied)))).toEqual(['dns.moved']);
    expect(asked([create(six)], known(a('other')))).toEqual([]);
    expect(asked([create(six)], known(['TXT', 'shop', 'x']))).toEqual([]);
    expect(asked([create(six)])).toEqual([]);
  });

  it.each(['dev', 'staging', 'test2', 'shop-dev', 'qa.shop', 'preview-12'])('is not %s', (label) => {
    expect(asked([update(a(label), a(label, '203.0.113.9'))])).toEqual([]);
  });

  it.each(['devices', 'latest', 'shop.dev'])('is %s', (label) => {
    expect(asked([update(a(label), a(label, '203.0.113.9'))])).toEqual(['dns.moved']);
  });

  it('is no label that serves a protocol', () => {
    const at = '_abc.shop';
    expect(asked([create(['A', at, '203.0.113.1'])])).toEqual([]);
    expect(asked([remove(['A', at, '203.0.113.1'])])).toEqual(['dns.deleted']);
  });

  it('is also a label with an underscore that leads elsewhere', () => {
    const at = '_build.ci';
    expect(asked([remove(['A', at, '203.0.113.1']), create(['CNAME', at, 'x.example.net'])])).toEqual([
      'dns.moved',
    ]);
    const dkim: Row = ['CNAME', 's1._domainkey', 'a.example.net'];
    expect(asked([update(dkim, ['CNAME', 's1._domainkey', 'b.example.net'])])).toEqual(['dns.dkim']);
  });
});

describe('a name that programs ask for by themselves', () => {
  it.each([
    'wpad',
    'WPAD.news',
    'isatap',
    'enterpriseenrollment',
    'enterpriseregistration',
    'lyncdiscover',
    'lyncdiscoverinternal',
    'msoid',
    'openpgpkey',
  ])('%s', (label) => {
    expect(asked([create(['A', label, '203.0.113.1'])])).toEqual(['dns.asked_name']);
    expect(asked([create(['CNAME', label, 'x.example.net', proxied])])).toEqual(['dns.asked_name']);
  });

  it.each(['wpad-docs', 'my.wpad', 'wpad2'])('not %s', (label) => {
    expect(asked([create(['A', label, '203.0.113.1'])])).toEqual([]);
  });
});

describe('the address of a proxied record', () => {
  const plan = [create(a('direct', '203.0.113.1', open))];
  const hidden = a('shop', '203.0.113.1', proxied);

  it('is given away by an open name', () => {
    expect(asked(plan, known(hidden))).toEqual(['dns.origin_exposed']);
    expect(asked([...plan, create(hidden)])).toEqual(['dns.origin_exposed']);
    expect(
      asked([create(['AAAA', 'd', '2001:DB8::1'])], known(['AAAA', 'shop', '2001:db8::1', proxied])),
    ).toEqual(['dns.origin_exposed']);
  });

  it.each(['192.0.2.0', '192.0.2.1', '100::'])('is none where %s stands for no server', (content) => {
    const type = content === '100::' ? 'AAAA' : 'A';
    expect(asked([create([type, 'direct', content])], known([type, 'shop', content, proxied]))).toEqual([]);
  });

  it.each(['::ffff:203.0.113.1', '::FFFF:cb00:7101', '64:ff9b::203.0.113.1'])(
    'is given away by %s',
    (address) => {
      expect(asked([create(['AAAA', 'direct', address])], known(hidden))).toEqual(['dns.origin_exposed']);
      expect(asked([create(['AAAA', 'direct', address])], known(hidden, a('open')))).toEqual([]);
    },
  );

  it('or its host, is given away by an open alias', () => {
    const behind: Row = ['CNAME', 'shop', 'Shops.example.net', proxied];
    const alias = create(['CNAME', 'direct', 'shops.EXAMPLE.net.']);
    expect(asked([alias], known(behind))).toEqual(['dns.origin_exposed']);
    expect(asked([alias, create(behind)])).toEqual(['dns.origin_exposed']);
    expect(asked([alias], known(behind, ['CNAME', 'open', 'shops.example.net']))).toEqual([]);
    expect(asked([create(['CNAME', 'direct', 'other.example.net'])], known(behind))).toEqual([]);
    expect(asked([create(['CNAME', 'direct', 'shops.example.net', proxied])], known(behind))).toEqual([]);
  });

  it('is no name of the zone', () => {
    for (const target of ['example.com', 'www.example.com']) {
      const inside: Row = ['CNAME', 'shop', target, proxied];
      expect(asked([create(['CNAME', 'direct', target])], known(inside))).toEqual([]);
    }
  });

  it('is not given away by another address, a proxied name, or twice', () => {
    expect(asked([create(a('direct', '203.0.113.2'))], known(hidden))).toEqual([]);
    expect(asked([create(a('direct', '203.0.113.1', proxied))], known(hidden))).toEqual([]);
    expect(asked(plan, known(hidden, a('open')))).toEqual([]);
    expect(asked(plan, known(a('shop')))).toEqual([]);
    const noted = update(a('open', '203.0.113.1', open), a('open', '203.0.113.1', { ttl: 300 }));
    expect(asked([noted], known(hidden))).toEqual([]);
  });
});

describe('digits of a label', () => {
  it.each([
    ['mx12', 'dns.mail_host'],
    ['m1x', 'dns.moved'],
  ])('%s is asked about as %s', (label, guard) => {
    expect(asked([update(['A', label, '203.0.113.1'], ['A', label, '203.0.113.2'])])).toEqual([guard]);
  });
});

describe('an open address that a proxied record has', () => {
  const hidden = create(['A', 'y', '203.0.113.1', { proxied: true }]);
  const shown: Row = ['A', 'x', '203.0.113.1'];

  it('is asked about beside another', () => {
    expect(asked([hidden, create(shown), create(['A', 'x', '203.0.113.2'])])).toContain('dns.origin_exposed');
  });

  it('is asked about where another was open before', () => {
    expect(asked([hidden, update(['A', 'x', '203.0.113.2'], shown)])).toContain('dns.origin_exposed');
  });

  it('is not asked about where it was open before', () => {
    const routed: Row = ['A', 'x', '203.0.113.1', { private_routing: true }];
    expect(asked([hidden, update(routed, shown)])).not.toContain('dns.origin_exposed');
  });
});

it('one address of a service that becomes proxied is enough to ask', () => {
  const becomes = update(['A', 'ssh', '203.0.113.1'], ['A', 'ssh', '203.0.113.1', { proxied: true }]);
  expect(asked([becomes, create(['A', 'ssh', '203.0.113.2'])])).toContain('dns.proxied_service');
});

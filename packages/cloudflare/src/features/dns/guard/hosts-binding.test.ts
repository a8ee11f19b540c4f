import { describe, expect, it } from 'vitest';
import { asked, create, type Row, remove, said, update } from '../../../../test/support/guarded-records.ts';

const https = (target: string, value = '', priority = 1, type = 'HTTPS'): Row => [
  type,
  'shop',
  { priority, target, value },
];

describe('HTTPS and SVCB', () => {
  it.each<[string, Row]>([
    ['an alias', https('x.example.net', '', 0)],
    ['another host', https('x.example.net', 'alpn="h3"')],
    ['an alias to nothing', https('.', '', 0)],
    ['hints', https('.', 'alpn="h3" ipv4hint="203.0.113.9"')],
    ['hints of IPv6', https('.', 'ipv6hint="2001:db8::1"')],
    ['a port', https('.', 'port="8443"')],
    ['keys', https('.', 'ech="AAAA"')],
    ['a parameter of tomorrow', https('.', 'key700="x"')],
    ['what cannot be read', https('.', '"')],
    ['SVCB', https('x.example.net', '', 1, 'SVCB')],
  ])('that lead elsewhere by %s', (_how, row) => {
    const plain = https('.', 'alpn="h3"', 1, row[0]);
    for (const plan of [[create(row)], [remove(row)], [update(row, plain)], [update(plain, row)]]) {
      expect(asked(plan)).toEqual(['dns.service_binding']);
      expect(said(plan)).toContain('ask for shop.example.com');
    }
  });

  it.each<[string, Row, Row]>([
    ['protocols', https('.', 'alpn="h2"'), https('.', 'alpn="h3,h2" no-default-alpn mandatory="alpn"')],
    ['the own name', https('.'), https('Shop.example.com.')],
    [
      'the order of parameters',
      https('.', 'port="1" alpn="h2" ech="A"'),
      https('.', 'ech=A alpn="h3" port=1'),
    ],
  ])('that differ in %s', (_how, from, to) => {
    expect(asked([update(from, to)])).toEqual([]);
    expect(asked([remove(from), create(to)])).toEqual(['dns.deleted']);
  });

  it('that only announce a protocol may come and go', () => {
    expect(asked([create(https('.', 'alpn="h3,h2"'))])).toEqual([]);
    expect(asked([remove(https('.', 'alpn="h3,h2"'))])).toEqual(['dns.deleted']);
  });

  it.each<[string, Row, Row]>([
    ['another alias', https('a.example.net', '', 0), https('b.example.net', '', 0)],
    ['what cannot be read', https('.', '"a'), https('.', '"b')],
    ['one key for two', https('.', 'key1 key2'), https('.', 'key1key2')],
  ])('that become %s', (_what, from, to) => {
    expect(asked([update(from, to)])).toEqual(['dns.service_binding']);
  });

  it('of which one leads elsewhere', () => {
    const [one, other] = [https('a.example.net'), https('b.example.net')];
    expect(asked([update(one, other)])).toEqual(['dns.service_binding']);
    expect(asked([update(one, other), update(other, one)])).toEqual([]);
  });
});

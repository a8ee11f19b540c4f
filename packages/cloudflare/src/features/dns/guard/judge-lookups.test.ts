import { type Change, ChangeList } from '@crunchtools/mcp-core';
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
import { lookupsOf } from './judge.ts';

const proxied = { proxied: true };
const spf = (label: string, text: string): Row => ['TXT', label, text];

/** What is read before a plan is judged: `name`, or `name and …content`; `+` with the branch and the wildcards. */
function read(...changes: readonly Change[]): readonly string[] {
  return lookupsOf(changes).map(({ name, contentEnd, branch }) => {
    const place = branch === undefined ? bare(name) : `+${bare(name)} of ${bare(branch)}`;
    const [same] = /^\+(\S+) of \1$/u.exec(place) ?? [];
    return [
      same === undefined ? place : `+${bare(name)}`,
      ...(contentEnd === undefined ? [] : [contentEnd]),
    ].join(' and …');
  });
}

function bare(name: string): string {
  return name.replace(/\.?example\.com$/u, '');
}

describe('before a plan is judged', () => {
  it.each<[string, readonly Change[], readonly string[]]>([
    ['an open address', [create(['A', 'x', '203.0.113.1'])], ['+x and …203.0.113.1']],
    ['an open IPv6 address', [create(['AAAA', 'x', '2001:DB8::1'])], ['+x and …2001:db8::1']],
    ['a proxied address', [create(['A', 'x', '203.0.113.1', proxied])], ['+x']],
    ['an open alias', [create(['CNAME', 'x', 'A.example.net.'])], ['+x and …a.example.net']],
    ['an IPv4 address in IPv6', [create(['AAAA', 'x', '::ffff:203.0.113.1'])], ['+x and …203.0.113.1']],
    ['a handle', [create(['TXT', '_atproto', 'did=a'])], ['_atproto']],
    ['a name that no host has', [create(['A', 'a b', '203.0.113.1'])], []],
    ['a name with a control character', [create(['TXT', 'a\u0007', 'x'])], []],
    ['an alias of a name that no host has', [create(['CNAME', 'x', 'a\u001bb.example.net'])], []],
    ['a URI', [create(['URI', '_files._tcp', { target: 'https://a.example.net/' }])], ['_files._tcp']],
    ['a service', [create(['SRV', '_sip._tcp', { target: 'a.example.net' }])], ['_sip._tcp']],
    ['a host key', [create(['SSHFP', 'x', { fingerprint: 'aa' }])], ['+x']],
    ['a certificate', [create(['CERT', 'x', { certificate: 'aa' }])], ['+x']],
    ['SPF', [create(['TXT', 'x', 'v=spf1 -all'])], ['+x']],
    ['DMARC', [create(['TXT', '_dmarc', 'v=DMARC1; p=none'])], ['_dmarc']],
    ['TLS reports', [create(['TXT', '_smtp._tls', 'v=TLSRPTv1; rua=mailto:a@example.com'])], ['_smtp._tls']],
    [
      'a host that becomes proxied',
      [update(['A', 'x', '1'], ['A', 'x', '1', proxied])],
      ['x and …x.example.com'],
    ],
    ['several', [create(['A', 'x', '1']), create(['A', 'y', '2'])], ['+x and …1', '+y and …2']],
    [
      'the same twice',
      [create(['SRV', '_sip._tcp', { target: 'a' }]), create(['SRV', '_sip._tcp', { target: 'b' }])],
      ['_sip._tcp'],
    ],
    [
      'two addresses of one host',
      [create(['A', 'x', '1']), create(['A', 'x', '2'])],
      ['+x and …1', '+x and …2'],
    ],
    ['a text', [create(['TXT', 'x', 'abc'])], ['+x']],
    ['a host key of the zone itself', [create(['SSHFP', '@', { fingerprint: 'aa' }])], ['']],
    ['a certificate of the zone itself', [create(['CERT', '@', { certificate: 'aa' }])], ['']],
    ['a proxied address of a protocol', [create(['A', '_x', '203.0.113.1', proxied])], ['_x']],
    ['a proxied IPv6 address of a protocol', [create(['AAAA', '_x', '2001:db8::1', proxied])], ['_x']],
    ['a text at the zone itself', [create(['TXT', '@', 'v=spf1 -all'])], ['']],
    ['a proxied alias', [create(['CNAME', 'x', 'a.example.net', proxied])], ['+x']],
    ['a deep name', [create(['TXT', 'a.b.c', 'abc'])], ['+a.b.c of c']],
    ['a label below a name', [create(['TXT', '_proof.x', 'abc'])], ['+_proof.x of x']],
    ['a label below another', [create(['TXT', 'x._proof', 'abc'])], ['+x._proof of _proof']],
    ['two texts of one name', [create(['TXT', 'x', 'abc']), create(['TXT', 'x', 'def'])], ['+x']],
    [
      'a text of two branches',
      [create(['TXT', 'a.x', '1']), create(['TXT', 'a.y', '1'])],
      ['+a.x of x', '+a.y of y'],
    ],
  ])('%s is looked at', (_what, changes, expected) => {
    expect(read(...changes)).toEqual(expected);
  });

  it.each<[string, readonly Change[]]>([
    ['of another type at the name of a policy', [create(['PTR', '_dmarc', 'a.example.net'])]],
    ['at a name below that of a policy', [create(['TXT', '_x._dmarc', 'abc'])]],
    ['that asks anyway', [create(['A', '@', '203.0.113.1'])]],
    ['that moves a host', [update(['A', 'x', '1'], ['A', 'x', '2'])]],
    ['of a proxied host', [update(['A', 'dev', '1', proxied], ['A', 'dev', '2', proxied])]],
    ['of a text at the zone itself', [create(['TXT', '@', 'abc'])]],
    ['of a text at a label', [create(['TXT', '_x._y', 'abc'])]],
    ['of a text there', [update(['TXT', 'x', 'v=spf1 mx -all'], ['TXT', 'x', 'v=spf1 -all'])]],
    ['that deletes', [create(['A', 'x', '1']), remove(['TXT', 'y', 'z'])]],
    ['of six objects', [1, 2, 3, 4, 5, 6].map((number) => create(['A', `h${number}`, '1']))],
    ['of nothing', []],
    ['of another kind', [{ ...create(['A', 'x', '1']), resource: 'rule' }]],
  ])('nothing is looked at for a plan %s', (_what, changes) => {
    expect(read(...changes)).toEqual([]);
  });

  it('five objects are few', () => {
    expect(read(...[1, 2, 3, 4, 5].map((number) => create(['A', `h${number}`, '1'])))).toHaveLength(5);
  });
});

describe('what is there decides', () => {
  it.each<[string, Change, readonly Row[], readonly string[]]>([
    ['a name that sends nothing', create(spf('unused', 'v=spf1 -all')), [], []],
    ['softly', create(spf('unused', 'v=spf1 ~all')), [], []],
    [
      'a name that something is at',
      create(spf('unused', 'v=spf1 -all')),
      [['A', 'unused', '1']],
      ['dns.spf'],
    ],
    ['a name that sends', create(spf('unused', 'v=spf1 mx -all')), [], ['dns.spf']],
    ['a name that sends by a redirect', create(spf('unused', 'v=spf1 redirect=a.example')), [], ['dns.spf']],
    ['a name that somebody may send as', create(spf('unused', 'v=spf1 ?all')), [], ['dns.spf']],
    ['a name with an exception', create(spf('unused', 'v=spf1 ~mx -all')), [], ['dns.spf']],
    ['a first policy', create(spf('_dmarc', 'v=DMARC1; p=None; rua=mailto:a@example.com')), [], []],
    ['a first policy that refuses', create(spf('_dmarc', 'v=DMARC1; p=reject')), [], ['dns.dmarc']],
    ['a first policy below the zone', create(spf('_dmarc.news', 'v=DMARC1; p=none')), [], ['dns.dmarc']],
    ['a first policy elsewhere', create(['CNAME', '_dmarc', 'a.example.net']), [], ['dns.dmarc']],
    ['a first service', create(['SRV', '_sip._tcp', { target: 'a.example.net' }]), [], []],
    [
      'a second service',
      create(['SRV', '_sip._tcp', { target: 'a.example.net' }]),
      [['SRV', '_sip._tcp', { target: 'b.example.net' }]],
      ['dns.login_service'],
    ],
    ['a first host key', create(['SSHFP', 'host', { fingerprint: 'aa' }]), [['A', 'host', '1']], []],
    [
      'a second host key',
      create(['SSHFP', 'host', { fingerprint: 'aa' }]),
      [['SSHFP', 'host', { fingerprint: 'bb' }]],
      ['dns.keys'],
    ],
    [
      'a first report',
      create(spf('_smtp._tls', 'v=TLSRPTv1; rua=mailto:a@example.com')),
      [['TXT', '_smtp._tls', 'x']],
      [],
    ],
  ])('%s', (_what, change, there, expected) => {
    expect(asked([change], known(...there))).toEqual(expected);
  });

  it.each<[string, Row, Row, string]>([
    ['SPF', spf('unused', 'v=spf1 -all'), spf('unused', 'v=spf1 mx -all'), 'dns.spf'],
    ['DMARC', spf('_dmarc', 'v=DMARC1; p=none'), spf('_dmarc', 'v=DMARC1; p=reject'), 'dns.dmarc'],
    [
      'TLS reports',
      spf('_smtp._tls', 'v=TLSRPTv1; rua=mailto:a@example.com'),
      spf('_smtp._tls', 'v=TLSRPTv1; rua=mailto:b@example.com'),
      'dns.tls_rpt',
    ],
  ])('a second %s cancels the first', (_what, row, there, guard) => {
    expect(asked([create(row)], known(there))).toEqual([guard]);
    expect(said([create(row)], known(there))).toMatch(/cancel each other|would end/u);
    // The record that the plan changes is none of the others.
    const changed = { ...update(there, ['TXT', 'old', 'abc']), id: 'known-0' };
    expect(said([create(row), changed], known(there))).not.toContain('cancel each other');
  });
});

it('reads for a plan that is kept packed as for a list', async () => {
  const changes = [create(['A', 'x', '203.0.113.1'])];
  const packed = await ChangeList.create(changes.length);
  packed.append(changes);
  expect(lookupsOf(packed)).toEqual(lookupsOf(changes));
});

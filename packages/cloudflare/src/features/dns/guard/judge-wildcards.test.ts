import type { Change } from '@crunchtools/mcp-core';
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
const alias = (label: string, host = 'apps.example.net'): Row => ['CNAME', label, host];
const text = (label: string, content = 'abc'): Row => ['TXT', label, content];
const mx = (label: string): Row => ['MX', label, 'mx.example.net', { priority: 10 }];
const stranger = '203.0.113.99';

const below = ['dns.below_wildcard'];

/** With these records there and everything else at the names of the plan unread or absent. */
function askedWith(there: readonly Row[], ...plan: readonly Change[]): readonly string[] {
  return asked(plan, known(...there));
}

describe('a name that a wildcard answers for', () => {
  it.each<[string, readonly Row[], readonly Row[], string]>([
    ['another address', [a('*')], [a('login', stranger)], 'login.example.com'],
    ['another family', [a('*')], [['AAAA', 'login', '2001:db8::1']], 'login.example.com'],
    ['an alias', [a('*')], [alias('login')], 'login.example.com'],
    ['another alias', [alias('*.apps')], [alias('login.apps', 'x.example.net')], 'login.apps.example.com'],
    ['an address for an alias', [alias('*.apps')], [a('login.apps')], 'login.apps.example.com'],
    ['one address more', [a('*')], [a('login'), a('login', stranger)], 'login.example.com'],
    ['another route', [a('*')], [a('login', '203.0.113.1', { private_routing: true })], 'login.example.com'],
    ['any depth', [a('*')], [a('x.y.login', stranger)], 'login.example.com'],
  ])('would be at another server by %s', (_how, there, rows, name) => {
    const plan = rows.map(create);
    expect(askedWith(there, ...plan)).toEqual(below);
    expect(said(plan, known(...there))).toContain(`answers for ${name} and would no longer`);
  });

  it('is told of by what becomes of it', () => {
    const moved = said([create(a('login', stranger))], known(a('*')));
    expect(moved).toBe(
      'A wildcard answers for login.example.com and would no longer: whoever uses the name would reach another server.',
    );
    const emptied = said([create(text('login'))], known(a('*'), mx('*')));
    expect(emptied).toBe(
      'A wildcard answers for login.example.com and would no longer: whoever uses the name would reach nothing.',
    );
    const lost = said([create(a('login'))], known(a('*'), mx('*'), mx('*'), text('*', 'v=spf1 -all')));
    expect(lost).toBe('The records of a wildcard (MX, TXT) hold for login.example.com and would no longer.');
  });

  it.each<[string, readonly Row[], Row]>([
    ['a text', [a('*')], text('login')],
    ['a text, of an alias', [alias('*')], text('login')],
    ['a text, of IPv6', [['AAAA', '*', '2001:db8::1']], text('login')],
    ['a location', [a('*')], ['LOC', 'login', { lat_degrees: 1 }]],
    ['what is below it', [a('*')], text('_proof.login')],
    ['what is far below it', [alias('*.apps')], text('_a._b.c.login.apps')],
  ])('would be empty by %s', (_how, there, row) => {
    expect(askedWith(there, create(row))).toEqual(below);
    expect(said([create(row)], known(...there))).toContain('would reach nothing');
  });

  it.each<[string, readonly Row[], Row]>([
    ['mail', [mx('*')], a('login')],
    ['mail, to the same host', [a('*'), mx('*')], a('login')],
    ['who may send mail', [text('*', 'v=spf1 -all')], a('login')],
    ['who may send mail, for a text', [text('*', 'v=spf1 -all')], text('login')],
    ['the way to a service', [alias('*._tcp.login')], ['SRV', '_x._tcp.login', { target: 'x.example.net' }]],
    ['the texts of a service', [text('*._svc.login')], a('_x._svc.login')],
  ])('would lose %s', (_what, there, row) => {
    expect(askedWith(there, create(row))).toEqual(below);
  });

  it('is said of each name that comes into being', () => {
    const words = said([create(a('x.login', stranger))], known(a('*')));
    expect(words).toContain('answers for x.login.example.com');
    expect(words).toContain('answers for login.example.com');
  });

  it('is so by a rename', () => {
    const plan = [update(text('@', 'one'), text('login', 'one'))];
    expect(askedWith([a('*')], ...plan)).toEqual(['dns.below_wildcard', 'dns.renamed']);
  });
});

describe('a wildcard takes no harm', () => {
  it.each<[string, readonly Row[], readonly Row[]]>([
    ['by the same address', [a('*')], [a('login')]],
    ['by the same alias', [alias('*.apps')], [alias('login.apps', 'Apps.example.net.')]],
    ['by a text beside the same address', [a('*')], [a('login'), text('login')]],
    ['by a text before the same address', [a('*')], [text('login'), a('login')]],
    ['by all that it says', [text('*', 'v=spf1 -all')], [a('login'), text('login', 'v=spf1 -all')]],
    ['where the name exists', [a('*'), text('login')], [text('login', 'def')]],
    ['where something is below the name', [a('*'), text('x.login')], [text('login')]],
    ['where the name above exists', [a('*'), a('shop')], [text('x.shop')]],
    ['where the name above is there for another', [a('*'), text('y.shop')], [text('x.shop')]],
    ['where another one would answer', [a('*.apps')], [a('login', stranger)]],
    ['where a closer one says the same', [a('*'), alias('*.apps')], [alias('login.apps')]],
    ['where it says nothing', [text('*')], [a('login')]],
    ['at a label of a protocol', [a('*')], [text('_proof')]],
    ['at two', [a('*')], [['SRV', '_x._tcp', { target: 'x.example.net' }]]],
    ['at the name of tests', [a('*')], [a('staging', stranger)]],
    ['below the name of tests', [alias('*.dev2')], [a('login.dev2', stranger)]],
    ['at the number of a test', [alias('*.apps')], [a('pr-7-preview.apps', stranger)]],
    ['at the zone itself', [a('*')], [text('@')]],
    ['where there is none', [a('www')], [a('login', stranger)]],
    ['where a host only looks like one', [a('x.apps'), text('apps')], [a('login.apps', stranger)]],
    ['by one of its addresses', [a('*'), a('*', '203.0.113.2')], [a('login')]],
  ])('%s', (_how, there, rows) => {
    expect(askedWith(there, ...rows.map(create)).filter((guard) => guard !== 'dns.spf')).toEqual([]);
  });

  it('by a record that stays at its name', () => {
    expect(askedWith([a('*')], update(text('login'), text('LOGIN', 'def')))).toEqual([]);
  });

  it('by a record that goes', () => {
    expect(askedWith([a('*')], remove(text('login')))).toEqual(['dns.deleted']);
  });

  it('that was not read', () => {
    expect(asked([create(a('login', stranger))])).toEqual([]);
  });
});

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recordTypes } from '../types.ts';
import { typeNumbers } from '../wire.ts';
import {
  type AnsweredRecord,
  type Asked,
  aliasTargetOf,
  type CheckedName,
  checkStatuses,
  type DnsAnswer,
  delegationOf,
  enclosersOf,
  needsTarget,
  type ZoneRecord,
} from './facts.ts';
import { judge } from './judge.ts';

const zone = {
  name: 'example.com',
  status: 'active',
  paused: false,
  nameServers: ['ada.ns.cloudflare.com', 'bob.ns.cloudflare.com'],
};
const www = 'www.example.com';

type Type = Asked['type'];
type Row = readonly [type: Type, data: string, name?: string];

function answer(rows: readonly Row[] = [], more: Partial<DnsAnswer> = {}, name = www): DnsAnswer {
  const answers = rows.map(([type, data, owner]): AnsweredRecord => {
    return { name: owner ?? name, type: typeNumbers[type], ttl: 120, data };
  });
  return {
    status: 0,
    truncated: false,
    authenticated: false,
    answers,
    authority: [],
    extendedErrors: [],
    ...more,
  };
}

function named(records: readonly Omit<ZoneRecord, 'name'>[], more: Partial<CheckedName> = {}): CheckedName {
  const name = more.name ?? www;
  return { name, zone, source: 'own', records: records.map((record) => ({ name, ...record })), ...more };
}

const soa = { name: 'example.com', type: 6, ttl: 900, data: 'ada. dns. 1 2 3 4 900' };
const denied = { status: 3, authority: [soa] };
const apex = { name: 'example.com' };
const a = { type: 'A', content: '192.0.2.1' };
const alias = { type: 'CNAME', content: 'host.example.net' };
const paused = { zone: { ...zone, paused: true } };
const moved = { zone: { ...zone, status: 'moved' } };

describe('judge', () => {
  it.each<[string, CheckedName, Asked, string, RegExp]>([
    ['the same', named([a]), { type: 'A', answer: answer([['A', '192.0.2.1']]) }, 'matches', /1 A record,/u],
    [
      'the same in another order',
      named([a, { type: 'A', content: '192.0.2.2' }]),
      {
        type: 'A',
        answer: answer([
          ['A', '192.0.2.2'],
          ['A', '192.0.2.1'],
        ]),
      },
      'matches',
      /2 A records/u,
    ],
    ['nothing on both sides', named([]), { type: 'A', answer: answer([], denied) }, 'matches', /sees none/u],
    [
      'no such name yet',
      named([a]),
      { type: 'A', answer: answer([], denied) },
      'not_there_yet',
      /no such name/u,
    ],
    [
      'no such record yet',
      named([a]),
      { type: 'A', answer: answer() },
      'not_there_yet',
      /no A record for this name/u,
    ],
    [
      'one of two',
      named([a, { type: 'A', content: '192.0.2.2' }]),
      { type: 'A', answer: answer([['A', '192.0.2.2']]) },
      'differs',
      /1 of 2 A records not seen\./u,
    ],
    [
      'another',
      named([a]),
      { type: 'A', answer: answer([['A', '192.0.2.9']]) },
      'differs',
      /1 of 1 A record not seen, 1 seen that is not/u,
    ],
    [
      'deleted here',
      named([]),
      { type: 'A', answer: answer([['A', '192.0.2.9']]) },
      'differs',
      /what was deleted/u,
    ],
    [
      'the owner of another name',
      named([a]),
      { type: 'A', answer: answer([['A', '192.0.2.1', 'evil.example.org']]) },
      'not_there_yet',
      /no A record/u,
    ],
    [
      'a form that cannot be read',
      named([{ type: 'LOC', content: 'x' }]),
      { type: 'LOC', answer: answer([['LOC', '\\# 1 00']]) },
      'unknown',
      /cannot be compared/u,
    ],
    [
      'a cut answer',
      named([a]),
      { type: 'A', answer: answer([['A', '192.0.2.1']], { truncated: true }) },
      'unknown',
      /came cut/u,
    ],
    [
      'a refusal',
      named([a]),
      { type: 'A', answer: answer([], { status: 5 }) },
      'unknown',
      /response code 5/u,
    ],
    [
      'no answer',
      named([a]),
      { type: 'A', answer: answer([], { status: 2 }), unchecked: answer([], { status: 2 }) },
      'unknown',
      /could not get/u,
    ],
    [
      'failed validation',
      named([a]),
      { type: 'A', answer: answer([], { status: 2 }), unchecked: answer([['A', '192.0.2.1']]) },
      'differs',
      /validation fails/u,
    ],
    [
      'failed validation of nothing',
      named([a]),
      { type: 'A', answer: answer([], { status: 2 }), unchecked: answer([], denied) },
      'differs',
      /validation fails/u,
    ],
    [
      'added authorities',
      named([{ type: 'CAA', content: '0 issue "a.example"' }]),
      {
        type: 'CAA',
        answer: answer([
          ['CAA', '0 issue "a.example"'],
          ['CAA', '0 issue "b.example"'],
        ]),
      },
      'matches',
      /that Cloudflare adds/u,
    ],
    [
      'authorities that nobody asked for',
      named([]),
      { type: 'CAA', answer: answer([['CAA', '0 issue "b.example"']]) },
      'differs',
      /zone has none/u,
    ],
    [
      'keys of a signed zone',
      named([], apex),
      { type: 'DNSKEY', answer: answer([['DNSKEY', '257 3 13 AAAA']], {}, 'example.com') },
      'matches',
      /adds/u,
    ],

    [
      'a proxied name',
      named([{ ...a, proxied: true }]),
      {
        type: 'A',
        answer: answer([
          ['A', '104.16.1.1'],
          ['A', '172.67.1.1'],
        ]),
      },
      'proxied',
      /addresses of Cloudflare/u,
    ],
    [
      'a proxied name of only IPv4 over IPv6',
      named([{ ...a, proxied: true, settings: { ipv4_only: true } }]),
      { type: 'AAAA', answer: answer() },
      'proxied',
      /without AAAA/u,
    ],
    [
      'a proxied name without answer',
      named([{ ...a, proxied: true }]),
      { type: 'A', answer: answer([], denied) },
      'not_there_yet',
      /no such name/u,
    ],
    [
      'a proxied name with its origin',
      named([{ ...a, proxied: true }]),
      { type: 'A', answer: answer([['A', '192.0.2.1']]) },
      'differs',
      /address of the origin/u,
    ],
    [
      'a proxied name elsewhere',
      named([{ ...a, proxied: true }]),
      { type: 'A', answer: answer([['A', '203.0.113.9']]) },
      'differs',
      /does not publish/u,
    ],
    [
      'a proxied name with addresses of both',
      named([{ ...a, proxied: true }]),
      {
        type: 'A',
        answer: answer([
          ['A', '104.16.1.1'],
          ['A', '203.0.113.9'],
        ]),
      },
      'differs',
      /does not publish/u,
    ],
    [
      'a proxied name of a paused zone',
      named([{ ...a, proxied: true }], paused),
      { type: 'A', answer: answer([['A', '192.0.2.1']]) },
      'matches',
      /as in the zone/u,
    ],
    [
      'a text of a proxied name',
      named([
        { ...a, proxied: true },
        { type: 'TXT', content: '"x"' },
      ]),
      { type: 'TXT', answer: answer([['TXT', '"x"']]) },
      'matches',
      /1 TXT record,/u,
    ],
    [
      'a proxied alias that shows',
      named([{ ...alias, proxied: true }]),
      { type: 'CNAME', answer: answer([['CNAME', 'host.example.net.']]) },
      'differs',
      /still sees where it points/u,
    ],
    [
      'an HTTPS record of one’s own at a proxied name',
      named([
        { ...a, proxied: true },
        { type: 'HTTPS', data: { priority: 1, target: '.', value: '' } },
      ]),
      { type: 'HTTPS', answer: answer() },
      'not_there_yet',
      /no HTTPS record/u,
    ],

    [
      'an alias',
      named([alias]),
      { type: 'CNAME', answer: answer([['CNAME', 'HOST.example.net.']]) },
      'matches',
      /1 CNAME record,/u,
    ],
    [
      'an alias and its end',
      named([alias]),
      {
        type: 'A',
        answer: answer([
          ['CNAME', 'host.example.net.'],
          ['A', '192.0.2.9', 'host.example.net'],
        ]),
      },
      'matches',
      /A records at its target/u,
    ],
    [
      'an alias without that type',
      named([alias]),
      { type: 'MX', answer: answer([['CNAME', 'host.example.net.']]) },
      'matches',
      /no MX record/u,
    ],
    [
      'an alias that dangles',
      named([alias]),
      { type: 'A', answer: answer([['CNAME', 'host.example.net.']], denied) },
      'matches',
      /does not exist/u,
    ],
    [
      'an alias elsewhere',
      named([alias]),
      { type: 'A', answer: answer([['CNAME', 'old.example.net.']]) },
      'differs',
      /another target/u,
    ],
    [
      'an alias not yet',
      named([alias]),
      { type: 'A', answer: answer([], denied) },
      'not_there_yet',
      /no such name/u,
    ],
    [
      'addresses in place of an alias',
      named([alias]),
      { type: 'A', answer: answer([['A', '192.0.2.7']]) },
      'differs',
      /records of its own/u,
    ],
    [
      'a flattened alias',
      named([alias], apex),
      {
        type: 'A',
        answer: answer([['A', '192.0.2.7']], {}, 'example.com'),
        target: answer([['A', '192.0.2.7', 'host.example.net']]),
      },
      'matches',
      /addresses of its target/u,
    ],
    [
      'a flattened alias from place to place',
      named([alias], apex),
      {
        type: 'A',
        answer: answer([['A', '192.0.2.7']], {}, 'example.com'),
        target: answer([['A', '192.0.2.8', 'host.example.net']]),
      },
      'unknown',
      /place to place/u,
    ],
    [
      'a flattened alias not yet',
      named([alias], apex),
      {
        type: 'A',
        answer: answer([], {}, 'example.com'),
        target: answer([['A', '192.0.2.8', 'host.example.net']]),
      },
      'not_there_yet',
      /flattened/u,
    ],
    [
      'a flattened alias of nothing',
      named([alias], apex),
      { type: 'AAAA', answer: answer([], {}, 'example.com'), target: answer() },
      'matches',
      /no AAAA address/u,
    ],
    [
      'an alias flattened on request',
      named([{ ...alias, settings: { flatten_cname: true } }]),
      { type: 'CNAME', answer: answer([['CNAME', 'host.example.net.']]) },
      'differs',
      /still sees the alias itself/u,
    ],
    [
      'mail at a flattened alias',
      named([alias, { type: 'MX', content: 'mx.example.net', priority: 1 }], apex),
      { type: 'MX', answer: answer([['MX', '1 mx.example.net.']], {}, 'example.com') },
      'matches',
      /1 MX record,/u,
    ],

    [
      'a name below a delegation',
      named([], { source: 'delegation', cut: 'example.example.com' }),
      { type: 'A', answer: answer([['A', '192.0.2.1']]) },
      'unknown',
      /other name servers/u,
    ],
    [
      'servers of a delegation',
      named([{ type: 'NS', content: 'ns.example.net' }], { source: 'delegation', cut: www }),
      { type: 'NS', answer: answer([['NS', 'ns.example.net.']]) },
      'matches',
      /1 NS record,/u,
    ],
    [
      'servers of the zone',
      named([], apex),
      {
        type: 'NS',
        answer: answer(
          [
            ['NS', 'Ada.ns.cloudflare.com.'],
            ['NS', 'bob.ns.cloudflare.com.'],
          ],
          {},
          'example.com',
        ),
      },
      'matches',
      /assigned to this zone/u,
    ],
    [
      'servers of the zone and of others',
      named([{ type: 'NS', content: 'ns.example.net' }], apex),
      {
        type: 'NS',
        answer: answer(
          [
            ['NS', 'ada.ns.cloudflare.com.'],
            ['NS', 'bob.ns.cloudflare.com.'],
            ['NS', 'ns.example.net.'],
          ],
          {},
          'example.com',
        ),
      },
      'matches',
      /other providers/u,
    ],
    [
      'servers of the zone without those of others',
      named([{ type: 'NS', content: 'ns.example.net' }], apex),
      {
        type: 'NS',
        answer: answer(
          [
            ['NS', 'ada.ns.cloudflare.com.'],
            ['NS', 'bob.ns.cloudflare.com.'],
          ],
          {},
          'example.com',
        ),
      },
      'matches',
      /only with several providers/u,
    ],
    [
      'servers of somebody else',
      named([], apex),
      { type: 'NS', answer: answer([['NS', 'ns.example.net.']], {}, 'example.com') },
      'differs',
      /assigned/u,
    ],
    [
      'no servers',
      named([], apex),
      { type: 'NS', answer: answer([], denied, 'example.com') },
      'not_there_yet',
      /no name servers/u,
    ],

    [
      'a zone that moved away',
      named([a], moved),
      { type: 'A', answer: answer([['A', '203.0.113.1']]) },
      'not_there_yet',
      /not active/u,
    ],
    [
      'a zone to come that is answered alike',
      named([a], { zone: { ...zone, status: 'pending' } }),
      { type: 'A', answer: answer([['A', '192.0.2.1']]) },
      'matches',
      /already answer the same/u,
    ],
    [
      'a zone to come, and nothing',
      named([], { zone: { ...zone, status: 'pending' } }),
      { type: 'A', answer: answer([], denied) },
      'not_there_yet',
      /not active/u,
    ],
    [
      'two DS records',
      named([{ type: 'DS', content: `1 13 2 ${'ab'.repeat(32)}` }], apex),
      {
        type: 'DS',
        answer: answer(
          [
            ['DS', `1 13 2 ${'AB'.repeat(32)}`],
            ['DS', `2 13 2 ${'AB'.repeat(32)}`],
          ],
          {},
          'example.com',
        ),
      },
      'matches',
      /beside others/u,
    ],
  ])('%s', (_name, checked, asked, status, summary) => {
    const found = judge(checked, asked);
    expect(found.status).toBe(status);
    expect(found.summary).toMatch(summary);
  });

  it.each<[string, CheckedName, Asked, RegExp | undefined]>([
    ['for how long a denial is kept', named([a]), { type: 'A', answer: answer([], denied) }, /up to 900 s/u],
    [
      'for how long an old answer is kept',
      named([a]),
      { type: 'A', answer: answer([['A', '192.0.2.9']]) },
      /up to 120 s/u,
    ],
    ['nothing where all is well', named([a]), { type: 'A', answer: answer([['A', '192.0.2.1']]) }, undefined],
    [
      'of a wildcard',
      named([a], { source: 'wildcard' }),
      { type: 'A', answer: answer([['A', '192.0.2.1']]) },
      /wildcard/u,
    ],
    [
      'of IPv6',
      named([{ ...a, proxied: true }]),
      { type: 'AAAA', answer: answer() },
      /IPv6 is switched off/u,
    ],
    ['of flattening', named([alias]), { type: 'CNAME', answer: answer() }, /flatten every alias/u],
    [
      'of addresses of their own',
      named([{ ...a, proxied: true }]),
      { type: 'A', answer: answer([['A', '203.0.113.9']]) },
      /Enterprise/u,
    ],
  ])('notes %s', (_name, checked, asked, note) => {
    const { notes } = judge(checked, asked);
    if (note === undefined) expect(notes).toEqual([]);
    else expect(notes.join(' ')).toMatch(note);
  });

  it('says only what is ours, whatever is stored and answered', () => {
    const marker = 'ZZ';
    const text = fc.string({ unit: 'binary', maxLength: 20 }).map((rest) => `${marker}${rest}`);
    const types = fc.constantFrom(...recordTypes);
    const records = fc.array(
      fc.record({ type: types, content: text, proxied: fc.boolean(), priority: fc.nat(9) }),
      { maxLength: 3 },
    );
    const rows = fc.array(fc.tuple(types, text), { maxLength: 3 });
    const statuses = fc.constantFrom(0, 0, 0, 2, 3, 5);
    fc.assert(
      fc.property(types, records, rows, statuses, fc.boolean(), (type, stored, answered, status, isApex) => {
        const name = isApex ? 'example.com' : www;
        const found = judge(named(stored, { name }), {
          type,
          answer: answer(answered, { status }, name),
          unchecked: answer(answered, {}, name),
          target: answer(answered),
        });
        expect(checkStatuses).toContain(found.status);
        expect([found.summary, ...found.notes].join(' ')).not.toContain(marker);
        expect(found.summary).toMatch(/^[A-Z][ -~]+\.$/u);
      }),
    );
  });
});

describe('places', () => {
  it('finds the highest delegation above a name', () => {
    const servers = ['b.example.com', 'a.b.example.com', 'c.example.com'].map((name) => ({
      type: 'NS',
      name,
    }));
    expect(delegationOf('x.a.b.example.com', 'example.com', servers)).toBe('b.example.com');
    expect(delegationOf('b.example.com', 'example.com', servers)).toBe('b.example.com');
    expect(delegationOf('xb.example.com', 'example.com', servers)).toBeUndefined();
    expect(delegationOf('example.com', 'example.com', servers)).toBeUndefined();
  });

  it('names the places of wildcards, the closest first', () => {
    expect(enclosersOf('x.y.example.com', 'example.com')).toEqual(['y.example.com', 'example.com']);
    expect(enclosersOf('x.example.com', 'example.com')).toEqual(['example.com']);
  });

  it.each([
    ['A', [alias], apex, 'host.example.net'],
    ['A', [{ ...alias, settings: { flatten_cname: true } }], {}, 'host.example.net'],
    ['A', [alias], {}, undefined],
    ['MX', [alias], apex, undefined],
    ['A', [{ ...alias, proxied: true }], apex, undefined],
    ['A', [{ ...alias, content: 'not a name' }], apex, undefined],
  ] as const)('asks for %s behind %j at %j: %s', (type, records, more, target) => {
    const checked = named(records, more);
    expect(needsTarget(checked, type) ? aliasTargetOf(checked) : undefined).toBe(target);
  });
});

import { atOnce, type Change, ChangeList } from '@crunchtools/mcp-core';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DnsRecord } from './api.ts';
import { desireInSteps, type SyncOptions, syncChangesInSteps } from './bulk-change.ts';
import { recordState } from './change.ts';
import { checkDesired } from './sync/desired.ts';
import type { RecordInput } from './types.ts';

const zone = { id: 'z'.repeat(32), name: 'example.com', plan: 'pro', account: { id: 'a', name: 'a' } };

const makeList = await ChangeList.maker(0);

/** A record as Cloudflare would hold it after this was written. */
function held(state: Readonly<Record<string, unknown>>, id: string = crypto.randomUUID()): DnsRecord {
  const nothing = {
    content: undefined,
    data: undefined,
    ttl: 1,
    proxied: undefined,
    priority: undefined,
    private_routing: undefined,
    comment: undefined,
    tags: undefined,
    settings: undefined,
    meta: undefined,
    created_on: undefined,
  };
  return { ...nothing, ...(state as Pick<DnsRecord, 'type' | 'name'>), id };
}

function apply(records: readonly DnsRecord[], changes: readonly Change[]): readonly DnsRecord[] {
  const byId = new Map(records.map((record) => [record.id, record]));
  for (const { action, id = '', before, after = {} } of changes) {
    const record = byId.get(id);
    if (action !== 'create') expect(record && recordState(record)).toEqual(before);
    if (action === 'delete') byId.delete(id);
    else if (action === 'update') byId.set(id, held(after, id));
    else {
      const created = held(after);
      byId.set(created.id, created);
    }
  }
  return [...byId.values()];
}

function plan(
  stored: readonly DnsRecord[],
  wished: readonly RecordInput[],
  options: SyncOptions,
): readonly Change[] {
  const given = wished.map((record, index) => ({ record, origin: { index } }));
  const desired = atOnce(desireInSteps(zone, given, options));
  return [...atOnce(syncChangesInSteps(zone, desired, stored, makeList)).changes.inOrder()];
}

const address = fc.record({
  type: fc.constant('A'),
  content: fc.constantFrom('192.0.2.1', '192.0.2.2', '192.0.2.3', '192.0.2.4'),
});
const value = fc.oneof(
  address,
  fc.record({ type: fc.constant('AAAA'), content: fc.constantFrom('2001:db8::1', '2001:db8::2') }),
  fc.record({ type: fc.constant('CNAME'), content: fc.constantFrom('x.example.net', 'y.example.net') }),
  fc.record({ type: fc.constant('NS'), content: fc.constantFrom('ns1.example.net', 'ns2.example.net') }),
  fc.record({
    type: fc.constant('TXT'),
    content: fc.constantFrom('"v=spf1 -all"', '"v=spf1 mx -all"', '"one"', '"two"'),
  }),
  fc.record({
    type: fc.constant('MX'),
    content: fc.constantFrom('m.example.net', 'n.example.net'),
    priority: fc.constantFrom(10, 20),
  }),
  fc.record({
    type: fc.constant('CAA'),
    data: fc.record({
      flags: fc.constantFrom(0, 128),
      tag: fc.constant('issue'),
      value: fc.constantFrom('ca.example', 'cb.example'),
    }),
  }),
);
const attributes = fc.record(
  {
    ttl: fc.constantFrom(1, 300, 3_600),
    comment: fc.constantFrom('', 'one', 'two'),
    tags: fc.constantFrom([], ['a:1'], ['b:2', 'a:1']),
  },
  { requiredKeys: [] },
);

/** Sets of records that can stand together: whatever could not is left out. */
function together(names: readonly string[]): fc.Arbitrary<readonly RecordInput[]> {
  const one = fc
    .tuple(fc.constantFrom(...names), value, attributes)
    .map(([name, main, also]) => ({ name, ...main, ...also }));
  return fc.array(one, { maxLength: 12 }).map((records) => {
    const kept: RecordInput[] = [];
    for (const record of records) {
      const given = [...kept, record].map((each, index) => ({ record: each, origin: { index } }));
      if (checkDesired(given, { name: zone.name, plan: 'pro' }).problems.length === 0) kept.push(record);
    }
    return kept;
  });
}

const names = ['a', 'b', 'c'] as const;
const wishedRecords = together(names);
const storedRecords = together(names).map((records) => apply([], plan([], records, {})));

/** A wish as a record that names nothing else, so that it can be looked for. */
function isThere(wished: RecordInput, records: readonly DnsRecord[]): boolean {
  return (
    plan(
      records.filter(({ name }) => name === `${wished.name}.example.com`),
      [wished],
      {},
    ).length === 0
  );
}

describe('syncChanges', () => {
  it('gives the zone what is wished, and has nothing to do then', () => {
    fc.assert(
      fc.property(storedRecords, wishedRecords, fc.boolean(), (stored, wished, prune) => {
        const after = apply(stored, plan(stored, wished, { prune }));
        expect(wished.filter((each) => !isThere(each, after))).toEqual([]);
        expect(plan(after, wished, { prune })).toEqual([]);
        if (prune) expect(after).toHaveLength(wished.length);
      }),
    );
  });

  it('leaves no two records that exclude each other', () => {
    fc.assert(
      fc.property(storedRecords, wishedRecords, (stored, wished) => {
        const after = apply(stored, plan(stored, wished, {}));
        const given = after.map((record, index) => ({
          record: recordState(record) as unknown as RecordInput,
          origin: { index },
        }));
        expect(checkDesired(given, { name: zone.name, plan: 'pro' }).problems).toEqual([]);
      }),
    );
  });

  it('touches nothing that is not of the names and types it is limited to', () => {
    fc.assert(
      fc.property(storedRecords, (stored) => {
        const changes = plan(stored, [], { prune: true, names: ['a'], types: ['A', 'TXT'] });
        const touched = new Set(changes.map(({ id }) => id));
        for (const { id, name, type } of stored) {
          expect(touched.has(id)).toBe(name === 'a.example.com' && (type === 'A' || type === 'TXT'));
        }
      }),
    );
  });

  it('needs no more changes than the best of all pairings', () => {
    const set = fc.uniqueArray(fc.tuple(address, attributes), {
      maxLength: 4,
      selector: ([{ content }]) => content,
    });
    const records = set.map((all) => all.map(([main, also]) => ({ name: 'a', ...main, ...also })));
    fc.assert(
      fc.property(records, records, (before, wished) => {
        const stored = apply([], plan([], before, {}));
        expect(plan(stored, wished, { prune: true })).toHaveLength(fewest(stored, wished));
      }),
    );
  });

  it('gives up no value that could stay, while nothing is pruned', () => {
    const stored = [held({ type: 'TXT', name: 'a.example.com', content: '"proof"', ttl: 1 })];
    const [change, ...others] = plan(stored, [{ type: 'TXT', name: 'a', content: 'other' }], {});
    expect([change?.action, others]).toEqual(['create', []]);
  });

  it('orders changes so that no name is without an answer', () => {
    const stored = [
      held({ type: 'A', name: 'gone.example.com', content: '192.0.2.1' }, 'gone'),
      held({ type: 'A', name: 'swap.example.com', content: '192.0.2.1' }, 'swap'),
      held({ type: 'A', name: 'edit.example.com', content: '192.0.2.1' }, 'edit'),
    ];
    const changes = plan(
      stored,
      [
        { type: 'CNAME', name: 'swap', content: 'new.example.com' },
        { type: 'A', name: 'edit', content: '192.0.2.2' },
        { type: 'A', name: 'new', content: '192.0.2.3' },
      ],
      { prune: true },
    );
    expect(
      changes.map(({ action, summary, group }) => [action, summary.split(' ')[2]?.replace(':', ''), group]),
    ).toEqual([
      ['create', 'new.example.com', undefined],
      ['update', 'edit.example.com', undefined],
      ['delete', 'swap.example.com', 'swap.example.com'],
      ['create', 'swap.example.com', 'swap.example.com'],
      ['delete', 'gone.example.com', undefined],
    ]);
  });

  it('hands the attributes of a record to the one that takes its place', () => {
    const stored = [
      held({
        type: 'A',
        name: 'w.example.com',
        content: '192.0.2.1',
        proxied: true,
        comment: 'shop',
        tags: ['a:1'],
      }),
    ];
    const [, created] = plan(stored, [{ type: 'CNAME', name: 'w', content: 'x.example.net' }], {});
    expect(created?.after).toMatchObject({
      type: 'CNAME',
      proxied: true,
      comment: 'shop',
      tags: ['a:1'],
      ttl: 1,
    });
  });

  it('tells a wish that does not fit what is there, with its place', () => {
    const stored = [held({ type: 'A', name: 'w.example.com', content: '192.0.2.1', proxied: true })];
    const wished = [
      { type: 'A', name: 'v', content: '192.0.2.1' },
      { type: 'A', name: 'w', content: '192.0.2.1', ttl: 300 },
    ];
    expect(() => plan(stored, wished, {})).toThrow(/^records\.1\.ttl: 300 has no effect on a proxied record/);
  });
});

/** By trying every way to pair records with wishes. */
function fewest(stored: readonly DnsRecord[], wished: readonly RecordInput[]): number {
  const [wish, ...rest] = wished;
  if (wish === undefined) return stored.length;
  const alone = 1 + fewest(stored, rest);
  const paired = stored.map((record) => {
    const others = stored.filter((other) => other !== record);
    const isSame = record.content === wish.content && plan([record], [wish], {}).length === 0;
    return (isSame ? 0 : 1) + fewest(others, rest);
  });
  return Math.min(alone, ...paired);
}

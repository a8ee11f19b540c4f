import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { analyticsOf } from '../../apps/chart/data.ts';
import { labelledPlaces, nearestIndex, ticksTo } from '../../apps/chart/scale.ts';
import { fieldsOf, planOf } from '../../apps/plan/diff.ts';

describe('the axis', () => {
  it.each([
    [0, [0, 1]],
    [3, [0, 1, 2, 3]],
    [4, [0, 1, 2, 3, 4]],
    [7, [0, 2, 4, 6, 8]],
    [51_000, [0, 20_000, 40_000, 60_000]],
    [Number.NaN, [0, 1]],
  ])('up to %d has the ticks %j', (most, ticks) => {
    expect(ticksTo(most)).toEqual(ticks);
  });

  it('has two to seven ticks, evenly, the last of which is not below the most', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e15, noNaN: true }), (most) => {
        const ticks = ticksTo(most);
        expect(ticks.length).toBeGreaterThanOrEqual(2);
        expect(ticks.length).toBeLessThanOrEqual(7);
        expect(ticks.at(-1) ?? 0).toBeGreaterThanOrEqual(most * (1 - 1e-9));
        expect(ticks.at(-2) ?? 0).toBeLessThan(most);
      }),
    );
  });

  it('labels no more places than there is room for, the first among them', () => {
    fc.assert(
      fc.property(fc.nat(2_000), fc.integer({ min: 1, max: 20 }), (count, room) => {
        const places = labelledPlaces(count, room);
        expect(places.length).toBeLessThanOrEqual(room);
        expect(places.every((place) => place < count)).toBe(true);
        expect(places[0]).toBe(count === 0 ? undefined : 0);
      }),
    );
  });

  it.each([
    [-1, 0],
    [0, 0],
    [0.5, 5],
    [1, 10],
    [7, 10],
  ])('finds the point at %d of its length', (place, index) => {
    expect(nearestIndex(place, 11)).toBe(index);
  });
});

describe('what a chart takes from an answer', () => {
  it('is nothing from the answer of another tool', () => {
    expect(analyticsOf({ status: 'applied', changes: [] })).toBeUndefined();
  });

  it('is every number of a series by its metric', () => {
    const series = [
      { time: '2026-11-27', requests: 3, bytes: 10 },
      { time: '2026-11-28', requests: 4, visitors: 1 },
      { requests: 5 },
    ];
    expect(analyticsOf({ report: 'traffic', series })).toMatchObject({
      metrics: ['requests', 'bytes', 'visitors'],
      points: [{ values: { requests: 3, bytes: 10 } }, { values: { requests: 4, visitors: 1 } }],
    });
  });

  it('is label, count, share and what else is known of a group', () => {
    const groups = [{ label: 'AT', count: 2, share: 0.5, action: 'block', odd: {} }, { label: 'no count' }];
    expect(analyticsOf({ report: 'countries', groups })?.groups).toEqual([
      { label: 'AT', count: 2, share: 0.5, details: [['action', 'block']] },
    ]);
  });

  it('never fails, whatever the answer is', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('report', 'series', 'groups', 'totals', 'notes'), fc.jsonValue()),
        (answer) => {
          analyticsOf(answer);
        },
      ),
    );
  });
});

describe('what a plan shows', () => {
  it('is what differs, first, and what does not', () => {
    const before = { name: 'a', ttl: 300, tags: ['x'] };
    const after = { name: 'a', ttl: 60, comment: 'b' };
    expect(fieldsOf(before, after)).toEqual([
      { name: 'ttl', before: '300', after: '60', state: 'changed' },
      { name: 'tags', before: '[\n "x"\n]', after: undefined, state: 'removed' },
      { name: 'comment', before: undefined, after: 'b', state: 'added' },
      { name: 'name', before: 'a', after: 'a', state: 'same' },
    ]);
  });

  it('counts what is not shown, too', () => {
    const changes = [{ action: 'create', summary: 'create a', scope: 'example.com' }];
    expect(planOf({ status: 'planned', changes, counts: { create: 230 } })).toMatchObject({
      counts: [['create', 230]],
      total: 230,
      changes: [{ summary: 'create a' }],
    });
  });

  it('tells where a rule moves', () => {
    const place = { before: { index: 3 }, after: { index: 1 } };
    expect(planOf({ status: 'applied', changes: [{ action: 'reorder', place }] })?.changes[0]?.place).toBe(
      'Position 3 → 1',
    );
  });

  it('is nothing of an answer that holds no changes', () => {
    expect(planOf({ status: 'active' })).toBeUndefined();
  });

  it('never fails, whatever the answer is', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom('status', 'changes', 'counts'), fc.jsonValue()), (answer) => {
        planOf(answer);
      }),
    );
  });
});

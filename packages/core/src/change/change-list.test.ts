import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Change, ChangeList, without } from './change.ts';

const scope = { id: 's1', name: 'example.com' };

function changes(count: number): Change[] {
  return Array.from({ length: count }, (_, index) => ({
    action: 'update',
    resource: 'thing',
    scope,
    id: `i${index}`,
    summary: `update i${index} → “${index}”`,
    before: { index, text: 'ä\u0000\u2028' },
    after: { index: index + 1, list: [null, { a: true }], ['__proto__']: 'own' },
  }));
}

async function listOf(given: readonly Change[], expected = given.length): Promise<ChangeList> {
  const list = await ChangeList.create(expected);
  list.append(given);
  return list;
}

/** Around the borders between what is packed and what is not. */
const lengths = [0, 1, 499, 500, 501, 1_000, 1_234];

describe('a list of changes', () => {
  it.each(lengths)('gives back the %d that it was given, as often as it is asked', async (count) => {
    const given = changes(count);
    const list = await listOf(given);
    expect(list.length).toBe(count);
    expect([...list]).toEqual(given);
    expect([...list]).toEqual(given);
  });

  it('that became longer than was expected has them all', async () => {
    const given = changes(1_100);
    expect([...(await listOf(given, 3))]).toEqual(given);
  });

  it('grows while it is kept, and what was taken from it before does not', async () => {
    const given = changes(1_300);
    const list = await listOf(given.slice(0, 700), 1_300);
    const rest = list.without(100);
    list.append(given.slice(700));
    expect([...list]).toEqual(given);
    expect([...rest]).toEqual(given.slice(100, 700));
  });

  it('is cut as a plain list is', async () => {
    const given = changes(1_234);
    const list = await listOf(given);
    const bound = fc.oneof(
      fc.constantFrom(0, 499, 500, 501, 1_000, 1_233, 1_234, 1_235),
      fc.nat({ max: 1_300 }),
    );
    fc.assert(
      fc.property(bound, bound, (start, end) => {
        expect(list.slice(start, end)).toEqual(given.slice(start, end));
        expect(list.slice(start)).toEqual(given.slice(start));
        const rest = without(list, start);
        expect(rest.length).toBe(Math.max(0, given.length - start));
        expect([...rest]).toEqual(given.slice(start));
      }),
      { numRuns: 60 },
    );
    expect(list.slice(5, Number.POSITIVE_INFINITY)).toEqual(given.slice(5));
  });

  it('is put together with others in their order', async () => {
    const given = changes(1_500);
    const parts = await Promise.all([
      listOf(given.slice(0, 601)),
      listOf([]),
      listOf(given.slice(601, 610)),
      listOf(given.slice(610)),
    ]);
    const [first, ...others] = parts as [ChangeList, ...ChangeList[]];
    const all = first.followedBy(...others);
    expect([...all]).toEqual(given);
    expect(all.slice(595, 615)).toEqual(given.slice(595, 615));
    expect([...first]).toEqual(given.slice(0, 601));
  });
});

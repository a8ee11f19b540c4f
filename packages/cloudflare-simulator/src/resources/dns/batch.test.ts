import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PlanName } from '../../contract.ts';
import { type Fixture, failureOf, fixture, resultOf } from './test/fixture.ts';

const UNKNOWN = 'e'.repeat(32);
const address = (name: string, last = 1) => ({ type: 'A', name, content: `192.0.2.${last}` });

describe('a batch', () => {
  it('runs deletes, patches, puts and posts in that order, and returns their records', () => {
    const zone = fixture();
    const old = zone.create({ type: 'CNAME', name: 'www', content: 'a.example.net' });
    const patched = zone.create(address('patched'));
    const put = zone.create({ ...address('put'), comment: 'gone soon' });
    // Written backwards: the post needs the delete to have freed its name.
    const result = resultOf(
      zone.call('POST', '/batch', {
        posts: [address('www')],
        puts: [{ id: put.id, ...address('put', 9) }],
        patches: [{ id: patched.id, ttl: 120 }],
        deletes: [{ id: old.id, name: 'ignored' }],
      }),
    );
    expect(result).toMatchObject({
      deletes: [old],
      patches: [{ id: patched.id, ttl: 120, content: '192.0.2.1' }],
      puts: [{ id: put.id, content: '192.0.2.9', comment: null }],
      posts: [{ name: 'www.example.com', type: 'A' }],
    });
    expect(zone.list()).toHaveLength(3);
  });

  it('replaces a record of another type, which no update can', () => {
    const zone = fixture();
    const old = zone.create(address('x'));
    zone.call('POST', '/batch', {
      deletes: [{ id: old.id }],
      posts: [{ type: 'CNAME', name: 'x', content: 'a.example.net' }],
    });
    expect(zone.list().map(({ type }) => type)).toEqual(['CNAME']);
  });

  it.each<[PlanName, number, boolean]>([
    ['free', 200, true],
    ['free', 201, false],
    ['pro', 201, true],
    ['pro', 3500, true],
    ['pro', 3501, false],
  ])('on %s of %d operations: %s', (plan, size, isAccepted) => {
    const zone = fixture(plan);
    const posts = Array.from({ length: size }, (_, index) => address(`h${index}`));
    const run = () => zone.call('POST', '/batch', { posts });
    if (isAccepted) run();
    else
      expect(failureOf(run)).toMatchObject({
        status: 400,
        message: expect.stringMatching(/exceeding the limit/),
      });
    expect(zone.resource.count(zone.zone.id)).toBe(isAccepted ? size : 0);
  });

  it('counts all lists against the limit', () => {
    const zone = fixture('free');
    const { id } = zone.create(address('x'));
    const posts = Array.from({ length: 200 }, (_, index) => address(`h${index}`));
    expect(failureOf(() => zone.call('POST', '/batch', { posts, deletes: [{ id }] })).status).toBe(400);
  });

  it('is held to the quota after its own deletes', () => {
    const zone = fixture('free');
    const records = Array.from({ length: 200 }, (_, index) => zone.create(address(`h${index}`)));
    const posts = [address('new')];
    expect(failureOf(() => zone.call('POST', '/batch', { posts })).codes).toEqual([81045]);
    zone.call('POST', '/batch', { posts, deletes: [{ id: records[0]?.id }] });
    expect(zone.resource.count(zone.zone.id)).toBe(200);
  });

  it.each([{ posts: 'x' }, { posts: [1] }, { deletes: {} }, []])('refuses %o', (body) => {
    expect(failureOf(() => fixture().call('POST', '/batch', body)).codes).toEqual([9207]);
  });

  it('changes nothing when one operation fails', () => {
    fc.assert(
      fc.property(operations, badOperation, ({ deletes, patches, puts, posts }, { at, bad }) => {
        const zone = seeded();
        const before = snapshot(zone);
        const ids = zone.list('order=name').map(({ id }) => id);
        const idAt = (index: number): string | undefined => ids[index];
        const body: Record<BadOperation['list'], unknown[]> = {
          deletes: deletes.map((index) => ({ id: idAt(index) })),
          patches: patches.map((index) => ({ id: idAt(index), name: `moved-${index}`, ttl: 99 })),
          puts: puts.map((index) => ({ id: idAt(index), ...address(`put-${index}`, 7) })),
          posts: posts.map((index) => address(`post-${index}`)),
        };
        body[bad.list].splice(at, 0, bad.operation);
        expect(() => zone.call('POST', '/batch', body)).toThrow(bad.message);
        expect(snapshot(zone)).toEqual(before);
      }),
    );
  });
});

/** Patches and puts may meet on one record, but no record that is deleted: only the bad operation fails. */
const operations = fc.record({
  deletes: fc.uniqueArray(fc.integer({ min: 0, max: 5 })),
  patches: fc.uniqueArray(fc.integer({ min: 6, max: 11 })),
  puts: fc.uniqueArray(fc.integer({ min: 6, max: 11 })),
  posts: fc.uniqueArray(fc.nat(99), { maxLength: 5 }),
});

const badOperation = fc.record({
  at: fc.nat(9),
  bad: fc.constantFrom<BadOperation>(
    { list: 'deletes', operation: { id: UNKNOWN }, message: 'Record does not exist.' },
    { list: 'patches', operation: { id: UNKNOWN }, message: 'Record does not exist.' },
    { list: 'puts', operation: { id: UNKNOWN, ...address('x') }, message: 'Record does not exist.' },
    {
      list: 'posts',
      operation: { type: 'A', name: 'x', content: 'no' },
      message: 'must be a valid IPv4 address',
    },
    {
      list: 'posts',
      operation: { type: 'CNAME', name: 'fixed', content: 'a.example' },
      message: 'already exists',
    },
  ),
});

interface BadOperation {
  readonly list: 'deletes' | 'patches' | 'puts' | 'posts';
  readonly operation: unknown;
  readonly message: string;
}

function seeded(): Fixture {
  const zone = fixture();
  for (let index = 0; index < 12; index += 1) zone.create(address(`a${String(index).padStart(2, '0')}`));
  zone.create(address('fixed'));
  return zone;
}

/** Everything a client can see, through every index. */
function snapshot(zone: Fixture): unknown {
  const list = zone.list();
  return {
    list,
    byName: list.map(({ name }) => zone.list(`name=${name}`)),
    moved: zone.list('name=moved-1.example.com'),
    byId: list.map(({ id }) => resultOf(zone.call('GET', `/${id}`))),
    usage: resultOf(zone.call('GET', '/usage')),
  };
}

import { describe, expect, it } from 'vitest';
import { fixture, recordsOf, resultOf } from './test/fixture.ts';

/** Time is not asserted, but an algorithm that is quadratic in the zone would run into the suite's limit. */
describe('a zone of 100,000 records', () => {
  const zone = fixture('enterprise');
  zone.resource.seed(
    zone.zone,
    Array.from(
      { length: 100_000 },
      (_, index) => ({ type: 'TXT', name: `t${index}`, content: 'x' }) as const,
    ),
  );

  it('lists all of them in pages of 5,000', () => {
    const pages = Array.from({ length: 20 }, (_, index) =>
      recordsOf(zone.call('GET', `?per_page=5000&page=${index + 1}`)),
    );
    expect(new Set(pages.flat().map(({ id }) => id)).size).toBe(100_000);
  });

  it('deletes 3,500 in one batch, each found by its name', () => {
    const ids = Array.from({ length: 3500 }, (_, index) => zone.list(`name=t${index}.example.com`)[0]?.id);
    expect(resultOf(zone.call('POST', '/batch', { deletes: ids.map((id) => ({ id })) }))).toMatchObject({
      posts: [],
    });
    expect(zone.resource.count(zone.zone.id)).toBe(96_500);
  });
});

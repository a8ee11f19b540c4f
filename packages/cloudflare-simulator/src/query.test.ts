import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ApiFailure } from './contract.ts';
import { paginate, textFilter } from './query.ts';

const LIMITS = { smallest: 5, largest: 50, usual: 20 };
const numbers = Array.from({ length: 101 }, (_, index) => index);

describe('pages', () => {
  it.each([
    ['', 1, 20, 20, 6],
    ['page=6', 6, 20, 1, 6],
    ['page=7', 7, 20, 0, 6],
    ['per_page=50', 1, 50, 50, 3],
    ['per_page=50&page=3', 3, 50, 1, 3],
    ['per_page=5', 1, 5, 5, 21],
  ])('%s', (query, page, perPage, count, totalPages) => {
    expect(paginate(numbers, new URLSearchParams(query), LIMITS).info).toEqual({
      page,
      per_page: perPage,
      count,
      total_pages: totalPages,
      total_count: 101,
    });
  });

  it.each([
    'per_page=51',
    'per_page=4',
    'per_page=0',
    'per_page=-5',
    'per_page=ten',
    'per_page=',
    'page=0',
    'page=1.5',
  ])('refuses %s', (query) => {
    expect(() => paginate(numbers, new URLSearchParams(query), LIMITS)).toThrow(ApiFailure);
  });

  it('cover everything once', () => {
    fc.assert(
      fc.property(fc.array(fc.nat()), fc.integer({ min: 5, max: 50 }), (all, perPage) => {
        const seen: number[] = [];
        for (let page = 1; ; page += 1) {
          const query = new URLSearchParams({ page: String(page), per_page: String(perPage) });
          const { items, info } = paginate(all, query, LIMITS);
          seen.push(...items);
          if (page >= (info.total_pages ?? 0)) break;
        }
        expect(seen).toEqual(all);
      }),
    );
  });
});

describe('filter operators', () => {
  const NAMES = ['MapleAndPine.com', 'mapleandpine.net', 'northfork-labs.dev'];

  it.each([
    ['mapleandpine.com', ['MapleAndPine.com']],
    ['equal:MAPLEANDPINE.COM', ['MapleAndPine.com']],
    ['maple', []],
    ['not_equal:mapleandpine.com', ['mapleandpine.net', 'northfork-labs.dev']],
    ['starts_with:maple', ['MapleAndPine.com', 'mapleandpine.net']],
    ['starts_with_case_sensitive:maple', ['mapleandpine.net']],
    ['ends_with:.COM', ['MapleAndPine.com']],
    ['ends_with_case_sensitive:.COM', []],
    ['contains:and', ['MapleAndPine.com', 'mapleandpine.net']],
    ['contains_case_sensitive:And', ['MapleAndPine.com']],
    ['contains:', NAMES],
    ['like:maple', []],
    [':maple', []],
  ])('%s', (expression, expected) => {
    expect(NAMES.filter(textFilter(expression))).toEqual(expected);
  });

  it('treats an unknown operator as part of the value', () => {
    expect(textFilter('like:maple')('like:maple')).toBe(true);
  });
});

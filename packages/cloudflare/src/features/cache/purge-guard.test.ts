import { describe, expect, it } from 'vitest';
import { type PurgeInput, purgeBodies, purgeGuards, purgeReasons } from './purge.ts';

const zone = { name: 'example.com', plan: 'enterprise' };

function asked(input: PurgeInput): readonly string[] {
  return purgeBodies(input, zone).flatMap((body) =>
    purgeReasons({ after: { ...body } }).map(({ guard }) => guard),
  );
}

describe('a purge', () => {
  it.each<[string, PurgeInput, string]>([
    ['everything', { purge_everything: true }, 'cache.everything'],
    ['a host', { hosts: ['www.example.com'] }, 'cache.host'],
    ['hosts', { hosts: ['example.com', 'www.example.com'] }, 'cache.host'],
    ['the zone as a prefix', { prefixes: ['example.com'] }, 'cache.host'],
    ['the zone and a slash', { prefixes: ['example.com/'] }, 'cache.host'],
    ['slashes', { prefixes: ['Example.com//'] }, 'cache.host'],
    ['a star', { prefixes: ['www.example.com/*'] }, 'cache.host'],
    ['one among others', { prefixes: ['example.com/css', 'www.example.com/'] }, 'cache.host'],
  ])('of %s is asked about', (_what, input, guard) => {
    expect(asked(input)).toEqual([guard]);
  });

  it.each<[string, PurgeInput]>([
    ['a folder', { prefixes: ['example.com/css', 'example.com/a/'] }],
    ['files', { files: ['https://example.com/', 'https://example.com/a?b=c'] }],
    ['tags', { tags: ['product-1', 'everything'] }],
  ])('of %s is not', (_what, input) => {
    expect(asked(input)).toEqual([]);
  });

  it('of nothing is not', () => {
    expect(purgeReasons({})).toEqual([]);
    expect(
      purgeReasons({ after: { purge_everything: 'true', hosts: 'example.com', prefixes: [1] } }),
    ).toEqual([]);
  });
});

it('the table of guards is complete', () => {
  expect(purgeGuards.map(({ id }) => id)).toEqual(['cache.everything', 'cache.host']);
  for (const { asked: what, why, example } of purgeGuards) {
    expect(what).toMatch(/^A purge .*\.$/u);
    expect(why).toMatch(/^[A-Z].*\.$/u);
    expect(example).toMatch(/^purge_cache /u);
  }
  for (const after of [{ purge_everything: true }, { hosts: ['a'] }]) {
    expect(purgeReasons({ after })).toEqual([
      expect.objectContaining({ text: expect.stringMatching(/^It purges .*anew\.$/u), kind: 'value' }),
    ]);
  }
});

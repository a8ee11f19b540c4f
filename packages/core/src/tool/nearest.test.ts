import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { beginsAlmostWith, editDistance, isAlmost, lettersOf, mostWrong, nearest } from './nearest.ts';

const names = ['list_zones', 'get_zone', 'get_zone_settings', 'purge_cache', 'zone', 'ttl'];

describe('nearest', () => {
  const table: readonly [string, string | undefined][] = [
    ['list_zones', 'list_zones'],
    ['list_zone', 'list_zones'],
    ['list-zones', 'list_zones'],
    ['LIST_ZONES', 'list_zones'],
    ['lst_znes', 'list_zones'],
    ['get_zoone', 'get_zone'],
    ['purgecache', 'purge_cache'],
    ['zoen', undefined],
    ['zne', 'zone'],
    ['tl', 'ttl'],
    ['tx', undefined],
    ['', undefined],
    ['delete_everything', undefined],
    ['constructor', undefined],
    ['x'.repeat(65), undefined],
  ];
  it.each(table)('%j is nearest to %j', (word, expected) => {
    expect(nearest(word, names)).toBe(expected);
  });

  it('takes the closest, and of equals the first', () => {
    expect(nearest('abcdef', ['abcxyf', 'abcdex'])).toBe('abcdex');
    expect(nearest('abcdef', ['xbcdef', 'abcdex'])).toBe('xbcdef');
  });

  it('has no neighbour for more than 64 characters', () => {
    expect(nearest('x'.repeat(64), ['x'.repeat(65)])).toBe('x'.repeat(65));
    expect(nearest('x'.repeat(65), ['x'.repeat(65)])).toBeUndefined();
  });

  it('finds any word again after a third of it, at most, was edited', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'd'), minLength: 3, maxLength: 30 });
    fc.assert(
      fc.property(letters, fc.array(fc.nat(), { minLength: 1 }), (word, places) => {
        const edited = word.split('');
        for (const place of places.slice(0, Math.floor(word.length / 3))) edited[place % word.length] = 'z';
        expect(nearest(edited.join(''), [word])).toBe(word);
      }),
    );
  });

  it('never suggests what shares no character', () => {
    const lower = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 64 });
    const other = fc.string({ unit: fc.constantFrom('x', 'y', 'z'), minLength: 1, maxLength: 64 });
    fc.assert(
      fc.property(lower, other, (word, candidate) => {
        expect(nearest(word, [candidate])).toBeUndefined();
      }),
    );
  });

  it('gives a candidate or nothing, for any text', () => {
    const text = fc.string({ unit: 'binary', maxLength: 80 });
    fc.assert(
      fc.property(text, fc.array(text), (word, candidates) => {
        expect([...candidates, undefined]).toContain(nearest(word, candidates));
      }),
    );
  });
});

describe('beginsAlmostWith', () => {
  it.each([
    'MCP_CLOUDFLARE_X',
    'MCP_CLOUDFLARE',
    'mcp-cloudflare-x',
    'MCP_CLOUDFARE_READ_ONLY',
    'MCP_CLOUDFALRE_X',
    'MPC_CLOUDFLARE_X',
    'MCP_CLOUD_FLAREE_X',
  ])('knows %s', (name) => {
    expect(beginsAlmostWith(name, 'MCP_CLOUDFLARE_')).toBe(true);
  });

  it.each(['CLOUDFLARE_API_TOKEN', 'MCP_CLAUDE_TOKEN', 'MCP_CLOUDINARY_KEY', 'AWS_SECRET_ACCESS_KEY', ''])(
    'leaves %s alone',
    (name) => {
      expect(beginsAlmostWith(name, 'MCP_CLOUDFLARE_')).toBe(false);
    },
  );

  it('takes short names exactly', () => {
    expect(['MCP_RT_X', 'MCP_RTX_X', 'MCP_ST_X'].map((name) => beginsAlmostWith(name, 'MCP_RT_'))).toEqual([
      true,
      true,
      false,
    ]);
  });
});

describe('what compares few letters', () => {
  const word = fc.string({ unit: fc.constantFrom('A', 'B', 'C'), maxLength: 12 });

  it('agrees with the distance', () => {
    fc.assert(
      fc.property(word, word, fc.nat(3), (given, known, most) => {
        expect(isAlmost(given, known, most)).toBe(editDistance(given, known) <= most);
      }),
    );
  });

  it('agrees with the least distance of any beginning', () => {
    fc.assert(
      fc.property(word, word, fc.nat(3), (name, rest, wrong) => {
        const prefix = `${rest}${'A'.repeat(5 * wrong)}_`;
        const given = lettersOf(name + rest);
        const beginnings = Array.from({ length: given.length + 1 }, (_, length) => given.slice(0, length));
        const least = Math.min(...beginnings.map((each) => editDistance(each, lettersOf(prefix))));
        expect(beginsAlmostWith(name + rest, prefix)).toBe(least <= mostWrong(prefix));
      }),
    );
  });
});

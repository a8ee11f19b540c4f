import { describe, expect, it } from 'vitest';
import { losesReports, readTags } from './record.ts';

describe('tags', () => {
  it.each<[string, readonly (readonly [string, string])[], boolean]>([
    ['', [], true],
    ['a=1', [['a', '1']], true],
    ['a=1;', [['a', '1']], true],
    ['a=1; ', [['a', '1']], true],
    ['a=1;;', [['a', '1']], false],
    [
      'A = 1 ; b_2 =',
      [
        ['a', '1'],
        ['b_2', ''],
      ],
      true,
    ],
    ['a\t=\t1', [['a', '1']], true],
    ['a=1=2', [['a', '1=2']], true],
    ['-a=1; b=2', [['b', '2']], false],
    ['=1; b=2', [['b', '2']], false],
    ['a-b=1', [], false],
    ['a; b=2', [['b', '2']], false],
    ['a=1; A=2', [['a', '1']], false],
  ])('of %j', (text, expected, isWellFormed) => {
    const tags = readTags(text);
    expect([...tags.all]).toEqual(expected);
    expect(tags.isWellFormed).toBe(isWellFormed);
    expect(tags.first).toBe(expected[0]?.[0]);
  });
});

describe('reports', () => {
  it.each([
    [[], ['a'], false],
    [['a', 'b'], ['b', 'a'], false],
    [['a', 'b'], ['a', 'c'], true],
    [['a'], ['a', 'b'], true],
    [['a', 'b'], ['a'], true],
  ])('from %j to %j are lost: %s', (before, after, expected) => {
    expect(losesReports(new Set(before), new Set(after))).toBe(expected);
  });
});

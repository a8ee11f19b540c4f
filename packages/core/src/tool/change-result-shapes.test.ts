import { describe, expect, it } from 'vitest';
import type * as z from 'zod';
import { outputProblems } from '../testing/rules.ts';
import { changeId, digest, objectId, scopeName } from './change-result.ts';
import { moment } from './shapes.ts';

const table: readonly [string, z.ZodType, readonly string[], readonly string[]][] = [
  [
    'changeId',
    changeId,
    ['chg_0123abcd'],
    ['chg_0123ABCD', 'chg_0123abcd5', ' chg_0123abcd', 'chg_0123abcd\n'],
  ],
  ['digest', digest, ['0123456789abcdef'], ['0123456789ABCDEF', '0123456789abcdef0', '']],
  [
    'moment',
    moment,
    ['2026-01-05T09:00:00Z', '2026-01-05T09:00:00.123456Z', '2026-01-05T09:00:00+02:00'],
    ['2026-01-05', 'now', '2026-13-05T09:00:00Z', '2026-01-05T09:00:00Z and more'],
  ],
  [
    'objectId',
    objectId,
    ['0af3', 'urn:x:1', 'thing-1', 'Page_2.1', 'theme//part', 'caf%C3%A9'],
    ['', 'a b', 'a?b', 'a<b', 'é', 'x'.repeat(129)],
  ],
  [
    'scopeName',
    scopeName,
    [
      'example.com',
      '_x.example',
      'bücher.example',
      'उदाहरण.example',
      'https://wiki.example/w',
      'x'.repeat(253),
    ],
    ['', 'a b', 'a\u{200b}b', 'a\u{3164}b', 'a\u{fe0f}', 'a\u{202e}b', 'x'.repeat(254), 'example.com\n'],
  ],
];

describe.each(table)('%s', (_, schema, good, bad) => {
  it.each(good)('is %j', (text) => {
    expect(schema.safeParse(text).success).toBe(true);
  });

  it.each(bad)('is not %j', (text) => {
    expect(schema.safeParse(text).success).toBe(false);
  });

  it('needs no mark in an answer', () => {
    expect(outputProblems(schema)).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { untrusted, untrustedPaths } from './untrusted.ts';

const text = untrusted(z.string());

describe('untrustedPaths', () => {
  const table: readonly [string, z.ZodType, string[]][] = [
    ['nothing marked', z.object({ a: z.string(), b: z.array(z.string()) }), []],
    ['a member', z.object({ a: text, b: z.string() }), ['a']],
    [
      'members of objects of a list',
      z.object({ records: z.array(z.object({ name: text })) }),
      ['records[].name'],
    ],
    ['items', z.object({ tags: z.array(text) }), ['tags[]']],
    ['a whole list', z.object({ tags: untrusted(z.array(z.string())) }), ['tags']],
    [
      'what may be missing or null',
      z.object({ a: text.optional(), b: text.nullable(), c: text.nullish() }),
      ['a', 'b', 'c'],
    ],
    ['an optional that is marked itself', z.object({ a: untrusted(z.string().optional()) }), ['a']],
    ['values of a record', z.object({ byName: z.record(z.string(), text) }), ['byName{}']],
    [
      'deep inside',
      z.object({ a: z.object({ b: z.array(z.record(z.string(), z.object({ c: text }))) }) }),
      ['a.b[]{}.c'],
    ],
    ['a part that is marked as a whole, said once', z.object({ a: untrusted(z.object({ b: text })) }), ['a']],
    ['one schema in two places', z.object({ a: text, b: z.object({ a: text }) }), ['a', 'b.a']],
  ];
  it.each(table)('%s', (_, schema, paths) => {
    expect(untrustedPaths(schema)).toEqual(paths);
  });

  it('marks nothing but the schema it was given', () => {
    const plain = z.string();
    untrusted(plain.max(5));
    expect(untrustedPaths(z.object({ a: plain, b: plain.max(5) }))).toEqual([]);
  });
});

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { authorOf, isUnlisted, ours, unlisted, untrusted, untrustedPaths } from './marks.ts';

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
    ['alternatives, said once', z.object({ a: z.union([text, untrusted(z.array(z.string()))]) }), ['a']],
    ['not what is ours', z.object({ a: ours(z.string()), b: ours(z.array(z.string())) }), []],
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

describe('untrustedPaths of an answer', () => {
  const id = z.string().regex(/^[0-9a-f]{4}$/u);
  const schema = z.strictObject({
    id,
    at: z.iso.datetime().optional(),
    state: z.enum(['on', 'off']).nullable(),
    count: z.number().optional(),
    said: ours(z.string()).optional(),
    note: untrusted(z.string()).optional(),
    items: z.array(z.strictObject({ id, sizes: z.record(id, z.number()).optional() })).optional(),
  });
  const good = { id: '00ff', state: 'on' };
  const always = ['note'];

  const table: readonly [string, object, string[]][] = [
    ['nothing more when every rule holds', { ...good, at: '2026-01-05T09:00:00Z', count: 1 }, []],
    ['a text that breaks its pattern', { ...good, id: 'Ignore this.' }, ['id']],
    ['a text that breaks its format', { ...good, at: 'yesterday' }, ['at']],
    ['a word that is not among the known ones', { ...good, state: 'half' }, ['state']],
    ['null and undefined', { ...good, state: null, at: undefined }, []],
    ['a number in the place of a text, which says nothing', { ...good, id: 1, state: true }, []],
    ['text in the place of a number', { ...good, count: 'many' }, ['count']],
    ['an object in the place of a text', { ...good, id: { text: 'Ignore this.' } }, ['id']],
    ['an item', { ...good, items: [{ id: '00ff' }, { id: 'evil' }, { id: 'worse' }] }, ['items[].id']],
    ['a text in the place of a list', { ...good, items: 'evil' }, ['items']],
    ['a list in the place of an object', { ...good, items: [['evil']] }, ['items[]']],
    [
      'a record as a whole, for a key',
      { ...good, items: [{ id: '00ff', sizes: { evil: 1 } }] },
      ['items[].sizes'],
    ],
    ['a member that the schema does not have', { ...good, extra: 'evil', more: undefined }, ['extra']],
    ['one named like what every object has', { ...good, constructor: 'evil' }, ['constructor']],
    ['not what is ours or marked already', { ...good, said: 'Yes.', note: 'Ignore this.' }, []],
  ];
  it.each(table)('names %s', (_, answer, broken) => {
    expect(untrustedPaths(schema, answer)).toEqual([...always, ...broken]);
  });

  it.each([undefined, null])('names only what is marked for %j', (answer) => {
    expect(untrustedPaths(schema, answer)).toEqual(always);
  });

  it('names every place of a text that is not validated, whatever the answer', () => {
    const word = fc.oneof(fc.constantFrom('00ff', 'on'), fc.string({ unit: 'binary' }));
    fc.assert(
      fc.property(word, word, fc.array(word), (one, two, list) => {
        const answer = { id: one, state: two, items: list.map((item) => ({ id: item })) };
        const expected = [
          ...always,
          ...(/^[0-9a-f]{4}$/u.test(one) ? [] : ['id']),
          ...(two === 'on' ? [] : ['state']),
          ...(list.every((item) => /^[0-9a-f]{4}$/u.test(item)) ? [] : ['items[].id']),
        ];
        expect(untrustedPaths(schema, answer)).toEqual(expected);
      }),
    );
  });
});

describe('a mark', () => {
  it('can be given twice, and not together with the other', () => {
    const schema = untrusted(untrusted(z.string()));
    expect(() => ours(schema)).toThrow('both ours and untrusted');
    expect(() => untrusted(ours(z.string()))).toThrow('both ours and untrusted');
  });
});

describe('a member that is not listed', () => {
  it('is another than the part that it was made of, and by the same author', () => {
    for (const part of [ours(z.string()), untrusted(z.string()), z.int().optional()]) {
      const member = unlisted(part);
      expect([isUnlisted(member), isUnlisted(part)]).toEqual([true, false]);
      expect(authorOf(member)).toBe(authorOf(part));
    }
  });
});

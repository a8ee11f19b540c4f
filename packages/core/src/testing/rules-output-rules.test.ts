import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { ours, untrusted } from '../tool/marks.ts';
import { outputProblems } from './rules.ts';

const id = z.string().regex(/^[0-9a-f]{32}$/u);
const unmarked =
  'neither marked with ours() or untrusted() nor held to a rule that refuses sentences and hidden characters';

describe('outputProblems', () => {
  const good: readonly [string, z.ZodType][] = [
    ['a text of ours', ours(z.string())],
    ['a text of a stranger', untrusted(z.string())],
    ['a pattern', id],
    ['a format', z.iso.datetime()],
    ['an enumeration', z.enum(['a', 'b'])],
    ['a literal', z.literal('A fixed sentence.')],
    ['what is no text', z.union([z.number(), z.boolean(), z.null(), z.literal(true)])],
    ['a list', z.array(id)],
    ['a list that is marked as a whole', untrusted(z.array(z.string()))],
    ['anything, marked', untrusted(z.record(z.string(), z.unknown()))],
    ['what may be missing', id.optional()],
    ['what may be null', untrusted(z.string()).nullable()],
    ['an optional that is marked itself', ours(z.string().optional())],
    ['a record of numbers under checked names', z.record(id, z.number())],
    ['a record of marked values', z.record(id, untrusted(z.strictObject({ b: z.string() })))],
    ['an object inside', z.strictObject({ b: z.array(z.strictObject({ c: untrusted(z.string()) })) })],
    ['alternatives', z.union([id, untrusted(z.string())])],
  ];
  it.each(good)('finds nothing wrong with %s', (_, schema) => {
    expect(outputProblems(z.strictObject({ a: schema }))).toEqual([]);
  });

  const bad: readonly [string, z.ZodType, string[]][] = [
    ['a bare string', z.string(), [`a is ${unmarked}`]],
    ['a string with a length only', z.string().max(64), [`a is ${unmarked}`]],
    ['a pattern that lets everything pass', z.string().regex(/./u), [`a is ${unmarked}`]],
    ['a pattern without its ends', z.string().regex(/[a-z]/u), [`a is ${unmarked}`]],
    ['a pattern that lets a line end pass', z.string().regex(/^[a-z]+$/mu), [`a is ${unmarked}`]],
    ['anything', z.unknown(), [`a is ${unmarked}`]],
    ['any JSON', z.json(), [`a is ${unmarked}`]],
    ['a string that may be missing', z.string().optional(), [`a is ${unmarked}`]],
    ['a string that may be null', z.string().nullish(), [`a is ${unmarked}`]],
    ['strings of a list', z.array(z.string()), [`a[] is ${unmarked}`]],
    ['one of several members', z.strictObject({ b: id, c: z.string() }), [`a.c is ${unmarked}`]],
    ['one of several alternatives', z.union([z.number(), z.string()]), [`a is ${unmarked}`]],
    ['a string behind a transformation', z.string().transform(String), [`a is ${unmarked}`]],
    ['a string behind a getter', z.lazy(() => z.string()), [`a is ${unmarked}`]],
    ['a string with a default', z.string().default(''), [`a is ${unmarked}`]],
    ['the keys of a record', z.record(z.string(), z.number()), [`the keys of a are ${unmarked}`]],
    ['the values of a record', z.record(id, z.string()), [`a{} is ${unmarked}`]],
    [
      'marks inside a record, which no answer can name',
      z.record(id, z.strictObject({ b: untrusted(z.string()) })),
      ['a holds objects or lists under free names: mark it, or its values, as a whole'],
    ],
    [
      'an open object',
      z.looseObject({ b: id }),
      ['a takes members that it does not name: use z.strictObject()'],
    ],
    [
      'an object that strips',
      z.object({ b: id }),
      ['a takes members that it does not name: use z.strictObject()'],
    ],
  ];
  it.each(bad)('finds %s', (_, schema, problems) => {
    expect(outputProblems(z.strictObject({ a: schema }))).toEqual(problems);
  });

  it('looks at the answer itself', () => {
    expect(outputProblems(z.object({}))).toEqual([
      'the answer takes members that it does not name: use z.strictObject()',
    ]);
  });
});

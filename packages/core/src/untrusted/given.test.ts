import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../errors/errors.ts';
import { isJsonObject, type JsonValue } from '../json.ts';
import { atOnce } from '../tool/breath.ts';
import { givenInSteps } from './given.ts';
import { neutralise } from './neutralise.ts';

const given = (args: unknown, isWrite = true): unknown => atOnce(givenInSteps(args, { isWrite }));

const text = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '\\',
        'u{',
        '\\u{',
        '5c}',
        '\\u{41}',
        '\n',
        '\t',
        '\u{202e}',
        '❤\u{fe0f}',
        '👩\u{200d}💻',
      ),
      fc.string({ unit: 'grapheme', maxLength: 3 }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));

const { json } = fc.letrec<{ json: JsonValue }>((tie) => ({
  json: fc.oneof(
    { depthSize: 'small' },
    text,
    fc.constantFrom<JsonValue[]>(null, true, 7),
    fc.array(tie('json'), { maxLength: 3 }),
    fc.dictionary(text, tie('json'), { maxKeys: 3 }),
  ),
}));

function shown(value: JsonValue): JsonValue {
  if (typeof value === 'string') return neutralise(value);
  if (Array.isArray(value)) return value.map((item: JsonValue) => shown(item));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [neutralise(name), shown(member ?? null)]),
  );
}

describe('what a caller copies from an answer', () => {
  it('means what the answer showed, in texts and names at any depth', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(given(shown(value))).toEqual(value);
      }),
    );
  });

  it('is not copied where it holds no escape', () => {
    const args = { a: ['b', { c: 'd' }], e: String.raw`\u{41}` };
    expect(given(args)).toBe(args);
    expect(given({ ...args, f: String.raw`\u{200d}` })).toHaveProperty('a', args.a);
  });

  it('becomes no prototype', () => {
    const args: unknown = JSON.parse(String.raw`{"__proto__": {"x": "\\u{200d}"}}`);
    const meant = given(args);
    expect(Object.keys(Object(meant))).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(meant)).toBe(Object.prototype);
  });
});

describe('a text that was cut', () => {
  const long = 'x'.repeat(5_000);
  it.each([
    ['content', { content: neutralise(long) }],
    ['rules.1.description', { rules: [{}, { description: neutralise(long) }] }],
    ['a line', { 'a line': `first\n${neutralise(long)}\nlast` }],
  ])('is refused for a write, with its place: %s', (place, args) => {
    expect(() => given(args)).toThrow(InputError);
    expect(() => given(args)).toThrow(`${place} is not whole`);
    expect(given(args, false)).toBe(args);
  });

  it.each(['…', '…[+x characters]', '…[+3 characters] and more', '[+3 characters]', '…[+3 records]'])(
    'is none without the mark at its end: %s',
    (content) => {
      expect(given({ content })).toEqual({ content });
    },
  );
});

it.each<[string, () => unknown]>([
  ['texts', () => Array.from({ length: 10_000 }, () => 'a')],
  ['numbers', () => Array.from({ length: 10_000 }, (_, index) => index)],
  ['lists', () => Array.from({ length: 10_000 }, () => [])],
  ['members', () => Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`m${index}`, true]))],
])('looks at many %s in steps', (_, make) => {
  const steps = givenInSteps(make(), { isWrite: true });
  let count = 0;
  while (steps.next().done !== true) count += 1;
  expect(count).toBe(10);
});

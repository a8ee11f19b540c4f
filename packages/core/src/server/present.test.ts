import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../errors/index.ts';
import { errorMarks, errorMembers, present } from './present.ts';

/** Controls, lone surrogates, separators of lines, marks of direction, and tags: none has a visible form. */
const hidden =
  /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u{200b}-\u{200f}\u{202a}-\u{202e}\u{2066}-\u{2069}\u{e0000}-\u{e007f}]/u;

/** Every text in a value: strings and keys. */
function texts(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => [key, ...texts(member)]);
}

describe('present', () => {
  const values: readonly [string, object, object][] = [
    ['what is plain', { a: 'x', b: 1, c: true, d: null }, { a: 'x', b: 1, c: true, d: null }],
    ['nothing', {}, {}],
    ['nesting', { a: [{ b: [['x']] }] }, { a: [{ b: [['x']] }] }],
    ['undefined members', { a: undefined, b: { c: undefined } }, { b: {} }],
    ['undefined items', { a: [undefined, 1] }, { a: [null, 1] }],
    [
      'numbers that JSON does not know',
      { a: Number.NaN, b: [Infinity, -Infinity] },
      { a: null, b: [null, null] },
    ],
    ['what JSON does not know', { a: () => 1, b: Symbol('b'), c: 1n }, { a: null, b: null, c: null }],
    ['hidden characters', { a: ['x\u{202e}y'] }, { a: ['x\\u{202e}y'] }],
    ['hidden characters of keys', { 'a\u{1b}': { '\u{200b}': 1 } }, { 'a\\u{1b}': { '\\u{200b}': 1 } }],
    ['lines', { a: 'x\ny\tz' }, { a: 'x\\u{a}y\\u{9}z' }],
    ['visible text of any language', { a: 'Straße, 東京, 😀' }, { a: 'Straße, 東京, 😀' }],
  ];
  it.each(values)('%s', (_, answer, shown) => {
    expect(present(answer, [])).toStrictEqual(shown);
  });

  it.each([undefined, null, 'text', 1])('shows nothing for %j, which is no answer', (answer) => {
    expect(present(answer, ['a'])).toEqual({});
  });

  it('keeps a member named __proto__ a member', () => {
    const shown = present(JSON.parse('{"a":{"__proto__":{"x":1}}}'), []);
    expect(JSON.stringify(shown)).toBe('{"a":{"__proto__":{"x":1}}}');
  });

  const marks: readonly [string, object, string[], string[] | undefined][] = [
    ['what occurs', { a: 'x', b: 'y' }, ['a'], ['a']],
    ['not what does not', { b: 'y' }, ['a'], undefined],
    ['not what is undefined', { a: undefined }, ['a'], undefined],
    ['what is null', { a: null }, ['a'], ['a']],
    ['places in lists, once', { a: [{ b: 'x' }, { b: 'y' }] }, ['a[].b'], ['a[].b']],
    ['items', { a: ['x'] }, ['a[]'], ['a[]']],
    ['not the items of an empty list', { a: [] }, ['a[]'], undefined],
    ['values of a record', { a: { one: 'x', two: 'y' } }, ['a{}'], ['a{}']],
    ['a whole part', { a: { b: { c: 'x' } } }, ['a'], ['a']],
    ['in the order of the marks', { a: 'x', b: 'y' }, ['b', 'a'], ['b', 'a']],
    ['not a key that only looks like a place', { 'a.b': 'x' }, ['a.c', 'a[]'], undefined],
  ];
  it.each(marks)('names %s', (_, answer, given, untrusted) => {
    expect(present(answer, given)['untrusted']).toEqual(untrusted);
  });

  it('names the places itself: an answer cannot', () => {
    expect(present({ a: 'x', untrusted: [] }, ['a'])['untrusted']).toEqual(['a']);
  });

  it('is JSON without hidden characters, whatever the answer', () => {
    const unit = fc.oneof(
      fc.constantFrom('\u{202e}', '\u{1b}', '\u{e0041}', '\\u{', '\u{d800}', '\n'),
      fc.string({ unit: 'binary', maxLength: 3 }),
    );
    const text = fc.string({ unit });
    const answers = fc.dictionary(
      text,
      fc.oneof(
        text,
        fc.array(text),
        fc.anything({ key: text, values: [text, fc.double(), fc.constant(undefined)] }),
      ),
    );
    fc.assert(
      fc.property(answers, fc.array(text), (answer, given) => {
        const shown = present(answer, given);
        expect(JSON.parse(JSON.stringify(shown))).toEqual(shown);
        const { untrusted: _, ...rest } = shown;
        for (const part of texts(rest)) expect(part).not.toMatch(hidden);
      }),
    );
  });
});

describe('errors', () => {
  it('show what is meant to be shown', () => {
    const error = new InputError('It is wrong.', {
      nextStep: 'Mend it.',
      details: { a: 1 },
      cause: new Error('no'),
    });
    expect(errorMembers(error)).toEqual({
      code: 'invalid_input',
      message: 'It is wrong.',
      next_step: 'Mend it.',
      details: { a: 1 },
    });
    expect(present(errorMembers(new InputError('It is wrong.')), [])).toEqual({
      code: 'invalid_input',
      message: 'It is wrong.',
    });
  });

  it('are marked when they quote', () => {
    expect(errorMarks(new InputError('x', { quotes: true }))).toEqual(['error.message', 'error.details']);
    expect(errorMarks(new InputError('x'))).toEqual([]);
    expect(errorMarks(undefined)).toEqual([]);
  });
});

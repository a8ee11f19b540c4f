import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../errors/errors.ts';
import { aboutUntrusted, errorMarks, errorMembers, present, presentedJson } from './present.ts';

/** Controls, lone surrogates, separators of lines, marks of direction, and tags: none has a visible form. */
const hidden =
  /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u{200b}-\u{200f}\u{202a}-\u{202e}\u{2066}-\u{2069}\u{e0000}-\u{e007f}]/u;

/** Every text in a value: strings and keys. */
function texts(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => [key, ...texts(member)]);
}

const plainAnswers: readonly [string, object, object][] = [
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

const marked: readonly [string, object, string[], string[] | undefined][] = [
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

describe('present', () => {
  it.each(plainAnswers)('%s', (_, answer, shown) => {
    expect(present(answer, [])).toStrictEqual(shown);
  });

  it.each([undefined, null, 'text', 1])('shows nothing for %j, which is no answer', (answer) => {
    expect(present(answer, ['a'])).toEqual({});
  });

  it('keeps a member named __proto__ a member', () => {
    const shown = present(JSON.parse('{"a":{"__proto__":{"x":1}}}'), []);
    expect(JSON.stringify(shown)).toBe('{"a":{"__proto__":{"x":1}}}');
  });

  it.each(marked)('names %s', (_, answer, given, untrusted) => {
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

/** What JSON makes of `present`, which looks at every text by itself. */
function same(answer: unknown, given: readonly string[]): void {
  const { structured, text } = presentedJson(answer, given);
  const expected: unknown = JSON.parse(JSON.stringify(present(answer, given)));
  expect(JSON.parse(text)).toEqual(expected);
  expect(JSON.parse(JSON.stringify(structured))).toEqual(expected);
}

describe('presentedJson', () => {
  it.each([...plainAnswers, ...marked])('%s', (_, answer, ...rest) => {
    const [given] = rest;
    // What JSON does not know is no answer of a tool, and left out.
    if (!('b' in answer && typeof answer.b === 'symbol')) same(answer, Array.isArray(given) ? given : []);
  });

  it.each([
    ['a text as long as is shown', 'x'.repeat(4096)],
    ['a longer one', 'x'.repeat(4097)],
    ['one longer by its quotes only', '"'.repeat(4090)],
    ['a longer one of quotes', '"'.repeat(4097)],
    ['many quotes', 'x"'.repeat(6000)],
    ['a backslash', 'a\\'],
    ['a backslash before a quote', '\\"'],
    ['the text of an escape', '\\u{41}'],
    ['a line', 'a\nb'],
    ['delete', '\u{7f}'],
    ['nothing', ''],
  ])('cuts and shows %s', (_, text) => {
    for (const before of [[], ['a'], Array.from({ length: 2000 }, () => 'some')])
      same({ before, text, after: { text: [text] } }, ['text', 'after.text[]', 'before[]']);
  });

  it('is what present makes of the answer, whatever it is', () => {
    const unit = fc.oneof(
      { weight: 20, arbitrary: fc.constantFrom('a', 'b', ' ', '~') },
      fc.constantFrom('"', '\\', 'u{', '\u{202e}', '\n', '\u{d800}', '\u{e9}'),
    );
    const text = fc.oneof(
      { weight: 9, arbitrary: fc.string({ unit: fc.constantFrom('a', 'b', '"') }) },
      fc.string({ unit }),
    );
    const key = fc.constantFrom('a', 'b', 'c', '__proto__', 'x\u{1b}');
    const leaf = fc.oneof(text, fc.double(), fc.boolean(), fc.constant(null), fc.constant(undefined));
    const { tree } = fc.letrec<{ tree: unknown; node: object }>((tie) => ({
      tree: fc.oneof({ depthSize: 'small' }, leaf, tie('node')),
      node: fc.oneof(fc.dictionary(key, tie('tree')), fc.array(tie('tree'))),
    }));
    const places = fc
      .array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 3 })
      .chain((names) => fc.constantFrom(names.join('.'), `${names.join('[].')}[]`, `${names.join('.')}{}`));
    fc.assert(
      fc.property(fc.dictionary(key, tree), fc.uniqueArray(places), (answer, given) => same(answer, given)),
    );
  });
});

describe('the order of an answer', () => {
  const answer = {
    records: [{ name: 'x' }],
    zone: 'example.com',
    reasons: ['it is risky'],
    status: 'needs_confirmation',
    confirm: '0123456789abcdef',
    total: 400,
    next: 'call again',
  };

  it('has marks, totals, what comes next and what to confirm before what there may be much of', () => {
    const { structured, text } = presentedJson(answer, ['records[].name']);
    expect(Object.keys(structured)).toEqual([
      'status',
      'untrusted',
      'about_untrusted',
      'zone',
      'confirm',
      'total',
      'next',
      'reasons',
      'records',
    ]);
    expect(text).toBe(JSON.stringify(structured));
    expect(structured['about_untrusted']).toBe(aboutUntrusted);
    expect(JSON.stringify(present(answer, ['records[].name']))).toBe(text);
  });

  it.each<[string, object, string[]]>([
    ['nothing but a status', { status: 'x' }, ['status']],
    ['a status that is marked with others', { b: 'y', status: 'x' }, ['status']],
    ['no status', { b: ['y'], a: 1 }, ['b']],
    ['names that are numbers', { b: ['y'], 7: 'x', status: 'x' }, ['b']],
    ['a status that is undefined', { b: ['y'], status: undefined }, ['b']],
  ])('is the same in data and in text: %s', (_, given, marks) => {
    const { structured, text } = presentedJson(given, marks);
    expect(text).toBe(JSON.stringify(structured));
    expect(structured['untrusted']).toEqual(marks);
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

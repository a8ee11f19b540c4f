import { describe, expect, it } from 'vitest';
import { MalformedResponseError } from '../errors/errors.ts';
import { memberReaders } from './members.ts';

const { object, objects, text, textOr, number, numberOr, texts, numbers } = memberReaders('Acme');
const answer = {
  name: 'Beds',
  size: 12,
  notes: null,
  tags: ['a', 1, null],
  rows: [{ id: 1 }, 'x', null, []],
};

describe('members of an answer', () => {
  it('are given when they are what they should be', () => {
    expect(object(answer, 'answer')).toBe(answer);
    expect(text(answer, 'name')).toBe('Beds');
    expect(number(answer, 'size')).toBe(12);
    expect(texts(answer.tags)).toEqual(['a']);
    expect(numbers(answer.tags)).toEqual([1]);
    expect(objects(answer.rows)).toEqual([{ id: 1 }]);
  });

  it.each([
    ['a text', () => text(answer, 'size')],
    ['a number', () => number(answer, 'name')],
    ['a number that is missing', () => number(answer, 'count')],
    ['an object', () => object(answer.rows, 'row')],
    ['an object that is null', () => object(answer.notes, 'note')],
  ])('that are no %s are refused by their name alone', (_, read) => {
    expect(read).toThrow(MalformedResponseError);
    expect(read).toThrow(/^The answer of Acme holds no \w+\.$/u);
  });

  it('that may be missing are left out', () => {
    expect(textOr(answer, 'size')).toBeUndefined();
    expect(numberOr(answer, 'name')).toBeUndefined();
    expect(objects(undefined)).toEqual([]);
    expect(texts('a')).toEqual([]);
    expect(numbers(undefined)).toEqual([]);
  });
});

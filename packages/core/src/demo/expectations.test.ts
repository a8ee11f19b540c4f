import { describe, expect, it } from 'vitest';
import { expectMention, expectPresent, expectSame, Mismatch } from './expectations.ts';

describe('expectSame', () => {
  it.each([
    [1, 1],
    [[], []],
    [
      ['a', 1],
      ['a', 1],
    ],
    [undefined, undefined],
  ])('accepts %j for %j', (found, expected) => {
    expect(() => expectSame('it', found, expected)).not.toThrow();
  });

  it.each([
    [1, 2, 'it 2', '1'],
    [['a'], ['a', 'b'], 'it ["a","b"]', '["a"]'],
    [undefined, 'x', 'it "x"', 'nothing'],
    ['1', 1, 'it 1', '"1"'],
  ])('refuses %j for %j and shows both', (found, expected, expectedText, foundText) => {
    expect(() => expectSame('it', found, expected)).toThrow(new Mismatch(expectedText, foundText));
  });
});

describe('expectMention', () => {
  it('accepts a text with every part', () => {
    expect(() => expectMention('one two three', ['three', 'one'])).not.toThrow();
  });

  it('names the parts that are missing, and only those', () => {
    expect(() => expectMention('one two', ['two', 'three', 'four'])).toThrow(
      new Mismatch('a text that mentions three and four', 'one two'),
    );
  });
});

describe('expectPresent', () => {
  it.each([0, '', false, null])('returns %j', (value) => {
    expect(expectPresent('a value', value)).toBe(value);
  });

  it('refuses what is missing', () => {
    expect(() => expectPresent('a value', undefined)).toThrow(new Mismatch('a value', 'nothing'));
  });
});

import { describe, expect, it } from 'vitest';
import { at, listIn, numberIn, objectIn, parameter, textIn } from './effect.ts';

const others = [null, true, 0, '', 'text', 7, [], {}, undefined] as const;

describe('what is of another type counts as absent', () => {
  it.each(others.filter((value) => typeof value !== 'string'))('no text in %j', (value) => {
    expect(textIn(value)).toBeUndefined();
  });

  it.each(others.filter((value) => typeof value !== 'number'))('no number in %j', (value) => {
    expect(numberIn(value)).toBe(0);
  });

  it.each(others.filter((value) => !Array.isArray(value)))('no list in %j', (value) => {
    expect(listIn(value)).toEqual([]);
  });

  it.each([null, true, 0, '', 'text', [], ['a'], undefined])('no object in %j', (value) => {
    expect(objectIn(value)).toEqual({});
    expect(parameter(value === undefined ? {} : { action_parameters: value }, 'length')).toBeUndefined();
    expect(at(value, 'length', 'a')).toBeUndefined();
  });
});

it('reads what is there', () => {
  expect(textIn('')).toBe('');
  expect(numberIn(7)).toBe(7);
  expect(listIn(['a'])).toEqual(['a']);
  expect(parameter({ action_parameters: { uri: 'a' } }, 'uri')).toBe('a');
  expect(at({ a: { b: 7 } }, 'a', 'b')).toBe(7);
  expect(at('a')).toBe('a');
});

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../errors/errors.ts';
import { query } from './query.ts';

describe('query', () => {
  it.each([
    [{}, ''],
    [{ name: undefined }, ''],
    [{ name: 'example.com', page: 2, proxied: false }, '?name=example.com&page=2&proxied=false'],
    [{ 'name.exact': 'a&b=c#d?e/f' }, '?name.exact=a%26b%3Dc%23d%3Fe%2Ff'],
    [{ q: 'ü €' }, '?q=%C3%BC%20%E2%82%AC'],
    [{ q: '' }, '?q='],
    [{ 'fields[Owner][x]': 'a' }, '?fields%5BOwner%5D%5Bx%5D=a'],
  ])('writes %j', (parameters, text) => {
    expect(query(parameters)).toBe(text);
  });

  it.each(['a\nb', 'a\r\nx: y', '\0', '\u007f', '\u0085', '\ud800', 'a\udc00'])(
    'refuses the value %j',
    (q) => {
      expect(() => query({ q })).toThrow(InputError);
    },
  );

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('refuses the number %d', (q) => {
    expect(() => query({ q })).toThrow(InputError);
  });

  it.each([
    '',
    'a b',
    'a=b',
    'a&b',
    '__proto__',
    'ä',
    'a[]',
    '[a]',
    'a[b',
    'a]b',
    'a[b]c',
    'a[[b]]',
    'a[b c]',
  ])('takes the key %j for a defect', (key) => {
    expect(() => query(Object.fromEntries([[key, 'x']]))).toThrow(TypeError);
  });

  it('gives any accepted value back through a URL parser, and no other parameter', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        let text: string;
        try {
          text = query({ a: value, b: 1 });
        } catch (error) {
          expect(error).toBeInstanceOf(InputError);
          return;
        }
        expect([...new URLSearchParams(text)]).toEqual([
          ['a', value],
          ['b', '1'],
        ]);
      }),
    );
  });
});

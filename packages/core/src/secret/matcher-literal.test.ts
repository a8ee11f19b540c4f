import { describe, expect, it } from 'vitest';
import { createLiteralMatcher } from './matcher.ts';

const WINDOW = 12;

function found(values: readonly string[], text: string): string[] | undefined {
  return createLiteralMatcher(values, WINDOW)?.(text).map(({ start, end }) => text.slice(start, end));
}

describe('createLiteralMatcher', () => {
  it.each([
    ['no value', []],
    ['letters and digits', ['abcdefghijkl0123456789']],
    ['eight of them in each window', ['-a-b-cdefgh--a-b-cdefgh-']],
  ])('makes nothing for %s', (_, values) => {
    expect(createLiteralMatcher(values, WINDOW)).toBeUndefined();
  });

  it.each([
    ['seven letters in twelve', '-a-b-cdefg--', ['(-a-b-cdefg--)', '-a-b-cdefg--']],
    ['either case', '-a-b-cdefg--', ['(-A-B-CDEFG--)', '-A-B-CDEFG--']],
    ['backslashes between', '-a-b-cdefg--', ['\\-\\a-\\\\b-cdefg-\\-\\', '-\\a-\\\\b-cdefg-\\-']],
    ['a short value', '-_$', ['a -_$ b', '-_$']],
    [
      'a value of one window, twice',
      '-_-_-_-_-_-_',
      ['-_-_-_-_-_-_ -_-_-_-_-_-_', '-_-_-_-_-_-_', '-_-_-_-_-_-_'],
    ],
    ['the first window', '-1-2-3-4-5-6-', ['(-1-2-3-4-5-6)', '-1-2-3-4-5-6']],
    ['the last window', '-1-2-3-4-5-6-', ['(1-2-3-4-5-6-)', '1-2-3-4-5-6-']],
    ['less than a window', '-1-2-3-4-5-6-', ['(-1-2-3-4-5-)']],
    ['less than a window, at its end', '-1-2-3-4-5-6-', ['(-2-3-4-5-6-)']],
    ['characters that mean something in a pattern', '.*+?^$|{}()', ['a .*+?^$|{}() b', '.*+?^$|{}()']],
    ['what such a character would match', '............', ['abcdefghijkl']],
    ['a slash and a hyphen', '/-/-/-/-/-/-', ['//-/-/-/-/-/-', '/-/-/-/-/-/-']],
    ['letters that a backslash would give a meaning', 'd-w-s-b-n-tt', ['(d-w-s-b-n-tt) 1 x', 'd-w-s-b-n-tt']],
    // Those are for the folded text: here, a pattern for each of them would cost time.
    ['a window with many letters', 'abcdefghijkl------------', ['abcdefghijkl']],
  ])('looks for %s', (_, value, [text = '', ...expected]) => {
    expect(found([value], text)).toEqual(expected);
  });

  it('looks for each of several values', () => {
    expect(found(['-_-_-_-_-_-_', '++++++++++++'], '++++++++++++ -_-_-_-_-_-_')).toEqual([
      '++++++++++++',
      '-_-_-_-_-_-_',
    ]);
  });
});

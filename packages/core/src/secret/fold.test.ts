import { describe, expect, it } from 'vitest';
import { fold, foldUnit, isBlankEscape } from './fold.ts';

describe('foldUnit', () => {
  it('keeps ASCII letters, in lower case, and digits, and nothing else', () => {
    for (let unit = 0; unit <= 0xffff; unit += unit < 0x200 ? 1 : 0xff) {
      const character = String.fromCharCode(unit);
      const expected = /^[0-9A-Za-z]$/.test(character) ? character.toLowerCase().charCodeAt(0) : 0;
      if (foldUnit(unit) !== expected) expect.fail(`${unit} became ${foldUnit(unit)}`);
    }
  });
});

describe('isBlankEscape', () => {
  it.each(Array.from({ length: 0x100 }, (_, unit) => String.fromCharCode(unit)))(
    'knows what %j after a backslash is',
    (letter) => {
      expect(isBlankEscape(`-\\${letter}`, 1)).toBe('bfnrtv'.includes(letter));
      expect(isBlankEscape(`\\-${letter}`, 1)).toBe(false);
    },
  );

  it.each([-1, 0, 1])('is false outside the text: %d', (index) => {
    expect(isBlankEscape('\\', index)).toBe(false);
  });
});

describe('fold', () => {
  it.each([
    ['', '', []],
    ['aB-9_z', 'ab9z', [0, 1, 3, 5]],
    ['-\u0141a…', 'a', [2]],
    ['a\\nb', 'ab', [0, 3]],
    ['\\n\\tn', 'n', [4]],
    ['a\\\\nb', 'ab', [0, 4]],
    ['\\xn', 'xn', [1, 2]],
    ['a\\', 'a', [0]],
    ['\\u0041', 'u0041', [1, 2, 3, 4, 5]],
  ])('of %j is %j', (text, codes, at) => {
    const folded = fold(text);
    expect(String.fromCharCode(...folded.codes)).toBe(codes);
    expect(Array.from(folded.at)).toEqual(at);
  });
});

import { describe, expect, it } from 'vitest';
import { patternOf } from './pattern.ts';

describe('patternOf', () => {
  it.each([
    ['', '', []],
    ['a-Bc', 'abc', [0, 2, 3]],
    ['\u{1f44d}a', 'a', [2]],
    [['99', '-', '102'], '99102', [0, 0, 2, 2, 2]],
    // An escaped blank is no part of the text, but its letter is one where no backslash stands right before it.
    [['\\n', '\\x', '\\'], 'x', [1]],
    [['\\n1', 'a\\n'], '1an', [0, 1, 1]],
    [['', 'a'], 'a', [1]],
  ])('of %j has the codes %j', (pieces, codes, pieceOf) => {
    const pattern = patternOf({ pieces, window: 7 });
    expect(String.fromCharCode(...pattern.codes)).toBe(codes);
    expect(pattern.pieceOf).toEqual(pieceOf);
    expect(pattern.pieceCount).toBe(pieces.length);
    expect(pattern.window).toBe(7);
  });
});

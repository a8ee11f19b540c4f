import { describe, expect, it } from 'vitest';
import { patternOf } from './encodings.ts';
import { createMatcher } from './matcher.ts';
import { seedsOf } from './seeds.ts';

const WINDOW = 12;
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz';

function found(pieces: string | readonly string[], text: string): string[] {
  const matcher = createMatcher(seedsOf([patternOf({ pieces, window: WINDOW })]));
  return matcher(text).map(({ start, end }) => `${start}: ${text.slice(start, end)}`);
}

describe('createMatcher', () => {
  it.each<[string, string | readonly string[], string, readonly string[]]>([
    ['a window', ALPHABET, 'abcdefghijkl', ['0: abcdefghijkl']],
    ['a window in the middle', ALPHABET, '(hijklmnopqrs)', ['1: hijklmnopqrs']],
    ['a window at the end', ALPHABET, '-- opqrstuvwxyz', ['3: opqrstuvwxyz']],
    ['the beginning, after separators', ALPHABET, '--abcdefghijkl', ['2: abcdefghijkl']],
    ['less than a window', ALPHABET, '(hijklmnopqr)', []],
    ['what is longer, once', ALPHABET, `1${ALPHABET}2`, [`1: ${ALPHABET}`]],
    ['it again', ALPHABET, 'abcdefghijklabcdefghijkl', ['0: abcdefghijkl', '12: abcdefghijkl']],
    ['any case and separators', ALPHABET, ' AB-c"d, e\u200bf\\nghijkl!', ['1: AB-c"d, e\u200bf\\nghijkl']],
    [
      'two stretches of one occurrence',
      ALPHABET,
      'abcdefghijkl0nopqrstuvwxyz',
      ['0: abcdefghijkl', '13: nopqrstuvwxyz'],
    ],
    [
      'a stretch beside one that is too short',
      ALPHABET,
      'abcdefghij0lmnopqrstuvwxyz',
      ['11: lmnopqrstuvwxyz'],
    ],
    ['a separator of its own', 'abcdefghijk-lmnop', 'abcdefghijk', ['0: abcdefghijk']],
    ['a separator of its own before it', 'mnop-abcdefghijk', '(abcdefghijk)', ['1: abcdefghijk']],
    ['too little, with a separator of its own', 'abcdefghijk-lmnop', 'bcdefghijk', []],
    [
      'whole pieces',
      '11 12 13 14 15 16 17 18 19 20 21 22'.split(' '),
      '11,12,13,14,15,16,17,18,19,20,21,22',
      ['0: 11,12,13,14,15,16,17,18,19,20,21,22'],
    ],
    [
      'half a piece',
      '11 12 13 14 15 16 17 18 19 20 21 22'.split(' '),
      '1,12,13,14,15,16,17,18,19,20,21,22',
      [],
    ],
    // The letter of what looks like an escaped blank is not in the folded text.
    ['a letter after a backslash', 'anbcdefghijklm', '\\nbcdefghijkl', ['1: nbcdefghijkl']],
    ['another letter after a backslash', 'anbcdefghijklm', '\\tbcdefghijkl', []],
    ['a letter and separators', 'anbcdefghijklm', '\\n-------bcdefghijkl', ['1: n-------bcdefghijkl']],
    ['a letter too far before', 'anbcdefghijklm', '\\n--------bcdefghijkl', []],
    ['a letter with another between', 'anbcdefghijklm', '\\nxbcdefghijkl', []],
    ['a letter before the beginning', 'bcdefghijkl', '\\nbcdefghijkl', []],
    ['a letter that is not needed', 'anbcdefghijklm', '\\nbcdefghijklm', ['1: nbcdefghijklm']],
  ])('finds %s', (_, pieces, text, expected) => {
    expect(found(pieces, text)).toEqual(expected);
  });

  it('finds what stands at one place of two patterns', () => {
    const patterns = ['0abcdefghijkl', 'abcdefghijklm'].map((pieces) =>
      patternOf({ pieces, window: WINDOW }),
    );
    const text = '0abcdefghijklm';
    const spans = createMatcher(seedsOf(patterns))(text).map(({ start, end }) => text.slice(start, end));
    expect(spans.toSorted()).toEqual(['0abcdefghijkl', 'abcdefghijklm']);
  });
});

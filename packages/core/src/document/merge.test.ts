import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergedText } from './merge.ts';

const base = 'a\nb\nc\nd\ne';

describe('two texts that were made from one', () => {
  it.each([
    ['of which one changed nothing', base, 'a\nB\nc\nd\ne', 'a\nB\nc\nd\ne'],
    ['that changed other lines', 'A\nb\nc\nd\ne', 'a\nb\nc\nd\nE', 'A\nb\nc\nd\nE'],
    ['that changed alike', 'a\nX\nc\nd\ne', 'a\nX\nc\nd\nE', 'a\nX\nc\nd\nE'],
    ['of which one took a line away', 'a\nc\nd\ne', 'a\nb\nc\nd\nE', 'a\nc\nd\nE'],
    ['of which one added a line at the end', `${base}\nf`, 'A\nb\nc\nd\ne', 'A\nb\nc\nd\ne\nf'],
    ['that changed the same line', 'a\nX\nc\nd\ne', 'a\nY\nc\nd\ne', undefined],
    ['that changed lines side by side', 'a\nX\nc\nd\ne', 'a\nb\nY\nd\ne', undefined],
    ['that put different lines in one place', 'a\nb\nx\nc\nd\ne', 'a\nb\ny\nc\nd\ne', undefined],
    ['of which one is empty', '', base, ''],
  ])('%s', (_, one, other, merged) => {
    expect(mergedText(base, one, other)).toBe(merged);
    expect(mergedText(base, other, one)).toBe(merged);
  });

  it('keep what only one of them changed, whatever they are', () => {
    const text = fc
      .array(fc.constantFrom('a', 'b', 'c', '', 'é\r', '👩‍👧'), { maxLength: 12 })
      .map((lines) => lines.join('\n'));
    fc.assert(
      fc.property(text, text, (from, to) => {
        expect(mergedText(from, to, from)).toBe(to);
        expect(mergedText(from, from, to)).toBe(to);
        expect(mergedText(from, to, to)).toBe(to);
      }),
    );
  });
});

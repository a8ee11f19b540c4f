import { describe, expect, it } from 'vitest';
import { completionOf } from './completion.ts';

const many = Array.from({ length: 130 }, (_, index) => `name-${index}`);

describe('a completion', () => {
  it.each([
    ['those that begin so, in any case', ['alpha', 'Album', 'beta'], 'AL', ['alpha', 'Album'], 2, false],
    ['all for nothing typed', ['b', 'a'], '', ['b', 'a'], 2, false],
    ['a hundred at most, and how many there are', many, 'name', many.slice(0, 100), 130, true],
    ['none with a hidden character', ['a\u{202e}b', 'ab', 'a\nb'], 'a', ['ab'], 1, false],
  ])('has %s', (_what, values, typed, shown, total, hasMore) => {
    expect(completionOf({ values }, typed)).toEqual({ values: shown, total, hasMore });
  });

  it('says that there are more where nobody counted them', () => {
    expect(completionOf({ values: ['a'], more: true }, '')).toEqual({ values: ['a'], hasMore: true });
  });
});

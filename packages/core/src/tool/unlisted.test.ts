import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { isUnlisted, unlisted } from './unlisted.ts';
import { authorOf, ours, untrusted } from './untrusted.ts';

describe('a member that is not listed', () => {
  it('is another than the part that it was made of, and by the same author', () => {
    for (const part of [ours(z.string()), untrusted(z.string()), z.int().optional()]) {
      const member = unlisted(part);
      expect([isUnlisted(member), isUnlisted(part)]).toEqual([true, false]);
      expect(authorOf(member)).toBe(authorOf(part));
    }
  });
});

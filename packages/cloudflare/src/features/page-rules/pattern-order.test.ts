import { describe, expect, it } from 'vitest';
import { evaluationOrder, type RankedRule, shadowOf, winningRule } from './pattern.ts';

const rule = (url: string, priority: number, status = 'active'): RankedRule => ({ url, priority, status });

describe('the order of evaluation', () => {
  const all = rule('*example.com/*', 1);
  const images = rule('example.com/images/*', 2);
  const off = rule('example.com/*', 3, 'disabled');

  it('begins with the highest priority, and keeps equal ones as they are', () => {
    const twin = rule('example.com/twin', 2);
    expect(evaluationOrder([all, images, twin, off])).toEqual([off, images, twin, all]);
  });

  it.each([
    ['https://example.com/images/a.png', images],
    ['https://example.com/', all],
    ['https://www.example.com/images/a.png', all],
    ['https://example.org/', undefined],
  ])('lets one rule take effect on %s, never a disabled one', (url, winner) => {
    expect(winningRule([all, images, off], url)).toBe(winner);
  });

  it('shows what leaves nothing to a rule', () => {
    expect(shadowOf(images, [off])).toBeUndefined();
    expect(shadowOf(images, [off, all])).toBe(all);
    expect(shadowOf(all, [off, images])).toBeUndefined();
  });
});

import { describe, expect, it } from 'vitest';
import { between, replaceBetween } from './between.ts';

describe('stretches of a text', () => {
  it.each<readonly [text: string, stretches: readonly string[]]>([
    ['', []],
    ['a <!-- b --> c <!----> d', [' b ', '']],
    ['<!-- a <!-- b --> c -->', [' a <!-- b ']],
    ['<!-- a --> <!-- b', [' a ']],
    ['--> <!--', []],
  ])('of %s', (text, stretches) => {
    expect([...between(text, /<!--/gu, '-->')]).toEqual(stretches);
    expect(replaceBetween(text, /<!--/gu, '-->', (stretch) => stretch)).toBe(text);
    const kept = text.replaceAll(/<!--.*?-->/gsu, '[x]');
    expect(replaceBetween(text, /<!--/gu, '-->', () => '[x]')).toBe(kept);
  });

  // Quadratic time would take an hour here, and the test would end by its time limit.
  it('are found in linear time where none is closed', { timeout: 60_000 }, () => {
    const text = '<!-- wp:x '.repeat(400_000);
    expect([...between(text, /<!--/gu, '-->')]).toEqual([]);
    expect(replaceBetween(text, /<!--/gu, '-->', () => '')).toBe(text);
  });
});

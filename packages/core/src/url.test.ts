import { describe, expect, it } from 'vitest';
import { urlOf } from './url.ts';

describe('urlOf', () => {
  it.each([
    ['https://example.com/a', undefined, 'https://example.com/a'],
    ['https://bücher.example/a', undefined, 'https://xn--bcher-kva.example/a'],
    ['/b?c', 'https://example.com/a', 'https://example.com/b?c'],
    ['', 'https://example.com/a', 'https://example.com/a'],
    ['/b', undefined, undefined],
    ['https://', undefined, undefined],
    ['nothing', undefined, undefined],
  ])('%j with %j: %j', (text, base, expected) => {
    expect(urlOf(text, base)?.href).toBe(expected);
  });

  it('goes on taking international names however often it is called', () => {
    // As it comes from JSON: another kind of string in memory than a literal that was put together.
    const [text = ''] = JSON.parse('["https://bücher.example/a"]') as string[];
    let refused = 0;
    for (let call = 0; call < 30_000; call += 1) if (urlOf(text) === undefined) refused += 1;
    expect(refused).toBe(0);
  });
});

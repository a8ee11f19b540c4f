import { describe, expect, it } from 'vitest';
import { createScrubber } from './scrub.ts';
import { Secret } from './secret.ts';

const TOKEN = 'Zq7mK2xV9pL4tR8wB3nY6dF1sH5gJ0cA';

function scrub(text: string, ...tokens: readonly string[]): string {
  return createScrubber((tokens.length > 0 ? tokens : [TOKEN]).map((token) => new Secret(token)))(text);
}

/** Some characters as escapes, and what starts those as escapes again. All of them would be an encoding themselves. */
function escaped(text: string, layers: number): string {
  const steps = [
    (unit: string) => `%${unit.charCodeAt(0).toString(16)}`,
    (unit: string) => `&#${unit.charCodeAt(0)};`,
  ];
  let whole = text;
  for (let layer = 0; layer < layers; layer += 1) {
    const step = steps[layer % 2] ?? String;
    whole = Array.from(whole, (unit, index) =>
      (layer === 0 ? index % 3 === 1 : /[%&]/.test(unit)) ? step(unit) : unit,
    ).join('');
  }
  return whole;
}

describe('createScrubber', () => {
  it.each([
    ['the token', TOKEN, '[redacted]'],
    ['twelve characters', `(${TOKEN.slice(3, 15)})`, '([redacted])'],
    ['eleven characters', `(${TOKEN.slice(3, 14)})`, `(${TOKEN.slice(3, 14)})`],
    ['nothing', 'a b', 'a b'],
    ['JSON', `{"a":"${TOKEN}"}`, '{"a":"[redacted]"}'],
    ['an escape in it', `(${TOKEN.replace('x', '%78')})`, '([redacted])'],
    ['escapes and none', `(${TOKEN}, ${TOKEN.replace('x', '%78')})`, '([redacted], [redacted])'],
    ['base64', `(${Buffer.from(TOKEN).toString('base64')})`, '([redacted]E=)'],
  ])('reads %s', (_, text, expected) => {
    expect(scrub(text)).toBe(expected);
  });

  it.each([
    ['no secret', []],
    ['an empty secret', ['']],
  ])('leaves everything alone with %s', (_, tokens) => {
    expect(createScrubber(tokens.map((token) => new Secret(token)))(`a ${TOKEN}`)).toBe(`a ${TOKEN}`);
  });

  it.each([
    ['a short secret', 'hunter2!', '(HUNTER2!)', '([redacted])'],
    ['a secret of punctuation', '$-!_.-+*(){}', '($-!_.-+*(){})', '([redacted])'],
    ['a secret of both, its letters', `------------${TOKEN}`, `(${TOKEN})`, '([redacted])'],
    ['a secret of both, its punctuation', `------------${TOKEN}`, '(------------)', '([redacted])'],
    ['punctuation that is escaped', '------------', '(-%2D----------)', '([redacted])'],
  ])('finds %s', (_, token, text, expected) => {
    expect(scrub(text, token)).toBe(expected);
  });

  it.each([1, 2, 3, 4])('looks through %d layers of escapes', (layers) => {
    expect(scrub(`(${escaped(TOKEN, layers)})`)).toBe('([redacted])');
  });

  it('looks through four layers and no more', () => {
    const text = `(${escaped(TOKEN, 5)})`;
    expect(scrub(text)).toBe(text);
  });

  it.each([
    [1, '(ab[redacted]cd)', '([redacted])'],
    [2, '(wxyzwxyz[redacted]qrstqrst)', '([redacted])'],
    [3, '(wxyzwxyzwxyz[redacted]qrstqrstqrst)', '([redacted])'],
    // What is still found after four rounds may never end: then nothing is shown.
    [4, '(wxyzwxyzwxyzwxyz[redacted]qrstqrstqrstqrst)', '[redacted]'],
    [4, '["wxyzwxyzwxyzwxyz[redacted]qrstqrstqrstqrst"]', '"[redacted]"'],
  ])('looks again at what it wrote, %d times', (_, text, expected) => {
    expect(scrub(text, 'wxyz[redacted]qrst', 'ab[redacted]cd')).toBe(expected);
  });
});

import { describe, expect, it } from 'vitest';
import { breadthWords, example, fixedHarm, nothing } from './effect.ts';

it('nothing is no protection and no harm', () => {
  expect(nothing).toEqual({ protections: [], harms: [] });
});

it('a harm whose sentence is always the same is found again by it', () => {
  expect(fixedHarm('g', 'It harms.', 7)).toEqual({
    guard: 'g',
    key: 'It harms.',
    value: 7,
    text: 'It harms.',
  });
});

describe('for how much a rule is', () => {
  const host = 'example.com';

  it.each<[Parameters<typeof breadthWords>[0], string]>([
    [{ kind: 'home', host, which: 'all' }, 'the home page of example.com'],
    [{ kind: 'host', host, which: 'all' }, 'every request to example.com'],
    [{ kind: 'zone', host, which: 'all' }, 'every request'],
    [{ kind: 'zone', host, which: 'http' }, 'every http request'],
    [{ kind: 'zone', host, which: 'signed_in' }, 'every request of a visitor who is signed in'],
    [{ kind: 'zone', host, which: 'POST' }, 'every POST request'],
    [{ kind: 'zone', host, which: 'query' }, 'every request with a query string'],
    [{ kind: 'zone', host, which: 'folder' }, 'every request for a page in a folder'],
  ])('%j is said in words', (breadth, words) => {
    expect(breadthWords(breadth)).toBe(words);
  });
});

describe('an example of a request', () => {
  it.each([
    'https://example.com/',
    'http://example.com/',
    'https://example.com:8443/a',
    'https://example.com:8/a',
    'https://shop.example.com/a/b_c.d~e-f',
    `https://example.com/${'a'.repeat(60)}`,
  ])('%s is shown', (url) => {
    expect(example(url)).toBe(` such as ${url}`);
  });

  it.each([
    undefined,
    '',
    'https://example.com',
    'https://example.com/q7h2v9',
    'https://example.com/h7q',
    'xhttps://example.com/',
    'ftp://example.com/',
    'https:///',
    'https://example.com:/',
    'https://example.com:x/',
    'https://example.com/a b',
    'https://example.com/?a=b',
    'https://example.com/a!',
    `https://example.com/${'a'.repeat(61)}`,
    `https://${'a'.repeat(101)}/`,
  ])('%s is not', (url) => {
    expect(example(url)).toBe('');
  });
});

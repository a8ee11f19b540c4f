import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { forwardingTarget, partsOf, refuseUrl, storedPattern } from './pattern.ts';

describe('partsOf', () => {
  it.each([
    ['example.com', [undefined, 'example.com', undefined, '']],
    ['http*://*.example.com:8443/a/*?b=c:1//d', ['http*', '*.example.com', '8443', '/a/*?b=c:1//d']],
    ['example.com?to=https://b.example/', [undefined, 'example.com', undefined, '?to=https://b.example/']],
    ['example.com/https://b.example/', [undefined, 'example.com', undefined, '/https://b.example/']],
    ['', [undefined, '', undefined, '']],
  ])('%j', (pattern, parts) => {
    const { scheme, host, port, rest } = partsOf(pattern);
    expect([scheme, host, port, rest]).toEqual(parts);
  });

  it('loses nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', ':', '/', '?', '*', '.', '\n') }), (pattern) => {
        const { scheme, host, port, rest } = partsOf(pattern);
        const front = scheme === undefined ? '' : `${scheme}://`;
        expect(`${front}${host}${port === undefined ? '' : `:${port}`}${rest}`).toBe(pattern);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('storedPattern', () => {
  it.each([
    // The examples of "Zone name occurrences must end with a slash".
    ['example.com', 'example.com/'],
    ['example.com/path/example.com', 'example.com/path/example.com/'],
    ['example.com/some-path/cloudflare.com', 'example.com/some-path/cloudflare.com'],
    ['*example.com*', '*example.com/*'],
    ['HTTP://Example.com?a=b', 'HTTP://Example.com/?a=b'],
    ['example.com:8443/a', 'example.com:8443/a'],
    ['www.example.com/example.community', 'www.example.com/example.community'],
    ['example.com/notexample.com', 'example.com/notexample.com'],
    ['exampleXcom', 'exampleXcom'],
  ])('%s is stored as %s', (pattern, stored) => {
    expect(storedPattern(pattern, 'example.com')).toBe(stored);
    expect(storedPattern(stored, 'example.com')).toBe(stored);
  });
});

describe('forwardingTarget', () => {
  it.each([
    ['http://example.com/images/$1/$2.jpg', ['cloud', 'flare'], 'http://example.com/images/cloud/flare.jpg'],
    ['https://example.com/\\$1/$1', ['a'], 'https://example.com/$1/a'],
    ['https://example.com/$1$1', ['$2', 'b'], 'https://example.com/$2$2'],
    ['https://example.com/$3', ['a'], 'https://example.com/$3'],
    ['https://example.com/$', ['a'], 'https://example.com/$'],
    ['https://example.com/$&', ['a'], 'https://example.com/$&'],
  ])('%s with %j is %s', (template, captures, expected) => {
    expect(forwardingTarget(template, captures)).toBe(expected);
  });
});

describe('refuseUrl', () => {
  it.each([
    'example.com',
    'example.com/*',
    'example.com*',
    '*Example.com*',
    '*example.com/*',
    '*.example.com/a/*?b=*',
    'WWW.Example.com/A',
    'http://example.com/',
    'https://shop.eu.example.com:8443/*',
    'http*://example.com/*',
    '*://example.com/*',
    'example.com:*/',
    'w*w.example.com/',
    '_dmarc.example.com/',
    'example.com/%C3%BC',
    'example.com/a?url=https://other.example/@x',
  ])('takes %s', (url) => {
    expect(refuseUrl(url, 'example.com')).toBeUndefined();
  });

  it.each<readonly [unknown, string]>([
    ['', 'write a pattern such as example.com/*'],
    [7, 'is not a string'],
    [null, 'is not a string'],
    ['example.com/*/*/*/*/*', 'has 5 asterisks'],
    ['example.org/*', 'not in the zone example.com'],
    ['notexample.com/*', 'not in the zone example.com'],
    ['example.com.evil.example/*', 'not in the zone example.com'],
    ['example.*/a', 'not in the zone example.com'],
    ['*/static/*', 'not in the zone example.com'],
    ['example.com*.evil.example/', 'not in the zone example.com'],
    ['/images/*', 'write example.com/images/*'],
    ['https:///a', 'has no host'],
    ['ftp://example.com/', 'is not http:// or https://'],
    ['mailto://example.com/', 'is not http:// or https://'],
    ['example.com:web/', 'is not a port'],
    ['example.com:0/', 'is not a port'],
    ['example.com:/', 'is not a port'],
    ['user@example.com/', 'has a user name'],
    ['example.com/a b', 'write %20'],
    ['example.com/a#b', '#fragment'],
    ['example.com/(a|b)', 'has "|"'],
    ['example.com/ü', 'write "example.com/%C3%BC"'],
    ['m\u00fcn*.example.com/', 'write whole labels'],
    ['example.com/\u202ea', 'U+202E'],
    ['example.com/\na', 'U+000A'],
  ])('refuses %j', (url, fragment) => {
    expect(refuseUrl(url, 'example.com')).toContain(fragment);
  });

  it('takes only patterns that stay inside the zone, whatever it gets', () => {
    const piece = fc.constantFrom(
      'example.com',
      'evil.org',
      '*',
      '.',
      '/',
      '?',
      ':',
      '@',
      '#',
      'http',
      '://',
      'a',
      '80',
      '|',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const url = pieces.join('');
        if (refuseUrl(url, 'example.com') !== undefined) return;
        expect(partsOf(storedPattern(url, 'example.com')).host.toLowerCase()).toMatch(
          /^(?:.*[.*])?example\.com$/,
        );
        expect(url.split('*').length).toBeLessThanOrEqual(5);
      }),
      { numRuns: 5_000 },
    );
  });
});

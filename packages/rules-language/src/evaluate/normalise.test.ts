import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extensionOf, normalisePath } from './normalise.ts';

describe('normalisePath', () => {
  it.each([
    ['/hello', '/hello', '/hello'],
    ['/%68ello', '/hello', '/hello'],
    ['/%68ello//pa\\th', '/hello//pa%5Cth', '/hello/pa/th'],
    ['/hello//../path', '/hello/path', '/path'],
    ['/hello/\\../path', '/hello/%5C../path', '/path'],
    ['/%2e%2E/a/./b/..', '/a/', '/a/'],
    ['/a%2fb%7e%41', '/a%2Fb~A', '/a%2Fb~A'],
    ['/\xc3\xa9 "<>', '/%C3%A9%20%22%3C%3E', '/%C3%A9%20%22%3C%3E'],
    [":/?#[]@!$&'()*+,;=", ":/?#[]@!$&'()*+,;=", ":/?#[]@!$&'()*+,;="].map((text) => `/${text}`),
    ['/%zz%', '/%zz%', '/%zz%'],
    ['/..', '/', '/'],
    ['/a/..', '/', '/'],
    ['//a', '//a', '/a'],
    ['/', '/', '/'],
  ])('%j is %j, and %j as Cloudflare does it', (path, rfc3986, cloudflare) => {
    expect(normalisePath(path ?? '', 'rfc3986')).toBe(rfc3986);
    expect(normalisePath(path ?? '', 'cloudflare')).toBe(cloudflare);
    expect(normalisePath(path ?? '', 'none')).toBe(path);
  });

  const path = fc
    .array(fc.constantFrom('/', '.', '..', '%2e', '%2F', '%41', 'a', '\\', '\xe9', '%', '?'), {
      maxLength: 12,
    })
    .map((parts) => `/${parts.join('')}`);

  it('leaves no dot segment, and little else to do', () => {
    fc.assert(
      fc.property(path, fc.constantFrom('rfc3986' as const, 'cloudflare' as const), (written, kind) => {
        const normalised = normalisePath(written, kind);
        expect(normalised).toMatch(/^\/[!-~]*$/);
        expect(normalised.split('/')).not.toContain('..');
        expect(normalised.split('/')).not.toContain('.');
      }),
    );
  });
});

describe('extensionOf', () => {
  it.each([
    ['/foo', ''],
    ['/foo.mp3', 'mp3'],
    ['/.mp3', ''],
    ['/.foo.mp3', 'mp3'],
    ['/foo.tar.bz2', 'bz2'],
    ['/foo.', ''],
    ['/foo.MP3', 'mp3'],
    ['/a.b/c', ''],
    ['/', ''],
  ])('of %j is %j', (path, extension) => {
    expect(extensionOf(path)).toBe(extension);
  });
});

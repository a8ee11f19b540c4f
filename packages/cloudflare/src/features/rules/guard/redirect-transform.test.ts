import { describe, expect, it } from 'vitest';
import { isPersonal, templateOf } from './redirect.ts';

describe('a path', () => {
  it.each([
    '.env',
    '/.env',
    '/a/.git/config',
    '..',
    '../a',
    '/..',
    '/a/../b',
    '/a/..',
    '/admin',
    '/api/admin',
  ])('%s is personal', (path) => {
    expect(isPersonal(path)).toBe(true);
  });

  it.each([
    '/',
    '/blog',
    '/.well-known/security.txt',
    '/a..b',
    '/a/..b',
    '/a.env',
    'api',
    'api/v1',
    '/api',
    '/api/v1',
    '/graphql',
    '/wp-json/v2',
  ])('%s is not', (path) => {
    expect(isPersonal(path)).toBe(false);
  });
});

function make(given: Parameters<typeof templateOf>[0]): string | undefined {
  return templateOf(given, 'rewrite_path')?.({ fields: new Map(), lists: new Map() });
}

describe('a template', () => {
  it('is the value that is given', () => {
    expect(make({ value: '/a' })).toBe('/a');
  });

  it('is what an expression says', () => {
    expect(make({ expression: 'concat("/a", "/b")' })).toBe('/a/b');
  });

  it('is unknown where the expression cannot be read, or depends on what is not known', () => {
    expect(make({ expression: 'concat(' })).toBeUndefined();
    expect(make({ expression: 'http.request.uri.path' })).toBeUndefined();
  });

  it('is none where nothing is given', () => {
    expect(templateOf({}, 'rewrite_path')).toBeUndefined();
    expect(templateOf(undefined, 'rewrite_path')).toBeUndefined();
  });
});

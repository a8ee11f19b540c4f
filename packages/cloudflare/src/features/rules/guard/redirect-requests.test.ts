import { describe, expect, it } from 'vitest';
import { SampleZone } from '../scope/request.ts';
import { scopeOf } from '../scope/search.ts';
import { matchedRequests } from './redirect.ts';

const zone = new SampleZone('example.com');

function urls(expression: string): readonly string[] {
  return matchedRequests({ scope: scopeOf(expression), zone }).map(({ url }) => url);
}

describe('requests that a rule matches', () => {
  it.each(['/', '/q7h2v9', '/index.html', '/login', '/account', '/api/x', '/static/a.css'])(
    'are at %s, by both schemes, if it is for all',
    (path) => {
      expect(urls('true')).toContain(`https://example.com${path}`);
      expect(urls('true')).toContain(`http://example.com${path}`);
      expect(urls('true')).toContain(`https://www.example.com${path}`);
    },
  );

  it('are at the paths that it names', () => {
    expect(urls('http.request.uri.path eq "/basket"')).toContain('https://example.com/basket');
  });

  it('are by one scheme if it is for that', () => {
    expect(urls('ssl').every((url) => url.startsWith('https://'))).toBe(true);
    expect(urls('not ssl').every((url) => url.startsWith('http://'))).toBe(true);
  });

  it('are at few paths and hosts, however many it names', () => {
    const names = Array.from({ length: 40 }, (_, index) => `"/p${index}"`).join(' ');
    expect(new Set(urls(`http.request.uri.path in {${names}}`)).size).toBeLessThan(100);
    const hosts = Array.from({ length: 20 }, (_, index) => `"h${index}.example.com"`).join(' ');
    const found = new Set(urls(`http.host in {${hosts}} or true`).map((url) => new URL(url).host));
    expect(found.size).toBeLessThanOrEqual(5);
  });

  it('are one that is made for it, where it is for no ordinary visitor', () => {
    const found = urls('http.request.method eq "PATCH" and http.request.uri.path eq "/only"');
    expect(found).toHaveLength(1);
  });

  it('are none, if it matches nothing, and all, if it cannot be read', () => {
    expect(urls('false')).toEqual([]);
    expect(urls('((')).toContain('https://example.com/login');
  });

  it('are also those of the other reading of a backslash', () => {
    const found = urls(String.raw`http.request.uri.path matches "^/\\.env$"`);
    expect(found.length).toBeGreaterThan(0);
    expect(found.every((url) => url.startsWith('http'))).toBe(true);
  });
});

import type { JsonObject } from '@crunchtools/mcp-core';
import { describe, expect, it } from 'vitest';
import { loopOf, ruleWarnings } from './definition.ts';

function redirect(expression: string, target: JsonObject, more: JsonObject = {}): JsonObject {
  return {
    expression,
    action: 'redirect',
    action_parameters: { from_value: { target_url: target } },
    ...more,
  };
}

const zone = 'example.com';

describe('loopOf', () => {
  it.each<[string, string, 'certain' | 'possible' | undefined]>([
    ['http.host eq "example.com"', 'https://example.com/new', 'certain'],
    ['http.host eq "old.example.com"', 'https://example.com/new', undefined],
    ['http.host eq "example.com" and http.request.uri.path ne "/new"', 'https://example.com/new', undefined],
    ['not ssl', 'https://example.com/', undefined],
    ['http.request.full_uri wildcard "http*://example.com/*"', 'https://example.com/a', 'certain'],
    ['true', '/new', 'certain'],
    ['starts_with(http.request.uri.path, "/a")', '/a/b', 'certain'],
    ['starts_with(http.request.uri.path, "/a")', '/b', undefined],
    ['true', 'https://www.example.com/', 'possible'],
    ['true', 'https://example.org/', undefined],
    ['http.host eq "example.com" and ip.src.country eq "NZ"', 'https://example.com/nz', undefined],
    ['http.host eq', 'https://example.com/', undefined],
  ])('%s → %s: %s', (expression, value, loop) => {
    expect(loopOf(redirect(expression, { value }), zone)).toBe(loop);
  });

  it.each([
    redirect('true', { expression: 'concat("https://", http.host)' }),
    redirect('true', { value: '/a' }, { enabled: false }),
    redirect('true', { value: 'https://' }),
    { expression: 'true' },
  ])('does not judge %j', (definition) => {
    expect(loopOf(definition, zone)).toBeUndefined();
  });
});

describe('ruleWarnings', () => {
  it('doubts a redirect to a host that may be covered, too', () => {
    const [warning] = ruleWarnings('redirect', redirect('true', { value: 'https://www.example.com/' }), zone);
    expect(warning).toContain('for ever');
  });

  it('passes on what the Rules language doubts, with the place', () => {
    const parameters = { uri: { path: { expression: '"/always"' } } };
    const [warning] = ruleWarnings('url_rewrite', { expression: 'ssl', action_parameters: parameters }, zone);
    expect(warning).toMatch(/^rewrite\.path_expression, line 1, column 1: /u);
  });

  it('has nothing to say of an ordinary rule', () => {
    expect(ruleWarnings('redirect', redirect('http.host eq "a.example.com"', { value: '/a' }), zone)).toEqual(
      [],
    );
  });
});

import type { JsonObject } from '@crunchtools/mcp-core';
import { describe, expect, it } from 'vitest';
import { describeRule } from './codec.ts';

function rule(phase: string, action: string, parameters: JsonObject, more: JsonObject = {}): JsonObject {
  return { phase, action, expression: 'ssl', action_parameters: parameters, ...more };
}

describe('describeRule', () => {
  it.each<[JsonObject, string]>([
    [
      rule('redirect', 'redirect', { from_value: { target_url: { value: '/b' }, status_code: 301 } }),
      'create redirect rule when ssl → 301 /b',
    ],
    [
      rule('redirect', 'redirect', { from_list: { name: 'office' } }),
      'create redirect rule when ssl → redirect {"action_parameters":{"from_list":{"name":"office"}}}',
    ],
    [
      rule('url_rewrite', 'rewrite', { uri: { path: { value: '/b' }, query: { value: '' } } }),
      'create url_rewrite rule when ssl → path /b, no query',
    ],
    [
      rule('request_headers', 'rewrite', {
        headers: { 'X-A': { operation: 'set', value: '1' }, 'X-B': { operation: 'remove' } },
      }),
      'create request_headers rule when ssl → set X-A: 1, remove X-B',
    ],
    [
      rule('config', 'set_config', { ssl: 'off' }, { description: 'Old' }),
      'create config rule "Old" when ssl → ssl off',
    ],
    [
      rule('origin', 'route', { origin: { port: 8443 } }, { expression: 'true' }),
      'create origin rule for every request → port 8443',
    ],
    [
      rule('compression', 'compress_response', { algorithms: [{ name: 'zstd' }] }),
      'create compression rule when ssl → zstd',
    ],
    [
      rule('waf_custom', 'skip', { ruleset: 'current' }),
      'create waf_custom rule when ssl → skip ruleset current',
    ],
    [
      { phase: 'waf_custom', action: 'block', expression: 'ssl', enabled: false },
      'create waf_custom rule when ssl → block (disabled)',
    ],
    [
      {
        phase: 'rate_limit',
        action: 'block',
        expression: 'ssl',
        ratelimit: { period: 10, requests_per_period: 5 },
      },
      'create rate_limit rule when ssl → block above 5 requests in 10 s',
    ],
  ])('says what %j is for', (after, line) => {
    expect(describeRule('create', undefined, after)).toBe(line);
  });

  it.each<[JsonObject, string]>([
    [{ enabled: false }, 'update config rule: enabled true → false'],
    [{ description: 'New' }, 'update config rule: description none → "New"'],
    [{ action_parameters: { ssl: 'strict' } }, 'update config rule: ssl off → ssl strict'],
    [{}, 'update config rule: no difference'],
  ])('says what changes: %j', (change, line) => {
    const before = rule('config', 'set_config', { ssl: 'off' }, { enabled: true });
    expect(describeRule('update', before, { ...before, ...change })).toBe(line);
  });

  it('cuts what is long', () => {
    const long = rule(
      'config',
      'set_config',
      { ssl: 'off' },
      { expression: `http.host eq "${'a'.repeat(500)}"` },
    );
    expect(describeRule('delete', long, undefined).length).toBeLessThan(200);
  });
});

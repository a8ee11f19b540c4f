import type { JsonObject } from '@crunchtools/mcp-core';
import { describe, expect, it } from 'vitest';
import { guardReason } from './guard.ts';

const expression = 'http.host eq "a.example.com"';
const block = { phase: 'waf_custom', action: 'block', expression, enabled: true };
const limit = {
  phase: 'rate_limit',
  action: 'block',
  expression,
  ratelimit: { characteristics: ['ip.src'], period: 10, requests_per_period: 10, mitigation_timeout: 60 },
};
const skip = { phase: 'waf_custom', action: 'skip', expression, action_parameters: { ruleset: 'current' } };

function config(settings: JsonObject): JsonObject {
  return { phase: 'config', expression, action: 'set_config', action_parameters: settings };
}

function header(name: string, operation: string): JsonObject {
  const headers = { [name]: { operation, ...(operation === 'remove' ? {} : { value: 'x' }) } };
  return { phase: 'response_headers', expression, action: 'rewrite', action_parameters: { headers } };
}

function redirect(filter: string): JsonObject {
  const from_value = { target_url: { value: 'https://example.org/' } };
  return { phase: 'redirect', expression: filter, action: 'redirect', action_parameters: { from_value } };
}

describe('guardReason', () => {
  it.each<[string, JsonObject | undefined, JsonObject | undefined, string]>([
    ['a protection is turned off', block, { ...block, enabled: false }, 'turns a protection off'],
    ['block becomes log', block, { ...block, action: 'log' }, 'weakens'],
    ['block becomes a challenge', block, { ...block, action: 'challenge' }, 'weakens'],
    ['an unknown action becomes block', { ...block, action: 'execute' }, block, 'weakens'],
    ['a protection applies to something else', block, { ...block, expression: 'false' }, 'applies to'],
    ['a skip rule is made', undefined, skip, 'past protection'],
    ['a skip rule is turned on', { ...skip, enabled: false }, skip, 'past protection'],
    [
      'more requests are let through',
      limit,
      { ...limit, ratelimit: { ...limit.ratelimit, requests_per_period: 11 } },
      'loosens',
    ],
    ['the period is shorter', limit, { ...limit, ratelimit: { ...limit.ratelimit, period: 5 } }, 'loosens'],
    [
      'the block is shorter',
      limit,
      { ...limit, ratelimit: { ...limit.ratelimit, mitigation_timeout: 10 } },
      'loosens',
    ],
    [
      'something else is counted',
      limit,
      { ...limit, ratelimit: { ...limit.ratelimit, counting_expression: 'false' } },
      'loosens',
    ],
    [
      'it is counted by something else',
      limit,
      { ...limit, ratelimit: { ...limit.ratelimit, characteristics: ['ip.src', 'http.host'] } },
      'loosens',
    ],
    ['everybody is blocked', undefined, { ...block, expression: '(true)' }, 'every visitor'],
    ['everything is redirected', undefined, redirect('true'), 'redirects every request'],
    ['everything is rewritten', undefined, { ...redirect('true'), phase: 'url_rewrite' }, 'rewrites every'],
    ['everything is limited', undefined, { ...limit, expression: ' true ' }, 'every request'],
    [
      'everything is cached',
      undefined,
      { phase: 'cache', expression: 'true', action_parameters: { cache: true } },
      'caches every answer',
    ],
    ['encryption is off', undefined, config({ ssl: 'off' }), 'unencrypted'],
    ['encryption ends at Cloudflare', undefined, config({ polish: 'off', ssl: 'flexible' }), 'unencrypted'],
    ['the security level is off', undefined, config({ security_level: 'essentially_off' }), 'security level'],
    ['browsers are not checked', undefined, config({ bic: false }), 'browser integrity'],
    [
      'requests go elsewhere',
      undefined,
      { phase: 'origin', expression, action_parameters: { origin: { host: 'b.example.com' } } },
      'another server',
    ],
    ['a protecting header goes', undefined, header('Content-Security-Policy', 'remove'), 'protects visitors'],
    ['cookies are replaced', undefined, header('Set-Cookie', 'set'), 'all cookies'],
  ])('asks when %s', (_title, before, after, reason) => {
    expect(guardReason(before, after)).toContain(reason);
  });

  it.each<[string, JsonObject | undefined, JsonObject | undefined]>([
    ['a protection is made', undefined, block],
    ['a protection becomes stronger', { ...block, action: 'log' }, block],
    ['a protection is turned on', { ...block, enabled: false }, block],
    ['a protection is named', block, { ...block, description: 'x' }],
    [
      'a protection that is off changes',
      { ...block, enabled: false },
      { ...block, enabled: false, action: 'log' },
    ],
    ['a skip rule is turned off', skip, { ...skip, enabled: false }],
    [
      'a limit becomes tighter',
      limit,
      { ...limit, ratelimit: { ...limit.ratelimit, requests_per_period: 5 } },
    ],
    ['everything is logged', undefined, { ...block, action: 'log', expression: 'true' }],
    ['some requests are redirected', undefined, redirect('ssl')],
    ['a rule for everything is off', undefined, { ...redirect('true'), enabled: false }],
    ['all answers get a header', undefined, { ...header('X-A', 'set'), expression: 'true' }],
    ['encryption is strict', undefined, config({ ssl: 'strict', bic: true })],
    ['a harmless header goes', undefined, header('X-Powered-By', 'remove')],
    ['cookies are added', undefined, header('Set-Cookie', 'add')],
    [
      'only the port changes',
      undefined,
      { phase: 'origin', expression, action_parameters: { origin: { port: 1 } } },
    ],
    ['a rule is deleted, which core asks about', block, undefined],
  ])('does not ask when %s', (_title, before, after) => {
    expect(guardReason(before, after)).toBeUndefined();
  });
});

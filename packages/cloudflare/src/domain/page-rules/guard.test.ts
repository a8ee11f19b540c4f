import type { JsonObject } from '@crunchtools/mcp-core';
import { describe, expect, it } from 'vitest';
import { describePageRule, guardReason } from './index.ts';

const state = (actions: JsonObject, change: JsonObject = {}): JsonObject => ({
  url: 'example.com/a/*',
  priority: 1,
  status: 'active',
  actions,
  ...change,
});
const wide = { url: '*example.com/*' };
const off = { status: 'disabled' };
const forward = { forwarding_url: { url: 'https://a.example/', status_code: 301 } };

describe('guardReason', () => {
  it.each<readonly [string, JsonObject | undefined, JsonObject | undefined, string | undefined]>([
    ['security off', undefined, state({ disable_security: true }), 'security features off'],
    ['level off', undefined, state({ security_level: 'off' }), 'security level off'],
    ['level essentially off', undefined, state({ security_level: 'essentially_off' }), 'security level off'],
    ['level low', undefined, state({ security_level: 'low' }), undefined],
    ['no firewall', undefined, state({ waf: 'off' }), 'firewall off'],
    ['firewall', undefined, state({ waf: 'on' }), undefined],
    ['no browser check', undefined, state({ browser_check: 'off' }), 'integrity check off'],
    ['no encryption', undefined, state({ ssl: 'off' }), 'without encryption'],
    ['half encryption', undefined, state({ ssl: 'flexible' }), 'without encryption'],
    ['full encryption', undefined, state({ ssl: 'strict' }), undefined],
    ['another server', undefined, state({ resolve_override: 'a.example' }), 'another server'],
    ['another host', undefined, state({ host_header_override: 'a.example' }), 'another host'],
    ['a draft of anything', undefined, state({ disable_security: true }, off), undefined],
    ['its start', state({ waf: 'off' }, off), state({ waf: 'off' }), 'firewall off'],
    ['nothing new', state({ waf: 'off' }), state({ waf: 'off', polish: 'lossy' }), undefined],
    ['the same elsewhere', state({ waf: 'off' }), state({ waf: 'off' }, wide), 'firewall off'],
    ['a redirect of a host', undefined, state(forward, wide), 'redirects every page of a host'],
    [
      'a redirect of a scheme',
      undefined,
      state(forward, { url: 'http://example.com/*' }),
      'redirects every page',
    ],
    ['a redirect of a folder', undefined, state(forward), undefined],
    [
      'full caching of a host',
      undefined,
      state({ cache_level: 'cache_everything' }, wide),
      'caches every page',
    ],
    ['full caching of a folder', undefined, state({ cache_level: 'cache_everything' }), undefined],
    ['no caching of a host', undefined, state({ cache_level: 'bypass' }, wide), undefined],
    ['the end of HTTPS', state({ always_use_https: true }), undefined, 'always_use_https no longer protects'],
    [
      'a pause of HTTPS',
      state({ always_use_https: true }),
      state({ always_use_https: true }, off),
      'always_use_https',
    ],
    ['a lower level', state({ security_level: 'high' }), state({ security_level: 'low' }), 'security_level'],
    [
      'the end of bypassing',
      state({ cache_level: 'bypass' }),
      state({ cache_level: 'basic' }),
      'cache_level',
    ],
    ['the end of a draft', state({ waf: 'on' }, off), undefined, undefined],
    ['the end of polish', state({ polish: 'lossy' }), undefined, undefined],
    ['a move', state({ waf: 'on' }), state({ waf: 'on' }, { priority: 2 }), undefined],
  ])('%s', (_name, before, after, expected) => {
    const reason = guardReason(before, after);
    if (expected === undefined) expect(reason).toBeUndefined();
    else expect(reason).toContain(expected);
  });
});

describe('describePageRule', () => {
  it.each<readonly [JsonObject | undefined, JsonObject | undefined, string]>([
    [
      undefined,
      state(forward),
      'x Page Rule example.com/a/* (priority 1, active): forwarding_url 301 https://a.example/',
    ],
    [
      state({ disable_apps: true, waf: 'on' }, off),
      undefined,
      'x Page Rule example.com/a/* (priority 1, disabled): disable_apps, waf "on"',
    ],
    [
      state({ waf: 'on', polish: 'off' }),
      state({ waf: 'off', disable_apps: true }, { ...wide, ...off, priority: 3 }),
      'x Page Rule example.com/a/*: url example.com/a/* → *example.com/*, priority 1 → 3, status active → disabled, waf "on" → "off", polish "off" → none, disable_apps none → true',
    ],
    [state({ waf: 'on' }), state({ waf: 'on' }), 'x Page Rule example.com/a/*: no difference'],
  ])('%#', (before, after, line) => {
    expect(describePageRule('x', before, after)).toBe(line);
  });

  it('cuts long values', () => {
    const long = state(
      { bypass_cache_on_cookie: 'x'.repeat(5_000) },
      { url: `example.com/${'y'.repeat(5_000)}` },
    );
    expect(describePageRule('create', undefined, long).length).toBeLessThan(400);
  });
});

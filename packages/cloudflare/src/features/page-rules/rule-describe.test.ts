import type { JsonObject } from '@crunchtools/mcp-core';
import { describe, expect, it } from 'vitest';
import { describePageRule } from './rule.ts';

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

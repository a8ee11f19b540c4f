import { InputError } from '@crunchtools/mcp-core';
import { describe, expect, it } from 'vitest';
import { readConfig } from './config.ts';

describe('--max-changes', () => {
  const minute = 60_000;
  it.each([
    ['100/1h', { changes: 100, periodMs: 60 * minute, text: '100/1h' }],
    ['20/10m', { changes: 20, periodMs: 10 * minute, text: '20/10m' }],
    ['500/day', { changes: 500, periodMs: 24 * 60 * minute, text: '500/day' }],
    ['3/30s', { changes: 3, periodMs: minute / 2, text: '3/30s' }],
    ['5/2hours', { changes: 5, periodMs: 120 * minute, text: '5/2hours' }],
    ['0/d', { changes: 0, periodMs: 24 * 60 * minute, text: '0/d' }],
    ['7/M', { changes: 7, periodMs: minute, text: '7/M' }],
  ])('takes %s, as a flag and as a variable', (value, expected) => {
    expect(readConfig(['--max-changes', value], {}).maxChanges).toEqual(expected);
    expect(readConfig([], { MCP_CLOUDFLARE_MAX_CHANGES: value }).maxChanges).toEqual(expected);
  });

  it.each(['', `$\{user_config.max_changes}`])('takes %j in its variable for no limit', (value) => {
    expect(readConfig([], { MCP_CLOUDFLARE_MAX_CHANGES: value }).maxChanges).toBeUndefined();
  });

  it.each(['100', '100/', '/1h', '100/1w', '1.5/1h', '100/0h', '100/1h/1h', '1e3/1h', '100 per hour'])(
    'refuses %s with what it takes',
    (value) => {
      const attempt = (): unknown => readConfig(['--max-changes', value], {});
      expect(attempt).toThrow(InputError);
      expect(attempt).toThrow(/such as 100\/1h, 20\/10m or 500\/day/u);
    },
  );
});

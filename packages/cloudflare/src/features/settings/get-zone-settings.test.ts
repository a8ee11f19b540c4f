import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Harness, startInProcess } from '../../../test/support/in-process.ts';
import { settingIds } from './settings.ts';

let server: Harness;

beforeEach(async () => {
  server = await startInProcess();
});
afterEach(() => server.close());

const zone = 'mapleandpine.com';

async function settings(args: Record<string, unknown> = {}): Promise<Record<string, unknown>[]> {
  const { data } = await server.call('get_zone_settings', { zone, ...args });
  return Reflect.get(data, 'settings') as Record<string, unknown>[];
}

describe('get_zone_settings', () => {
  it('gives every setting, with one request each and never more than four at once', async () => {
    await server.call('get_zone', { zone });
    server.requests();
    const all = await settings();
    expect(all.map(({ setting }) => setting)).toEqual(settingIds);
    expect(server.requests()).toHaveLength(settingIds.length);
    expect(all).toContainEqual({ setting: 'ssl', value: 'full' });
    expect(all).toContainEqual({ setting: 'security_header', value: 'off' });
    expect(all).toContainEqual({ setting: 'browser_cache_ttl', value: 86_400 });
  });

  it('says when a named one was changed, and which the plan does not let change', async () => {
    expect(await settings({ settings: ['polish', 'http2'] })).toEqual([
      { setting: 'polish', value: 'lossless', modified_on: '2025-05-06T14:12:30.000Z' },
      { setting: 'http2', value: 'on' },
    ]);
    expect(await settings({ zone: 'mapleandpine.net', settings: ['http2'] })).toEqual([
      { setting: 'http2', value: 'on', editable: false },
    ]);
  });

  it('shows HSTS as the header it is, and when development mode ends', async () => {
    expect(await settings({ zone: 'northfork-labs.dev', settings: ['security_header'] })).toMatchObject([
      { value: 'max-age=15552000; includeSubDomains; nosniff' },
    ]);
    await server.apply('update_zone_setting', { zone, setting: 'development_mode', value: 'on' });
    const [mode] = await settings({ settings: ['development_mode'] });
    expect(mode).toMatchObject({ value: 'on', time_remaining: expect.any(Number) });
  });

  it('names the settings there are to one who asks for another', async () => {
    const { data } = await server.call('get_zone_settings', { zone, settings: ['ssl', 'min_tls_versions'] });
    expect(data.error).toMatchObject({
      code: 'invalid_input',
      next_step: expect.stringMatching(/^Did you mean min_tls_version\? There are ssl, always_use_https/u),
    });
  });

  it('goes on without a setting that Cloudflare does not know any more', async () => {
    const body = { success: false, result: null, messages: [], errors: [{ code: 1006, message: 'gone' }] };
    server.fault({ match: { path: '/settings/brotli' }, fault: { kind: 'status', status: 400, body } });
    const { data } = await server.call('get_zone_settings', { zone, settings: ['ssl', 'brotli'] });
    expect(data).toMatchObject({ settings: [{ setting: 'ssl' }], unavailable: ['brotli'] });
  });

  it('fails when none is there, and names the permission that is missing', async () => {
    const body = { success: false, result: null, messages: [], errors: [{ code: 1001, message: 'no zone' }] };
    server.fault({ match: { path: '/settings/' }, fault: { kind: 'status', status: 404, body }, times: 2 });
    const gone = await server.call('get_zone_settings', { zone, settings: ['ssl', 'brotli'] });
    expect(gone.data.error.code).toBe('not_found');
    const token = `cfut_${'r'.repeat(48)}`;
    const tokens = [{ token, permissions: ['Zone Read' as const] }];
    const narrow = await startInProcess({ token, simulator: { tokens } });
    const { data } = await narrow.call('get_zone_settings', { zone, settings: ['ssl'] });
    narrow.close();
    expect(data.error).toMatchObject({
      code: 'permission_denied',
      details: { permission: 'Zone Settings Read' },
    });
  });

  it('tells how far it is, and stops when it is cancelled', async () => {
    server.fault({ match: { path: '/settings/' }, skip: 6, fault: { kind: 'delay', ms: 60_000 }, times: 99 });
    const params = { name: 'get_zone_settings', arguments: { zone }, _meta: { progressToken: 's' } };
    server.client.send({ jsonrpc: '2.0', id: 'all', method: 'tools/call', params });
    await expect.poll(() => progress().length).toBeGreaterThan(4);
    expect(progress().at(-1)).toMatchObject({ progressToken: 's', total: settingIds.length });
    server.client.send({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 'all' } });
    await expect.poll(() => server.log.some((line) => line.includes('"outcome":"cancelled"'))).toBe(true);
    expect(server.requests().length).toBeLessThan(settingIds.length);
  });
});

function progress(): readonly unknown[] {
  return server.client.lines
    .map((line) => JSON.parse(line) as { method?: string; params?: unknown })
    .filter(({ method }) => method === 'notifications/progress')
    .map(({ params }) => params);
}

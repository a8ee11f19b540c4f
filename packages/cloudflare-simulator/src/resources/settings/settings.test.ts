import { describe, expect, it } from 'vitest';
import { type Answer, call, codesOf } from '../../../test/support.ts';
import { stableId } from '../../determinism.ts';
import { createSimulator, type SimulatorOptions } from '../../index.ts';

const SHOP = 'mapleandpine.com';
const SMALL = 'mapleandpine.net';

const path = (id: string, zone = SHOP): string => `/zones/${stableId('zone', zone)}/settings/${id}`;

function open(options: SimulatorOptions = {}) {
  const simulator = createSimulator(options);
  const read = (id: string, zone?: string): Promise<Answer> => call(simulator, 'GET', path(id, zone));
  const edit = (id: string, value: unknown, zone?: string): Promise<Answer> =>
    call(simulator, 'PATCH', path(id, zone), { body: { value } });
  return { simulator, read, edit };
}

describe('GET a zone setting', () => {
  it('tells what is stored, and the default of what nobody touched', async () => {
    const { read } = open();
    expect((await read('browser_cache_ttl')).json.result).toEqual({
      id: 'browser_cache_ttl',
      value: 86_400,
      editable: true,
      modified_on: '2025-05-06T14:12:30.000Z',
    });
    expect((await read('min_tls_version')).json.result).toMatchObject({ value: '1.0', modified_on: null });
  });

  it.each([
    ['polish', SMALL, false],
    ['polish', SHOP, true],
    ['true_client_ip_header', SHOP, false],
    ['advanced_ddos', SHOP, false],
  ])('says whether the plan may edit %s of %s', async (id, zone, editable) => {
    expect((await open().read(id, zone)).json.result).toMatchObject({ editable });
  });

  it('knows neither the ended batch endpoint nor a name that is none', async () => {
    const { simulator, read } = open();
    const batch = await call(simulator, 'GET', path('').replace(/\/$/u, ''));
    expect([batch.status, codesOf(batch)]).toEqual([400, [7000]]);
    const unknown = await read('toString');
    expect([unknown.status, codesOf(unknown)]).toEqual([400, [1006]]);
  });

  it('needs a permission for settings', async () => {
    const token = `cfut_${'z'.repeat(48)}`;
    const { simulator } = open({ tokens: [{ token, permissions: ['Zone Read', 'DNS Write'] }] });
    const refused = await call(simulator, 'GET', path('ssl'), { token });
    expect([refused.status, codesOf(refused)]).toEqual([403, [10000]]);
  });
});

describe('PATCH a zone setting', () => {
  it.each([
    ['ssl', 'strict'],
    ['min_tls_version', '1.2'],
    ['security_level', 'under_attack'],
    ['browser_cache_ttl', 0],
    ['challenge_ttl', 2700],
    ['cache_level', 'simplified'],
  ])('sets %s to %s', async (id, value) => {
    const { edit, read } = open();
    expect((await edit(id, value)).json.result).toMatchObject({ id, value });
    expect((await read(id)).json.result).toMatchObject({
      value,
      modified_on: expect.stringMatching(/^2026/u),
    });
  });

  it.each([
    ['ssl', 'origin_pull'],
    ['min_tls_version', 1.2],
    ['security_level', 'off'],
    ['browser_cache_ttl', 29],
    ['browser_cache_ttl', '3600'],
    ['challenge_ttl', 301],
    ['cache_level', 'bypass'],
    ['brotli', true],
    ['security_header', { strict_transport_security: { enabled: 'yes' } }],
    ['ssl', undefined],
  ])('refuses %s = %j', async (id, value) => {
    const refused = await open().edit(id, value);
    expect([refused.status, codesOf(refused)]).toEqual([400, [1007]]);
  });

  it('refuses what the plan does not let change, and on Enterprise lets it', async () => {
    const refused = await open().edit('polish', 'lossy', SMALL);
    expect([refused.status, codesOf(refused)]).toEqual([403, [1015]]);
    expect((await open({ plan: 'enterprise' }).edit('security_level', 'off')).status).toBe(200);
  });

  it('lets development mode end after three hours', async () => {
    const { simulator, edit, read } = open();
    const on = await edit('development_mode', 'on');
    expect(on.json.result).toMatchObject({ value: 'on', time_remaining: 10_800 });
    simulator.clock.advance(3_600_000);
    expect((await read('development_mode')).json.result).toMatchObject({ time_remaining: 7_200 });
    const zone = await call(simulator, 'GET', `/zones/${stableId('zone', SHOP)}`);
    expect(zone.json.result).toMatchObject({ development_mode: 7_200 });
    simulator.clock.advance(7_200_000);
    expect((await read('development_mode')).json.result).toMatchObject({ value: 'off' });
  });

  it('shows TLS 1.3 with 0-RTT as zrt', async () => {
    const { edit, read } = open();
    await edit('0rtt', 'on');
    expect((await read('tls_1_3')).json.result).toMatchObject({ value: 'zrt' });
    await edit('tls_1_3', 'off');
    expect((await read('tls_1_3')).json.result).toMatchObject({ value: 'off' });
  });

  it('completes the security header', async () => {
    const value = { strict_transport_security: { enabled: true, max_age: 300 } };
    expect((await open().edit('security_header', value)).json.result).toMatchObject({
      value: {
        strict_transport_security: { enabled: true, max_age: 300, include_subdomains: false, nosniff: false },
      },
    });
  });

  it('keeps the time of a setting that is set to what it is, and forgets all on reset', async () => {
    const { simulator, edit, read } = open();
    await edit('ssl', 'full');
    expect((await read('ssl')).json.result).toMatchObject({ modified_on: '2025-05-06T14:12:30.000Z' });
    await edit('ssl', 'off');
    simulator.reset();
    expect((await read('ssl')).json.result).toMatchObject({ value: 'full' });
  });
});

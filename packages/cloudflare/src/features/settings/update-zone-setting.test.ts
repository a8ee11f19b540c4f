import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Harness, startInProcess } from '../../../test/support/in-process.ts';

let server: Harness;

beforeEach(async () => {
  server = await startInProcess();
});
afterEach(() => server.close());

const zone = 'mapleandpine.com';
const update = (setting: string, value: string | number, also: object = {}) =>
  server.call('update_zone_setting', { zone, setting, value, ...also });

async function valueNow(setting: string): Promise<unknown> {
  const { data } = await server.call('get_zone_settings', { zone, settings: [setting] });
  return (Reflect.get(data, 'settings') as { value: unknown }[])[0]?.value;
}

describe('update_zone_setting', () => {
  it('applies what strengthens with one read and one write, warns, and takes it back', async () => {
    await server.call('get_zone', { zone });
    server.requests();
    const { data } = await update('ssl', 'strict');
    expect(data).toMatchObject({
      status: 'applied',
      changes: [
        {
          action: 'update',
          resource: 'zone_setting',
          id: 'ssl',
          summary: 'ssl: full → strict',
          before: { ssl: 'full' },
          after: { ssl: 'strict' },
        },
      ],
      warnings: [expect.stringContaining('526')],
    });
    expect(server.requests().map((line) => line.split(' ')[0])).toEqual(['GET', 'PATCH']);
    // Back to what protects less: that is asked.
    const undone = await server.call('undo_change', { change_ids: [data.change_id] });
    expect(undone.data).toMatchObject({
      status: 'needs_confirmation',
      reasons: expect.arrayContaining([expect.stringContaining('impostor')]),
    });
    await server.apply('undo_change', { change_ids: [data.change_id] });
    expect(await valueNow('ssl')).toBe('full');
  });

  it.each([
    ['ssl', 'off', 'nothing is encrypted'],
    ['tls_1_3', 'off', 'safest TLS version'],
    ['security_level', 'essentially_off', 'challenges fewer'],
    ['development_mode', 'on', 'three hours'],
    ['browser_check', 'off', 'known abuse'],
    ['security_header', 'max-age=31536000; includeSubDomains', 'Browsers remember'],
  ])('asks before %s becomes %s', async (setting, value, said) => {
    const { data } = await update(setting, value);
    expect(data).toMatchObject({
      status: 'needs_confirmation',
      reasons: [expect.stringContaining(said)],
    });
    expect(await valueNow(setting)).not.toBe(value);
    const confirmed = await update(setting, value, { confirm: data.confirm });
    expect(confirmed.data.status).toBe('applied');
    expect(await valueNow(setting)).toBe(value);
  });

  it('writes HSTS as the API has it', async () => {
    await server.apply('update_zone_setting', {
      zone,
      setting: 'security_header',
      value: 'max-age=31536000; includeSubDomains; preload; nosniff',
    });
    const sent = server.simulator.requests().findLast(({ method }) => method === 'PATCH');
    expect(JSON.parse(sent?.body ?? '')).toEqual({
      value: {
        strict_transport_security: {
          enabled: true,
          max_age: 31_536_000,
          include_subdomains: true,
          preload: true,
          nosniff: true,
        },
      },
    });
  });

  it.each([
    ['a value that is none', 'ssl', 'stricter', 'off, flexible, full or strict'],
    ['a setting of a larger plan', 'security_level', 'off', 'Enterprise'],
  ])('refuses %s before anything is sent', async (_name, setting, value, said) => {
    const { data } = await update(setting, value);
    expect(data).toMatchObject({ status: 'refused', error: { code: 'invalid_input' } });
    expect(data.error.message).toContain(said);
    expect(server.requests().filter((line) => line.includes('/settings/'))).toEqual([]);
  });

  it('refuses what the plan does not let change, and tells the words of Cloudflare should it come to that', async () => {
    const small = { zone: 'mapleandpine.net', setting: 'polish', value: 'lossy' };
    const { data } = await server.call('update_zone_setting', small);
    expect(data.error).toMatchObject({
      code: 'invalid_input',
      message: 'polish cannot be changed on the plan of mapleandpine.net (free).',
    });
    const body = {
      success: false,
      result: null,
      messages: [],
      errors: [{ code: 1015, message: 'Not allowed to edit setting for polish' }],
    };
    server.fault({ match: { method: 'PATCH' }, fault: { kind: 'status', status: 403, body } });
    const refused = await update('polish', 'lossy');
    expect(refused.data).toMatchObject({ status: 'failed', error: { code: 'rejected' } });
  });

  it('answers a wish that is fulfilled without a write', async () => {
    const { data } = await update('ssl', 'full');
    expect(data).toMatchObject({ status: 'applied', changes: [], warnings: ['ssl is full already.'] });
    expect(server.requests().filter((line) => line.startsWith('PATCH'))).toEqual([]);
  });

  it('does not undo over the edit of somebody else', async () => {
    const { data } = await server.apply('update_zone_setting', {
      zone,
      setting: 'min_tls_version',
      value: '1.2',
    });
    await server.apply('update_zone_setting', { zone, setting: 'min_tls_version', value: '1.3' });
    const undone = await server.call('undo_change', { change_ids: [data.change_id] });
    expect(undone.data.error.code).toBe('drift');
  });

  it('needs Zone Settings Write', async () => {
    const token = `cfut_${'r'.repeat(48)}`;
    const tokens = [{ token, permissions: ['Zone Read' as const, 'Zone Settings Read' as const] }];
    const narrow = await startInProcess({ token, simulator: { tokens } });
    const { data } = await narrow.call('update_zone_setting', { zone, setting: 'brotli', value: 'off' });
    narrow.close();
    expect(data.error).toMatchObject({
      code: 'permission_denied',
      details: { permission: 'Zone Settings Write' },
    });
  });
});

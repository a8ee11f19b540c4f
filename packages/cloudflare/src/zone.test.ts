import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Harness, startInProcess } from '../test/support/in-process.ts';

let server: Harness;

beforeEach(async () => {
  server = await startInProcess();
});
afterEach(() => server.close());

const zone = 'mapleandpine.com';

describe('the zone argument', () => {
  it('takes the name in any form, and the id', async () => {
    const { data } = await server.call('list_zones');
    const id = data.zones.find((entry) => entry['name'] === zone)?.['id'];
    for (const form of [id, 'MAPLEANDPINE.COM', 'mapleandpine.com.', ' mapleandpine.com ']) {
      const { data: found } = await server.call('get_zone', { zone: form });
      expect(found).toMatchObject({ id, name: zone, plan: 'pro' });
    }
  });

  it.each([
    ['contains:mapleandpine', 'invalid_input'],
    ['not_equal:mapleandpine.com', 'invalid_input'],
    ['mapleandpine.com/../../user', 'invalid_input'],
    ['mapleandpine.com:443', 'invalid_input'],
    ['map%6ceandpine.com', 'invalid_input'],
    ['mapleandpine', 'invalid_input'],
    ['www.mapleandpine.com', 'not_found'],
    ['pineandmaple.com', 'not_found'],
    ['0123456789abcdef0123456789abcdef', 'not_found'],
  ])('refuses %s', async (form, code) => {
    const { data, isError } = await server.call('get_zone', { zone: form });
    expect(isError).toBe(true);
    expect(data.error.code).toBe(code);
  });

  it('never lets an operator or a wrong name through to a write', async () => {
    server.requests();
    await server.call('delete_dns_record', { zone: 'contains:maple', record_id: '0'.repeat(32) });
    expect(server.requests()).toEqual([]);
  });

  it('refuses an answer for another name than the one asked for', async () => {
    const other = { id: 'f'.repeat(32), name: 'mapleandpine.com.attacker.example', status: 'active' };
    server.fault({
      match: { path: '/zones?' },
      fault: {
        kind: 'status',
        status: 200,
        body: { success: true, errors: [], messages: [], result: [other] },
      },
    });
    const { data } = await server.call('get_zone', { zone });
    expect(data.error.code).toBe('not_found');
  });

  it('offers the choices when two accounts have the zone', async () => {
    const zones = ['a', 'b'].map((digit) => ({
      id: digit.repeat(32),
      name: zone,
      status: 'active',
      account: { id: 'c'.repeat(32), name: `Account ${digit}` },
    }));
    server.fault({
      match: { path: '/zones?' },
      fault: {
        kind: 'status',
        status: 200,
        body: { success: true, errors: [], messages: [], result: zones },
      },
    });
    const { data } = await server.call('get_zone', { zone });
    expect(data.error).toMatchObject({
      code: 'ambiguous',
      details: { choices: [{ zone_id: 'a'.repeat(32) }, { account: 'Account b' }] },
    });
  });

  it('resolves a zone once', async () => {
    server.requests();
    await server.call('list_dns_records', { zone });
    await server.call('list_dns_records', { zone });
    expect(server.requests().map((line) => line.split('?')[0])).toEqual([
      'GET /zones',
      expect.stringMatching(/dns_records$/u),
      expect.stringMatching(/dns_records$/u),
    ]);
  });
});

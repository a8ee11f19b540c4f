import { describe, expect, it } from 'vitest';
import { type Answer, call, codesOf } from '../../../test/support.ts';
import { stableId } from '../../determinism.ts';
import { createSimulator, type Simulator, type SimulatorOptions } from '../../index.ts';
import { dsRecord } from './keys.ts';

const [SIGNED, NEVER, PENDING] = ['mapleandpine.com', 'mapleandpine.net', 'northfork-labs.dev'];
const pathOf = (zone = ''): string => `/zones/${stableId('zone', zone)}/dnssec`;

function open(options: SimulatorOptions = {}) {
  const simulator = createSimulator(options);
  const ask = (method: string, zone?: string, body?: unknown): Promise<Answer> =>
    call(simulator, method, pathOf(zone), { body });
  const statusOf = async (zone?: string) =>
    Reflect.get((await ask('GET', zone)).json.result as object, 'status');
  return { simulator, ask, statusOf };
}

describe('the DS record', () => {
  it.each([
    // As the registry of .com publishes it.
    ['cloudflare.com', '2371 13 2 32996839A6D808AFE3EB4A795A0E6A7A39A76FC52FF228B22B76F6D63826F2B9'],
  ])('of %s is the one in the world', (zone, rdata) => {
    expect(dsRecord(zone).rdata).toBe(rdata);
  });
});

describe('GET dnssec', () => {
  it('has every member of the key while a zone is signed', async () => {
    const { ask } = open();
    const { json } = await ask('GET', PENDING);
    expect(json.result).toEqual({
      status: 'pending',
      flags: 257,
      algorithm: '13',
      key_type: 'ECDSAP256SHA256',
      digest_type: '2',
      digest_algorithm: 'SHA256',
      digest: dsRecord('northfork-labs.dev').digest,
      ds: `northfork-labs.dev. 3600 IN DS ${dsRecord('northfork-labs.dev').rdata}`,
      key_tag: 2371,
      public_key: expect.stringMatching(/^[A-Za-z0-9+/]{86}==$/),
      dnssec_multi_signer: false,
      dnssec_presigned: false,
      dnssec_use_nsec3: false,
      modified_on: '2025-03-14T10:30:00.000000+00:00',
    });
  });

  it('has none of them while DNSSEC was never enabled', async () => {
    const { json } = await open().ask('GET', NEVER);
    expect(json.result).toMatchObject({ status: 'disabled', ds: null, key_tag: null, modified_on: null });
  });
});

describe('the states of DNSSEC (dns/dnssec/dnssec-states)', () => {
  it('follow the wish and the registrar', async () => {
    const { simulator, ask, statusOf } = open();
    expect(await statusOf(NEVER)).toBe('disabled');
    expect((await ask('PATCH', NEVER, { status: 'active' })).json.result).toMatchObject({
      status: 'pending',
    });
    simulator.registrar.publishDs(NEVER ?? '', 'cloudflare');
    expect(await statusOf(NEVER)).toBe('active');
    expect((await ask('PATCH', NEVER, { status: 'disabled' })).json.result).toMatchObject({
      status: 'pending-disabled',
      key_tag: 2371,
    });
    expect([(await ask('DELETE', NEVER)).status, await statusOf(NEVER)]).toEqual([400, 'pending-disabled']);
    simulator.registrar.publishDs(NEVER ?? '', 'none');
    expect(await statusOf(NEVER)).toBe('disabled');
    expect((await ask('GET', NEVER)).json.result).toMatchObject({ key_tag: 2371 });
    expect((await ask('DELETE', NEVER)).json.result).toBe('');
    expect((await ask('GET', NEVER)).json.result).toMatchObject({ key_tag: null, modified_on: null });
  });

  it('take the time of a check to follow the registrar', async () => {
    const { simulator, statusOf } = open({ registrarCheckMilliseconds: 3_600_000 });
    simulator.registrar.publishDs('northfork-labs.dev', 'cloudflare');
    expect(await statusOf(PENDING)).toBe('pending');
    simulator.clock.advance(3_600_000);
    expect(await statusOf(PENDING)).toBe('active');
    simulator.registrar.publishDs('northfork-labs.dev', 'none');
    expect(await statusOf(PENDING)).toBe('active');
    simulator.clock.advance(3_600_000);
    expect(await statusOf(PENDING)).toBe('pending');
  });

  it('are not moved by the DS record of another provider', async () => {
    const { simulator, statusOf } = open();
    simulator.registrar.publishDs('northfork-labs.dev', 'foreign');
    expect(await statusOf(PENDING)).toBe('pending');
  });

  it.each(['active', 'pending'])('cannot go from %s to deleted', async (status) => {
    const { ask } = open();
    const zone = status === 'active' ? SIGNED : PENDING;
    expect((await ask('DELETE', zone)).status).toBe(400);
  });

  it('are those of the seed again after a reset', async () => {
    const { simulator, ask, statusOf } = open();
    simulator.registrar.publishDs('mapleandpine.com', 'none');
    await ask('PATCH', NEVER, { status: 'active' });
    simulator.reset();
    expect([await statusOf(SIGNED), await statusOf(NEVER)]).toEqual(['active', 'disabled']);
  });
});

describe('PATCH dnssec', () => {
  it('changes what it names and leaves the rest', async () => {
    const { ask } = open({ plan: 'enterprise' });
    await ask('PATCH', PENDING, { dnssec_multi_signer: true });
    await ask('PATCH', PENDING, { dnssec_use_nsec3: true, dnssec_presigned: true });
    expect((await ask('PATCH', PENDING, { dnssec_multi_signer: false })).json.result).toMatchObject({
      status: 'pending',
      dnssec_multi_signer: false,
      dnssec_presigned: true,
      dnssec_use_nsec3: true,
    });
  });

  it.each([
    ['another status', { status: 'pending' }],
    ['a status that is no text', { status: true }],
    ['a switch that is a text', { dnssec_multi_signer: 'true' }],
    ['a list', []],
    ['NSEC3 below Enterprise', { dnssec_use_nsec3: true }],
    ['a presigned zone below Enterprise', { dnssec_presigned: true }],
  ])('refuses %s and changes nothing', async (_name, body) => {
    const { ask } = open();
    const before = (await ask('GET', PENDING)).json.result;
    const answer = await ask('PATCH', PENDING, body);
    expect([answer.status, codesOf(answer)]).toEqual([400, [1004]]);
    expect((await ask('GET', PENDING)).json.result).toEqual(before);
  });

  it.each([
    ['GET', 'DNS Read', 200],
    ['GET', 'DNS Write', 200],
    ['GET', 'Zone Read', 403],
    ['PATCH', 'DNS Write', 200],
    ['PATCH', 'DNS Read', 403],
    ['DELETE', 'DNS Read', 403],
  ] as const)('%s with %s alone is answered %d', async (method, permission, status) => {
    const token = `cfut_${'p'.repeat(48)}`;
    const simulator: Simulator = createSimulator({ tokens: [{ token, permissions: [permission] }] });
    const body = method === 'PATCH' ? { status: 'active' } : undefined;
    expect((await call(simulator, method, pathOf(SIGNED), { token, body })).status).toBe(status);
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Harness, startInProcess } from '../../../test/support/in-process.ts';

let server: Harness;

beforeEach(async () => {
  server = await startInProcess();
});
afterEach(() => server.close());

const off = { status: 'disabled', multi_signer: false, presigned: false, use_nsec3: false };
const on = { ...off, status: 'active' };
const never = 'mapleandpine.net';
const signed = 'mapleandpine.com';

async function statusOf(zone: string): Promise<string> {
  return (await server.call('get_dnssec', { zone })).data.status;
}

describe('update_dnssec', () => {
  it('asks before it enables, and says in which order to go', async () => {
    const { data } = await server.call('update_dnssec', { zone: never, status: 'active' });
    expect(data).toMatchObject({
      status: 'needs_confirmation',
      changes: [{ action: 'update', resource: 'dnssec', summary: 'DNSSEC: enable', before: off, after: on }],
      reasons: [expect.stringContaining('binds the zone')],
      warnings: [expect.stringContaining('then enable')],
    });
    expect(await statusOf(never)).toBe('disabled');
  });

  it('enables with one read and one write, and takes it back whatever the registrar did meanwhile', async () => {
    const asked = await server.call('update_dnssec', { zone: never, status: 'active' });
    server.requests();
    const { data } = await server.call('update_dnssec', {
      zone: never,
      status: 'active',
      confirm: asked.data.confirm,
    });
    expect(data.status).toBe('applied');
    expect(data.changes[0]?.after).toEqual(on);
    expect(data.warnings?.some((warning) => warning.includes('stored as')) ?? false).toBe(false);
    expect(server.requests().map((line) => line.split(' ')[0])).toEqual(['GET', 'PATCH']);
    server.simulator.registrar.publishDs(never, 'cloudflare');
    expect(await statusOf(never)).toBe('active');
    const undone = await server.apply('undo_change', { change_ids: [data.change_id] });
    expect(undone.data.changes[0]).toMatchObject({ summary: 'DNSSEC: disable', before: on, after: off });
    expect(await statusOf(never)).toBe('pending-disabled');
  });

  it('warns that the DS record should go first', async () => {
    const { data } = await server.call('update_dnssec', { zone: signed, status: 'disabled', dry_run: true });
    expect(data.status).toBe('planned');
    expect(data.warnings[0]).toContain('still at the registrar');
  });

  it('does not undo over the edit of somebody else', async () => {
    const { data } = await server.apply('update_dnssec', { zone: never, status: 'active' });
    await server.apply('update_dnssec', { zone: never, multi_signer: true });
    const undone = await server.call('undo_change', { change_ids: [data.change_id] });
    expect(undone.data.error.code).toBe('drift');
  });

  it.each([
    ['nothing', {}, 'nothing to change'],
    ['NSEC3 on a smaller plan', { use_nsec3: true }, 'Enterprise'],
    ['pre-signing on a smaller plan', { presigned: true }, 'Enterprise'],
    ['a status that is not for asking', { status: 'pending' }, 'status'],
  ])('refuses %s', async (_name, wish, said) => {
    const { data } = await server.call('update_dnssec', { zone: signed, ...wish });
    expect(data).toMatchObject({ status: 'refused', error: { code: 'invalid_input' } });
    expect(data.error.message).toContain(said);
    expect(server.requests().filter((line) => !line.startsWith('GET'))).toEqual([]);
  });

  it('sends only what changes', async () => {
    const big = await startInProcess({ simulator: { plan: 'enterprise' } });
    await big.apply('update_dnssec', { zone: signed, status: 'active', use_nsec3: true });
    const sent = big.simulator.requests().findLast(({ method }) => method === 'PATCH');
    big.close();
    expect(JSON.parse(sent?.body ?? '')).toEqual({ dnssec_use_nsec3: true });
  });

  it('answers a wish that is fulfilled without a write', async () => {
    const { data } = await server.call('update_dnssec', { zone: signed, status: 'active' });
    expect(data).toMatchObject({
      status: 'applied',
      changes: [],
      warnings: ['DNSSEC is like this already.'],
    });
  });

  it.each([
    ['after_commit', 'applied', 'pending'],
    ['before_commit', 'failed', 'disabled'],
  ] as const)('finds out what became of a write that was cut %s', async (when, status, now) => {
    const asked = await server.call('update_dnssec', { zone: never, status: 'active' });
    server.fault({ match: { method: 'PATCH' }, fault: { kind: 'cut', when } });
    const { data } = await server.call('update_dnssec', {
      zone: never,
      status: 'active',
      confirm: asked.data.confirm,
    });
    expect(data.status).toBe(status);
    expect(await statusOf(never)).toBe(now);
  });

  it('cannot write when read-only', async () => {
    const reader = await startInProcess({ args: ['--read-only'] });
    const listed = await reader.client.request('tools/list');
    reader.close();
    expect(JSON.stringify(listed.result)).toContain('"get_dnssec"');
    expect(JSON.stringify(listed.result)).not.toContain('"update_dnssec"');
  });
});

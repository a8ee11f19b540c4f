import { describe, expect, it } from 'vitest';
import { call, codesOf, itemsOf } from '../../../test/support.ts';
import { stableId } from '../../determinism.ts';
import { createSimulator, type PlanName } from '../../index.ts';

const ACCOUNT = stableId('account', 'Example Account');
const ZONE = stableId('zone', 'example.com');
const READER = `cfut_${'r'.repeat(45)}`;

const simulatorOn = (plan: PlanName = 'free') =>
  createSimulator({ seed: 'empty', plan, tokens: [{ token: READER, permissions: ['Zone Read'] }] });

const create = (name: unknown, more = {}) => ({ name, account: { id: ACCOUNT }, ...more });

describe('create zone', () => {
  it('makes a pending zone on the Free plan that can be filled and is gone after a reset', async () => {
    const simulator = simulatorOn();
    const made = await call(simulator, 'POST', '/zones', { body: create('Example.NET') });
    expect(made.json.result).toMatchObject({
      name: 'example.net',
      status: 'pending',
      paused: false,
      type: 'full',
      activated_on: null,
      plan: { legacy_id: 'free' },
    });
    const [zone] = itemsOf(await call(simulator, 'GET', '/zones?status=pending'));
    const base = `/zones/${zone?.id}`;
    const record = { type: 'A', name: 'www', content: '192.0.2.1' };
    expect((await call(simulator, 'POST', `${base}/dns_records`, { body: record })).status).toBe(200);
    for (const path of [
      'settings/ssl',
      'rulesets',
      'pagerules',
      'dnssec',
      'dns_settings',
      'managed_headers',
    ]) {
      expect((await call(simulator, 'GET', `${base}/${path}`)).status, path).toBe(200);
    }
    simulator.reset();
    expect((await call(simulator, 'GET', base)).status).toBe(404);
  });

  it.each([
    [create('bücher.example'), 200, []],
    [create('example.net', { type: 'partial' }), 200, []],
    [{ name: 'example.net' }, 400, [1068]],
    [{ name: 'example.net', account: { id: '0'.repeat(32) } }, 400, [1068]],
    [create('EXAMPLE.com'), 400, [1061]],
    [create('example'), 400, [1049]],
    [create(7), 400, [1049]],
    [create('exa mple.net'), 400, [1049]],
    [create('example.net', { type: 'half' }), 400, [1004]],
    [[], 400, [1068]],
  ])('%j', async (body, status, codes) => {
    const answer = await call(simulatorOn(), 'POST', '/zones', { body });
    expect([answer.status, codesOf(answer)]).toEqual([status, codes]);
  });

  it('is refused to a token that may only read', async () => {
    const answer = await call(simulatorOn(), 'POST', '/zones', {
      token: READER,
      body: create('example.net'),
    });
    expect(answer.status).toBe(403);
    expect(answer.text).toContain('com.cloudflare.api.account.zone.create');
  });
});

describe('edit zone', () => {
  it.each<[PlanName, object, object]>([
    ['free', { paused: true }, { paused: true }],
    ['enterprise', { type: 'partial' }, { type: 'partial' }],
    ['business', { vanity_name_servers: ['ns1.example.com'] }, { vanity_name_servers: ['ns1.example.com'] }],
  ])('%s: %j', async (plan, body, result) => {
    const simulator = simulatorOn(plan);
    const edited = await call(simulator, 'PATCH', `/zones/${ZONE}`, { body });
    expect(edited.json.result).toMatchObject(result);
    expect((await call(simulator, 'GET', `/zones/${ZONE}`)).json.result).toEqual(edited.json.result);
  });

  it.each<[PlanName, unknown, number]>([
    ['free', { type: 'partial' }, 403],
    ['pro', { vanity_name_servers: ['ns1.example.com'] }, 403],
    ['enterprise', { paused: true, type: 'full' }, 400],
    ['enterprise', { paused: 'yes' }, 400],
    ['enterprise', { plan: { id: 'free' } }, 400],
    ['enterprise', {}, 400],
    ['enterprise', 'text', 400],
  ])('refuses on %s: %j', async (plan, body, status) => {
    const simulator = simulatorOn(plan);
    const before = await call(simulator, 'GET', `/zones/${ZONE}`);
    expect((await call(simulator, 'PATCH', `/zones/${ZONE}`, { body })).status).toBe(status);
    expect((await call(simulator, 'GET', `/zones/${ZONE}`)).json.result).toEqual(before.json.result);
  });

  it('is refused to a token that may only read', async () => {
    const answer = await call(simulatorOn(), 'PATCH', `/zones/${ZONE}`, {
      token: READER,
      body: { paused: true },
    });
    expect([answer.status, codesOf(answer)]).toEqual([403, [9109]]);
  });
});

describe('plans and the activation check', () => {
  it('lists four plans, one of them subscribed', async () => {
    const simulator = simulatorOn('pro');
    const plans = itemsOf(await call(simulator, 'GET', `/zones/${ZONE}/available_plans`));
    expect(plans).toHaveLength(4);
    const one = await call(simulator, 'GET', `/zones/${ZONE}/available_plans/${plans[1]?.id}`);
    expect(one.json.result).toMatchObject({ legacy_id: 'pro', is_subscribed: true });
    expect((await call(simulator, 'GET', `/zones/${ZONE}/available_plans/none`)).status).toBe(404);
  });

  it.each<[PlanName, number]>([
    ['free', 60],
    ['pro', 5],
  ])('on %s can be asked for once in %d minutes', async (plan, minutes) => {
    const simulator = simulatorOn(plan);
    const check = () => call(simulator, 'PUT', `/zones/${ZONE}/activation_check`);
    expect((await check()).json.result).toEqual({ id: ZONE });
    expect(codesOf(await check())).toEqual([1224]);
    simulator.clock.advance(minutes * 60_000);
    expect((await check()).status).toBe(200);
  });

  it('makes a pending zone active once the registrar names the name servers', async () => {
    const simulator = simulatorOn('free');
    const accounts = itemsOf(await call(simulator, 'GET', '/accounts'));
    const body = { name: 'fresh.example', account: { id: accounts[0]?.id } };
    const made = (await call(simulator, 'POST', '/zones', { body })).json.result;
    const { id } = made as { id: string };
    const check = async () => {
      expect((await call(simulator, 'PUT', `/zones/${id}/activation_check`)).status).toBe(200);
      simulator.clock.advance(60 * 60_000);
      return (await call(simulator, 'GET', `/zones/${id}`)).json.result;
    };
    expect(await check()).toMatchObject({ status: 'pending', activated_on: null });
    simulator.registrar.delegate('fresh.example', true);
    const before = (await call(simulator, 'GET', `/zones/${id}`)).json.result;
    expect(before).toMatchObject({ status: 'pending' });
    expect(await check()).toMatchObject({ status: 'active', activated_on: expect.any(String) });
    simulator.registrar.delegate('fresh.example', false);
    expect(await check()).toMatchObject({ status: 'moved', activated_on: null });
  });
});

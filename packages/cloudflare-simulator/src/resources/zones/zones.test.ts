import { describe, expect, it } from 'vitest';
import { call, codesOf, itemsOf } from '../../../test/support.ts';
import { stableId } from '../../determinism.ts';
import { createSimulator } from '../../index.ts';

const simulator = createSimulator();
const ACCOUNT = stableId('account', 'Maple & Pine Ltd');
const [COM, NET, DEV] = ['mapleandpine.com', 'mapleandpine.net', 'northfork-labs.dev'];

async function namesFor(query: string): Promise<readonly string[]> {
  const answer = await call(simulator, 'GET', `/zones?${query}`);
  expect(answer.status).toBe(200);
  return itemsOf(answer).map(({ name }) => name);
}

describe('list zones', () => {
  it.each([
    ['', [COM, NET, DEV]],
    ['name=mapleandpine.net', [NET]],
    ['name=MAPLEANDPINE.NET', [NET]],
    ['name=mapleandpine', []],
    ['name=contains:pine', [COM, NET]],
    ['name=contains%3Apine', [COM, NET]],
    ['name=not_equal:mapleandpine.net', [COM, DEV]],
    ['name=starts_with:north', [DEV]],
    ['name=ends_with:.com', [COM]],
    [`account.id=${ACCOUNT}`, [COM, NET, DEV]],
    [`account.id=${'0'.repeat(32)}`, []],
    ['account.name=Maple+%26+Pine+Ltd', [COM, NET, DEV]],
    ['account.name=starts_with:northfork', []],
    ['status=active', [COM, NET, DEV]],
    ['status=pending', []],
    ['type=full', [COM, NET, DEV]],
    ['type=partial,secondary', []],
    ['type=partial,full', [COM, NET, DEV]],
    ['order=name&direction=desc', [DEV, NET, COM]],
    ['order=plan.id', [DEV, NET, COM]],
    ['order=plan.id&direction=desc', [COM, NET, DEV]],
    ['name=starts_with:maple&status=pending', []],
    ['name=starts_with:maple&status=pending&match=all', []],
    ['name=starts_with:maple&status=pending&match=any', [COM, NET]],
    ['match=any', [COM, NET, DEV]],
    ['unknown=parameter', [COM, NET, DEV]],
  ])('?%s', async (query, expected) => {
    expect(await namesFor(query)).toEqual(expected);
  });

  it.each([
    'status=deleted',
    'type=half',
    'type=full,half',
    'order=created_on',
    'direction=up',
    'match=some',
    'per_page=1001',
    'per_page=0',
    'page=0',
  ])('refuses ?%s', async (query) => {
    const answer = await call(simulator, 'GET', `/zones?${query}`);
    expect(answer.status).toBe(400);
    expect(answer.json.errors[0]).toMatchObject({ code: 1004, source: { pointer: query.split('=')[0] } });
  });

  it('says which page it gives', async () => {
    const { json } = await call(simulator, 'GET', '/zones?page=2&per_page=5');
    expect(json.result).toEqual([]);
    expect(json.result_info).toEqual({ page: 2, per_page: 5, count: 0, total_count: 3, total_pages: 1 });
  });
});

describe('one zone', () => {
  it('is what the list says it is', async () => {
    const list = await call(simulator, 'GET', `/zones?name=${NET}`);
    const [zone] = itemsOf(list);
    const one = await call(simulator, 'GET', `/zones/${zone?.id}`);
    expect(one.json.result).toEqual(zone);
    expect(one.json.result_info).toBeUndefined();
    expect(zone).toMatchObject({
      name: NET,
      status: 'active',
      account: { id: ACCOUNT, name: 'Maple & Pine Ltd' },
      plan: { legacy_id: 'free' },
      meta: { page_rule_quota: 3 },
    });
  });

  it.each([
    ['0'.repeat(32), 404, [1001]],
    ['mapleandpine.com', 404, [7003]],
  ])('refuses %s', async (id, status, codes) => {
    const answer = await call(simulator, 'GET', `/zones/${id}`);
    expect([answer.status, codesOf(answer)]).toEqual([status, codes]);
  });

  it.each(['POST', 'PUT', 'HEAD'])('cannot be sent %s', async (method) => {
    expect((await call(simulator, method, `/zones/${stableId('zone', COM)}`)).status).toBe(405);
  });
});

describe('accounts', () => {
  it('can be listed and read', async () => {
    const list = await call(simulator, 'GET', '/accounts?name=Maple%20%26%20Pine%20Ltd');
    const [account] = itemsOf(list);
    expect(account).toMatchObject({ id: ACCOUNT, type: 'standard' });
    expect((await call(simulator, 'GET', `/accounts/${ACCOUNT}`)).json.result).toEqual(account);
    expect((await call(simulator, 'GET', '/accounts?name=Nobody')).json.result).toEqual([]);
  });

  it('are refused when they belong to somebody else', async () => {
    const answer = await call(simulator, 'GET', `/accounts/${'0'.repeat(32)}`);
    expect([answer.status, codesOf(answer)]).toEqual([403, [9109]]);
  });
});

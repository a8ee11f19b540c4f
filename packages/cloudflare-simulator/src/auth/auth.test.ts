import { beforeEach, describe, expect, it } from 'vitest';
import { call, codesOf, itemsOf, send } from '../../test/support.ts';
import { stableId } from '../determinism.ts';
import type { Permission, Simulator } from '../index.ts';
import { createSimulator } from '../index.ts';

const ZONE = stableId('zone', 'mapleandpine.com');
const ACCOUNT = stableId('account', 'Maple & Pine Ltd');
const USER = `cfut_${'u'.repeat(48)}`;
const OWNED = `cfat_${'o'.repeat(48)}`;

let simulator: Simulator;

beforeEach(() => {
  simulator = createSimulator();
});

describe('credentials', () => {
  const KEY = '0123456789abcdef0123456789abcdef01234';
  it.each([
    ['nothing', '/zones', {}, 400, [9106]],
    ['nothing, to verify', '/user/tokens/verify', {}, 400, [1001]],
    ['another scheme', '/zones', { authorization: 'Basic dXNlcg==' }, 400, [6003]],
    ['an empty token', '/zones', { authorization: 'Bearer ' }, 400, [6003]],
    ['a short token', '/zones', { authorization: 'Bearer short' }, 400, [6003]],
    ['a key as a token', '/zones', { authorization: `Bearer ${KEY}` }, 400, [6003]],
    ['a token with a space', '/zones', { authorization: `Bearer ${USER} x` }, 400, [6003]],
    ['an unknown token', '/zones', { authorization: `Bearer ${USER}` }, 403, [9109]],
    [
      'an unknown token below a zone',
      `/zones/${ZONE}/dns_records`,
      { authorization: `Bearer ${USER}` },
      401,
      [10000],
    ],
    ['an unknown token, to verify', '/user/tokens/verify', { authorization: `Bearer ${USER}` }, 401, [1000]],
    ['a Global API Key', '/zones', { 'x-auth-email': 'a@b.example', 'x-auth-key': KEY }, 403, [9103]],
    ['a key without e-mail', '/zones', { 'x-auth-key': KEY }, 400, [9106]],
    ['a malformed key', '/zones', { 'x-auth-email': 'a@b.example', 'x-auth-key': USER }, 400, [6003]],
    ['a malformed e-mail', '/zones', { 'x-auth-email': 'nobody', 'x-auth-key': KEY }, 400, [6003]],
    ['an unknown path', '/nothing', {}, 400, [7000]],
  ])('answers %s', async (_case, path, headers, status, codes) => {
    const answer = await send(simulator, 'GET', `/client/v4${path}`, headers);
    expect([answer.status, codesOf(answer)]).toEqual([status, codes]);
    expect(answer.json).toMatchObject({ success: false, result: null, messages: [] });
  });

  it('names the header that is malformed in the chain of errors', async () => {
    const answer = await send(simulator, 'GET', '/client/v4/zones', { authorization: 'Bearer short' });
    expect(answer.json.errors).toEqual([
      {
        code: 6003,
        message: 'Invalid request headers',
        error_chain: [{ code: 6111, message: 'Invalid format for Authorization header' }],
      },
    ]);
  });

  it.each([
    ['disabled', { status: 'disabled' }],
    ['expired', { expires_on: '2026-01-01T00:00:00Z' }],
    ['not yet valid', { not_before: '2099-01-01T00:00:00Z' }],
  ] as const)('refuses a token that is %s everywhere but at verification', async (_case, grant) => {
    simulator.tokens.add({ token: USER, ...grant });
    expect((await call(simulator, 'GET', '/zones', { token: USER })).status).toBe(403);
    const verified = await call(simulator, 'GET', '/user/tokens/verify', { token: USER });
    expect(verified.status).toBe(200);
    expect(verified.json.messages).toEqual([]);
    expect(verified.json.result).toMatchObject('status' in grant ? { status: 'disabled' } : grant);
  });
});

describe('permissions', () => {
  const cases: readonly (readonly [
    string,
    string,
    string,
    readonly Permission[],
    number,
    number | undefined,
  ])[] = [
    ['GET', '/zones', '', ['Zone Read'], 200, undefined],
    ['GET', '/zones', '', ['DNS Write'], 403, 9109],
    ['GET', `/zones/${ZONE}`, '', [], 403, 9109],
    ['GET', `/zones/${ZONE}/dns_records`, '', ['DNS Read'], 200, undefined],
    ['GET', `/zones/${ZONE}/dns_records`, '', ['DNS Write'], 200, undefined],
    ['GET', `/zones/${ZONE}/dns_records`, '', ['Zone Read'], 403, 10000],
    ['POST', `/zones/${ZONE}/purge_cache`, '{"purge_everything":true}', ['Cache Purge'], 200, undefined],
    [
      'POST',
      `/zones/${ZONE}/purge_cache`,
      '{"purge_everything":true}',
      ['Zone Read', 'DNS Write'],
      403,
      10000,
    ],
    ['GET', '/accounts', '', [], 200, undefined],
  ];

  it.each(cases)('%s %s with %s%j: %i', async (method, path, body, permissions, status, code) => {
    simulator.tokens.add({ token: USER, permissions });
    const answer = await call(simulator, method, path, { token: USER, body });
    expect([answer.status, answer.json.errors[0]?.code]).toEqual([status, code]);
  });

  it('keeps a restricted token to its zones, named or by id', async () => {
    simulator.tokens.add({ token: USER, zones: ['mapleandpine.net', ZONE] });
    const list = await call(simulator, 'GET', '/zones', { token: USER });
    expect(itemsOf(list).map(({ name }) => name)).toEqual(['mapleandpine.com', 'mapleandpine.net']);
    const foreign = stableId('zone', 'northfork-labs.dev');
    const zone = await call(simulator, 'GET', `/zones/${foreign}`, { token: USER });
    const below = await call(simulator, 'GET', `/zones/${foreign}/dns_records`, { token: USER });
    expect([zone.status, codesOf(zone)]).toEqual([403, [9109]]);
    expect([below.status, codesOf(below)]).toEqual([403, [10000]]);
  });
});

describe('verification', () => {
  it.each([
    [USER, '/user/tokens/verify', 200],
    [USER, `/accounts/${ACCOUNT}/tokens/verify`, 401],
    [OWNED, '/user/tokens/verify', 401],
    [OWNED, `/accounts/${ACCOUNT}/tokens/verify`, 200],
    [OWNED, `/accounts/${'0'.repeat(32)}/tokens/verify`, 403],
  ])('%s at %s: %i', async (token, path, status) => {
    simulator.tokens.add({ token });
    const answer = await call(simulator, 'GET', path, { token });
    expect(answer.status).toBe(status);
    if (status === 200)
      expect(answer.json).toMatchObject({ result: { status: 'active' }, messages: [{ code: 10000 }] });
    if (status === 401) expect(codesOf(answer)).toEqual([1000]);
  });

  it('does not list accounts for a token that an account owns', async () => {
    simulator.tokens.add({ token: OWNED });
    const answer = await call(simulator, 'GET', '/accounts', { token: OWNED });
    expect([answer.status, codesOf(answer)]).toEqual([400, [1001]]);
  });
});

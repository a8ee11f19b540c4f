import { describe, expect, it } from 'vitest';
import { call, codesOf, itemsOf } from '../../test/support.ts';
import { createDeterminism, stableId } from '../determinism.ts';
import { createSimulator, type PlanName } from '../index.ts';
import { createPageRules } from './page-rules/index.ts';

const ACCOUNT = stableId('account', 'Example Account');
const ZONE = `/zones/${stableId('zone', 'example.com')}`;
const OWNED = `cfat_${'a'.repeat(45)}`;
const READER = `cfut_${'r'.repeat(45)}`;

const simulatorOn = (plan: PlanName = 'free') =>
  createSimulator({
    seed: 'empty',
    plan,
    tokens: [{ token: OWNED }, { token: READER, permissions: ['Zone Read'] }],
  });

describe('the user', () => {
  it('is a member of the account', async () => {
    const simulator = simulatorOn('business');
    const user = await call(simulator, 'GET', '/user');
    expect(user.json.result).toMatchObject({ has_business_zones: true, suspended: false });
    const [membership] = itemsOf(await call(simulator, 'GET', '/memberships'));
    expect(membership).toMatchObject({ status: 'accepted', account: { id: ACCOUNT } });
  });

  it.each(['/user', '/memberships', `/accounts/${ACCOUNT}/rulesets`])(
    '%s needs a permission',
    async (path) => {
      const answer = await call(simulatorOn(), 'GET', path, { token: READER });
      expect([answer.status, codesOf(answer)]).toEqual([403, [9109]]);
    },
  );

  it.each(['/user', '/memberships'])('%s is nobody for a token that the account owns', async (path) => {
    expect((await call(simulatorOn(), 'GET', path, { token: OWNED })).status).toBe(403);
  });
});

describe('DNS settings', () => {
  const path = `${ZONE}/dns_settings`;

  it('change what is named, and nothing else', async () => {
    const simulator = simulatorOn();
    const before = await call(simulator, 'GET', path);
    const body = { ns_ttl: 3600, soa: { min_ttl: 300 } };
    const edited = await call(simulator, 'PATCH', path, { body });
    expect(edited.json.result).toMatchObject({
      ...body,
      soa: { min_ttl: 300, refresh: 10_000 },
      zone_mode: 'standard',
    });
    expect((await call(simulator, 'GET', path)).json.result).toEqual(edited.json.result);
    simulator.reset();
    expect((await call(simulator, 'GET', path)).json.result).toEqual(before.json.result);
  });

  it.each<[unknown]>([
    [{ ns_ttl: 'long' }],
    [{ soa: { min_ttl: -1 } }],
    [{ soa: { other: 1 } }],
    [{ nameservers: { type: 'other' } }],
    [{ zone_mode: 'other' }],
    [{ toString: true }],
    ['text'],
  ])('refuse %j', async (body) => {
    expect((await call(simulatorOn(), 'PATCH', path, { body })).status).toBe(400);
  });
});

const transform = (id: string, enabled: unknown = true) => ({ managed_request_headers: [{ id, enabled }] });

describe('Managed Transforms', () => {
  const path = `${ZONE}/managed_headers`;

  it('switch what is named, and tell conflicts', async () => {
    const simulator = simulatorOn('enterprise');
    const on = await call(simulator, 'PATCH', path, { body: transform('remove_visitor_ip_headers') });
    expect(on.text).toContain('"add_true_client_ip_headers","enabled":false,"has_conflict":true');
    const conflict = await call(simulator, 'PATCH', path, { body: transform('add_true_client_ip_headers') });
    expect(conflict.status).toBe(400);
    const more = await call(simulator, 'PATCH', path, {
      body: { managed_response_headers: [{ id: 'add_security_headers', enabled: true }] },
    });
    expect(more.text.match(/"enabled":true/gu)).toHaveLength(2);
    expect((await call(simulator, 'DELETE', path)).status).toBe(204);
    expect((await call(simulator, 'GET', path)).text).not.toContain('"enabled":true');
  });

  it.each<[unknown]>([
    [transform('add_true_client_ip_headers')],
    [transform('no_such_transform')],
    [transform('add_visitor_location_headers', 'yes')],
    [{ managed_request_headers: {} }],
    ['text'],
  ])('refuse %j on the Free plan', async (body) => {
    expect((await call(simulatorOn(), 'PATCH', path, { body })).status).toBe(400);
  });
});

describe('URL normalization', () => {
  const path = `${ZONE}/url_normalization`;

  it('is set, read, and put back', async () => {
    const simulator = simulatorOn();
    const body = { type: 'rfc3986', scope: 'both' };
    expect((await call(simulator, 'PUT', path, { body })).json.result).toEqual(body);
    expect((await call(simulator, 'GET', path)).json.result).toEqual(body);
    expect((await call(simulator, 'PUT', path, { body: { type: 'rfc3986' } })).status).toBe(400);
    expect((await call(simulator, 'DELETE', path)).status).toBe(204);
    expect((await call(simulator, 'GET', path)).json.result).toMatchObject({ scope: 'incoming' });
  });
});

describe('the scan for records', () => {
  it('finds nothing, and makes what is accepted', async () => {
    const simulator = simulatorOn();
    const scan = `${ZONE}/dns_records/scan`;
    const once = await call(simulator, 'POST', scan);
    expect(once.json.result).toEqual({ recs_added: 0, total_records_parsed: 0 });
    const trigger = await call(simulator, 'POST', `${scan}/trigger`);
    expect(trigger.json).toEqual({ success: true, errors: [], messages: [] });
    expect((await call(simulator, 'GET', `${scan}/review`)).json.result).toEqual([]);
    const accepts = [{ type: 'A', name: 'www.example.com', content: '192.0.2.1' }];
    const review = await call(simulator, 'POST', `${scan}/review`, {
      body: { accepts, rejects: [{ id: 'x' }] },
    });
    expect(review.json.result).toMatchObject({ accepts, rejects: ['x'] });
    expect(itemsOf(await call(simulator, 'GET', `${ZONE}/dns_records`))).toHaveLength(1);
    expect((await call(simulator, 'POST', `${scan}/review`, { body: { accepts: [1] } })).status).toBe(400);
  });
});

describe('rulesets of an account', () => {
  const path = `/accounts/${ACCOUNT}/rulesets`;

  it('are those that Cloudflare manages', async () => {
    const simulator = simulatorOn();
    const list = itemsOf(await call(simulator, 'GET', path));
    expect(list.length).toBeGreaterThan(2);
    const one = await call(simulator, 'GET', `${path}/${list[0]?.id}`);
    expect(one.json.result).toMatchObject({
      ...list[0],
      rules: expect.arrayContaining([expect.objectContaining({ score_threshold: 40 })]),
    });
  });

  it.each([
    [`${path}/${'0'.repeat(32)}`, 404, [10003]],
    [`${path}/phases/http_request_firewall_custom/entrypoint`, 404, [10003]],
    [`/accounts/${'0'.repeat(32)}/rulesets`, 403, [9109]],
  ])('%s is refused', async (missing, status, codes) => {
    const answer = await call(simulatorOn(), 'GET', missing);
    expect([answer.status, codesOf(answer)]).toEqual([status, codes]);
  });
});

it('a Page Rule to begin with can have a target outside the zone', () => {
  const zone = {
    id: 'z',
    name: 'example.com',
    plan: 'free' as const,
    account: { id: 'a', name: 'A' },
    status: 'active' as const,
    paused: false,
    nameServers: [],
    createdOn: '2024-01-15T12:00:00Z',
    pointed: new Set<string>(),
  };
  const rules = createPageRules({ determinism: createDeterminism() });
  const actions = [{ id: 'ssl', value: 'flexible' }];
  rules.seed(zone, [{ url: 'other.example.net/*', actions }]);
  expect(() => rules.seed(zone, [{ url: 'example.com:1/*', actions }])).toThrow();
});

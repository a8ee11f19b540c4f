/** What holds for every write: trials, permissions, quotas, throttling. */

import type { Phase } from '@crunchtools/rules-language';
import { phases } from '@crunchtools/rules-language';
import { describe, expect, it } from 'vitest';
import type { Caller, Permission, PlanName, RouteAnswer } from '../../contract.ts';
import { permissionNames } from '../../contract.ts';
import { createDeterminism } from '../../determinism.ts';
import { API_PREFIX, createRouter } from '../../router.ts';
import { emptySeed } from '../../seed/empty.ts';
import { createRulesets } from './index.ts';
import type { Ruleset } from './model.ts';
import { allBut, blockRule, type Fixture, fixture, ruleAt, rulesetOf } from './test/fixture.ts';

const CUSTOM = 'http_request_firewall_custom';

interface Write {
  readonly name: string;
  readonly status: number;
  readonly request: (made: Ruleset) => readonly [method: string, path: string, body?: unknown];
}

const WRITES: readonly Write[] = [
  {
    name: 'create',
    status: 200,
    request: () => ['POST', '', { name: 'Mine', kind: 'zone', phase: 'http_request_origin', rules: [] }],
  },
  {
    name: 'create a custom ruleset',
    status: 200,
    request: () => ['POST', '', { name: 'Mine', kind: 'custom', phase: CUSTOM, rules: [blockRule('x')] }],
  },
  { name: 'replace', status: 200, request: ({ id }) => ['PUT', `/${id}`, { rules: [] }] },
  { name: 'delete', status: 204, request: ({ id }) => ['DELETE', `/${id}`] },
  { name: 'delete a version', status: 204, request: ({ id }) => ['DELETE', `/${id}/versions/1`] },
  {
    name: 'replace an entry point',
    status: 200,
    request: () => ['PUT', `/phases/${CUSTOM}/entrypoint`, { rules: [blockRule('x')] }],
  },
  {
    name: 'make an entry point',
    status: 200,
    request: () => ['PUT', '/phases/http_request_origin/entrypoint', { rules: [] }],
  },
  { name: 'add', status: 200, request: ({ id }) => ['POST', `/${id}/rules`, blockRule('x')] },
  {
    name: 'change',
    status: 200,
    request: (made) => ['PATCH', `/${made.id}/rules/${ruleAt(made, 0).id}`, blockRule('x')],
  },
  {
    name: 'move',
    status: 200,
    request: (made) => ['PATCH', `/${made.id}/rules/${ruleAt(made, 0).id}`, { position: { index: 2 } }],
  },
  {
    name: 'delete a rule',
    status: 200,
    request: (made) => ['DELETE', `/${made.id}/rules/${ruleAt(made, 1).id}`],
  },
];

/** A ruleset with two versions and two rules. */
async function prepared(base: Fixture): Promise<Ruleset> {
  const { id } = await base.entrypoint(CUSTOM, [blockRule('a')]);
  return rulesetOf(await base.send('POST', `/${id}/rules`, blockRule('b')));
}

async function stateOf({ send }: Fixture, { id }: Ruleset): Promise<string> {
  const paths = ['', `/${id}`, `/${id}/versions`, '/phases/http_request_origin/entrypoint'];
  const replies = await Promise.all(paths.map((path) => send('GET', path)));
  return replies.map(({ status, text }) => `${status} ${text}`).join('\n');
}

describe.each(WRITES)('a trial: $name', ({ status, request }) => {
  it('answers as the write does, without a result, and changes nothing', async () => {
    const base = fixture();
    const made = await prepared(base);
    const [method, path, body] = request(made);
    const before = await stateOf(base, made);
    const trial = await base.send(method, `${path}?dry_run=true`, body);
    expect([trial.status, trial.result]).toEqual([status, status === 204 ? undefined : null]);
    expect(await stateOf(base, made)).toBe(before);
    const real = await base.send(method, `${path}?dry_run=false`, body);
    expect(real.status).toBe(status);
    expect(await stateOf(base, made)).not.toBe(before);
  });

  it('uses up no identifiers', async () => {
    const [tried, plain] = [fixture(), fixture()];
    const texts: string[] = [];
    for (const base of [tried, plain]) {
      const made = await prepared(base);
      const [method, path, body] = request(made);
      if (base === tried) await base.send(method, `${path}?dry_run=true`, body);
      const { text } = await base.send(method, path, body);
      texts.push(text.replaceAll(/"last_updated": "[^"]*"/g, ''));
    }
    expect(texts[0]).toBe(texts[1]);
  });

  it.each(['TRUE', '1', 'yes', ''])('is either true or false, not "%s"', async (value) => {
    const base = fixture();
    const made = await prepared(base);
    const [method, path, body] = request(made);
    const before = await stateOf(base, made);
    expect((await base.send(method, `${path}?dry_run=${value}`, body)).status).toBe(400);
    expect(await stateOf(base, made)).toBe(before);
  });

  it('needs the permission', async () => {
    const base = fixture();
    const [method, path, body] = request(await prepared(base));
    const others = allBut('Zone WAF Write', 'Origin Rules Write');
    const reply = await base.sendWith(others, method, `${path}?dry_run=true`, body);
    expect([reply.status, reply.code]).toEqual([403, 10000]);
  });
});

describe('a trial', () => {
  it.each([
    ['expression', blockRule('x', { expression: 'http.hst eq "a"' }), 20127],
    ['parameters', blockRule('x', { action_parameters: { id: 'y' } }), 20000],
    ['entitlement', blockRule('x', { expression: 'http.host matches "a"' }), 20120],
    ['action', blockRule('x', { action: 'log' }), 20120],
  ])('checks the %s', async (_name, rule, code) => {
    const base = fixture('pro');
    const { id } = await prepared(base);
    const trial = await base.send('POST', `/${id}/rules?dry_run=true`, rule);
    const real = await base.send('POST', `/${id}/rules`, rule);
    expect(trial).toMatchObject({ status: 400, code });
    expect(trial.text).toBe(real.text);
  });

  it('counts rules, and looks for what is referenced', async () => {
    const base = fixture('free');
    const made = await base.entrypoint(
      CUSTOM,
      ['a', 'b', 'c', 'd', 'e'].map((ref) => blockRule(ref)),
    );
    const path = `/${made.id}/rules?dry_run=true`;
    expect(await base.send('POST', path, blockRule('f'))).toMatchObject({ status: 400, code: 50001 });
    expect((await base.send('DELETE', `/${made.id}/rules/${'0'.repeat(32)}?dry_run=true`)).status).toBe(404);
  });
});

const FAMILIES: Readonly<Record<Phase, string>> = {
  http_request_dynamic_redirect: 'Single Redirect',
  http_request_transform: 'Transform Rules',
  http_request_late_transform: 'Transform Rules',
  http_response_headers_transform: 'Transform Rules',
  http_config_settings: 'Config Rules',
  http_request_origin: 'Origin Rules',
  http_request_cache_settings: 'Cache Rules',
  http_response_compression: 'Response Compression',
  http_request_firewall_custom: 'Zone WAF',
  http_ratelimit: 'Zone WAF',
  http_request_firewall_managed: 'Zone WAF',
  http_custom_errors: 'Custom Error Rules',
};

describe.each(phases)('the permissions of %s', (phase) => {
  const read = `${FAMILIES[phase]} Read` as Permission;
  const write = `${FAMILIES[phase]} Write` as Permission;
  const path = `/phases/${phase}/entrypoint`;

  it('let it be read with either, and written with one', async () => {
    const base = fixture();
    const { id } = await base.entrypoint(phase, []);
    for (const permissions of [[read], [write]]) {
      expect((await base.sendWith(permissions, 'GET', path)).status).toBe(200);
      expect((await base.sendWith(permissions, 'GET', `/${id}`)).status).toBe(200);
      expect((await base.sendWith(permissions, 'GET', `/${id}/versions`)).status).toBe(200);
      expect(JSON.stringify((await base.sendWith(permissions, 'GET', '')).result)).toContain(id);
    }
    expect((await base.sendWith([read], 'PUT', path, {})).status).toBe(403);
    expect((await base.sendWith([read], 'DELETE', `/${id}`)).status).toBe(403);
    expect((await base.sendWith([write], 'PUT', path, {})).status).toBe(200);
  });

  it('are not those of other phases', async () => {
    const base = fixture();
    const { id } = await base.entrypoint(phase, []);
    const others = allBut(read, write);
    for (const reply of [
      await base.sendWith(others, 'GET', path),
      await base.sendWith(others, 'GET', `/${id}`),
      await base.sendWith(others, 'PUT', path, {}),
      await base.sendWith(others, 'POST', '', { name: 'x', kind: 'zone', phase, rules: [] }),
    ]) {
      expect([reply.status, reply.code]).toEqual([403, 10000]);
    }
    expect(JSON.stringify((await base.sendWith(others, 'GET', '')).result)).not.toContain(id);
  });
});

describe('quotas', () => {
  const QUOTAS: readonly (readonly [PlanName, number])[] = [
    ['free', 5],
    ['pro', 20],
    ['business', 100],
  ];

  it.each(QUOTAS)('of custom rules on %s: %i, in all rulesets of the phase together', async (plan, quota) => {
    const { send, entrypoint } = fixture(plan);
    const many = Array.from({ length: quota }, (_, index) => blockRule(`rule-${index}`));
    const over = await send('PUT', `/phases/${CUSTOM}/entrypoint`, { rules: [...many, blockRule('x')] });
    expect(over).toMatchObject({
      status: 400,
      code: 50001,
      message: `exceeded the maximum number of rules in the phase ${CUSTOM}: ${quota + 1} out of ${quota}`,
    });
    const { id } = await entrypoint(CUSTOM, many);
    expect((await send('POST', `/${id}/rules`, blockRule('x'))).code).toBe(50001);
    const custom = { name: 'Extra', kind: 'custom', phase: CUSTOM, rules: [blockRule('x')] };
    expect((await send('POST', '', custom)).code).toBe(50001);
    expect((await send('POST', '', { ...custom, rules: [] })).status).toBe(200);
  });

  it.each([
    ['free', 10],
    ['pro', 25],
    ['business', 50],
    ['enterprise', 300],
  ] as const)('of configuration rules on %s: %i', async (plan, quota) => {
    const { send } = fixture(plan);
    const rule = { action: 'set_config', action_parameters: { bic: true }, expression: 'true' };
    const path = '/phases/http_config_settings/entrypoint?dry_run=true';
    const many = (amount: number) => ({ rules: Array.from({ length: amount }, () => rule) });
    expect((await send('PUT', path, many(quota))).status).toBe(200);
    expect((await send('PUT', path, many(quota + 1))).code).toBe(50001);
  });

  it('let a zone that came from a larger plan keep its rules, and have fewer', () => {
    const { send } = movable();
    const path = `/phases/${CUSTOM}/entrypoint`;
    const six = ['a', 'b', 'c', 'd', 'e', 'f'].map((ref) => blockRule(ref));
    const made = rulesetIn(send('pro', 'PUT', path, { rules: six }));
    const free = (method: string, below: string, body?: unknown) => () =>
      send('free', method, `/${made.id}${below}`, body);
    expect(free('POST', '/rules', blockRule('x'))).toThrow('7 out of 5');
    expect(free('PUT', '', { rules: [...six, blockRule('x')] })).toThrow('7 out of 5');
    const first = ruleAt(made, 0).id;
    expect(free('PATCH', `/rules/${first}`, blockRule('a', { enabled: false }))).not.toThrow();
    expect(free('PUT', '', { rules: six })).not.toThrow();
    expect(free('DELETE', `/rules/${first}`)).not.toThrow();
    expect(free('POST', '/rules', blockRule('x'))).toThrow('6 out of 5');
  });
});

/** The resource alone, with a zone whose plan can differ from request to request. */
function movable() {
  const resource = createRulesets({ determinism: createDeterminism(), writeMilliseconds: 0 });
  const router = createRouter([{ below: ['/zones'], routes: () => resource.routes }]);
  const zone = emptySeed().zones[0];
  if (zone === undefined) throw new Error('no zone');
  const send = (plan: PlanName, method: string, path: string, body?: unknown): RouteAnswer => {
    const { route, params } = router
      .resolve(`${API_PREFIX}/zones/${zone.id}/rulesets${path}`)
      .forMethod(method);
    return route.handle({
      params,
      query: new URLSearchParams(),
      headers: {},
      body: new Uint8Array(),
      json: () => body,
      zone: { ...zone, plan },
      caller: CALLER,
    });
  };
  return { send };
}

const CALLER: Caller = {
  id: 'c'.repeat(32),
  kind: 'user',
  status: 'active',
  expiresOn: undefined,
  notBefore: undefined,
  usable: true,
  permissions: new Set(permissionNames),
  reaches: () => true,
};

function rulesetIn(answer: RouteAnswer): Ruleset {
  if (!('result' in answer)) throw new Error('no result');
  return answer.result as Ruleset;
}

function slow(): Fixture {
  return fixture('enterprise', { rulesetWriteMilliseconds: 2000 });
}

describe('throttled writes', () => {
  it('refuses a second write of the same ruleset while the first is under way', async () => {
    const { send, entrypoint, read, simulator } = slow();
    const made = await entrypoint(CUSTOM, [blockRule('a')]);
    const add = (ref: string) => send('POST', `/${made.id}/rules`, blockRule(ref));
    const refused = await add('b');
    expect([refused.status, refused.code, refused.headers['retry-after']]).toEqual([429, 971, '2']);
    expect(await read(made.id)).toEqual(made);
    simulator.clock.advance(2000);
    expect((await add('b')).status).toBe(200);
    expect((await add('c')).status).toBe(429);
    simulator.clock.advance(2000);
    expect((await send('DELETE', `/${made.id}/versions/1`)).status).toBe(204);
    expect((await send('DELETE', `/${made.id}`)).status).toBe(429);
  });

  it('lets reads, trials and other rulesets through', async () => {
    const { send, entrypoint } = slow();
    const { id } = await entrypoint(CUSTOM, []);
    const other = await entrypoint('http_request_origin', []);
    expect((await send('GET', `/${id}`)).status).toBe(200);
    expect((await send('PUT', `/${id}?dry_run=true`, {})).status).toBe(200);
    expect((await send('PUT', `/${other.id}`, {})).status).toBe(429);
    expect((await send('PUT', '/phases/http_ratelimit/entrypoint', {})).status).toBe(200);
  });

  it('is not brought about by what is refused or tried', async () => {
    const { send, entrypoint, simulator } = slow();
    const { id } = await entrypoint(CUSTOM, []);
    simulator.clock.advance(2000);
    expect((await send('POST', `/${id}/rules`, {})).status).toBe(400);
    expect((await send('POST', `/${id}/rules?dry_run=true`, blockRule('a'))).status).toBe(200);
    expect((await send('POST', `/${id}/rules`, blockRule('a'))).status).toBe(200);
  });

  it('is forgotten on a reset', async () => {
    const { send, entrypoint, simulator } = slow();
    const { id } = await entrypoint(CUSTOM, []);
    expect((await send('PUT', `/${id}`, {})).status).toBe(429);
    simulator.reset();
    expect((await entrypoint(CUSTOM, [])).id).toBe(id);
    simulator.clock.advance(2000);
    expect((await send('PUT', `/${id}`, {})).status).toBe(200);
  });

  it('is off unless asked for', async () => {
    const { send, entrypoint } = fixture();
    const { id } = await entrypoint(CUSTOM, []);
    for (let round = 0; round < 20; round += 1) expect((await send('PUT', `/${id}`, {})).status).toBe(200);
  });
});

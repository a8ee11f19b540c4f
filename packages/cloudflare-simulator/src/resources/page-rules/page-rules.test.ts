import { beforeEach, describe, expect, it } from 'vitest';
import { type Answer, call, codesOf } from '../../../test/support.ts';
import type { PlanName } from '../../contract.ts';
import { createSimulator, type Simulator } from '../../index.ts';
import type { PageRule } from './model.ts';

let simulator: Simulator;
let zoneId: string;

/** The zone `example.com` on a plan, with counted identifiers. */
function on(plan: PlanName): Simulator {
  let sequence = 0;
  const id = () => {
    sequence += 1;
    return String(sequence).padStart(32, '0');
  };
  return createSimulator({
    seed: 'empty',
    plan,
    determinism: { now: () => Date.parse('2026-11-20T12:00:00Z'), id },
  });
}

beforeEach(async () => {
  await use('enterprise');
});

async function use(plan: PlanName): Promise<void> {
  simulator = on(plan);
  const { json } = await call(simulator, 'GET', '/zones');
  zoneId = (json.result as { id: string }[])[0]?.id ?? '';
}

const path = (rest = '') => `/zones/${zoneId}/pagerules${rest}`;
const send = (method: string, rest: string, body?: unknown): Promise<Answer> =>
  call(simulator, method, path(rest), body === undefined ? {} : { body });

const ruleOf = ({ json }: Answer) => json.result as PageRule;
const target = (value: string) => ({ target: 'url', constraint: { operator: 'matches', value } });
const body = (url: string, change: object = {}) => ({
  targets: [target(url)],
  actions: [{ id: 'ssl', value: 'full' }],
  ...change,
});

async function create(url: string, change: object = {}): Promise<PageRule> {
  const answer = await send('POST', '', body(url, change));
  if (answer.status !== 200) throw new Error(answer.text);
  return ruleOf(answer);
}

async function list(query = ''): Promise<readonly PageRule[]> {
  return (await send('GET', query)).json.result as PageRule[];
}

/** The names of the rules that a refused body breaks. */
function violationsOf({ json }: Answer): readonly string[] {
  return json.messages.map(({ message }) => message.split(':')[0] ?? '');
}

async function refused(url: string, change: object): Promise<readonly string[]> {
  const answer = await send('POST', '', body(url, change));
  expect([answer.status, codesOf(answer)]).toEqual([400, [1004]]);
  expect(answer.json.errors[0]?.message).toBe('Page Rule validation failed: See messages for details.');
  expect(await list()).toEqual([]);
  return violationsOf(answer);
}

describe('a new rule', () => {
  it('is disabled and the last, unless told otherwise', async () => {
    expect(await create('example.com/a')).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
      targets: [target('example.com/a')],
      actions: [{ id: 'ssl', value: 'full' }],
      priority: 1,
      status: 'disabled',
      created_on: '2026-11-20T12:00:00.000000Z',
      modified_on: '2026-11-20T12:00:00.000000Z',
    });
    expect(await create('example.com/b', { priority: 2, status: 'active' })).toMatchObject({
      priority: 2,
      status: 'active',
    });
  });

  it.each([
    ['example.com', 'example.com/'],
    ['example.com/path/example.com', 'example.com/path/example.com/'],
    ['example.com/some-path/cloudflare.com', 'example.com/some-path/cloudflare.com'],
    ['*Example.com*', '*Example.com/*'],
    ['example.com:8443/*', 'example.com:8443/*'],
    ['https://example.com?a', 'https://example.com/?a'],
  ])('for %s is stored for %s', async (url, stored) => {
    expect((await create(url)).targets[0]?.constraint.value).toBe(stored);
  });

  it.each<readonly [string, readonly string[], object]>([
    ['no targets', ['.targets'], { targets: undefined }],
    ['two targets', ['.targets'], { targets: [target('example.com/'), target('example.com/b')] }],
    ['a target that is no URL', ['.targets'], { targets: [{ ...target('example.com/'), target: 'host' }] }],
    [
      'another operator',
      ['.targets'],
      { targets: [{ target: 'url', constraint: { operator: 'equals', value: 'example.com/' } }] },
    ],
    ['no actions', ['.actions'], { actions: [] }],
    ['actions that are no list', ['.actions'], { actions: { ssl: 'full' } }],
    ['an unknown action', ['.actions'], { actions: [{ id: 'minify', value: 'on' }] }],
    ['an action without id', ['.actions'], { actions: ['ssl'] }],
    [
      'an action twice',
      ['.distinctActions'],
      {
        actions: [
          { id: 'ssl', value: 'full' },
          { id: 'ssl', value: 'off' },
        ],
      },
    ],
    [
      'a redirect and more',
      ['.settings'],
      { actions: [{ id: 'always_use_https' }, { id: 'ssl', value: 'off' }] },
    ],
    [
      'a forward and more',
      ['.settings'],
      {
        actions: [
          { id: 'waf', value: 'on' },
          { id: 'forwarding_url', value: { url: 'https://a.example', status_code: 301 } },
        ],
      },
    ],
    ['priority 0', ['.priority'], { priority: 0 }],
    ['a priority as text', ['.priority'], { priority: '1' }],
    ['another status', ['.status'], { status: 'paused' }],
    [
      'much wrong',
      ['.status', '.actions', '.priority'],
      { status: 'x', actions: [{ id: 'ssl', value: 'x' }], priority: -1 },
    ],
  ])('is refused with %s', async (_name, violations, change) => {
    expect(await refused('example.com/', change)).toEqual(violations);
  });

  it.each([
    '',
    'example.org/*',
    'notexample.com/*',
    'example.com.evil.example/',
    '*/static/*',
    '*example.com/*/*/*/*',
    'ftp://example.com/',
    'example.com:8444/',
    'example.com/ü',
    'example.com/a b',
    'example.com/#a',
  ])('is refused for %j', async (url) => {
    expect(await refused(url, {})).toEqual(['.targetUrl']);
  });

  it.each([
    'https://*.example.com/*',
    'http*://example.com/',
    '*example.com/*/*/*',
    'WWW.EXAMPLE.COM/',
    'example.com:2053/*?a=*',
  ])('is taken for %s', async (url) => {
    expect((await create(url)).id).toMatch(/./);
  });

  it('is refused for a pattern that has a rule, also when that is written otherwise', async () => {
    await create('example.com/');
    const answer = await send('POST', '', body('example.com'));
    expect([answer.status, violationsOf(answer)]).toEqual([400, ['.distinctTargetUrl']]);
  });

  it.each(['[]', '"a"', 'null'])('is refused when the body is %s', async (text) => {
    expect((await send('POST', '', text)).status).toBe(400);
  });
});

describe('an action', () => {
  it.each<readonly [PlanName, string, unknown, boolean]>([
    ['free', 'always_use_https', undefined, true],
    ['free', 'always_use_https', null, true],
    ['free', 'always_use_https', 'on', false],
    ['free', 'disable_security', undefined, true],
    ['free', 'rocket_loader', 'off', true],
    ['free', 'rocket_loader', true, false],
    ['free', 'cache_level', 'cache_everything', true],
    ['free', 'cache_level', 'standard', false],
    ['free', 'edge_cache_ttl', 7199, false],
    ['free', 'edge_cache_ttl', 7200, true],
    ['pro', 'edge_cache_ttl', 3600, true],
    ['business', 'edge_cache_ttl', 1, true],
    ['business', 'edge_cache_ttl', 2_419_201, false],
    ['free', 'browser_cache_ttl', 0, false],
    ['enterprise', 'browser_cache_ttl', 0, true],
    ['free', 'browser_cache_ttl', 31_536_001, false],
    ['free', 'browser_cache_ttl', 60.5, false],
    ['free', 'polish', 'lossy', false],
    ['pro', 'polish', 'lossy', true],
    ['pro', 'waf', 'off', true],
    ['pro', 'bypass_cache_on_cookie', 'a=.*', false],
    ['business', 'bypass_cache_on_cookie', 'a=.*|b=.*', true],
    ['business', 'bypass_cache_on_cookie', 'a=.*.*', false],
    ['business', 'bypass_cache_on_cookie', 'x'.repeat(151), false],
    ['business', 'cache_on_cookie', '', false],
    ['business', 'host_header_override', 'a.example', false],
    ['enterprise', 'host_header_override', 'a.example', true],
    ['enterprise', 'host_header_override', 'https://a.example', false],
    ['enterprise', 'resolve_override', 'a.example', true],
    ['business', 'security_level', 'off', false],
    ['enterprise', 'security_level', 'off', true],
    ['business', 'ssl', 'origin_pull', false],
    ['enterprise', 'ssl', 'origin_pull', true],
    ['enterprise', 'cache_ttl_by_status', { '200-299': 60, '404': 'no-store' }, true],
    ['enterprise', 'cache_ttl_by_status', { '200-100': 60 }, false],
    ['enterprise', 'cache_ttl_by_status', {}, false],
    ['enterprise', 'cache_key_fields', { query_string: { include: '*' }, host: { resolved: true } }, true],
    ['enterprise', 'cache_key_fields', { query_string: { include: '*', exclude: ['a'] } }, false],
    ['enterprise', 'cache_key_fields', { header: { include: '*' } }, false],
    ['enterprise', 'cache_key_fields', { constructor: {} }, false],
    ['free', 'forwarding_url', { url: 'https://a.example/$1', status_code: 302 }, true],
    ['free', 'forwarding_url', { url: 'https://a.example/', status_code: 308 }, false],
    ['free', 'forwarding_url', { url: '/a', status_code: 301 }, false],
    ['free', 'forwarding_url', 'https://a.example/', false],
    ['enterprise', 'toString', 'on', false],
  ])('on %s, %s with %j: %s', async (plan, id, value, isTaken) => {
    await use(plan);
    const answer = await send('POST', '', body('example.com/', { actions: [{ id, value }] }));
    expect(answer.status).toBe(isTaken ? 200 : 400);
    const stored = value === undefined || value === null ? { id } : { id, value };
    if (isTaken) expect(ruleOf(answer).actions).toEqual([stored]);
    else expect(violationsOf(answer)).toEqual(['.actions']);
  });

  it('is among the settings that its plan has', async () => {
    const settings = (await send('GET', '/settings')).json.result as { id: string; properties: unknown[] }[];
    expect(settings).toHaveLength(34);
    expect(settings.find(({ id }) => id === 'edge_cache_ttl')).toEqual({
      id: 'edge_cache_ttl',
      properties: [{ type: 'range', min: 1, max: 2_419_200, name: 'value' }],
    });
    await use('free');
    const free = (await send('GET', '/settings')).json.result as { id: string }[];
    expect(free.map(({ id }) => id)).not.toContain('polish');
    expect(free.find(({ id }) => id === 'edge_cache_ttl')).toMatchObject({ properties: [{ min: 7_200 }] });
  });
});

/** The last letters of the patterns, in the order of evaluation. */
const urls = async () => (await list()).map(({ targets }) => targets[0]?.constraint.value.at(-1));

describe('the priority', () => {
  beforeEach(async () => {
    for (const [index, name] of ['a', 'b', 'c'].entries())
      await create(`example.com/${name}`, { priority: index + 1 });
  });

  it.each([
    [1, 1, ['c', 'b', 'a', 'd']],
    [2, 2, ['c', 'b', 'd', 'a']],
    [4, 4, ['d', 'c', 'b', 'a']],
    [99, 4, ['d', 'c', 'b', 'a']],
  ])('%d of a new rule becomes %d', async (asked, got, order) => {
    expect((await create('example.com/d', { priority: asked })).priority).toBe(got);
    expect(await urls()).toEqual(order);
    expect((await list()).map(({ priority }) => priority)).toEqual([4, 3, 2, 1]);
  });

  it.each([
    ['a', 3, ['a', 'c', 'b']],
    ['a', 2, ['c', 'a', 'b']],
    ['c', 1, ['b', 'a', 'c']],
    ['b', 2, ['c', 'b', 'a']],
    ['b', 50, ['b', 'c', 'a']],
  ])('moves %s to %d', async (name, priority, order) => {
    const rule = (await list()).find(({ targets }) => targets[0]?.constraint.value === `example.com/${name}`);
    await send('PATCH', `/${rule?.id}`, { priority });
    expect(await urls()).toEqual(order);
  });

  it('leaves no gap', async () => {
    const [, middle] = await list();
    await send('DELETE', `/${middle?.id}`);
    expect((await list()).map(({ priority }) => priority)).toEqual([2, 1]);
  });
});

describe('the list', () => {
  beforeEach(async () => {
    for (const [index, status] of ['active', 'disabled', 'active'].entries())
      await create(`example.com/${index}`, { priority: index + 1, status });
  });

  it.each([
    ['', [3, 2, 1]],
    ['?direction=asc', [1, 2, 3]],
    ['?order=priority&direction=desc', [3, 2, 1]],
    ['?order=status&direction=asc', [1, 3, 2]],
    ['?order=status', [2, 3, 1]],
    ['?status=disabled', [2]],
    ['?status=active&match=any', [3, 1]],
  ])('with %j has %j', async (query, priorities) => {
    expect((await list(query)).map(({ priority }) => priority)).toEqual(priorities);
  });

  it.each(['status=paused', 'order=url', 'direction=up', 'match=some'])('refuses %s', async (query) => {
    expect((await send('GET', `?${query}`)).status).toBe(400);
  });
});

describe('PATCH', () => {
  it('changes what it names and nothing else', async () => {
    const before = await create('example.com/', { status: 'active' });
    simulator.clock.advance(1_000);
    const after = ruleOf(await send('PATCH', `/${before.id}`, { status: 'disabled' }));
    expect(after).toEqual({ ...before, status: 'disabled', modified_on: '2026-11-20T12:00:01.000000Z' });
  });

  it('replaces the actions as a whole', async () => {
    const { id } = await create('example.com/');
    const after = ruleOf(await send('PATCH', `/${id}`, { actions: [{ id: 'waf', value: 'on' }] }));
    expect(after.actions).toEqual([{ id: 'waf', value: 'on' }]);
  });

  it('does not conflict with the rule itself, but with others', async () => {
    const { id } = await create('example.com/');
    await create('example.com/b');
    expect((await send('PATCH', `/${id}`, { targets: [target('example.com')] })).status).toBe(200);
    const answer = await send('PATCH', `/${id}`, { targets: [target('example.com/b')] });
    expect(violationsOf(answer)).toEqual(['.distinctTargetUrl']);
  });
});

describe('PUT', () => {
  it('sets what it does not name to the default, the priority too', async () => {
    await create('example.com/a');
    const { id } = await create('example.com/b', { priority: 2, status: 'active' });
    const after = ruleOf(await send('PUT', `/${id}`, body('example.com/c')));
    expect(after).toMatchObject({ id, priority: 1, status: 'disabled', targets: [target('example.com/c')] });
  });

  it('needs targets and actions', async () => {
    const { id } = await create('example.com/a');
    expect(violationsOf(await send('PUT', `/${id}`, { status: 'active' }))).toEqual(['.targets', '.actions']);
  });
});

describe('an identifier', () => {
  it.each(['GET', 'PATCH', 'PUT', 'DELETE'])('that is unknown gets 1002 from %s', async (method) => {
    for (const id of ['0'.repeat(32), 'nonsense']) {
      const answer = await send(method, `/${id}`, method === 'GET' ? undefined : body('example.com/'));
      expect([answer.status, codesOf(answer)]).toEqual([400, [1002]]);
    }
  });

  it('is all that DELETE answers', async () => {
    const { id } = await create('example.com/');
    expect(ruleOf(await send('GET', `/${id}`)).id).toBe(id);
    expect((await send('DELETE', `/${id}`)).json.result).toEqual({ id });
    expect(await list()).toEqual([]);
  });
});

describe('the quota', () => {
  it.each([
    ['free', 3],
    ['pro', 20],
    ['business', 50],
    ['enterprise', 125],
  ] as const)('on %s is %d rules, disabled ones included', async (plan, quota) => {
    await use(plan);
    for (let index = 0; index < quota; index += 1) await create(`example.com/${index}`);
    const answer = await send('POST', '', body('example.com/more'));
    expect(violationsOf(answer)).toEqual(['.quota']);
    const [rule] = await list();
    expect((await send('PATCH', `/${rule?.id}`, { status: 'active' })).status).toBe(200);
    await send('DELETE', `/${rule?.id}`);
    expect((await send('POST', '', body('example.com/more'))).status).toBe(200);
  });
});

describe('a token', () => {
  const token = `cfut_${'t'.repeat(40)}`;

  it.each([
    ['Page Rules Read', 'GET', 200],
    ['Page Rules Read', 'POST', 403],
    ['Page Rules Write', 'GET', 200],
    ['Page Rules Write', 'POST', 200],
    ['Zone Read', 'GET', 200],
    ['Zone Read', 'POST', 403],
    ['DNS Write', 'GET', 403],
  ] as const)('with %s gets from %s %d', async (permission, method, status) => {
    simulator.tokens.add({ token, permissions: [permission] });
    const answer = await call(
      simulator,
      method,
      path(),
      method === 'GET' ? { token } : { token, body: body('example.com/') },
    );
    expect(answer.status).toBe(status);
  });
});

describe('the demo', () => {
  it('has rules in every zone, in order and within the quotas', async () => {
    const demo = createSimulator({ seed: 'demo' });
    const zones = (await call(demo, 'GET', '/zones')).json.result as { id: string; name: string }[];
    const rules = await Promise.all(zones.map(({ id }) => call(demo, 'GET', `/zones/${id}/pagerules`)));
    const counts = rules.map(({ json }) => (json.result as PageRule[]).length);
    expect(Object.fromEntries(zones.map(({ name }, index) => [name, counts[index]]))).toEqual({
      'mapleandpine.com': 5,
      'mapleandpine.net': 2,
      'northfork-labs.dev': 2,
    });
    const [shop] = rules.map(({ json }) => json.result as PageRule[]);
    expect(shop?.[0]).toMatchObject({ priority: 5, actions: [{ id: 'always_use_https' }] });
    await call(demo, 'DELETE', `/zones/${zones[0]?.id}/pagerules/${shop?.[0]?.id}`);
    demo.reset();
    expect((await call(demo, 'GET', `/zones/${zones[0]?.id}/pagerules`)).json.result).toHaveLength(5);
  });
});

/** The rule of the seed for a host that is not the zone's. */
async function outsideRule() {
  const international = createSimulator({ seed: 'international' });
  const [zone] = (await call(international, 'GET', '/zones')).json.result as { id: string }[];
  const all = `/zones/${zone?.id}/pagerules`;
  const rules = (await call(international, 'GET', all)).json.result as (PageRule & { id: string })[];
  const rule = rules.find(({ targets }) =>
    targets[0]?.constraint.value.startsWith('www.former-name.example'),
  );
  return {
    rule,
    write: (method: string, change?: object) =>
      call(international, method, `${all}/${rule?.id}`, change === undefined ? {} : { body: change }),
  };
}

describe('a rule for a host outside the zone, from before such were refused', () => {
  it('is patched, overwritten and deleted as long as its target stays', async () => {
    const { rule, write } = await outsideRule();
    const patched = await write('PATCH', { status: 'disabled' });
    expect(patched.json.result).toMatchObject({ status: 'disabled', targets: rule?.targets });
    const actions = [{ id: 'ssl', value: 'full' }];
    const overwritten = await write('PUT', {
      targets: rule?.targets,
      actions,
      status: 'active',
      priority: 2,
    });
    expect(overwritten.json.result).toMatchObject({ status: 'active', targets: rule?.targets, actions });
    expect((await write('DELETE')).status).toBe(200);
  });

  it.each(['PATCH', 'PUT'])('is not moved by %s to another host outside the zone', async (method) => {
    const { write } = await outsideRule();
    const targets = [{ target: 'url', constraint: { operator: 'matches', value: 'other.example/*' } }];
    const actions = [{ id: 'ssl', value: 'full' }];
    expect(codesOf(await write(method, { targets, actions, priority: 1, status: 'active' }))).toEqual([1004]);
  });
});

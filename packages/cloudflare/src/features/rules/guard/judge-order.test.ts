import type { Change, JsonObject } from '@crunchtools/mcp-core';
import { describe, expect, it } from 'vitest';
import { type ListedState, PlanJudge } from './judge.ts';

const path = 'http.request.uri.path';
const scope = { id: 'z', name: 'example.com' };

function rule(
  phase: string,
  expression: string,
  action: string,
  action_parameters: JsonObject = {},
): JsonObject {
  return { phase, expression, action, action_parameters };
}

const block = (expression: string): JsonObject => rule('waf_custom', expression, 'block');
const skip = (expression: string): JsonObject =>
  rule('waf_custom', expression, 'skip', { ruleset: 'current' });
const config = (expression: string, settings: JsonObject): JsonObject =>
  rule('config', expression, 'set_config', settings);
const cache = (expression: string, settings: JsonObject): JsonObject =>
  rule('cache', expression, 'set_cache_settings', settings);
const redirect = (expression: string, target_url: JsonObject): JsonObject =>
  rule('redirect', expression, 'redirect', { from_value: { target_url, status_code: 301 } });
const sends = (expression: string, name: string, value: string): JsonObject =>
  rule('response_headers', expression, 'rewrite', { headers: { [name]: { operation: 'set', value } } });

const toHttps = redirect('not ssl', { expression: `concat("https://", http.host, ${path})` });
const old = (prefix = ''): JsonObject =>
  redirect(`starts_with(${path}, "/old/${prefix}")`, { value: 'https://example.com/new' });

interface Row {
  readonly title: string;
  readonly rules: readonly JsonObject[];
  readonly change: Partial<Change>;
  readonly asked: readonly string[];
}

function asked(rules: readonly JsonObject[], changes: readonly Partial<Change>[]): readonly string[] {
  const listed: readonly ListedState[] = rules.map((state, index) => ({ id: `r${index + 1}`, state }));
  const whole = changes.map(
    (change): Change => ({ action: 'create', resource: 'rule', scope, summary: '', ...change }),
  );
  const judge = new PlanJudge(whole, () => listed);
  const [first] = whole;
  return first === undefined ? [] : judge.reasons(first).map(({ guard }) => guard);
}

/** How often the judgement of a new rule before some others stops for breath. */
function breaths(rules: readonly JsonObject[], after: JsonObject, index: number): number {
  const listed: readonly ListedState[] = rules.map((state, at) => ({ id: `r${at + 1}`, state }));
  const place = { after: { index, after: null, before: null } };
  const change: Change = { action: 'create', resource: 'rule', scope, summary: '', after, place };
  const steps = new PlanJudge([change], () => listed).steps(change);
  let count = 0;
  while (steps.next().done !== true) count += 1;
  return count;
}

describe('the judgement of one rule among many', () => {
  it.each<[string, JsonObject]>([
    ['redirect', old()],
    ['block', block('ip.src eq 192.0.2.1')],
    ['cache', cache('true', { cache: true })],
  ])('can stop at each of them: %s', (_phase, after) => {
    const rules = Array.from({ length: 30 }, () => after).map((one, index) => ({
      ...one,
      expression: `${path} eq "/${index}"`,
    }));
    for (const index of [1, 15, 31]) expect(breaths(rules, after, index)).toBeGreaterThanOrEqual(30);
  });
});

const at = (index: number): Partial<Change> => ({ place: { after: { index, after: null, before: null } } });

describe('PlanJudge', () => {
  const admin = `starts_with(${path}, "/admin")`;
  const login = `${path} eq "/admin/login"`;
  it.each<Row>([
    {
      title: 'a block behind a skip',
      rules: [skip('ip.src eq 192.0.2.1')],
      change: { after: block(admin) },
      asked: [],
    },
    {
      title: 'a block in front of a skip',
      rules: [skip('ip.src eq 192.0.2.1')],
      change: { after: block(admin), ...at(1) },
      asked: ['rules.shadow'],
    },
    {
      title: 'a block in front of a skip for others',
      rules: [skip(`${path} eq "/hook"`)],
      change: { after: block(admin), ...at(1) },
      asked: [],
    },
    {
      title: 'a block in front of a block',
      rules: [block('ip.src eq 192.0.2.1')],
      change: { after: block(admin), ...at(1) },
      asked: [],
    },
    {
      title: 'a block that is widened in front of a skip',
      rules: [block(login), skip(admin)],
      change: {
        action: 'update',
        id: 'r1',
        before: block(login),
        after: block(`${login} or ${path} eq "/x"`),
      },
      asked: [],
    },
    {
      title: 'a lower level behind a high one',
      rules: [config(admin, { security_level: 'under_attack' })],
      change: { after: config(login, { security_level: 'medium' }) },
      asked: ['rules.overrides'],
    },
    {
      title: 'a lower level in front of a high one',
      rules: [config(admin, { security_level: 'under_attack' })],
      change: { after: config(login, { security_level: 'medium' }), ...at(1) },
      asked: [],
    },
    {
      title: 'the same level behind',
      rules: [config(admin, { security_level: 'high' })],
      change: { after: config(login, { security_level: 'high' }) },
      asked: [],
    },
    {
      title: 'a level for others',
      rules: [config(admin, { security_level: 'high' })],
      change: { after: config(`${path} eq "/x"`, { security_level: 'medium' }) },
      asked: [],
    },
    {
      title: 'another setting',
      rules: [config(admin, { security_level: 'high' })],
      change: { after: config(login, { polish: 'off' }) },
      asked: [],
    },
    {
      title: 'caching behind a bypass',
      rules: [cache(`starts_with(${path}, "/blog/")`, { cache: false })],
      change: { after: cache(`${path} eq "/blog/x"`, { cache: true }) },
      asked: ['rules.overrides'],
    },
    ...['ends_with(http.request.uri.path, ".woff2")', 'http.request.uri.path.extension in {"css" "js"}'].map(
      (files) => ({
        title: `caching of files behind a bypass: ${files}`,
        rules: [cache(`starts_with(${path}, "/account")`, { cache: false })],
        change: { after: cache(files, { cache: true }) },
        asked: [],
      }),
    ),
    {
      title: 'a browser ttl behind a bypass of browsers',
      rules: [cache(`starts_with(${path}, "/blog/")`, { browser_ttl: { mode: 'bypass' } })],
      change: { after: cache(`${path} eq "/blog/x"`, { browser_ttl: { mode: 'respect_origin' } }) },
      asked: ['rules.overrides'],
    },
    {
      title: 'another key behind a key',
      rules: [
        cache(`starts_with(${path}, "/blog/")`, {
          cache_key: { custom_key: { cookie: { include: ['a'] } } },
        }),
      ],
      change: {
        after: cache(`${path} eq "/blog/x"`, {
          cache_key: { custom_key: { query_string: { include: { all: true } } } },
        }),
      },
      asked: ['rules.overrides'],
    },
    {
      title: 'no armor behind armor',
      rules: [cache(`starts_with(${path}, "/blog/")`, { cache_key: { cache_deception_armor: true } })],
      change: { after: cache(`${path} eq "/blog/x"`, { cache_key: { cache_deception_armor: false } }) },
      asked: ['rules.overrides'],
    },
    {
      title: 'a weaker header behind a strong one',
      rules: [sends('true', 'X-Frame-Options', 'DENY')],
      change: { after: sends(login, 'x-frame-options', 'SAMEORIGIN') },
      asked: ['rules.overrides'],
    },
    {
      title: 'another header',
      rules: [sends('true', 'X-Frame-Options', 'DENY')],
      change: { after: sends(login, 'X-A', 'b') },
      asked: [],
    },
    {
      title: 'a description',
      rules: [sends('true', 'X-Frame-Options', 'DENY'), sends(login, 'X-Frame-Options', 'SAMEORIGIN')],
      change: {
        action: 'update',
        id: 'r2',
        before: sends(login, 'X-Frame-Options', 'SAMEORIGIN'),
        after: { ...sends(login, 'X-Frame-Options', 'SAMEORIGIN'), description: 'x' },
      },
      asked: [],
    },
    {
      title: 'a redirect in front of the same for less',
      rules: [old('a')],
      change: { after: old(), ...at(1) },
      asked: [],
    },
    {
      title: 'a redirect in front of one that it hides',
      rules: [redirect(`${path} eq "/old/a"`, { value: '/b' })],
      change: { after: old(), ...at(1) },
      asked: ['rules.shadow'],
    },
    {
      title: 'a redirect in front of one for more',
      rules: [redirect(`starts_with(${path}, "/old")`, { value: '/b' })],
      change: { after: old(), ...at(1) },
      asked: [],
    },
    {
      title: 'a redirect behind',
      rules: [redirect(`${path} eq "/old/a"`, { value: '/b' })],
      change: { after: old() },
      asked: [],
    },
    {
      title: 'a redirect to https in front of https',
      rules: [toHttps],
      change: { after: old(), ...at(1) },
      asked: [],
    },
    {
      title: 'a redirect that stays in front of https',
      rules: [toHttps],
      change: { after: redirect(`${path} eq "/old"`, { value: '/new' }), ...at(1) },
      asked: ['rules.shadow'],
    },
  ])('$title', ({ rules, change, asked: expected }) => {
    expect(asked(rules, [change])).toEqual(expected);
  });

  it('takes the others as the plan makes them', () => {
    const high = config(admin, { security_level: 'high' });
    const change = { after: config(login, { security_level: 'medium' }) };
    const off = { action: 'update', id: 'r1', before: high, after: { ...high, enabled: false } } as const;
    expect(asked([high], [change, off])).toEqual([]);
    expect(asked([high], [change, { action: 'delete', id: 'r1', before: high }])).toEqual([]);
  });

  it('judges long plans without looking at every pair', () => {
    const high = config(admin, { security_level: 'high' });
    const change = { after: config(login, { security_level: 'medium' }) };
    expect(
      asked(
        [high],
        Array.from({ length: 20 }, () => change),
      ),
    ).toEqual(['rules.overrides']);
    expect(
      asked(
        [high],
        Array.from({ length: 21 }, () => change),
      ),
    ).toEqual([]);
  });

  it('takes the worst for granted when there are too many pairs', () => {
    const many = Array.from({ length: 201 }, (_, index) => skip(`${path} eq "/hook${index}"`));
    expect(asked(many.slice(1), [{ after: block(admin), ...at(1) }])).toEqual([]);
    expect(asked(many, [{ after: block(admin), ...at(1) }])).toEqual(['rules.shadow']);
  });
});

/** What is said of a rule with some before it and some behind it. */
function said(
  after: JsonObject,
  {
    earlier = [],
    later = [],
    before,
  }: Partial<Record<'earlier' | 'later', readonly JsonObject[]>> & { readonly before?: JsonObject },
): readonly string[] {
  const others = [...earlier, ...later].map((state, index): ListedState => ({ id: `r${index + 1}`, state }));
  const own: readonly ListedState[] = before === undefined ? [] : [{ id: 'own', state: before }];
  const listed = [...others.slice(0, earlier.length), ...own, ...others.slice(earlier.length)];
  const placed =
    before === undefined
      ? { action: 'create' as const, ...at(earlier.length + 1) }
      : { action: 'update' as const, id: 'own', before };
  const change: Change = { resource: 'rule', scope, summary: '', after, ...placed };
  const reasons = new PlanJudge([change], () => listed).reasons(change);
  for (const { kind } of reasons) expect(kind).toBe('value');
  return reasons.filter(({ guard }) => /overrides|shadow/u.test(guard)).map(({ text }) => text);
}

const held = ['It holds back requests that a later rule lets pass.'];
const hidden = ['It stands in front of a rule that is no longer reached.'];
const undone = ['It undoes what an earlier rule protects, for requests that both match.'];

describe('a rule in front of others', () => {
  const monitor = skip('ip.src eq 192.0.2.1');
  const waf = (action: string): JsonObject => rule('waf_custom', `starts_with(${path}, "/admin")`, action);

  it.each(['block', 'challenge', 'js_challenge', 'managed_challenge'])(
    'keeps a monitor out: %s',
    (action) => {
      expect(said(waf(action), { later: [monitor] })).toEqual(held);
      expect(said(waf(action), { before: waf('log'), later: [monitor] })).toEqual(held);
      expect(said({ ...waf(action), enabled: false }, { later: [monitor] })).toEqual([]);
      expect(said(waf(action), { later: [{ ...monitor, enabled: false }] })).toEqual([]);
    },
  );

  it.each<[title: string, JsonObject, Parameters<typeof said>[1]]>([
    ['logs', waf('log'), { later: [monitor] }],
    ['skips', waf('skip'), { later: [monitor] }],
    ['held the monitor back before', waf('block'), { before: waf('challenge'), later: [monitor] }],
    ['is turned off', { ...waf('block'), enabled: false }, { before: waf('block'), later: [monitor] }],
    ['has no action', rule('waf_custom', 'true', ''), { later: [monitor] }],
    ['caches', cache('true', { cache: true }), { later: [cache('ssl', { cache: true, edge_ttl: {} })] }],
    [
      'leads elsewhere for some of them',
      redirect(`${path} eq "/old"`, { value: '/new' }),
      { later: [redirect(`starts_with(${path}, "/old")`, { value: '/b' })] },
    ],
    [
      'leads to the same',
      redirect(`starts_with(${path}, "/old")`, { value: '/b' }),
      { later: [redirect(`${path} eq "/old"`, { value: '/b' })] },
    ],
    [
      'led elsewhere before',
      redirect(`starts_with(${path}, "/old")`, { value: '/c' }),
      {
        before: redirect(`starts_with(${path}, "/old")`, { value: '/b' }),
        later: [redirect(`${path} eq "/old"`, { value: '/d' })],
      },
    ],
  ])('takes nothing away if it %s', (_title, after, around) => {
    expect(said(after, around)).toEqual([]);
  });

  it('hides a redirect, and redirects to https', () => {
    const wide = redirect(`starts_with(${path}, "/old")`, { value: '/b' });
    expect(said(wide, { later: [redirect(`${path} eq "/old"`, { value: '/c' })] })).toEqual(hidden);
    expect(said(wide, { later: [toHttps] })).toEqual(hidden);
  });

  it('is held against others of all changes of a plan together', () => {
    const many = Array.from({ length: 150 }, (_, index) => skip(`${path} eq "/hook${index}"`));
    const listed = many.map((state, index): ListedState => ({ id: `r${index}`, state }));
    const change: Change = {
      action: 'create',
      resource: 'rule',
      scope,
      summary: '',
      after: waf('block'),
      ...at(1),
    };
    const judge = new PlanJudge([change], () => listed);
    expect(judge.reasons(change)).toEqual([]);
    expect(judge.reasons(change).map(({ text }) => text)).toEqual(held);
    const elsewhere = { ...change, scope: { id: 'y', name: 'example.net' } };
    expect(judge.reasons(elsewhere)).toEqual([]);
  });
});

describe('a rule behind others', () => {
  const admin = `starts_with(${path}, "/admin")`;
  const blog = `starts_with(${path}, "/blog/")`;
  const some = `${path} eq "/blog/x"`;
  const hands = (name: string, value: string): JsonObject =>
    rule('request_headers', 'true', 'rewrite', { headers: { [name]: { operation: 'set', value } } });
  const adds = rule('response_headers', 'true', 'rewrite', {
    headers: { 'Content-Security-Policy': { operation: 'add', value: "img-src 'self'" } },
  });
  const ttl = { mode: 'override_origin', default: 60 };
  const keyed = { cache_key: { custom_key: { cookie: { include: ['lang'] } } } };

  it.each<[who: string, JsonObject, JsonObject]>([
    [
      'robots try passwords',
      config(admin, { security_level: 'under_attack' }),
      config(`${path} eq "/admin/login"`, { security_level: 'medium' }),
    ],
    ['the origin refuses all', hands('X-Origin-Secret', 'a'), hands('x-origin-secret', 'b')],
    ['others see a cart', cache(blog, { cache: false }), cache(some, { cache: true })],
    [
      'browsers keep a cart',
      cache(blog, { browser_ttl: { mode: 'bypass' } }),
      cache(some, { browser_ttl: ttl }),
    ],
    ['languages are mixed up', cache(blog, keyed), cache(some, { cache_key: { custom_key: { host: {} } } })],
  ])('undoes what they protect: %s', (_who, other, after) => {
    expect(said(after, { earlier: [other] })).toEqual(undone);
    expect(said(after, { before: after, earlier: [other] })).toEqual([]);
    expect(said({ ...after, enabled: false }, { before: after, earlier: [other] })).toEqual([]);
    expect(said(after, { earlier: [{ ...other, enabled: false }] })).toEqual([]);
    expect(said(after, { later: [other] })).toEqual([]);
  });

  it.each<[title: string, other: JsonObject, after: JsonObject]>([
    ['another header', hands('X-Origin-Secret', 'a'), hands('X-User', 'b')],
    ['one more policy', sends('true', 'Content-Security-Policy', "script-src 'self'"), adds],
    [
      'more than one setting',
      config(admin, { security_level: 'high' }),
      config(admin, { ssl: 'strict', security_level: 'under_attack' }),
    ],
    ['how long, behind a bypass', cache(blog, { cache: false }), cache(some, { edge_ttl: ttl })],
    [
      'another setting, behind a bypass of browsers',
      cache(blog, { browser_ttl: { mode: 'bypass' } }),
      cache(some, { cache: true }),
    ],
    [
      'another setting, behind armor',
      cache(blog, { cache_key: { cache_deception_armor: true } }),
      cache(some, { cache: true, ...keyed }),
    ],
    ['armor, behind a key', cache(blog, keyed), cache(some, { cache_key: { cache_deception_armor: true } })],
    ['a log behind a block', block(admin), rule('waf_custom', admin, 'log')],
    [
      'a rule of another place',
      rule('origin', admin, 'route', { origin: { port: 1 } }),
      rule('origin', admin, 'route', { origin: { port: 1 }, sni: {} }),
    ],
  ])('leaves what they protect: %s', (_title, other, after) => {
    expect(said(after, { earlier: [other] })).toEqual([]);
  });

  it('did so before, with another setting beside it', () => {
    const [low, other] = [{ security_level: 'medium' }, config(admin, { security_level: 'high' })];
    const [before, after] = [
      config(admin, { ...low, polish: 'off' }),
      config(admin, { ...low, polish: 'lossy' }),
    ];
    expect(said(after, { before, earlier: [other] })).toEqual([]);
    expect(said(after, { before: config(admin, { polish: 'off' }), earlier: [other] })).toEqual(undone);
  });
});

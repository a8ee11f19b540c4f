import type { JsonObject, JsonValue } from '@crunchtools/mcp-core';
import { print } from '@crunchtools/rules-language';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scopeOf } from '../scope/search.ts';
import { RuleJudge } from './judge.ts';
import { phaseGuards } from './table.ts';

const path = 'http.request.uri.path';
const somewhere = `starts_with(${path}, "/blog/")`;

interface Case {
  readonly title: string;
  readonly before?: JsonObject;
  readonly after?: JsonObject;
  /** Guards that ask. */
  readonly asked: readonly string[];
}

function ids(before: JsonObject | undefined, after: JsonObject | undefined): readonly string[] {
  const reasons = new RuleJudge('example.com').reasons(before, after);
  for (const { text, kind } of reasons) {
    expect(text).toMatch(/^[A-Z].{20,}[a-z0-9/]\.$/u);
    expect(kind).toBe('value');
  }
  return [...new Set(reasons.map(({ guard }) => guard.replace('rules.', '')))].toSorted();
}

/** Guards that a case above asks by. */
const seen = new Set<string>();

function check(cases: readonly Case[]): void {
  for (const { asked } of cases) for (const guard of asked) seen.add(`rules.${guard}`);
  it.each(cases)('$title', ({ before, after, asked }) => {
    expect(ids(before, after)).toEqual(asked);
  });
}

function waf(action: string, expression: string, more: JsonObject = {}): JsonObject {
  return { phase: 'waf_custom', action, expression, enabled: true, ...more };
}

const block = (expression: string, more: JsonObject = {}): JsonObject => waf('block', expression, more);
const skip = (expression: string, parameters: JsonObject = { ruleset: 'current' }): JsonObject =>
  waf('skip', expression, { action_parameters: parameters });

const admin = `starts_with(${path}, "/admin")`;

describe('waf_custom', () => {
  check([
    { title: 'blocks a part', after: block(admin), asked: [] },
    { title: 'blocks bots', after: block('cf.client.bot and cf.bot_management.score lt 5'), asked: [] },
    { title: 'blocks everything', after: block('true'), asked: ['everything'] },
    { title: 'blocks everything, off', after: block('true', { enabled: false }), asked: [] },
    { title: 'blocks a host', after: block('http.host eq "shop.example.com"'), asked: ['everything'] },
    {
      title: 'challenges everything',
      after: waf('managed_challenge', 'not cf.client.bot'),
      asked: ['everything'],
    },
    { title: 'logs everything', after: waf('log', 'true'), asked: [] },
    { title: 'blocks the home page', after: block(`${path} eq "/"`), asked: ['everything'] },
    { title: 'is named', before: block(admin), after: block(admin, { description: 'x' }), asked: [] },
    {
      title: 'everything is named',
      before: block('true'),
      after: block('true', { description: 'x' }),
      asked: [],
    },
    { title: 'is written otherwise', before: block(admin), after: block(`(${admin} and true)`), asked: [] },
    {
      title: 'is turned off',
      before: block(admin),
      after: block(admin, { enabled: false }),
      asked: ['protection_lost'],
    },
    { title: 'is turned on', before: block(admin, { enabled: false }), after: block(admin), asked: [] },
    { title: 'is deleted', before: block(admin), asked: ['protection_lost'] },
    { title: 'is deleted while off', before: block(admin, { enabled: false }), asked: [] },
    { title: 'only logs', before: block(admin), after: waf('log', admin), asked: ['protection_lost'] },
    {
      title: 'only challenges',
      before: block(admin),
      after: waf('challenge', admin),
      asked: ['protection_lost'],
    },
    { title: 'skips instead', before: block(admin), after: skip(admin), asked: ['protection_lost', 'skip'] },
    { title: 'blocks what it logged', before: waf('log', admin), after: block(admin), asked: [] },
    {
      title: 'blocks where an unknown action was',
      before: waf('execute', admin),
      after: block(admin),
      asked: ['protection_lost'],
    },
    { title: 'matches nothing', before: block(admin), after: block('false'), asked: ['protection_lost'] },
    {
      title: 'matches nothing that is',
      before: block(admin),
      after: block(`${admin} and http.host eq "no.invalid"`),
      asked: ['protection_lost'],
    },
    {
      title: 'is narrowed',
      before: block(admin),
      after: block(`${admin} and not ip.src in {192.0.2.1}`),
      asked: ['protection_lost'],
    },
    { title: 'is widened', before: block(admin), after: block(`${admin} or ${path} eq "/x"`), asked: [] },
    {
      title: 'is widened to everything',
      before: block(admin),
      after: block(`${admin} or ${path} contains "/"`),
      asked: ['everything'],
    },
    {
      title: 'an edit while off',
      before: block(admin, { enabled: false }),
      after: block('false', { enabled: false }),
      asked: [],
    },
    {
      title: 'a rule that never matched goes',
      before: block('false'),
      after: block('false', { enabled: false }),
      asked: [],
    },
    {
      title: 'a filter that cannot be read',
      before: block('no.such.field eq 1'),
      after: block('no.such.field eq 2'),
      asked: ['everything', 'protection_lost'],
    },
    { title: 'skips', after: skip(admin), asked: ['skip'] },
    { title: 'skips nothing that is known', after: skip(admin, {}), asked: ['skip'] },
    {
      title: 'skips unlogged',
      before: skip(admin),
      after: { ...skip(admin), logging: { enabled: false } },
      asked: ['skip'],
    },
    {
      title: 'skips logged',
      before: skip(admin),
      after: { ...skip(admin), logging: { enabled: true } },
      asked: [],
    },
    {
      title: 'skips more',
      before: skip(admin, { products: ['bic'] }),
      after: skip(admin, { products: ['bic', 'waf'] }),
      asked: ['skip'],
    },
    {
      title: 'skips rules',
      before: skip(admin, { products: ['bic'] }),
      after: skip(admin, { products: ['bic'], rules: { a: ['b'] } }),
      asked: ['skip'],
    },
    {
      title: 'skips less',
      before: skip(admin, { products: ['bic', 'waf'] }),
      after: skip(admin, { products: ['bic'] }),
      asked: [],
    },
    { title: 'skips for more', before: skip(admin), after: skip(`${admin} or ssl`), asked: ['skip'] },
    {
      title: 'skips for fewer',
      before: skip(admin),
      after: skip(`${admin} and ip.src eq 192.0.2.1`),
      asked: [],
    },
    { title: 'skips no longer', before: skip(admin), after: { ...skip(admin), enabled: false }, asked: [] },
    { title: 'skips for nobody', after: skip('false'), asked: [] },
    {
      title: 'a plain page',
      after: block(admin, {
        action_parameters: { response: { status_code: 403, content: 'No.', content_type: 'text/plain' } },
      }),
      asked: [],
    },
    {
      title: 'a page with a form',
      before: block(admin),
      after: block(admin, {
        action_parameters: {
          response: { status_code: 403, content: '<form action="//a.example">', content_type: 'text/html' },
        },
      }),
      asked: ['block_page'],
    },
  ]);
});

function limit(more: JsonObject = {}, expression = `${path} eq "/login"`): JsonObject {
  return {
    phase: 'rate_limit',
    action: 'block',
    expression,
    ratelimit: {
      characteristics: ['ip.src', 'cf.colo.id'],
      period: 60,
      requests_per_period: 10,
      mitigation_timeout: 600,
      ...more,
    },
  };
}

describe('rate_limit', () => {
  check([
    { title: 'limits a part', after: limit(), asked: [] },
    { title: 'limits everything', after: limit({}, 'ssl or not ssl'), asked: ['everything'] },
    {
      title: 'limits everything to one',
      before: limit({}, 'true'),
      after: limit({ requests_per_period: 1 }, 'true'),
      asked: ['everything'],
    },
    {
      title: 'is tighter',
      before: limit(),
      after: limit({ requests_per_period: 5, mitigation_timeout: 3_600 }),
      asked: [],
    },
    ...(
      [
        ['requests_per_period', 11],
        ['period', 10],
        ['mitigation_timeout', 10],
        ['counting_expression', 'false'],
        ['characteristics', ['ip.src']],
        ['requests_to_origin', true],
        ['score_response_header_name', 'x-score'],
      ] satisfies readonly (readonly [string, JsonValue])[]
    ).map(([member, value]) => ({
      title: member,
      before: limit(),
      after: limit({ [member]: value }),
      asked: ['protection_lost'],
    })),
    {
      title: 'the same rate for longer',
      before: limit(),
      after: limit({ requests_per_period: 60, period: 360 }),
      asked: ['protection_lost'],
    },
    {
      title: 'the order of characteristics',
      before: limit(),
      after: limit({ characteristics: ['cf.colo.id', 'ip.src'] }),
      asked: [],
    },
    {
      title: 'counts more',
      before: limit({ counting_expression: `${path} eq "/login"` }),
      after: limit({ counting_expression: `${path} in {"/login" "/signin"}` }),
      asked: [],
    },
    {
      title: 'counts by a score',
      before: limit(),
      after: limit({ requests_per_period: 10, score_per_period: 1 }),
      asked: ['protection_lost'],
    },
    {
      title: 'is narrowed',
      before: limit(),
      after: limit({}, `${path} eq "/login" and ssl`),
      asked: ['protection_lost'],
    },
    { title: 'logs', before: limit(), after: { ...limit(), action: 'log' }, asked: ['protection_lost'] },
    { title: 'is off', before: limit(), after: { ...limit(), enabled: false }, asked: ['protection_lost'] },
  ]);
});

function redirect(expression: string, target: JsonObject | string, more: JsonObject = {}): JsonObject {
  const target_url = typeof target === 'string' ? { value: target } : target;
  return {
    phase: 'redirect',
    action: 'redirect',
    expression,
    action_parameters: { from_value: { status_code: 301, target_url, ...more } },
  };
}

const computed = (expression: string): JsonObject => ({ expression });
const toHttps = redirect('not ssl', computed(`concat("https://", http.host, ${path})`));
const toHttpsByPattern = redirect(
  'http.request.full_uri wildcard "http://*"',
  computed(`wildcard_replace(http.request.full_uri, "http://*", "https://$\{1}")`),
);

describe('redirect', () => {
  check([
    {
      title: 'a page of the zone',
      after: redirect(`${path} eq "/old"`, 'https://example.com/new'),
      asked: [],
    },
    { title: 'a path of the same host', after: redirect(`${path} eq "/old"`, '/new'), asked: [] },
    {
      title: 'a folder',
      after: redirect(
        `starts_with(${path}, "/old/")`,
        computed(`concat("https://www.example.com/new/", ${path})`),
      ),
      asked: [],
    },
    {
      title: 'to another site',
      after: redirect(`${path} eq "/old"`, 'https://example.net/'),
      asked: ['redirect'],
    },
    {
      title: 'to a host that looks alike',
      after: redirect(`${path} eq "/old"`, 'https://example.com.evil.example/'),
      asked: ['redirect'],
    },
    {
      title: 'to another site, named',
      before: redirect(`${path} eq "/old"`, 'https://example.net/'),
      after: { ...redirect(`${path} eq "/old"`, 'https://example.net/'), description: 'x' },
      asked: [],
    },
    {
      title: 'more of it to another site',
      before: redirect(`${path} eq "/old"`, 'https://example.net/'),
      after: redirect(`${path} in {"/old" "/b"}`, 'https://example.net/'),
      asked: ['redirect'],
    },
    {
      title: 'less of it to another site',
      before: redirect(`${path} in {"/old" "/b"}`, 'https://example.net/'),
      after: redirect(`${path} eq "/old"`, 'https://example.net/'),
      asked: [],
    },
    {
      title: 'everything to a page',
      after: redirect('true or ssl', 'https://example.com/closed'),
      asked: ['everything', 'redirect'],
    },
    {
      title: 'everything to another site',
      after: redirect('true', 'https://example.net/'),
      asked: ['redirect'],
    },
    {
      title: 'a host to a page, with backslashes that stand twice',
      after: redirect(String.raw`http.host matches "^(www\\.)?example\\.com$"`, 'https://example.com/closed'),
      asked: ['everything'],
    },
    {
      title: 'a host to a page',
      after: redirect('http.host eq "shop.example.com"', 'https://example.com/closed'),
      asked: ['everything'],
    },
    {
      title: 'www to none',
      after: redirect('http.host eq "www.example.com"', computed(`concat("https://example.com", ${path})`)),
      asked: [],
    },
    { title: 'to https', after: toHttps, asked: [] },
    { title: 'to https by a pattern', after: toHttpsByPattern, asked: [] },
    {
      title: 'to plain http',
      after: redirect(`${path} eq "/old"`, 'http://example.com/new'),
      asked: ['redirect'],
    },
    {
      title: 'to itself',
      after: redirect(`${path} eq "/old"`, 'https://example.com/old'),
      asked: ['redirect'],
    },
    {
      title: 'the host is chosen by an argument',
      after: redirect(`${path} eq "/go"`, computed('http.request.uri.args["to"][0]')),
      asked: ['redirect'],
    },
    {
      title: 'the end of the host is chosen',
      after: redirect(
        `${path} eq "/go"`,
        computed('concat("https://example.com", http.request.uri.args["to"][0])'),
      ),
      asked: ['redirect'],
    },
    {
      title: 'the host is chosen by the path',
      after: redirect(`starts_with(${path}, "/go/")`, computed(`concat("https://", substring(${path}, 4))`)),
      asked: ['redirect'],
    },
    {
      title: 'the end of the host is chosen by the path',
      after: redirect(
        `starts_with(${path}, "/go/")`,
        computed(`concat("https://example.com", substring(${path}, 4))`),
      ),
      asked: ['redirect'],
    },
    {
      title: 'a pattern chooses',
      after: redirect(
        'http.request.full_uri wildcard "https://example.com/go/*"',
        computed(`wildcard_replace(http.request.full_uri, "https://example.com/go/*", "https://$\{1}")`),
      ),
      asked: ['redirect'],
    },
    {
      title: 'a target that cannot be told',
      after: { ...redirect('ssl', ''), action_parameters: { from_list: { name: 'x' } } },
      asked: ['redirect'],
    },
    { title: 'https ends', before: toHttps, after: { ...toHttps, enabled: false }, asked: ['https_lost'] },
    {
      title: 'https is narrowed',
      before: toHttps,
      after: { ...toHttps, expression: 'not ssl and http.host eq "www.example.com"' },
      asked: ['https_lost'],
    },
    {
      title: 'https becomes another redirect',
      before: toHttps,
      after: redirect('not ssl', computed(`concat("http://www.example.com", ${path})`)),
      asked: ['https_lost', 'redirect'],
    },
    {
      title: 'https written otherwise',
      before: toHttps,
      after: { ...toHttps, expression: 'not (ssl or ssl)' },
      asked: [],
    },
    {
      title: 'https for good',
      before: toHttps,
      after: redirect('not ssl', computed(`concat("https://", http.host, ${path})`), { status_code: 308 }),
      asked: [],
    },
    {
      title: 'another redirect ends',
      before: redirect(`${path} eq "/old"`, 'https://example.com/new'),
      asked: [],
    },
  ]);
});

function rewrite(expression: string, uri: JsonObject): JsonObject {
  return { phase: 'url_rewrite', action: 'rewrite', expression, action_parameters: { uri } };
}

describe('redirect made of a Page Rule', () => {
  const admins = redirect(`starts_with(${path}, "/admin/")`, '/hidden');
  check([
    { title: 'by a migration', after: { ...admins, ref: 'page_rule_1_1' }, asked: ['before_firewall'] },
    { title: 'by hand', after: { ...admins, ref: 'x' }, asked: [] },
    { title: 'for a blog', after: { ...redirect(somewhere, '/b'), ref: 'page_rule_1_1' }, asked: [] },
  ]);
});

describe('url_rewrite', () => {
  check([
    {
      title: 'a folder',
      after: rewrite(somewhere, { path: { expression: `concat("/new", ${path})` } }),
      asked: [],
    },
    { title: 'a query', after: rewrite(somewhere, { query: { value: 'a=b' } }), asked: [] },
    {
      title: 'a version of an API',
      after: rewrite(`starts_with(${path}, "/api/v1/")`, {
        path: { expression: `regex_replace(${path}, "^/api/v1/", "/v2/")` },
      }),
      asked: [],
    },
    {
      title: 'everything',
      after: rewrite('true', { path: { value: '/x' } }),
      asked: ['everything', 'rewrite'],
    },
    {
      title: 'to a private page',
      after: rewrite(`${path} eq "/open"`, { path: { value: '/admin/users' } }),
      asked: ['rewrite'],
    },
    {
      title: 'from a private page',
      after: rewrite(`${path} eq "/login"`, { path: { value: '/x' } }),
      asked: ['rewrite'],
    },
    {
      title: 'past the firewall',
      after: rewrite(admin, { path: { expression: `concat("/", ${path})` } }),
      asked: ['rewrite'],
    },
    {
      title: 'to a hidden file',
      after: rewrite(`${path} eq "/open"`, { path: { value: '/.env' } }),
      asked: ['rewrite'],
    },
    {
      title: 'to wherever a header says',
      after: rewrite(`${path} eq "/open"`, {
        path: { expression: 'decode_base64(http.request.headers["x-a"][0])' },
      }),
      asked: ['rewrite'],
    },
    { title: 'ends', before: rewrite(somewhere, { path: { value: '/x' } }), asked: [] },
  ]);
});

function cache(expression: string, settings: JsonObject): JsonObject {
  return { phase: 'cache', action: 'set_cache_settings', expression, action_parameters: settings };
}

const account = `starts_with(${path}, "/account")`;
const staticFiles = `${path}.extension in {"css" "js" "png"}`;
const year = { mode: 'override_origin', default: 31_536_000 };
const key = (custom_key: JsonObject): JsonObject => ({ cache: true, cache_key: { custom_key } });

describe('cache', () => {
  check([
    {
      title: 'static files',
      after: cache(staticFiles, { cache: true, edge_ttl: year, browser_ttl: year }),
      asked: [],
    },
    { title: 'a blog', after: cache(somewhere, { cache: true, edge_ttl: year }), asked: [] },
    {
      title: 'those who are not signed in',
      after: cache('not http.cookie contains "session"', { cache: true }),
      asked: [],
    },
    { title: 'everything', after: cache('true', { cache: true }), asked: ['cache_private'] },
    {
      title: 'a host',
      after: cache('http.host eq "www.example.com"', { cache: true }),
      asked: ['cache_private'],
    },
    { title: 'accounts', after: cache(account, { cache: true }), asked: ['cache_private'] },
    {
      title: 'accounts for longer',
      before: cache(account, { cache: true }),
      after: cache(account, { cache: true, edge_ttl: year }),
      asked: ['cache_private'],
    },
    { title: 'everything bypasses', after: cache('true', { cache: false }), asked: ['everything'] },
    {
      title: 'bypass ends',
      before: cache(account, { cache: false }),
      after: { ...cache(account, { cache: false }), enabled: false },
      asked: ['cache_private'],
    },
    {
      title: 'bypass is narrowed',
      before: cache(account, { cache: false }),
      after: cache(`${account} and ssl`, { cache: false }),
      asked: ['cache_private'],
    },
    {
      title: 'bypass becomes caching',
      before: cache(account, { cache: false }),
      after: cache(account, { cache: true }),
      asked: ['cache_private'],
    },
    {
      title: 'bypass is widened',
      before: cache(account, { cache: false }),
      after: cache(`${account} or ${somewhere}`, { cache: false }),
      asked: [],
    },
    {
      title: 'bypass of browsers ends',
      before: cache(account, { browser_ttl: { mode: 'bypass' } }),
      after: cache(account, { browser_ttl: { mode: 'respect_origin' } }),
      asked: ['cache_private'],
    },
    {
      title: 'browsers keep everything for long',
      after: cache('true', { browser_ttl: year }),
      asked: ['cache_private'],
    },
    {
      title: 'browsers keep everything for a minute',
      after: cache('true', { browser_ttl: { mode: 'override_origin', default: 60 } }),
      asked: [],
    },
    {
      title: 'cookies are taken away',
      after: cache('true', { strip_set_cookie: true }),
      asked: ['cache_private'],
    },
    {
      title: 'errors are kept',
      after: cache(somewhere, {
        cache: true,
        edge_ttl: {
          mode: 'respect_origin',
          status_code_ttl: [{ status_code_range: { from: 500, to: 599 }, value: 3_600 }],
        },
      }),
      asked: ['cache_private'],
    },
    {
      title: 'errors of any kind are kept',
      after: cache(somewhere, {
        edge_ttl: {
          mode: 'respect_origin',
          status_code_ttl: [{ status_code_range: { from: 400 }, value: 3_600 }],
        },
      }),
      asked: ['cache_private'],
    },
    {
      title: 'one error is kept',
      after: cache(somewhere, {
        edge_ttl: { mode: 'respect_origin', status_code_ttl: [{ status_code: 404, value: 3_600 }] },
      }),
      asked: ['cache_private'],
    },
    {
      title: 'errors are kept for a minute',
      after: cache(somewhere, {
        edge_ttl: { mode: 'respect_origin', status_code_ttl: [{ status_code: 404, value: 60 }] },
      }),
      asked: [],
    },
    {
      title: 'successes are kept',
      after: cache(somewhere, {
        edge_ttl: { mode: 'respect_origin', status_code_ttl: [{ status_code: 200, value: 3_600 }] },
      }),
      asked: [],
    },
    {
      title: 'no query in the key',
      after: cache(somewhere, key({ query_string: { exclude: { all: true } } })),
      asked: ['cache_key'],
    },
    {
      title: 'no query in the key of static files',
      after: cache(staticFiles, key({ query_string: { exclude: { all: true } } })),
      asked: [],
    },
    {
      title: 'a part of the query in the key',
      after: cache(somewhere, key({ query_string: { include: { list: ['page'] } } })),
      asked: ['cache_key'],
    },
    {
      title: 'all of the query in the key',
      after: cache(somewhere, key({ query_string: { include: { all: true } } })),
      asked: [],
    },
    {
      title: 'no campaigns in the key',
      after: cache(somewhere, key({ query_string: { exclude: { list: ['utm_source', 'fbclid'] } } })),
      asked: [],
    },
    {
      title: 'the host of the origin in the key',
      after: cache(somewhere, key({ host: { resolved: true } })),
      asked: ['cache_key'],
    },
    {
      title: 'no Origin in the key',
      after: cache(somewhere, key({ header: { exclude_origin: true } })),
      asked: ['cache_key'],
    },
    {
      title: 'a cookie no longer in the key',
      before: cache(somewhere, key({ cookie: { include: ['lang', 'user'] } })),
      after: cache(somewhere, key({ cookie: { include: ['lang'] } })),
      asked: ['cache_key'],
    },
    {
      title: 'a header no longer in the key',
      before: cache(somewhere, key({ header: { contains: { accept: ['a'] } } })),
      after: cache(somewhere, { cache: true }),
      asked: ['cache_key'],
    },
    {
      title: 'a country no longer in the key',
      before: cache(somewhere, key({ user: { geo: true, lang: false } })),
      after: cache(somewhere, { cache: true }),
      asked: ['cache_key'],
    },
    {
      title: 'a device no longer in the key',
      before: cache(somewhere, { cache: true, cache_key: { cache_by_device_type: true } }),
      after: cache(somewhere, { cache: true }),
      asked: ['cache_key'],
    },
    {
      title: 'armor ends',
      before: cache(somewhere, { cache_key: { cache_deception_armor: true } }),
      after: cache(somewhere, { cache_key: { cache_deception_armor: false } }),
      asked: ['cache_key'],
    },
    {
      title: 'more in the key',
      before: cache(somewhere, { cache: true }),
      after: cache(somewhere, key({ cookie: { include: ['user'] } })),
      asked: [],
    },
  ]);
});

function config(settings: JsonObject, expression = somewhere): JsonObject {
  return { phase: 'config', action: 'set_config', expression, action_parameters: settings };
}

describe('config', () => {
  check([
    ...(
      [
        { ssl: 'off' },
        { ssl: 'flexible' },
        { ssl: 'full' },
        { security_level: 'off' },
        { security_level: 'essentially_off' },
        { security_level: 'low' },
        { bic: false },
        { hotlink_protection: false },
        { email_obfuscation: false },
        { automatic_https_rewrites: false },
        { opportunistic_encryption: false },
        { server_side_excludes: false },
        { request_body_buffering: 'none' },
        { response_body_buffering: 'none' },
      ] satisfies readonly JsonObject[]
    ).map((settings) => ({
      title: JSON.stringify(settings),
      after: config(settings),
      asked: ['config_lowered'],
    })),
    ...(
      [
        { ssl: 'strict' },
        { ssl: 'origin_pull' },
        { security_level: 'medium' },
        { security_level: 'under_attack' },
        { bic: true },
        { rocket_loader: false, polish: 'off', mirage: true },
        { disable_apps: true, disable_zaraz: true },
        { request_body_buffering: 'standard' },
      ] satisfies readonly JsonObject[]
    ).map((settings) => ({ title: JSON.stringify(settings), after: config(settings), asked: [] })),
    {
      title: 'strict becomes full',
      before: config({ ssl: 'strict' }),
      after: config({ ssl: 'full' }),
      asked: ['config_lowered'],
    },
    {
      title: 'under attack becomes medium',
      before: config({ security_level: 'under_attack' }),
      after: config({ security_level: 'medium' }),
      asked: ['config_lowered'],
    },
    {
      title: 'off becomes low',
      before: config({ security_level: 'off' }),
      after: config({ security_level: 'low' }),
      asked: [],
    },
    {
      title: 'flexible becomes strict',
      before: config({ ssl: 'flexible' }),
      after: config({ ssl: 'strict' }),
      asked: [],
    },
    {
      title: 'under attack ends',
      before: config({ security_level: 'under_attack' }),
      after: config({ polish: 'off' }),
      asked: ['config_lowered'],
    },
    { title: 'full ends', before: config({ ssl: 'full' }), asked: ['config_lowered'] },
    { title: 'low ends', before: config({ security_level: 'low' }), asked: [] },
    {
      title: 'strict is narrowed',
      before: config({ ssl: 'strict' }),
      after: config({ ssl: 'strict' }, `${somewhere} and ssl`),
      asked: ['config_lowered'],
    },
    {
      title: 'flexible is widened',
      before: config({ ssl: 'flexible' }),
      after: config({ ssl: 'flexible' }, 'true'),
      asked: ['config_lowered'],
    },
    {
      title: 'another setting changes',
      before: config({ ssl: 'flexible', polish: 'off' }),
      after: config({ ssl: 'flexible', polish: 'lossy' }),
      asked: [],
    },
  ]);
});

function origin(parameters: JsonObject, expression = somewhere): JsonObject {
  return { phase: 'origin', action: 'route', expression, action_parameters: parameters };
}

describe('origin', () => {
  check([
    { title: 'a host', after: origin({ origin: { host: 'b.example.com' } }), asked: ['origin'] },
    { title: 'a port', after: origin({ origin: { port: 8_443 } }), asked: ['origin'] },
    { title: 'a Host header', after: origin({ host_header: 'b.example.com' }), asked: ['origin'] },
    { title: 'SNI', after: origin({ sni: { value: 'b.example.com' } }), asked: ['origin'] },
    {
      title: 'another host',
      before: origin({ origin: { host: 'b.example.com' } }),
      after: origin({ origin: { host: 'c.example.com' } }),
      asked: ['origin'],
    },
    {
      title: 'the end of a host',
      before: origin({ origin: { host: 'b.example.com', port: 1 } }),
      after: origin({ origin: { port: 1 } }),
      asked: ['origin'],
    },
    {
      title: 'for fewer',
      before: origin({ origin: { port: 1 } }),
      after: origin({ origin: { port: 1 } }, `${somewhere} and ssl`),
      asked: ['origin'],
    },
    {
      title: 'for more',
      before: origin({ origin: { port: 1 } }),
      after: origin({ origin: { port: 1 } }, 'true'),
      asked: ['origin'],
    },
    {
      title: 'named',
      before: origin({ origin: { port: 1 } }),
      after: { ...origin({ origin: { port: 1 } }), description: 'x' },
      asked: [],
    },
  ]);
});

function headers(
  phase: string,
  written: Readonly<Record<string, string | null>>,
  expression = somewhere,
): JsonObject {
  const each = Object.entries(written).map(([name, value]) => {
    if (value === null) return [name, { operation: 'remove' }] as const;
    const [operation, kind] = value.startsWith('+') ? ['add', value.slice(1)] : ['set', value];
    return [
      name,
      kind.startsWith('=') ? { operation, expression: kind.slice(1) } : { operation, value: kind },
    ] as const;
  });
  return { phase, action: 'rewrite', expression, action_parameters: { headers: Object.fromEntries(each) } };
}

const sends = (written: Readonly<Record<string, string | null>>, expression?: string): JsonObject =>
  headers('response_headers', written, expression);
const hands = (written: Readonly<Record<string, string | null>>, expression?: string): JsonObject =>
  headers('request_headers', written, expression);

const csp = "default-src 'self'; script-src 'self' https://cdn.example.com; object-src 'none'";

describe('response_headers', () => {
  check([
    ...(
      [
        ['Content-Security-Policy', csp],
        ['Content-Security-Policy', "frame-ancestors 'none'"],
        ['Content-Security-Policy', "script-src 'nonce-a' 'strict-dynamic' https: 'unsafe-inline'"],
        ['Strict-Transport-Security', 'max-age=31536000; includeSubDomains'],
        ['X-Frame-Options', 'DENY'],
        ['X-Content-Type-Options', 'nosniff'],
        ['Referrer-Policy', 'same-origin'],
        ['Permissions-Policy', 'camera=(), geolocation=(self)'],
        ['Cross-Origin-Opener-Policy', 'same-origin'],
        ['X-Custom', 'x'],
        ['Set-Cookie', '+a=b'],
        ['Access-Control-Allow-Origin', '*'],
        ['Access-Control-Allow-Origin', 'https://www.example.com'],
        ['Cache-Control', 'no-store'],
        ['Link', '</a.css>; rel=preload'],
        ['Content-Type', 'text/plain'],
        ['X-Powered-By', null],
        ['Server', null],
        ['Cache-Control', null],
      ] satisfies readonly (readonly [string, string | null])[]
    ).map(([name, value]) => ({ title: `${name}: ${value}`, after: sends({ [name]: value }), asked: [] })),
    ...(
      [
        ['Content-Security-Policy', null],
        ['Content-Security-Policy', 'default-src *'],
        ['Content-Security-Policy', "script-src 'self' 'unsafe-inline'"],
        ['Content-Security-Policy', "script-src 'self' 'unsafe-eval'"],
        ['Content-Security-Policy', 'default-src https:'],
        ['Strict-Transport-Security', 'max-age=0'],
        ['Strict-Transport-Security', null],
        ['X-Frame-Options', 'ALLOWALL'],
        ['X-Frame-Options', '=http.request.uri.args["a"][0]'],
        ['X-Content-Type-Options', 'sniff'],
        ['Referrer-Policy', 'unsafe-url'],
        ['Permissions-Policy', 'camera=*'],
        ['Cross-Origin-Opener-Policy', 'unsafe-none'],
        ['Cross-Origin-Embedder-Policy', 'unsafe-none'],
        ['Cross-Origin-Resource-Policy', 'cross-origin'],
        ['X-Permitted-Cross-Domain-Policies', 'all'],
        ['Origin-Agent-Cluster', '?0'],
      ] satisfies readonly (readonly [string, string | null])[]
    ).map(([name, value]) => ({
      title: `${name}: ${value}`,
      after: sends({ [name]: value }),
      asked: ['response_header'],
    })),
    ...(
      [
        ['Set-Cookie', 'a=b'],
        ['Set-Cookie', null],
        ['WWW-Authenticate', null],
        ['Access-Control-Allow-Credentials', 'true'],
        ['Access-Control-Allow-Origin', 'null'],
        ['Access-Control-Allow-Origin', '=http.request.headers["origin"][0]'],
        ['Location', 'https://example.net/'],
        ['Refresh', '0; url=https://example.net/'],
        ['Alt-Svc', 'h3="example.net:443"'],
        ['Link', '<//example.net/a.js>; rel=preload'],
        ['Report-To', '{"endpoints":[]}'],
        ['NEL', '{}'],
        ['Service-Worker-Allowed', '/'],
        ['Content-Type', 'text/html'],
      ] satisfies readonly (readonly [string, string | null])[]
    ).map(([name, value]) => ({
      title: `${name}: ${value}`,
      after: sends({ [name]: value }),
      asked: ['response'],
    })),
    ...(
      [
        ['Cache-Control', 'public, max-age=3600'],
        ['Cache-Control', null],
        ['Vary', null],
        ['Content-Type', 'text/plain'],
        ['Content-Disposition', null],
        ['X-Robots-Tag', 'noindex'],
      ] satisfies readonly (readonly [string, string | null])[]
    ).map(([name, value]) => ({
      title: `${name} of everything: ${value}`,
      after: sends({ [name]: value }, 'true'),
      asked: ['response'],
    })),
    {
      title: 'answers about accounts are kept',
      after: sends({ 'Cache-Control': 'max-age=60' }, account),
      asked: ['response'],
    },
    {
      title: 'any site with credentials',
      after: sends({ 'Access-Control-Allow-Origin': '*', 'Access-Control-Allow-Credentials': 'true' }),
      asked: ['response'],
    },
    {
      title: 'cookies of visitors are forgotten',
      after: sends({ 'Clear-Site-Data': '"*"' }),
      asked: ['response'],
    },
    {
      title: 'a header goes',
      before: sends({ 'X-Frame-Options': 'DENY', 'X-A': 'b' }),
      after: sends({ 'X-A': 'b' }),
      asked: ['response_header'],
    },
    {
      title: 'a header comes',
      before: sends({ 'X-A': 'b' }),
      after: sends({ 'X-Frame-Options': 'DENY', 'X-A': 'b' }),
      asked: [],
    },
    {
      title: 'the rule is off',
      before: sends({ 'X-Frame-Options': 'DENY' }),
      after: { ...sends({ 'X-Frame-Options': 'DENY' }), enabled: false },
      asked: ['response_header'],
    },
    {
      title: 'the rule is narrowed',
      before: sends({ 'X-Frame-Options': 'DENY' }, 'true'),
      after: sends({ 'X-Frame-Options': 'DENY' }),
      asked: ['response_header'],
    },
    {
      title: 'a computed value changes',
      before: sends({ 'Content-Security-Policy': '=concat("a", "b")' }),
      after: sends({ 'Content-Security-Policy': '=concat("a", "c")' }),
      asked: ['response_header'],
    },
    {
      title: 'a value is added only',
      before: sends({ 'X-Frame-Options': 'DENY' }),
      after: sends({ 'X-Frame-Options': '+DENY' }),
      asked: ['response_header'],
    },
    {
      title: 'sharing is no longer removed',
      before: sends({ 'Access-Control-Allow-Origin': null }),
      after: sends({ 'X-A': 'b' }),
      asked: ['response_header'],
    },
    ...(
      [
        [
          'Strict-Transport-Security',
          'max-age=100; includeSubDomains',
          'max-age=99; includeSubDomains',
          false,
        ],
        ['Strict-Transport-Security', 'max-age=100; includeSubDomains', 'max-age=100', false],
        ['Strict-Transport-Security', 'max-age=100; preload', 'max-age=100', false],
        ['Strict-Transport-Security', 'max-age=100', 'max-age=200; includeSubDomains; preload', true],
        ['Content-Security-Policy', csp, `${csp}; img-src 'self'`, true],
        [
          'Content-Security-Policy',
          csp,
          "script-src 'self' https://cdn.example.com; object-src 'none'",
          false,
        ],
        [
          'Content-Security-Policy',
          csp,
          csp.replace('https://cdn.example.com', 'https://cdn.example.com https://b.example'),
          false,
        ],
        ['Content-Security-Policy', csp, csp.replace(' https://cdn.example.com', ''), true],
        ['Content-Security-Policy', csp, csp.replace("'none'", "'self'"), false],
        ['Content-Security-Policy', "object-src 'self'", "object-src 'none'", true],
        ['X-Frame-Options', 'DENY', 'SAMEORIGIN', false],
        ['X-Frame-Options', 'SAMEORIGIN', 'DENY', true],
        ['Referrer-Policy', 'no-referrer', 'strict-origin', false],
        ['Referrer-Policy', 'strict-origin', 'no-referrer', true],
        ['Permissions-Policy', 'camera=(), microphone=()', 'camera=()', false],
        ['Permissions-Policy', 'camera=()', 'camera=(self)', false],
        ['Permissions-Policy', 'camera=(self)', 'camera=(), usb=()', true],
        ['Cross-Origin-Opener-Policy', 'same-origin', 'same-origin-allow-popups', false],
        ['Cross-Origin-Embedder-Policy', 'require-corp', 'credentialless', false],
        ['Cross-Origin-Resource-Policy', 'same-origin', 'same-site', false],
        ['X-Permitted-Cross-Domain-Policies', 'none', 'master-only', false],
      ] satisfies readonly (readonly [string, string, string, boolean])[]
    ).map(([name, before, after, kept]) => ({
      title: `${name}: ${before} becomes ${after}`,
      before: sends({ [name]: before }),
      after: sends({ [name]: after }),
      asked: kept ? [] : ['response_header'],
    })),
  ]);
});

describe('search engines', () => {
  check([
    {
      title: 'may miss a host of its own',
      after: sends({ 'X-Robots-Tag': 'noindex' }, 'http.host eq "staging.example.com"'),
      asked: [],
    },
    {
      title: 'may not miss the site',
      after: sends({ 'X-Robots-Tag': 'noindex' }, 'http.host eq "www.example.com"'),
      asked: ['response'],
    },
  ]);
});

describe('request_headers', () => {
  check([
    { title: 'any header', after: hands({ 'X-Country': '=ip.src.country' }), asked: [] },
    { title: 'the address of the visitor', after: hands({ 'X-Client-IP': '=to_string(ip.src)' }), asked: [] },
    { title: 'a feigned right is removed', after: hands({ 'X-Forwarded-User': null }), asked: [] },
    ...(
      [
        ['Authorization', null],
        ['Authorization', 'Basic YTpi'],
        ['Cookie', null],
        ['X-Forwarded-For', null],
        ['X-Client-IP', '192.0.2.1'],
        ['X-Forwarded-Host', 'a.example'],
        ['X-User-Role', 'admin'],
        ['X-Api-Key', 'x'],
        ['X-Origin-Secret', 'x'],
        ['Origin', null],
      ] satisfies readonly (readonly [string, string | null])[]
    ).map(([name, value]) => ({
      title: `${name}: ${value}`,
      after: hands({ [name]: value }),
      asked: ['request_header'],
    })),
    {
      title: 'a proof for the origin ends',
      before: hands({ 'X-Origin-Secret': 'x' }),
      asked: ['request_header'],
    },
    {
      title: 'a feigned right is no longer removed',
      before: hands({ 'X-Forwarded-User': null }),
      after: hands({ 'X-A': 'b' }),
      asked: ['request_header'],
    },
    { title: 'another header ends', before: hands({ 'X-Country': 'a' }), asked: [] },
  ]);
});

describe('compression', () => {
  check([
    {
      title: 'ends',
      before: { phase: 'compression', action: 'compress_response', expression: 'true' },
      asked: [],
    },
  ]);
});

/** Rules of every phase that protect, each with what it matches. */
const protectingRules: readonly JsonObject[] = [
  block(admin),
  limit(),
  toHttps,
  cache(account, { cache: false }),
  config({ ssl: 'strict' }),
  origin({ origin: { host: 'b.example.com' } }),
  sends({ 'Content-Security-Policy': csp }),
  hands({ 'X-Origin-Secret': 'x' }),
];

const dangerousRules: readonly JsonObject[] = [
  block('not cf.client.bot'),
  skip(admin),
  redirect(`${path} eq "/old"`, 'https://example.net/'),
  rewrite(`${path} eq "/open"`, { path: { value: '/admin' } }),
  cache(account, { cache: true }),
  config({ ssl: 'flexible' }),
  sends({ 'Set-Cookie': 'a=b' }),
  hands({ Authorization: null }),
];

const rewritings: readonly ((expression: string) => string)[] = [
  (expression) => `(${expression})`,
  (expression) => `(${expression}) and true`,
  (expression) => `false or (${expression})`,
  (expression) => `not not (${expression})`,
  (expression) => `(${expression}) and (${expression})`,
  (expression) => {
    const scope = scopeOf(expression).expression;
    return scope === undefined ? expression : print(scope);
  },
];

function expressionOf({ expression }: JsonObject): string {
  return typeof expression === 'string' ? expression : '';
}

describe('every phase', () => {
  const any = fc.constantFrom(...protectingRules, ...dangerousRules);

  it('has no reason for another description', () => {
    fc.assert(
      fc.property(any, fc.string(), (rule, description) => {
        expect(ids(rule, { ...rule, description })).toEqual([]);
      }),
    );
  });

  it('has no reason for the same filter in other words, and the same reasons for a change of it', () => {
    fc.assert(
      fc.property(any, fc.constantFrom(...rewritings), (rule, reword) => {
        const same = { ...rule, expression: reword(expressionOf(rule)) };
        expect(ids(rule, same)).toEqual([]);
        expect(ids(undefined, same)).toEqual(ids(undefined, rule));
        expect(ids(same, undefined)).toEqual(ids(rule, undefined));
      }),
    );
  });

  it.each(protectingRules)('asks when a protecting rule ends, is off, or matches less: %j', (rule) => {
    const expected = ids(rule, undefined);
    expect(expected).not.toEqual([]);
    expect(ids(rule, { ...rule, enabled: false })).toEqual(expected);
    expect(ids(rule, { ...rule, expression: 'false' })).toEqual(expected);
    expect(
      ids(rule, { ...rule, expression: `(${expressionOf(rule)}) and http.host eq "no.invalid"` }),
    ).toEqual(expect.arrayContaining([...expected]));
    expect(ids({ ...rule, enabled: false }, rule)).toEqual(
      rule['phase'] === 'origin' || rule['phase'] === 'request_headers' ? expected : [],
    );
  });

  it.each(dangerousRules)('asks when a dangerous rule is made, and not while it is off: %j', (rule) => {
    expect(ids(undefined, rule)).not.toEqual([]);
    expect(ids({ ...rule, enabled: false }, rule)).toEqual(ids(undefined, rule));
    expect(ids(undefined, { ...rule, enabled: false })).toEqual([]);
  });
});

describe('guards', () => {
  it('are each tried', () => {
    // The order of rules has a test of its own.
    const inOrder = new Set(['rules.overrides', 'rules.shadow']);
    expect(phaseGuards.map(({ id }) => id).filter((id) => !seen.has(id) && !inOrder.has(id))).toEqual([]);
  });

  it('have an id each, and a sentence for each column', () => {
    expect(new Set(phaseGuards.map(({ id }) => id)).size).toBe(phaseGuards.length);
    for (const { id, asked, why, example } of phaseGuards) {
      expect(id).toMatch(/^rules\.[a-z_]+$/);
      expect(asked).toMatch(/\.$/);
      expect(why).toMatch(/\.$/);
      expect(example).not.toBe('');
    }
  });
});

import type { JsonObject } from '@crunchtools/mcp-core';
import { describe, expect, it } from 'vitest';
import { RuleJudge } from './judge.ts';

const path = 'http.request.uri.path';
const blog = `starts_with(${path}, "/blog/")`;
const account = `starts_with(${path}, "/account")`;
const files = `${path}.extension in {"css" "png"}`;

function said(before: JsonObject | undefined, after: JsonObject | undefined): readonly string[] {
  return new RuleJudge('example.com').reasons(before, after).map(({ text }) => text);
}

function cache(settings: JsonObject, expression = blog): JsonObject {
  return { phase: 'cache', action: 'set_cache_settings', expression, action_parameters: settings };
}

type Row = readonly [title: string, before: JsonObject | undefined, after: JsonObject | undefined];

const noBypass = 'It no longer keeps pages out of the cache';
const noBrowserBypass = 'It no longer keeps pages out of the caches of browsers';
const noArmor = 'It no longer guards against cache deception';
const bypass = { cache: false };
const browserBypass = { browser_ttl: { mode: 'bypass' } };
const armor = { cache_key: { cache_deception_armor: true } };

describe('what keeps pages apart', () => {
  it.each<[who: string, JsonObject, JsonObject | undefined, string]>([
    ['a cart is shown to others', bypass, undefined, `${noBypass}.`],
    ['a cart is kept if the origin says so', bypass, {}, `${noBypass}.`],
    ['a cart is kept', bypass, { cache: true }, `${noBypass}.`],
    ['a shared computer shows the last person', browserBypass, {}, `${noBrowserBypass}.`],
    [
      'a shared computer keeps a page for an hour',
      browserBypass,
      { browser_ttl: { mode: 'override_origin', default: 3_600 } },
      `${noBrowserBypass}.`,
    ],
    ['/blog/me/x.css keeps a private page', armor, { cache_key: {} }, `${noArmor}.`],
    ['armor is off', armor, { cache_key: { cache_deception_armor: false } }, `${noArmor}.`],
  ])('is lost: %s', (_who, before, after, text) => {
    expect(said(cache(before), after && cache(after))).toEqual([text]);
  });

  it.each<[JsonObject, string]>([
    [bypass, noBypass],
    [browserBypass, noBrowserBypass],
    [armor, noArmor],
  ])('is lost for some: %j', (settings, words) => {
    const fewer = cache(settings, `${blog} and http.host eq "example.com"`);
    expect(said(cache(settings), fewer)).toEqual([
      expect.stringContaining(`${words} for requests such as https://`),
    ]);
    expect(said(fewer, cache(settings))).toEqual([]);
  });

  it('is kept while all of it stays', () => {
    const all = { ...bypass, ...browserBypass, ...armor };
    expect(said(cache(all), cache({ ...all, serve_stale: { disable_stale_while_updating: true } }))).toEqual(
      [],
    );
    expect(said(cache(all), undefined)).toEqual([`${noBypass}.`, `${noBrowserBypass}.`, `${noArmor}.`]);
  });
});

const key = (custom_key: JsonObject): JsonObject => cache({ cache: true, cache_key: { custom_key } });

describe('the key of the cache', () => {
  const mixed = ['Its cache key no longer tells requests apart that it told apart.'];

  it.each<[who: string, before: JsonObject, after: JsonObject]>([
    ['one language for all', { cookie: { include: ['lang'] } }, {}],
    ['one price for all', { cookie: { include: ['lang', 'currency'] } }, { cookie: { include: ['lang'] } }],
    ['members see what guests see', { cookie: { check_presence: ['member'] } }, { cookie: {} }],
    ['cookies differ by case', { cookie: { include: ['User'] } }, { cookie: { include: ['user'] } }],
    ['a cookie is no header', { cookie: { include: ['x'] } }, { header: { include: ['x'] } }],
    ['programs get HTML', { header: { include: ['accept'] } }, { header: { include: ['x-a'] } }],
    ['a preview for all', { header: { check_presence: ['x-preview'] } }, { header: {} }],
    ['old browsers get WebP', { header: { contains: { accept: ['webp'] } } }, { header: { contains: {} } }],
    ['one country for all', { user: { geo: true } }, { user: { geo: false } }],
    ['one device for all', { user: { geo: true, device_type: true } }, { user: { geo: true } }],
  ])('mixes up what it told apart: %s', (_who, before, after) => {
    expect(said(key(before), key(after))).toEqual(mixed);
  });

  it('mixes up devices', () => {
    const device = cache({ cache_key: { cache_by_device_type: true } });
    expect(said(device, cache({ cache_key: { cache_by_device_type: false } }))).toEqual(mixed);
    expect(said(device, cache({}))).toEqual(mixed);
    expect(said(cache({ cache_key: { cache_by_device_type: false } }), cache({}))).toEqual([]);
  });

  it.each<[title: string, before: JsonObject, after: JsonObject]>([
    ['a header in another case', { header: { include: ['Accept'] } }, { header: { include: ['accept'] } }],
    [
      'presence of a header in another case',
      { header: { contains: { Accept: ['webp'] } } },
      { header: { include: ['ACCEPT'] } },
    ],
    ['more cookies', { cookie: { include: ['a'] } }, { cookie: { include: ['b', 'a'] } }],
    ['a cookie by its value', { cookie: { check_presence: ['a'] } }, { cookie: { include: ['a'] } }],
    ['what was off', { user: { lang: false } }, {}],
    ['what is no name', { cookie: { include: [7] }, header: { contains: [] } }, {}],
  ])('tells as much apart: %s', (_title, before, after) => {
    expect(said(key(before), key(after))).toEqual([]);
  });

  it('holds for fewer requests', () => {
    const before = key({ cookie: { include: ['lang'] } });
    expect(said(before, { ...before, expression: `${blog} and http.host eq "example.com"` })).toEqual([
      expect.stringMatching(
        /^Its cache key no longer tells requests apart that it told apart for requests such/u,
      ),
    ]);
  });

  const query = [
    'Its cache key leaves the query string out, or parts of it: pages that differ by it are mixed up.',
  ];

  it.each<[who: string, JsonObject]>([
    ['page 2 is page 1', { exclude: { all: true } }],
    ['the same in short', { exclude: '*' }],
    ['a search finds what another looked for', { exclude: { list: ['q'] } }],
    ['the same in short', { exclude: ['q'] }],
    ['a search beside a campaign', { exclude: { list: ['utm_source', 'q'] } }],
    ['a name that begins like a campaign', { exclude: { list: ['refund'] } }],
    ['a name that ends like a campaign', { exclude: { list: ['my_ref'] } }],
    ['a name that is no name', { exclude: { list: [1] } }],
    ['only pages', { include: { list: ['page'] } }],
    ['nothing', { include: { list: [] } }],
    ['all but searches', { include: { all: true }, exclude: { list: ['q'] } }],
  ])('leaves arguments out: %s', (_who, query_string) => {
    expect(said(undefined, key({ query_string }))).toEqual(query);
    expect(said(key({ query_string: { exclude: { list: ['gclid'] } } }), key({ query_string }))).toEqual(
      query,
    );
    expect(said(key({ query_string }), key({ query_string, header: { include: ['a'] } }))).toEqual([]);
  });

  it.each<[string, JsonObject]>([
    ['all', { include: { all: true } }],
    ['all in short', { include: '*' }],
    ['all but nothing', { exclude: { list: [] } }],
    ...[
      'utm_source',
      'UTM_campaign',
      'fbclid',
      'gclid',
      'gclsrc',
      'dclid',
      'gbraid',
      'wbraid',
      'msclkid',
      'mc_cid',
      'mc_eid',
      'ttclid',
      'twclid',
      'igshid',
      'yclid',
      '_ga',
      '_gl',
      'ref',
    ].map((name): [string, JsonObject] => [`all but ${name}`, { exclude: { list: [name] } }]),
  ])('keeps what pages look at: %s', (_title, query_string) => {
    expect(said(undefined, key({ query_string }))).toEqual([]);
  });

  it('may leave arguments of static files out', () => {
    const all = key({ query_string: { exclude: { all: true } } });
    expect(said(undefined, { ...all, expression: files })).toEqual([]);
  });

  it.each<[who: string, JsonObject, JsonObject, string]>([
    [
      'a shop shows the pages of another',
      { host: { resolved: true } },
      { host: { resolved: false } },
      'Its cache key takes the host of the origin: hosts with the same origin share copies.',
    ],
    [
      'a site may read what was made for another',
      { header: { exclude_origin: true } },
      { header: { exclude_origin: false } },
      'Its cache key leaves the Origin header out: sites share answers that are made for one of them.',
    ],
  ])('shares: %s', (_who, shared, apart, text) => {
    expect(said(undefined, key(shared))).toEqual([text]);
    expect(said(key(apart), key(shared))).toEqual([text]);
    expect(said(key(shared), key(apart))).toEqual([]);
    expect(said(key(shared), key({ ...shared, cookie: { include: ['a'] } }))).toEqual([]);
    expect(said(undefined, key(apart))).toEqual([]);
  });
});

const year = { mode: 'override_origin', default: 31_536_000 };

describe('caching', () => {
  const edge = { mode: 'override_origin', default: 60 };

  it.each<[who: string, JsonObject, expression: string, string]>([
    [
      'everybody sees the account of one',
      { cache: true },
      account,
      'It caches pages made for one visitor such as https://example.com/account.',
    ],
    [
      'everybody sees what one was shown',
      { cache: true },
      'true',
      'It caches the answer to every request of a visitor who is signed in, also what is made for one visitor.',
    ],
    [
      'everybody of a shop',
      { cache: true },
      'http.host eq "shop.example.com"',
      'It caches the answer to every request of a visitor who is signed in to shop.example.com, also what is made for one visitor.',
    ],
    [
      'those who are signed in',
      { cache: true },
      'http.cookie contains "session"',
      'It caches the answer to every request of a visitor who is signed in, also what is made for one visitor.',
    ],
    [
      'those who search',
      { cache: true },
      'http.request.uri.query ne ""',
      'It caches the answer to every request with a query string, also what is made for one visitor.',
    ],
    [
      'those in a folder',
      { cache: true },
      `${path} wildcard "/*/*"`,
      'It caches the answer to every request for a page in a folder, also what is made for one visitor.',
    ],
    [
      'nobody stays signed in to the account',
      { strip_set_cookie: true },
      account,
      'It takes cookies away from pages made for one visitor such as https://example.com/account.',
    ],
    [
      'nobody stays signed in',
      { strip_set_cookie: true },
      'true',
      'It takes cookies away from the answer to every request of a visitor who is signed in.',
    ],
    [
      'a shared computer shows an account for a year',
      { browser_ttl: year },
      account,
      'It makes browsers keep pages made for one visitor such as https://example.com/account for long; they cannot be purged.',
    ],
    [
      'an error in a page stays for a year',
      { browser_ttl: year },
      'true',
      'It makes browsers keep the answer to every request of a visitor who is signed in for long; they cannot be purged.',
    ],
  ])('hurts: %s', (_who, settings, expression, text) => {
    const rule = cache(settings, expression);
    expect(said(undefined, rule)).toEqual([text]);
    expect(said(cache({}, expression), rule)).toEqual([text]);
    expect(said(rule, { ...rule, description: 'x' })).toEqual([]);
    expect(said(rule, cache({}, expression))).toEqual([]);
  });

  it.each<Row>([
    [
      'what the edge keeps for longer',
      cache({ cache: true }, account),
      cache({ cache: true, edge_ttl: edge }, account),
    ],
    [
      'what browsers keep for longer',
      cache({ browser_ttl: { ...year, default: 86_401 } }, account),
      cache({ browser_ttl: year }, account),
    ],
  ])('hurts again: %s', (_title, before, after) => {
    expect(said(before, after)).toHaveLength(1);
  });

  it.each<Row>([
    ['a blog', undefined, cache({ cache: true, browser_ttl: year, strip_set_cookie: true })],
    ['static files', undefined, cache({ cache: true, browser_ttl: year, edge_ttl: year }, files)],
    [
      'an account, in browsers, for a day',
      undefined,
      cache({ browser_ttl: { ...year, default: 86_400 } }, account),
    ],
    [
      'an account, in browsers, as the origin says',
      undefined,
      cache({ browser_ttl: { mode: 'respect_origin', default: 31_536_000 } }, account),
    ],
    ['an account, as the origin says', undefined, cache({ edge_ttl: { mode: 'respect_origin' } }, account)],
    ['cookies that stay', undefined, cache({ strip_set_cookie: false }, account)],
  ])('hurts nobody: %s', (_title, before, after) => {
    expect(said(before, after)).toEqual([]);
  });

  it.each<[who: string, expression: string, texts: readonly string[]]>([
    ['the origin falls over', 'true', ['It sends every request to the origin, which may not bear it.']],
    [
      'the origin of a shop falls over',
      'http.host eq "shop.example.com"',
      ['It sends every request to shop.example.com to the origin, which may not bear it.'],
    ],
    ['only the home page', `${path} eq "/"`, []],
    ['only who is signed in', 'http.cookie contains "session"', []],
    ['only a blog', blog, []],
  ])('of nothing: %s', (_who, expression, texts) => {
    expect(said(undefined, cache(bypass, expression))).toEqual(texts);
    expect(said(cache(bypass, expression), { ...cache(bypass, expression), description: 'x' })).toEqual([]);
  });
});

const kept = (...status_code_ttl: readonly JsonObject[]): JsonObject =>
  cache({ edge_ttl: { mode: 'respect_origin', status_code_ttl } });

describe('errors that are kept', () => {
  const text = ['It keeps errors in the cache, so that they outlast their cause.'];

  it.each<[who: string, ...JsonObject[]]>([
    ['a page that comes back is missing', { status_code: 404, value: 301 }],
    ['a mistyped request', { status_code: 400, value: 3_600 }],
    ['an outage of a minute lasts an hour', { status_code_range: { from: 500, to: 599 }, value: 3_600 }],
    ['all that fails', { status_code_range: { from: 300 }, value: 3_600 }],
    ['some of them', { status_code_range: { to: 404 }, value: 3_600 }],
    ['one of two', { status_code: 200, value: 3_600 }, { status_code: 503, value: 3_600 }],
  ])('hurt: %s', (_who, ...rows) => {
    expect(said(undefined, kept(...rows))).toEqual(text);
    expect(said(kept({ status_code: 404, value: 60 }), kept(...rows))).toEqual(text);
    expect(said(kept(...rows), { ...kept(...rows), description: 'x' })).toEqual([]);
  });

  it('hurt again when they are kept for longer', () => {
    const [hour, day] = [3_600, 86_400].map((value) => kept({ status_code: 404, value }));
    expect(said(hour, day)).toEqual(text);
  });

  it.each<[title: string, ...JsonObject[]]>([
    ['five minutes', { status_code: 404, value: 300 }],
    ['successes', { status_code: 200, value: 3_600 }],
    ['redirects', { status_code_range: { from: 300, to: 399 }, value: 3_600 }],
    ['never kept', { status_code_range: { from: 500 }, value: -1 }],
    ['a success and its range', { status_code: 200, status_code_range: { from: 500 }, value: 3_600 }],
    ['short errors, long successes', { status_code: 404, value: 60 }, { status_code: 200, value: 3_600 }],
  ])('hurt nobody: %s', (_title, ...rows) => {
    expect(said(undefined, kept(...rows))).toEqual([]);
  });

  it('hurt nobody for static files', () => {
    const rule = kept({ status_code: 404, value: 3_600 });
    expect(said(undefined, { ...rule, expression: files })).toEqual([]);
  });
});

import { Budget, tooMuchWork } from '@crunchtools/rules-language';
import { describe, expect, it } from 'vitest';
import { configuration, pageRule, rule, traced } from '../../../test/support/traced.ts';
import type { RulePhase } from '../rules/phases.ts';
import type { TracedRule } from './configuration.ts';
import { shownEnding, shownHeader, shownText, type TraceReport } from './report.ts';
import { trace } from './trace.ts';

const url = 'https://www.example.com/blog/post.html?id=7';
const notKnown = 'cf.bot_management.score lt 30';

function outcomes({ rules }: TraceReport): Record<string, string> {
  return Object.fromEntries(rules.map(({ id, outcome }) => [id, outcome]));
}

function endings({ endings: all }: TraceReport): readonly string[] {
  return all.map((ending) => `${ending.certain ? '' : 'perhaps '}${shownEnding(ending)}`);
}

function urls({ onward }: TraceReport): readonly string[] | undefined {
  return onward?.urls.map(shownText);
}

function settings({ onward }: TraceReport): Record<string, unknown> {
  return Object.fromEntries(
    (onward?.settings ?? []).map(({ area, name, value, certain }) => [
      `${certain ? '' : 'perhaps '}${area}.${name}`,
      value,
    ]),
  );
}

function redirectTo(target_url: object, also: object = {}) {
  return { from_value: { target_url: { ...target_url }, ...also } };
}

describe('the redirect stage', () => {
  it.each<[string, TracedRule, string]>([
    [
      'a fixed target',
      rule('redirect', 'r', 'true', redirectTo({ value: 'https://a.example/' })),
      '301 → https://a.example/',
    ],
    [
      'a computed target',
      rule(
        'redirect',
        'r',
        'true',
        redirectTo(
          { expression: 'concat("https://a.example", http.request.uri.path)' },
          { status_code: 308 },
        ),
      ),
      '308 → https://a.example/blog/post.html',
    ],
    [
      'the query of the request',
      rule(
        'redirect',
        'r',
        'true',
        redirectTo({ value: 'https://a.example/#top' }, { preserve_query_string: true, status_code: 302 }),
      ),
      '302 → https://a.example/?id=7#top',
    ],
    [
      'two query strings',
      rule(
        'redirect',
        'r',
        'true',
        redirectTo({ value: 'https://a.example/?a=1' }, { preserve_query_string: true }),
      ),
      '301 → unknown (how the query strings of the target and the request are joined)',
    ],
    [
      'a target that cannot be told',
      rule(
        'redirect',
        'r',
        'true',
        redirectTo({ expression: 'concat("https://a.example/", to_string(cf.bot_management.score))' }),
      ),
      '301 → unknown (cf.bot_management.score)',
    ],
  ])('follows %s', (_name, redirect, expected) => {
    expect(endings(traced(url, [redirect]))).toEqual([expected]);
  });

  it('ends the trace: nothing later is reached', () => {
    const found = traced(
      url,
      [
        rule(
          'redirect',
          'first',
          'http.host eq "www.example.com"',
          redirectTo({ value: 'https://a.example/' }),
        ),
        rule('redirect', 'second', 'true', redirectTo({ value: 'https://b.example/' })),
        rule('waf_custom', 'block', 'true'),
        rule('cache', 'cache', 'true', { cache: true }),
      ],
      { pageRules: [pageRule('page', '*example.com/*', { ssl: 'full' })] },
    );
    expect(outcomes(found)).toEqual({
      first: 'match',
      second: 'not_reached',
      block: 'not_reached',
      page: 'not_reached',
      cache: 'not_reached',
    });
    expect(found.onward).toBeUndefined();
  });

  it('tells a possible redirect and goes on', () => {
    const found = traced(url, [
      rule('redirect', 'perhaps', notKnown, redirectTo({ value: 'https://a.example/' })),
      rule('redirect', 'certain', 'true', redirectTo({ value: 'https://b.example/' })),
      rule('redirect', 'never', 'true', redirectTo({ value: 'https://c.example/' })),
    ]);
    expect(endings(found)).toEqual(['perhaps 301 → https://a.example/', '301 → https://b.example/']);
    expect(found.endings[0]?.because).toEqual(['cf.bot_management.score']);
    expect(outcomes(found)).toEqual({ perhaps: 'unknown', certain: 'match', never: 'not_reached' });
  });
});

describe('the URL', () => {
  const toNew = rule('url_rewrite', 'new', 'starts_with(http.request.uri.path, "/blog/")', {
    uri: { path: { expression: 'concat("/new", http.request.uri.path)' }, query: { value: 'from=blog' } },
  });

  it('is rewritten, and later phases see it so; raw fields stay', () => {
    const found = traced(url, [
      toNew,
      rule('waf_custom', 'old', 'http.request.uri.path eq "/blog/post.html"'),
      rule(
        'waf_custom',
        'raw',
        'raw.http.request.uri.path eq "/blog/post.html" and http.request.uri.query eq "from=blog"',
        {},
        { action: 'log' },
      ),
      rule('cache', 'cache', 'http.request.uri.path eq "/new/blog/post.html"', { cache: true }),
    ]);
    expect(outcomes(found)).toEqual({ new: 'match', old: 'no_match', raw: 'match', cache: 'match' });
    expect(urls(found)).toEqual(['https://www.example.com/new/blog/post.html?from=blog']);
    expect(found.onward?.cache).toEqual({ known: true, value: 'eligible' });
  });

  it('is what the last matching rule says; rules of the phase do not see each other', () => {
    const found = traced(url, [
      toNew,
      rule('url_rewrite', 'unseen', 'starts_with(http.request.uri.path, "/new/")', {
        uri: { path: { value: '/x' } },
      }),
      rule('url_rewrite', 'last', 'true', { uri: { path: { value: '/last' } } }),
    ]);
    expect(urls(found)).toEqual(['https://www.example.com/last?from=blog']);
    expect(outcomes(found)['unseen']).toBe('no_match');
    expect(found.overridden.size).toBe(0);
  });

  it('has alternatives after a rule that is unknown, and what depends on them is unknown', () => {
    const found = traced(url, [
      rule('url_rewrite', 'perhaps', notKnown, { uri: { path: { value: '/bots' } } }),
      rule('waf_custom', 'either', 'http.request.uri.path eq "/bots"'),
      rule('waf_custom', 'both', 'starts_with(http.request.uri.path, "/b")', {}, { action: 'log' }),
      rule('waf_custom', 'neither', 'http.request.uri.path eq "/other"'),
    ]);
    expect(urls(found)).toEqual([
      'https://www.example.com/blog/post.html?id=7',
      'https://www.example.com/bots?id=7',
    ]);
    expect(outcomes(found)).toMatchObject({ either: 'unknown', both: 'match', neither: 'no_match' });
    expect(found.endings[0]?.because).toEqual(['cf.bot_management.score']);
  });

  it('becomes unknown when it has too many alternatives, and nothing else does', () => {
    const perhaps = Array.from({ length: 40 }, (_, index) =>
      rule('url_rewrite', `u${index}`, notKnown, { uri: { path: { value: `/p${index}` } } }),
    );
    const found = traced(url, [
      ...perhaps,
      rule('waf_custom', 'path', 'http.request.uri.path eq "/p39"', {}, { action: 'log' }),
      rule('waf_custom', 'query', 'http.request.uri.query eq "id=7"', {}, { action: 'log' }),
    ]);
    expect(outcomes(found)).toMatchObject({ path: 'unknown', query: 'match' });
    expect(urls(found)).toEqual(['unknown (cf.bot_management.score)']);
  });

  it('is unknown after a rewrite to something unknown', () => {
    const found = traced(url, [
      rule('url_rewrite', 'lost', 'true', {
        uri: { path: { expression: 'concat("/", to_string(cf.bot_management.score))' } },
      }),
      rule('waf_custom', 'path', 'http.request.uri.path eq "/30"'),
      rule('waf_custom', 'host', 'http.host eq "www.example.com"', {}, { action: 'log' }),
    ]);
    expect(outcomes(found)).toEqual({ lost: 'match', path: 'unknown', host: 'match' });
    expect(urls(found)).toEqual(['unknown (cf.bot_management.score)']);
  });
});

describe('rules whose settings are merged', () => {
  it.each<[string, RulePhase, object, object, Record<string, unknown>]>([
    [
      'origin rules',
      'origin',
      { host_header: 'one.example', origin: { port: 8081 } },
      { host_header: 'two.example', origin: { host: 'two.example' }, sni: { value: 'sni.example' } },
      {
        'origin.host_header': 'two.example',
        'origin.port': 8081,
        'origin.host': 'two.example',
        'origin.sni': 'sni.example',
      },
    ],
    [
      'cache rules',
      'cache',
      { cache: true, edge_ttl: { mode: 'override_origin', default: 60 } },
      { cache: false },
      { 'cache.cache': false, 'cache.edge_ttl': { mode: 'override_origin', default: 60 } },
    ],
    [
      'config rules',
      'config',
      { ssl: 'full', bic: true },
      { ssl: 'strict' },
      { 'config.ssl': 'strict', 'config.bic': true },
    ],
    [
      'compression rules',
      'compression',
      { algorithms: [{ name: 'gzip' }] },
      { algorithms: [{ name: 'zstd' }, { name: 'auto' }] },
      { 'compression.algorithms': ['zstd', 'auto'] },
    ],
  ])('%s: the last that names a setting wins', (_name, phase, first, second, expected) => {
    const found = traced(url, [
      rule(phase, 'first', 'true', { ...first }),
      rule(phase, 'second', 'true', { ...second }),
      rule(phase, 'other', 'http.host eq "other.example"', { ...first }),
    ]);
    expect(settings(found)).toEqual(expected);
  });

  it('names the rule whose every setting is overwritten', () => {
    const found = traced(url, [
      rule('config', 'first', 'true', { ssl: 'full' }),
      rule('config', 'second', 'true', { ssl: 'strict' }),
    ]);
    expect([...found.overridden]).toEqual(['first']);
  });

  it('keeps both values where it is unknown whether the last rule matches', () => {
    const found = traced(url, [
      rule('cache', 'first', 'true', { cache: true }),
      rule('cache', 'perhaps', notKnown, { cache: false }),
    ]);
    expect(found.onward?.settings).toMatchObject([
      { name: 'cache', value: true, by: 'first', certain: false },
      { name: 'cache', value: false, by: 'perhaps', certain: false },
    ]);
    expect(found.onward?.cache).toEqual({ known: false, because: ['cf.bot_management.score'] });
  });
});

describe('the cache decision', () => {
  it.each([
    ['GET', '/a.CSS', 'by default: css files are cached'],
    ['GET', '/a.html', 'by default: not cached'],
    ['GET', '/robots.txt', 'by default: robots.txt is cached'],
    ['POST', '/a.css', 'not cached: POST'],
  ])('of %s %s without rules is "%s"', (method, path, expected) => {
    const found = traced({ method, url: `https://www.example.com${path}` }, []);
    expect(found.onward?.cache).toEqual({ known: true, value: expected });
  });
});

describe('custom rules of the firewall', () => {
  it.each<[string, Partial<TracedRule>, object, readonly string[]]>([
    ['block', { action: 'block' }, {}, ['blocked with 403']],
    [
      'block with an answer of its own',
      { action: 'block' },
      { response: { status_code: 404 } },
      ['blocked with 404'],
    ],
    ['challenge', { action: 'managed_challenge' }, {}, ['challenged']],
    ['log', { action: 'log' }, {}, ['goes to the origin']],
    [
      'execute a ruleset',
      { action: 'execute' },
      { id: 'x' },
      ['perhaps answered in a way that is not traced', 'goes to the origin'],
    ],
    ['do nothing while off', { action: 'block', enabled: false }, {}, ['goes to the origin']],
  ])('%s', (_name, also, parameters, expected) => {
    const found = traced(url, [rule('waf_custom', 'w', 'true', { ...parameters }, also)]);
    expect(endings(found).map((line) => line.replace('perhaps goes', 'goes'))).toEqual(expected);
  });

  const skipRest = { ruleset: 'current' };
  const skipRates = { phases: ['http_ratelimit', 'http_request_firewall_managed'] };
  const limit = rule(
    'rate_limit',
    'limit',
    'true',
    {},
    { ratelimit: { period: 10, requests_per_period: 5 } },
  );

  it.each<[string, object, string, Record<string, string>]>([
    ['the remaining rules', skipRest, 'true', { block: 'skipped', limit: 'unlimited' }],
    ['rate limits', skipRates, 'true', { block: 'match', limit: 'not_reached' }],
    [
      'nothing when it does not match',
      skipRest,
      'http.host eq "x"',
      { block: 'match', limit: 'not_reached' },
    ],
    ['perhaps the remaining rules', skipRest, notKnown, { block: 'unknown', limit: 'unlimited' }],
  ])('skip %s', (_name, parameters, expression, expected) => {
    const found = traced(url, [
      rule('waf_custom', 'skip', expression, { ...parameters }, { action: 'skip' }),
      rule('waf_custom', 'block', 'true'),
      limit,
    ]);
    expect(outcomes(found)).toMatchObject({
      ...expected,
      limit: expected['limit']?.replace('unlimited', 'match'),
    });
  });

  it('skips the rate limits that a skip rule names', () => {
    const found = traced(url, [
      rule('waf_custom', 'skip', 'true', { ...skipRates }, { action: 'skip' }),
      limit,
    ]);
    expect(found.rules.at(-1)).toMatchObject({ id: 'limit', outcome: 'skipped', because: ['skip'] });
    expect(endings(found)).toEqual(['goes to the origin']);
  });

  it('counts for a rate limit, and does not guess the rate', () => {
    const found = traced(url, [limit]);
    expect(endings(found)).toEqual(['perhaps blocked with 429', 'perhaps goes to the origin']);
    expect(found.endings[0]?.because).toEqual(['the rate']);
    expect(found.rules[0]?.does).toBe('count; block with 429 above 5 in 10 s');
  });
});

function headers(...entries: readonly [string, object][]) {
  return { headers: Object.fromEntries(entries.map(([name, header]) => [name, { ...header }])) };
}

function set(value: string) {
  return { operation: 'set', value };
}

describe('headers', () => {
  it('accumulate; a later set or remove ends what came before', () => {
    const { onward } = traced(url, [
      rule(
        'response_headers',
        'one',
        'true',
        headers(['X-A', set('1')], ['X-B', { operation: 'add', value: 'b1' }]),
      ),
      rule(
        'response_headers',
        'two',
        'true',
        headers(['x-a', set('2')], ['X-B', { operation: 'add', value: 'b2' }]),
      ),
      rule('response_headers', 'three', 'true', headers(['Server', { operation: 'remove' }])),
    ]);
    expect(onward?.responseHeaders.map(shownHeader)).toEqual([
      'set x-a: 2',
      'add x-b: b1',
      'add x-b: b2',
      'remove server',
    ]);
  });

  it('are computed from the request, and removed when that gives nothing', () => {
    const { onward } = traced({ method: 'GET', url, ip: '192.0.2.1' }, [
      rule(
        'request_headers',
        'h',
        'true',
        headers(
          ['X-Path', { operation: 'set', expression: 'http.request.uri.path' }],
          ['X-Referer', { operation: 'set', expression: 'http.request.headers["referer"][0]' }],
          ['X-Score', { operation: 'set', expression: 'to_string(cf.bot_management.score)' }],
          ['X-Client', { operation: 'set', expression: 'ip.src' }],
          ['X-Length', { operation: 'set', expression: 'len(http.request.uri.path)' }],
        ),
      ),
    ]);
    expect(onward?.headers.map(shownHeader)).toEqual([
      'set x-path: /blog/post.html',
      'remove x-referer',
      'set x-score: unknown (cf.bot_management.score)',
      'set x-client: 192.0.2.1',
      'set x-length: 15',
    ]);
  });

  it('of the request are seen by cache rules, and not within their own phase', () => {
    const found = traced(url, [
      rule('request_headers', 'set', 'true', headers(['X-Kind', set('page')])),
      rule(
        'request_headers',
        'unseen',
        'any(http.request.headers["x-kind"][*] eq "page")',
        headers(['X-No', set('1')]),
      ),
      rule('cache', 'seen', 'any(http.request.headers["x-kind"][*] eq "page")', { cache: true }),
    ]);
    expect(outcomes(found)).toEqual({ set: 'match', unseen: 'no_match', seen: 'match' });
  });

  it('that may have been changed leave cache rules unknown', () => {
    const found = traced(url, [
      rule('request_headers', 'perhaps', notKnown, headers(['X-Kind', set('bot')])),
      rule('cache', 'header', 'any(http.request.headers["x-kind"][*] eq "bot")', { cache: true }),
      rule('cache', 'path', 'http.request.uri.path eq "/x"', { cache: true }),
    ]);
    expect(outcomes(found)).toEqual({ perhaps: 'unknown', header: 'unknown', path: 'no_match' });
  });

  it.each([
    ['a value that is unknown', { operation: 'set', expression: 'to_string(cf.bot_management.score)' }],
    ['a value that cannot be sent', set('a\r\nb: c')],
  ])('with %s leave only what tells of them unknown', (_name, header) => {
    const found = traced(url, [
      rule('request_headers', 'set', 'true', headers(['Referer', header])),
      rule('cache', 'referer', 'http.referer eq ""', { cache: true }),
      rule('cache', 'headers', 'any(http.request.headers["referer"][*] eq "x")', { cache: true }),
      rule('cache', 'agent', 'http.user_agent eq ""', { cache: true }),
    ]);
    expect(outcomes(found)).toEqual({ set: 'match', referer: 'unknown', headers: 'unknown', agent: 'match' });
  });

  it('that may have too many values become unknown, and nothing else does', () => {
    const perhaps = Array.from({ length: 12 }, (_, index) =>
      rule(
        'request_headers',
        `h${index}`,
        notKnown,
        headers([index === 11 ? 'Referer' : `X-${index}`, set('x')]),
      ),
    );
    const found = traced(url, [
      ...perhaps,
      rule('cache', 'first', 'http.request.headers["x-0"][0] eq "y"', { cache: true }),
      rule('cache', 'referer', 'http.referer eq "y"', { cache: true }),
      rule('cache', 'path', 'http.request.uri.path eq "/y"', { cache: true }),
    ]);
    expect(outcomes(found)).toMatchObject({ first: 'unknown', referer: 'unknown', path: 'no_match' });
  });

  it('of the response depend on the response that is told', () => {
    const rules = [rule('response_headers', 'h', 'http.response.code eq 404', headers(['X-Lost', set('1')]))];
    expect(outcomes(traced(url, rules))).toEqual({ h: 'unknown' });
    const told = traced({ method: 'GET', url, response: { status: 404, headers: {} } }, rules);
    expect(outcomes(told)).toEqual({ h: 'match' });
  });

  it('of the response are seen by compression rules as they have become', () => {
    const request = { url, response: { status: 200, headers: { 'Content-Type': 'text/html' } } };
    const json = { 'Content-Type': { operation: 'set', value: 'application/json; charset=utf-8' } };
    const isJson = 'http.response.content_type.media_type eq "application/json"';
    const compress = rule('compression', 'c', isJson, { algorithms: [{ name: 'zstd' }] });
    const change = (expression: string) => rule('response_headers', 'h', expression, { headers: json });
    expect(outcomes(traced(request, [compress]))).toEqual({ c: 'no_match' });
    expect(outcomes(traced(request, [compress, change('true')]))).toEqual({ h: 'match', c: 'match' });
    expect(outcomes(traced(request, [compress, change(notKnown)]))).toEqual({ h: 'unknown', c: 'unknown' });
  });
});

describe('Page Rules', () => {
  it('apply by priority, one only, under the rules of the phases', () => {
    const found = traced(url, [rule('cache', 'cache', 'true', { edge_ttl: { mode: 'respect_origin' } })], {
      pageRules: [
        pageRule('low', '*example.com/*', { ssl: 'flexible' }, { priority: 1 }),
        pageRule('off', '*example.com/*', { ssl: 'off' }, { priority: 9, status: 'disabled' }),
        pageRule(
          'high',
          '*example.com/blog/*',
          { cache_level: 'cache_everything', edge_cache_ttl: 7200, waf: 'off' },
          { priority: 3 },
        ),
        pageRule('miss', 'example.com/x', { ssl: 'full' }, { priority: 5 }),
      ],
    });
    expect(outcomes(found)).toEqual({
      off: 'disabled',
      miss: 'no_match',
      high: 'match',
      low: 'not_reached',
      cache: 'match',
    });
    expect(settings(found)).toEqual({
      'cache.cache': true,
      'cache.edge_ttl': { mode: 'respect_origin' },
      'page_rule.waf': 'off',
    });
    expect(found.onward?.cache).toEqual({ known: true, value: 'eligible' });
  });

  it.each([
    ['http://www.example.com/a', { always_use_https: true }, ['301 → https://www.example.com/a']],
    ['https://www.example.com/a', { always_use_https: true }, ['goes to the origin']],
    [
      'https://www.example.com/a?b',
      { forwarding_url: { url: 'https://new.example/$2', status_code: 302 } },
      ['302 → https://new.example/a?b'],
    ],
  ])('for %s do %j', (from, actions, expected) => {
    const found = traced(from, [], { pageRules: [pageRule('p', '*example.com/*', actions)] });
    expect(endings(found)).toEqual(expected);
  });

  it('redirect behind the firewall, and set what no phase has set', () => {
    const found = traced(
      url,
      [
        rule('waf_custom', 'block', notKnown),
        rule('origin', 'origin', 'true', { host_header: 'phase.example' }),
        rule('config', 'perhaps', notKnown, { ssl: 'strict' }),
      ],
      {
        pageRules: [
          pageRule('p', '*example.com/*', {
            host_header_override: 'page.example',
            resolve_override: 'r.example',
            ssl: 'full',
          }),
        ],
      },
    );
    expect(found.onward?.settings.map(({ name, value, by, certain }) => [name, value, by, certain])).toEqual([
      ['ssl', 'full', 'p', false],
      ['ssl', 'strict', 'perhaps', false],
      ['host_header', 'phase.example', 'origin', true],
      ['host', 'r.example', 'p', true],
      ['sni', 'phase.example', 'origin', true],
    ]);
    const forward = pageRule('f', '*example.com/*', {
      forwarding_url: { url: 'https://new.example/', status_code: 301 },
    });
    expect(endings(traced(url, [rule('waf_custom', 'block', 'true')], { pageRules: [forward] }))).toEqual([
      'blocked with 403',
    ]);
  });

  it('are unknown where the rewritten URL would decide otherwise', () => {
    const rewrite = rule('url_rewrite', 'u', 'true', { uri: { path: { value: '/new' } } });
    const found = traced(url, [rewrite], {
      pageRules: [
        pageRule('blog', '*example.com/blog/*', { ssl: 'full' }, { priority: 2 }),
        pageRule('all', '*example.com/*', { ssl: 'strict' }, { priority: 1 }),
      ],
    });
    expect(outcomes(found)).toEqual({ u: 'match', blog: 'unknown', all: 'unknown' });
    expect(found.onward?.settings.map(({ value, certain }) => [value, certain])).toEqual([
      ['strict', false],
      ['full', false],
    ]);
  });
});

describe('rules that could not be read', () => {
  it('may answer, where rules of the phase can', () => {
    const found = traced(url, [], { unreadable: ['waf_custom', 'cache'], pageRules: undefined });
    expect(found.endings.map(({ stage, certain }) => [stage, certain])).toEqual([
      ['waf_custom', false],
      ['page_rules', false],
      [undefined, false],
    ]);
    expect(found.onward?.cache).toMatchObject({ known: false });
  });

  it('may have changed headers', () => {
    const cache = rule('cache', 'cache', 'http.user_agent eq "x"', { cache: true });
    expect(outcomes(traced(url, [cache]))).toEqual({ cache: 'no_match' });
    expect(outcomes(traced(url, [cache], { unreadable: ['request_headers'] }))).toEqual({ cache: 'unknown' });
  });

  it('may have rewritten the URL', () => {
    const found = traced(
      url,
      [rule('waf_custom', 'path', 'http.request.uri.path eq "/blog/post.html"', {}, { action: 'log' })],
      { unreadable: ['url_rewrite'] },
    );
    expect(outcomes(found)).toEqual({ path: 'unknown' });
  });
});

describe('an expression that is not understood', () => {
  it('is unknown, not an error', () => {
    const found = traced(url, [rule('waf_custom', 'w', 'brand.new.field eq 1')]);
    expect(found.rules[0]).toMatchObject({
      outcome: 'unknown',
      because: ['an expression that is not understood here'],
    });
  });
});

/** A rule that costs much to judge where the agent is long. */
function costly(id: string): TracedRule {
  return rule('waf_custom', id, `http.user_agent matches r"(?u)(?:.?){1000}${id}$"`, {}, { action: 'log' });
}

describe('work', () => {
  it('is bounded for the whole trace: what is left over is unknown, with the reason', () => {
    const cheap = rule('cache', 'cheap', 'http.host eq "b.example"', { cache: true });
    const request = { url, headers: { 'user-agent': 'x'.repeat(16_000) } };
    const rules = [...Array.from({ length: 78 }, (_, index) => costly(`r${index}`)), cheap];
    const budget = new Budget(1_000_000);
    const { results } = trace(request, configuration(rules), budget);
    expect(budget.isSpent).toBe(true);
    expect(results.map(({ outcome }) => outcome)).toEqual(rules.map(() => 'unknown'));
    expect(results.map(({ because }) => because)).toEqual(rules.map(() => [tooMuchWork]));
    // The same rules and request, and less work to do.
    expect(outcomes(traced(url, [costly('r'), cheap]))).toEqual({ r: 'no_match', cheap: 'no_match' });
  });
});

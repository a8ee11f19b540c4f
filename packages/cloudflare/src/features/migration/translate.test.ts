import type { JsonObject } from '@crunchtools/mcp-core';
import { analyse, type Plan } from '@crunchtools/rules-language';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Issue } from '../../problem.ts';
import { actionIds } from '../page-rules/actions.ts';
import { phaseFacts } from '../rules/phases.ts';
import { migratableActions, translate } from './translate.ts';
import type { Translation } from './types.ts';

function translated(url: string, actions: JsonObject, plan: Plan = 'enterprise'): Translation | string {
  const rule = { id: 'r1', url, actions, priority: 1, status: 'active' };
  const translation = translate(rule, { name: 'example.com', plan });
  return translation instanceof Issue ? translation.reason : translation;
}

function meaning(url: string, actions: JsonObject, plan?: Plan): Translation {
  const translation = translated(url, actions, plan);
  if (typeof translation === 'string') throw new Error(translation);
  return translation;
}

const host = '(http.host wildcard "example.com" or http.host wildcard "example.com:*")';
const all = '(http.host wildcard "*example.com" or http.host wildcard "*example.com:*")';

describe('the condition of a pattern', () => {
  it.each([
    ['example.com/*', host],
    ['EXAMPLE.com/A/*', `${host} and http.request.uri wildcard "/A/*"`],
    ['example.com/page', `${host} and http.request.uri.path wildcard "/page"`],
    [
      'example.com/a*c',
      `${host} and (http.request.uri wildcard "/a*c" or http.request.uri.path wildcard "/a*c")`,
    ],
    ['example.com/*?id=*', `${host} and http.request.uri wildcard "/*?id=*"`],
    ['https://example.com/*', `ssl and ${host}`],
    ['http://*example.com/*', `not ssl and ${all}`],
    ['http*://example.com/*', host],
    ['example.com:8443/*', `cf.edge.server_port eq 8443 and ${host}`],
    ['example.com/a**"b\\c*', `${host} and http.request.uri wildcard "/a*\\"b\\\\\\\\c*"`],
  ])('%s', (url, expected) => {
    const { condition } = meaning(url, { ssl: 'full' });
    expect(condition).toBe(expected);
    expect(analyse(condition, { use: 'filter', plan: 'free' }).ok).toBe(true);
  });

  it.each([
    ['example.com/a|b', '"|"'],
    ['example.com:8*/a', 'port'],
    ['ht*ps://example.com/', 'scheme'],
    ['other.example/*', 'name of the zone'],
    ['example.com', 'no path'],
    ['example.com/ä', 'characters'],
  ])('has none for %s', (url, reason) => {
    expect(translated(url, { ssl: 'full' })).toContain(reason);
  });
});

function forward(url: string): JsonObject {
  return { forwarding_url: { url, status_code: 301 } };
}

describe('a redirect', () => {
  it.each([
    ['example.com/go/*', 'https://a.example/b', { target_url: 'https://a.example/b' }],
    ['example.com/go/*', 'https://a.example/\\$1', { target_url: 'https://a.example/$1' }],
    [
      'example.com/go/*',
      'https://a.example/$1',
      { target_url_expression: `wildcard_replace(http.request.uri, "/go/*", "https://a.example/\${1}")` },
    ],
    [
      '*example.com/*',
      'https://a.example/$2',
      { target_url_expression: `wildcard_replace(http.request.uri, "/*", "https://a.example/\${1}")` },
    ],
    [
      '*example.com/*',
      'https://$1a.example/$2?cost=\\$5',
      {
        target_url_expression: `wildcard_replace(http.request.full_uri, "http*://*example.com/*", "https://\${2}a.example/\${3}?cost=$$5")`,
      },
    ],
    [
      'http*://example.com/*',
      'http$1://a.example/$2',
      {
        target_url_expression: `wildcard_replace(http.request.full_uri, "http*://example.com/*", "http\${1}://a.example/\${2}")`,
      },
    ],
    [
      '*example.com/page',
      'https://$1a.example/',
      {
        target_url_expression: `wildcard_replace(http.request.full_uri, "http*://*example.com/page*", "https://\${2}a.example/")`,
      },
    ],
    [
      'example.com/a*c',
      'https://a.example/$1',
      { target_url_expression: `wildcard_replace(http.request.uri.path, "/a*c", "https://a.example/\${1}")` },
    ],
  ])('from %s to %s', (url, target, expected) => {
    const [draft] = meaning(url, forward(target)).drafts;
    expect(draft?.parameters.redirect).toEqual({
      ...expected,
      status_code: 301,
      preserve_query_string: false,
    });
    const expression = draft?.parameters.redirect?.target_url_expression;
    if (expression !== undefined) expect(analyse(expression, { use: 'redirect_target' }).ok).toBe(true);
  });

  it.each([
    ['example.com/*', 'https://a.example/$2', 'uses $2'],
    ['example.com/**', 'https://a.example/$1', 'two asterisks'],
    ['*example.com:8443/*', 'https://$1a.example/', 'host with a port'],
    ['*example.com/a*c', 'https://$1a.example/', 'wildcard in the middle'],
    ['example.com/*', 'https://a.example/$1$1$1$1$1$1$1$1$1', 'more than 8'],
  ])('from %s to %s is not there', (url, target, reason) => {
    const { drafts, missing } = meaning(url, forward(target));
    expect(drafts).toEqual([]);
    expect(missing[0]).toMatchObject({ action: 'forwarding_url', isRetired: false });
    expect(missing[0]?.reason).toContain(reason);
  });

  it('to https is for requests over http', () => {
    const { drafts, redirectsAll } = meaning('example.com/*', { always_use_https: true });
    expect(drafts[0]).toMatchObject({
      condition: `not ssl and ${host}`,
      parameters: {
        redirect: {
          target_url_expression: `wildcard_replace(http.request.full_uri, "http://*", "https://\${1}")`,
        },
      },
    });
    expect(redirectsAll).toBe(false);
    expect(meaning('http://example.com/*', { always_use_https: true }).redirectsAll).toBe(true);
    expect(meaning('https://example.com/*', { always_use_https: true }).drafts).toEqual([]);
  });
});

/** Which requests each cache rule is for, and its settings. */
function rulesFor(actions: JsonObject): readonly unknown[] {
  return meaning('example.com/*', actions).drafts.map(({ parameters, condition = 'all' }) => [
    condition === 'all' ? 'all' : condition.includes('"zst"') ? 'cached by default' : 'a cookie',
    parameters.cache,
  ]);
}

describe('cache rules', () => {
  it.each<readonly [JsonObject, readonly unknown[]]>([
    [{ cache_level: 'cache_everything' }, [['all', { cache: true }]]],
    [{ cache_level: 'bypass', edge_cache_ttl: 60 }, [['all', { cache: false }]]],
    [{ cache_level: 'aggressive' }, [['cached by default', { cache: true }]]],
    [
      { edge_cache_ttl: 60 },
      [['cached by default', { cache: true, edge_ttl: { mode: 'override_origin', default: 60 } }]],
    ],
    [
      { cache_level: 'basic' },
      [
        ['cached by default', { cache: true }],
        ['cached by default', { cache: false }],
      ],
    ],
    [
      { cache_level: 'simplified', sort_query_string_for_cache: 'on' },
      [
        [
          'cached by default',
          {
            cache: true,
            cache_key: {
              ignore_query_strings_order: true,
              custom_key: { query_string: { exclude: { all: true } } },
            },
          },
        ],
      ],
    ],
    [{ bypass_cache_on_cookie: 'session' }, [['a cookie', { cache: false }]]],
    [
      { cache_level: 'bypass', bypass_cache_on_cookie: 'a', cache_on_cookie: 'b' },
      [
        ['all', { cache: false }],
        ['a cookie', { cache: true }],
      ],
    ],
    [
      {
        cache_level: 'cache_everything',
        browser_cache_ttl: 0,
        cache_ttl_by_status: { '200': 5, '300-399': 'no-store' },
      },
      [
        [
          'all',
          {
            cache: true,
            browser_ttl: { mode: 'respect_origin' },
            edge_ttl: {
              mode: 'respect_origin',
              status_code_ttl: [
                { status_code: 200, value: 5 },
                { status_code_range: { from: 300, to: 399 }, value: -1 },
              ],
            },
          },
        ],
      ],
    ],
  ])('for %j', (actions, expected) => {
    expect(rulesFor(actions)).toEqual(expected);
  });

  it.each([
    ['session=.*|basket', 'http.cookie contains "session=" or http.cookie contains "basket"'],
    ['a.*b"', 'http.cookie strict wildcard "*a*b\\"*"'],
  ])('look for the cookies %s', (expression, expected) => {
    const [draft] = meaning('example.com/*', { bypass_cache_on_cookie: expression }).drafts;
    expect(draft?.condition).toBe(`${host} and (${expected})`);
  });

  it.each(['a.b', 'a|', '.*', '^a', '[ab]', 'a\\d', 'ä'])(
    'refuse the cookies %s, which may mean anything',
    (expression) => {
      const { drafts, missing } = meaning('example.com/*', { cache_on_cookie: expression });
      expect([drafts, missing.map(({ action }) => action)]).toEqual([[], ['cache_on_cookie']]);
    },
  );
});

describe('actions', () => {
  /** As a person who reads the documentation would say it, by plan. */
  const impossible: readonly (readonly [string, JsonObject[string], Plan])[] = [
    ['cache_key_fields', { query_string: { include: '*' } }, 'business'],
    ['cache_key_fields', { header: { exclude: ['accept'] } }, 'enterprise'],
    ['edge_cache_ttl', 60, 'free'],
    ['explicit_cache_control', 'off', 'business'],
    ['host_header_override', 'a.example', 'business'],
    ['resolve_override', 'a.example.com', 'pro'],
    ['polish', 'lossy', 'free'],
    ['ssl', 'origin_pull', 'business'],
    ['browser_check', 'perhaps', 'enterprise'],
    ['browser_cache_ttl', 'long', 'enterprise'],
    ['cache_level', 'total', 'enterprise'],
    ['cache_ttl_by_status', { '20x': 1 }, 'enterprise'],
    ['no_such_action', 'on', 'enterprise'],
  ];

  it.each(impossible)('%s %j on %s is named as missing', (action, value, plan) => {
    const { drafts, missing } = meaning('example.com/*', { [action]: value }, plan);
    expect([drafts, missing.map((each) => [each.action, each.isRetired])]).toEqual([[], [[action, false]]]);
  });

  it('are migrated, retired or without an equivalent, each of them', () => {
    const others = actionIds.filter((action) => !migratableActions.includes(action));
    const found = others.map((action) => {
      const { missing } = meaning('example.com/*', { [action]: 'on' });
      return `${action}${missing[0]?.isRetired === true ? ' (retired)' : ''}`;
    });
    expect(found.toSorted()).toEqual([
      'disable_security',
      'ip_geolocation',
      'mirage (retired)',
      'response_buffering',
      'true_client_ip_header',
      'waf',
    ]);
    for (const action of others)
      expect(meaning('example.com/*', { [action]: 'on' }).missing[0]?.reason).not.toContain('not known');
  });

  it('become settings of one rule for each phase', () => {
    const actions = { ssl: 'strict', rocket_loader: 'on', disable_performance: true, browser_check: 'off' };
    const { drafts } = meaning('example.com/*', { ...actions, resolve_override: 'b.example.com' });
    expect(drafts.map(({ parameters }) => parameters)).toEqual([
      { config: { polish: 'off', rocket_loader: true, bic: false, ssl: 'strict' } },
      { origin: { host: 'b.example.com' } },
    ]);
  });

  it('never make it throw, whatever Cloudflare has stored', () => {
    const value = fc.oneof(
      fc.constantFrom<JsonObject[string]>('on', 'off', true, 60),
      fc.jsonValue({ maxDepth: 3 }).map((any) => any as JsonObject[string]),
    );
    const actions = fc.dictionary(
      fc.constantFrom(...actionIds, 'minify', '__proto__', 'constructor'),
      value,
      { maxKeys: 6 },
    );
    const url = fc.oneof(fc.constantFrom('example.com/*', '*example.com/a*b'), fc.string());
    fc.assert(
      fc.property(url, actions, fc.constantFrom<Plan>('free', 'enterprise'), (pattern, stored, plan) => {
        const translation = translated(pattern, stored, plan);
        if (typeof translation === 'string') return;
        for (const { phase, condition = translation.condition } of translation.drafts) {
          const place = { use: 'filter', phase: phaseFacts(phase).cloudflare, plan } as const;
          expect(analyse(condition, place)).toMatchObject({ ok: true });
        }
      }),
    );
  });
});

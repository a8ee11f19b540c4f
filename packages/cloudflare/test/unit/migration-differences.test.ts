import type { JsonObject } from '@crunchtools/mcp-core';
import { describe, expect, it } from 'vitest';
import type { DifferenceKind } from '../../src/features/migration/types.ts';
import { differences } from '../../src/features/trace/report.ts';
import { traced } from './migration-outcome.ts';
import { configurationOf, planFor, stateOf, statesThrough } from './migration-zone.ts';

/** What else there is, in the request or the zone. */
interface Also {
  readonly cookie?: string;
  readonly firewall?: true;
}

/** What two traces of a request disagree about, before and after the migration of one Page Rule. */
function shownBy(url: string, actions: JsonObject, request: string, also: Also = {}) {
  const rule = { id: 'a'.repeat(32), url, actions, priority: 1, status: 'active' };
  const start = stateOf({ rules: [rule], modern: [] });
  const plan = planFor(start);
  const end = statesThrough(start, plan).at(-1) ?? start;
  const description = { url: request, headers: also.cookie === undefined ? {} : { cookie: also.cookie } };
  const [before, after] = [start, end].map((state) => {
    const configuration = configurationOf(state);
    const rules = [...configuration.rules, ...(also.firewall === true ? [blocking] : [])];
    return traced(description, { ...configuration, rules });
  });
  if (before === undefined || after === undefined) throw new Error('no state');
  return {
    kinds: plan.verdicts.flatMap((verdict) => verdict.differences.map(({ kind }) => kind)),
    found: differences(before, after).map(({ what, before: was, after: is }) => `${what}: ${was} | ${is}`),
  };
}

const blocking = {
  id: 'waf',
  phase: 'waf_custom',
  expression: 'true',
  action: 'block',
  enabled: true,
} as const;

/** One request for each kind of difference that a migration claims; `|` stands between before and after. */
const witnesses: readonly (readonly [DifferenceKind, string, JsonObject, string, string, Also])[] = [
  [
    'before_firewall',
    'example.com/*',
    { forwarding_url: { url: 'https://other.example/$1', status_code: 302 } },
    'https://example.com/a',
    'ending: blocked with 403 | 302 → https://other.example/a',
    { firewall: true },
  ],
  [
    'cached_content_only',
    'example.com/*',
    { browser_cache_ttl: 3_600 },
    'https://example.com/page.html',
    'setting cache.browser_ttl: {"mode":"override_origin","default":3600} | undefined',
    {},
  ],
  [
    'caching_level',
    'example.com/*',
    { cache_level: 'simplified' },
    'https://example.com/a.css',
    'setting page_rule.cache_level: simplified | undefined',
    {},
  ],
  [
    'cookies',
    'example.com/*',
    { cache_level: 'cache_everything', bypass_cache_on_cookie: 'a.*b' },
    'https://example.com/',
    // Two cookies, of which none fits by itself.
    'cache: eligible | bypass',
    { cookie: 'a=1; b=2' },
  ],
  [
    'other_ports',
    '*example.com/*',
    { forwarding_url: { url: 'https://$1other.example/$2', status_code: 301 } },
    'https://www.example.com:8443/a',
    'ending: 301 → https://www.other.example/a | goes to the origin',
    {},
  ],
  [
    'performance',
    'example.com/*',
    { disable_performance: true },
    'https://example.com/',
    'setting page_rule.disable_performance: true | undefined',
    {},
  ],
  [
    'query_in_wildcard',
    'example.com/a*c',
    { forwarding_url: { url: 'https://other.example/$1', status_code: 301 } },
    'https://example.com/a?x=c',
    'ending: 301 → https://other.example/?x= | goes to the origin',
    {},
  ],
  [
    'server_name',
    'example.com/*',
    { host_header_override: 'origin.example' },
    'https://example.com/',
    'setting origin.sni: undefined | origin.example',
    {},
  ],
  [
    'wildcard_over_slash',
    '*example.com/page',
    { ssl: 'strict' },
    'https://www.example.com/of/example.com/page',
    'setting config.ssl: strict | undefined',
    {},
  ],
];

describe('a difference that a migration claims', () => {
  it.each(witnesses)('shows: %s', (kind, url, actions, request, expected, also) => {
    const { kinds, found } = shownBy(url, actions, request, also);
    expect(kinds).toContain(kind);
    expect(found).toContain(expected);
  });

  it('has a witness of each kind', () => {
    const claimed: Record<DifferenceKind, true> = {
      before_firewall: true,
      cached_content_only: true,
      caching_level: true,
      cookies: true,
      other_ports: true,
      performance: true,
      query_in_wildcard: true,
      server_name: true,
      wildcard_over_slash: true,
    };
    expect(witnesses.map(([kind]) => kind)).toEqual(Object.keys(claimed));
  });

  it.each<readonly [string, JsonObject, readonly string[]]>([
    [
      'example.com/go/*',
      { forwarding_url: { url: 'https://other.example/$1', status_code: 301 } },
      ['before_firewall'],
    ],
    ['*example.com/*', { ssl: 'strict' }, []],
    [
      'www.example.com/img/*',
      { cache_level: 'cache_everything', edge_cache_ttl: 7_200, browser_cache_ttl: 60 },
      [],
    ],
    ['example.com/a*c', { cache_level: 'bypass', browser_cache_ttl: 60 }, []],
    ['example.com:8443/*', { edge_cache_ttl: 7_200 }, []],
  ])('is not claimed without need: %s %j', (url, actions, expected) => {
    expect(shownBy(url, actions, 'https://example.com/').kinds).toEqual(expected);
  });
});

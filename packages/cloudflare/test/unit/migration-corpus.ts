import type { JsonObject } from '@crunchtools/mcp-core';
import type { Plan, RequestDescription } from '@crunchtools/rules-language';
import * as fc from 'fast-check';
import type { SourceRule } from '../../src/features/migration/types.ts';
import { countWildcards, storedPattern } from '../../src/features/page-rules/pattern.ts';
import type { RulePhase } from '../../src/features/rules/phases.ts';

/** Zones with Page Rules, and requests to them, for comparing what becomes of a request. */

export interface ModernRule {
  readonly phase: RulePhase;
  readonly definition: JsonObject;
}

export interface Case {
  readonly plan: Plan;
  readonly rules: readonly SourceRule[];
  /** Modern rules that are there before. */
  readonly modern: readonly ModernRule[];
  readonly partial: boolean;
  readonly requests: readonly RequestDescription[];
}

export const zoneName = 'example.com';

const plans: readonly Plan[] = ['free', 'pro', 'business', 'enterprise'];

const scheme = fc.oneof(
  { arbitrary: fc.constant(''), weight: 8 },
  fc.constantFrom('http://', 'https://', 'http*://', '*://'),
);
const host = fc.oneof(
  { arbitrary: fc.constantFrom('example.com', 'www.example.com', '*example.com'), weight: 5 },
  fc.constantFrom('*.example.com', 'shop.example.com', 'w*.example.com', 'WWW.Example.com'),
);
const port = fc.oneof(
  { arbitrary: fc.constant(''), weight: 12 },
  fc.constantFrom(':8443', ':443', ':80', ':8*'),
);
const rest = fc.oneof(
  { arbitrary: fc.constantFrom('/*', '/go/*', '/img/*', '/*.css', '/page'), weight: 4 },
  fc.constantFrom(
    '',
    '/',
    '/a*',
    '/a*c',
    '/a/*/c',
    '/Go/*x',
    '/*?q=*',
    '/page?*id=1',
    '/go/*?*',
    '/img/**',
    '/a"b\\*',
  ),
);

const pattern = fc
  .tuple(scheme, host, port, rest)
  .map((parts) => storedPattern(parts.join(''), zoneName))
  .filter((url) => countWildcards(url) <= 4);

const target = fc.constantFrom(
  'https://other.example/here',
  'https://other.example/$1',
  'https://other.example/$2?from=$1',
  'https://$1other.example/$2/$3',
  'https://other.example/\\$1/$1',
);

const forwarding = fc
  .record({ url: target, status_code: fc.constantFrom(301, 302) })
  .map((forwarding_url): JsonObject => ({ forwarding_url }));

const onOff = fc.constantFrom('on', 'off');

/** Settings of every kind; which plan may set them does not matter to the comparison. */
const settings = fc
  .record(
    {
      automatic_https_rewrites: onOff,
      browser_cache_ttl: fc.constantFrom(0, 3_600),
      browser_check: onOff,
      bypass_cache_on_cookie: fc.constantFrom('session=.*|basket=.*', 'login', 'a.*b'),
      cache_by_device_type: onOff,
      cache_deception_armor: onOff,
      cache_key_fields: fc.constantFrom<JsonObject>(...keyFields().map(([fields]) => fields)),
      cache_level: fc.constantFrom('bypass', 'basic', 'simplified', 'aggressive', 'cache_everything'),
      cache_on_cookie: fc.constantFrom('vip=.*', 'a.*b'),
      cache_ttl_by_status: fc.constant<JsonObject>({
        '200-299': 60,
        '404': 'no-store',
        '500-599': 'no-cache',
      }),
      disable_apps: fc.constant(true),
      disable_performance: fc.constant(true),
      disable_zaraz: fc.constant(true),
      edge_cache_ttl: fc.constantFrom(7_200, 86_400),
      email_obfuscation: onOff,
      explicit_cache_control: onOff,
      host_header_override: fc.constant('origin.example'),
      mirage: onOff,
      opportunistic_encryption: onOff,
      origin_error_page_pass_thru: onOff,
      polish: fc.constantFrom('off', 'lossy'),
      resolve_override: fc.constant('backend.example.com'),
      respect_strong_etag: onOff,
      rocket_loader: onOff,
      security_level: fc.constantFrom('high', 'under_attack'),
      sort_query_string_for_cache: onOff,
      ssl: fc.constantFrom('full', 'strict', 'flexible'),
    },
    { requiredKeys: [] },
  )
  .chain((all) => fc.subarray(Object.entries(all), { minLength: 1, maxLength: 4 }))
  .map((entries): JsonObject => Object.fromEntries(entries));

const hopeless = fc.constantFrom<JsonObject>(
  { waf: 'off', ssl: 'strict' },
  { disable_security: true },
  { ip_geolocation: 'on', cache_level: 'bypass' },
  { true_client_ip_header: 'on', response_buffering: 'on' },
);

const actions = fc.oneof(
  { arbitrary: settings, weight: 8 },
  { arbitrary: forwarding, weight: 3 },
  { arbitrary: fc.constant<JsonObject>({ always_use_https: true }), weight: 1 },
  { arbitrary: hopeless, weight: 1 },
);

const pageRules = fc
  .uniqueArray(fc.record({ url: pattern, actions, isOn: fc.integer({ min: 0, max: 9 }).map((n) => n > 0) }), {
    minLength: 1,
    maxLength: 6,
    selector: ({ url }) => url,
  })
  .map((list) =>
    list.map(
      ({ url, actions: what, isOn }, index): SourceRule => ({
        id: `${index}`.padStart(32, 'a'),
        url,
        actions: what,
        priority: list.length - index,
        status: isOn ? 'active' : 'disabled',
      }),
    ),
  );

const modern = fc.subarray<ModernRule>([
  {
    phase: 'config',
    definition: { expression: 'starts_with(http.request.uri.path, "/a")', action_parameters: { ssl: 'off' } },
  },
  {
    phase: 'cache',
    definition: { expression: 'http.host contains "shop"', action_parameters: { cache: false } },
  },
  {
    phase: 'redirect',
    definition: {
      expression: 'http.request.uri.path eq "/go/away"',
      action_parameters: {
        from_value: { target_url: { value: 'https://modern.example/' }, status_code: 308 },
      },
    },
  },
]);

/** What a `*` of a pattern may stand for in a request. */
const filling = fc.constantFrom(
  '',
  'a',
  'www.',
  'x/y',
  'style.css',
  'away',
  'b/c',
  'page?id=1',
  'z?q=1',
  'n.example.com/page',
);

/** A URL made of a pattern, so that most requests match something. */
function urlFrom(url: string): fc.Arbitrary<string> {
  return fc
    .tuple(
      fc.array(filling, { minLength: 6, maxLength: 6 }),
      fc.constantFrom('http', 'https'),
      fc.constantFrom('', '', '', '?b', '?q=1&id=1'),
      fc.constantFrom('', '', '', '', ':8443'),
    )
    .map(([texts, plain, query, otherPort]) => {
      const [, written, authority = '', path = ''] = /^([^/]*:\/\/)?([^/]*)(.*)$/u.exec(url) ?? [];
      let used = 0;
      const fill = (text: string): string => text.replaceAll('*', () => texts[used++ % texts.length] ?? '');
      const chosen = written === undefined || written.includes('*') ? `${plain}://` : written;
      const whole = fill(path);
      const address = fill(authority).replace(/:8.*$/u, ':8443');
      const full = address.includes(':') || address.includes('/') ? address : address + otherPort;
      return chosen + full + (whole.includes('?') || query === '' ? whole : whole + query);
    })
    .filter((text) => URL.canParse(text) && new URL(text).hostname.endsWith(zoneName) && !text.includes(' '));
}

const anyUrl = fc
  .tuple(
    fc.constantFrom('http', 'https'),
    fc.constantFrom('example.com', 'www.example.com', 'shop.example.com'),
    fc.constantFrom(
      '/',
      '/page',
      '/pages',
      '/a/b/c',
      '/Go/x',
      '/img/cat.PNG',
      '/main.css',
      '/robots.txt',
      '/x/example.com/page',
      '/a%2Fc',
    ),
    fc.constantFrom('', '?q=1', '?x=c'),
  )
  .map(([plain, name, path, query]) => `${plain}://${name}${path}${query}`);

function requestsFor(rules: readonly SourceRule[]): fc.Arbitrary<readonly RequestDescription[]> {
  const url = fc.oneof(
    { arbitrary: fc.constantFrom(...rules).chain((rule) => urlFrom(rule.url)), weight: 3 },
    anyUrl,
  );
  const cookie = fc.constantFrom('', '', 'session=1', 'basket=2; vip=1', 'xlogin=1', 'a=1; b=2', 'ab=1');
  return fc.array(
    fc.tuple(url, cookie, fc.constantFrom('GET', 'GET', 'GET', 'POST')).map(([target_, sent, method]) => ({
      method,
      url: target_,
      headers: sent === '' ? {} : { cookie: sent },
    })),
    { minLength: 8, maxLength: 8 },
  );
}

export const cases: fc.Arbitrary<Case> = fc
  .tuple(fc.constantFrom(...plans), pageRules, modern, fc.boolean())
  .chain(([plan, rules, present, partial]) =>
    requestsFor(rules).map((requests) => ({ plan, rules, modern: present, partial, requests })),
  );

/** Parts of a cache key as Page Rules have them, and what cache rules should have. */
export function keyFields(): readonly (readonly [fields: JsonObject, key: JsonObject])[] {
  return [
    [{ query_string: { include: '*' } }, { query_string: { include: { all: true } } }],
    [{ query_string: { exclude: ['utm_source'] } }, { query_string: { exclude: { list: ['utm_source'] } } }],
    [
      { header: { include: ['accept'], exclude: ['origin'], check_presence: [] }, user: { geo: true } },
      { header: { include: ['accept'], exclude_origin: true }, user: { geo: true } },
    ],
    [
      { cookie: { include: ['theme'] }, host: { resolved: true } },
      { cookie: { include: ['theme'] }, host: { resolved: true } },
    ],
  ];
}

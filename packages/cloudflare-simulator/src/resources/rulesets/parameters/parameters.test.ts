/** What each phase takes as `action_parameters`, and what it refuses, with the place of the fault. */

import type { Phase } from '@crunchtools/rules-language';
import { describe, expect, it } from 'vitest';
import type { PlanName } from '../../../index.ts';
import { fixture, ruleAt, rulesetOf } from '../test/fixture.ts';

type Refusal = readonly [parameters: unknown, pointer: string, plan?: PlanName];

interface Case {
  readonly phase: Phase;
  readonly action: string;
  readonly accepted: readonly unknown[];
  /** Accepted on these plans, and on none below the first. */
  readonly entitled?: readonly (readonly [parameters: unknown, PlanName, pointer: string])[];
  readonly refused: readonly Refusal[];
}

const PLANS = ['free', 'pro', 'business', 'enterprise'] as const;

function manyHeaders(amount: number) {
  return Object.fromEntries(
    Array.from({ length: amount }, (_, index) => [`X-${index}`, { operation: 'remove' }]),
  );
}

const EXPRESSION = { expression: 'http.host' };
const LONG = `/${'x'.repeat(2100)}`;

const FREE = '77454fe2d30c4220b5701f6fdfb893ba';
const MANAGED = 'efb7b8c949ac4650a09736fc376e9aee';
const OWASP = '4814384a9e5d4991b9815dcfc25d2f1f';
const OCTOBER = 'd9e350f1b72d4730899c8a420e48a85d';
const SCORE = '6179ae15870a4bb7b2d480d4843b323c';

const CASES: readonly Case[] = [
  {
    phase: 'http_request_transform',
    action: 'rewrite',
    accepted: [
      { uri: { path: { value: '/new' } } },
      { uri: { path: { expression: 'concat("/x", http.request.uri.path)' } } },
      { uri: { query: { value: 'a=b&c' } } },
      { uri: { query: { value: '' } } },
      { uri: { path: { value: '/new' }, query: { expression: 'concat("a=", http.host)' }, origin: false } },
    ],
    refused: [
      [{}, ''],
      [undefined, ''],
      [[], ''],
      ['x', ''],
      [{ headers: {} }, '/uri'],
      [{ uri: {} }, '/uri'],
      [{ uri: { origin: true } }, '/uri'],
      [{ uri: { path: {} } }, '/uri/path'],
      [{ uri: { path: '/new' } }, '/uri/path'],
      [{ uri: { path: { value: 'new' } } }, '/uri/path/value'],
      [{ uri: { path: { value: '/new?a' } } }, '/uri/path/value'],
      [{ uri: { path: { value: 5 } } }, '/uri/path/value'],
      [{ uri: { path: { value: '/new', ...EXPRESSION } } }, '/uri/path'],
      [{ uri: { path: { expression: 'http.hst' } } }, '/uri/path/expression'],
      [{ uri: { path: { expression: '' } } }, '/uri/path/expression'],
      [{ uri: { path: { expression: 'ssl' } } }, '/uri/path/expression'],
      [{ uri: { query: { value: 'a#b' } } }, '/uri/query/value'],
      [{ uri: { path: { value: '/new' }, extra: 1 } }, '/uri/extra'],
      [{ uri: { path: { value: LONG }, query: { value: LONG.slice(1) } } }, '/uri'],
    ],
  },
  {
    phase: 'http_request_late_transform',
    action: 'rewrite',
    accepted: [
      { headers: { 'X-Source': { operation: 'set', value: 'edge; a="b", {c}' } } },
      { headers: { x_source: { operation: 'set', ...EXPRESSION }, 'X-Old': { operation: 'remove' } } },
      { headers: { Cookie: { operation: 'remove' }, 'CF-Connecting-IP': { operation: 'remove' } } },
      { headers: { 'X-Forwarded-For': { operation: 'remove' } } },
      { headers: manyHeaders(30) },
    ],
    refused: [
      [{}, ''],
      [undefined, ''],
      [{ uri: { path: { value: '/' } } }, '/headers'],
      [{ headers: {} }, '/headers'],
      [{ headers: [] }, '/headers'],
      [{ headers: manyHeaders(31) }, '/headers'],
      [{ headers: { 'X-A': { operation: 'add', value: 'b' } } }, '/headers/X-A/operation'],
      [{ headers: { 'X-A': { value: 'b' } } }, '/headers/X-A/operation'],
      [{ headers: { 'X-A': { operation: 'set' } } }, '/headers/X-A'],
      [{ headers: { 'X-A': { operation: 'set', value: 'b', ...EXPRESSION } } }, '/headers/X-A'],
      [{ headers: { 'X-A': { operation: 'set', value: '' } } }, '/headers/X-A/value'],
      [{ headers: { 'X-A': { operation: 'set', value: 'a\r\nb' } } }, '/headers/X-A/value'],
      [{ headers: { 'X-A': { operation: 'set', value: 'é' } } }, '/headers/X-A/value'],
      [{ headers: { 'X-A': { operation: 'set', value: 'x'.repeat(4097) } } }, '/headers/X-A/value'],
      [{ headers: { 'X-A': { operation: 'set', expression: 'ssl' } } }, '/headers/X-A/expression'],
      [{ headers: { 'X-A': { operation: 'remove', value: 'b' } } }, '/headers/X-A/value'],
      [{ headers: { 'X-A': { operation: 'remove', ...EXPRESSION } } }, '/headers/X-A/expression'],
      [{ headers: { 'X A': { operation: 'remove' } } }, '/headers/X A'],
      [{ headers: { '': { operation: 'remove' } } }, '/headers/'],
      [{ headers: { 'x/a': { operation: 'remove' } } }, '/headers/x~1a'],
      [{ headers: { 'cf-ray': { operation: 'remove' } } }, '/headers/cf-ray'],
      [{ headers: { 'X-CF-Thing': { operation: 'set', value: 'b' } } }, '/headers/X-CF-Thing'],
      [{ headers: { 'cf-connecting-ip': { operation: 'set', value: 'b' } } }, '/headers/cf-connecting-ip'],
      [{ headers: { Cookie: { operation: 'set', value: 'b' } } }, '/headers/Cookie'],
      [{ headers: { 'X-Real-IP': { operation: 'set', value: 'b' } } }, '/headers/X-Real-IP'],
      [{ headers: { 'True-Client-IP': { operation: 'set', value: 'b' } } }, '/headers/True-Client-IP'],
      [{ headers: { 'X-Forwarded-Proto': { operation: 'set', value: 'b' } } }, '/headers/X-Forwarded-Proto'],
      [{ headers: { 'Accept-Encoding': { operation: 'remove' } } }, '/headers/Accept-Encoding'],
      [{ headers: { Host: { operation: 'set', value: 'b' } } }, '/headers/Host'],
    ],
  },
  {
    phase: 'http_response_headers_transform',
    action: 'rewrite',
    accepted: [
      { headers: { 'Set-Cookie': { operation: 'add', value: 'a=b' } } },
      { headers: { 'X-A': { operation: 'add', ...EXPRESSION } } },
      { headers: { 'Strict-Transport-Security': { operation: 'set', value: 'max-age=31536000' } } },
      { headers: { Server: { operation: 'remove' } } },
    ],
    refused: [
      [{ headers: { Server: { operation: 'set', value: 'b' } } }, '/headers/Server'],
      [{ headers: { 'eh-cache-tag': { operation: 'add', value: 'b' } } }, '/headers/eh-cache-tag'],
      [{ headers: { 'cf-cache-status': { operation: 'remove' } } }, '/headers/cf-cache-status'],
      [{ headers: { 'CF-Thing': { operation: 'add', value: 'b' } } }, '/headers/CF-Thing'],
      [{ headers: { 'X-A': { operation: 'replace', value: 'b' } } }, '/headers/X-A/operation'],
    ],
  },
  {
    phase: 'http_request_dynamic_redirect',
    action: 'redirect',
    accepted: [
      { from_value: { target_url: { value: 'https://example.org/a?b' } } },
      { from_value: { target_url: { value: '/elsewhere' }, status_code: 303 } },
      {
        from_value: {
          target_url: { expression: 'concat("https://example.org", http.request.uri.path)' },
          status_code: 308,
          preserve_query_string: true,
        },
      },
    ],
    refused: [
      [{}, ''],
      [{ from_list: { key: 'http.request.full_uri', name: 'list' } }, '/from_value'],
      [{ from_value: {} }, '/from_value/target_url'],
      [{ from_value: { target_url: {} } }, '/from_value/target_url'],
      [{ from_value: { target_url: 'https://example.org' } }, '/from_value/target_url'],
      [{ from_value: { target_url: { value: 'ftp://example.org' } } }, '/from_value/target_url/value'],
      [{ from_value: { target_url: { value: 'example.org' } } }, '/from_value/target_url/value'],
      [{ from_value: { target_url: { value: 'https://example.org/a b' } } }, '/from_value/target_url/value'],
      [{ from_value: { target_url: { value: 'https://' } } }, '/from_value/target_url/value'],
      [{ from_value: { target_url: { value: '/a' }, status_code: 304 } }, '/from_value/status_code'],
      [{ from_value: { target_url: { value: '/a' }, status_code: '301' } }, '/from_value/status_code'],
      [
        { from_value: { target_url: { value: '/a' }, preserve_query_string: 1 } },
        '/from_value/preserve_query_string',
      ],
      [{ from_value: { target_url: { expression: 'ssl' } } }, '/from_value/target_url/expression'],
    ],
  },
  {
    phase: 'http_request_cache_settings',
    action: 'set_cache_settings',
    accepted: [
      { cache: false },
      { cache: true, edge_ttl: { mode: 'respect_origin' }, browser_ttl: { mode: 'bypass' } },
      { edge_ttl: { mode: 'override_origin', default: 7200 } },
      { edge_ttl: { mode: 'override_origin', default: 0 } },
      {
        edge_ttl: {
          mode: 'bypass_by_default',
          status_code_ttl: [
            { status_code: 404, value: 0 },
            { status_code_range: { from: 500 }, value: -1 },
            { status_code_range: { from: 200, to: 299 }, value: 60 },
          ],
        },
      },
      { browser_ttl: { mode: 'override_origin', default: 1 } },
      {
        cache_key: {
          cache_by_device_type: true,
          ignore_query_strings_order: true,
          cache_deception_armor: true,
        },
      },
      { cache_key: { custom_key: { query_string: { exclude: { all: true } } } } },
      { serve_stale: { disable_stale_while_updating: true }, respect_strong_etags: true },
      {
        origin_error_page_passthru: true,
        strip_etags: true,
        strip_last_modified: true,
        strip_set_cookie: true,
      },
      { cache_reserve: { eligible: true, minimum_file_size: 100_000 }, origin_cache_control: true },
      { origin_range_requests: { mode: 'off' }, shared_dictionary: { match_pattern: '/js/*' } },
      {
        vary: {
          default: { action: 'bypass' },
          headers: { 'accept-language': { action: 'normalize', languages: ['en'] } },
        },
      },
    ],
    entitled: [
      [{ edge_ttl: { mode: 'override_origin', default: 3600 } }, 'pro', '/edge_ttl/default'],
      [{ edge_ttl: { mode: 'override_origin', default: 1 } }, 'business', '/edge_ttl/default'],
      [{ read_timeout: 900 }, 'enterprise', '/read_timeout'],
      [{ additional_cacheable_ports: [8443] }, 'enterprise', '/additional_cacheable_ports'],
      [{ origin_cache_control: false }, 'enterprise', '/origin_cache_control'],
      [
        { cache_key: { custom_key: { query_string: { include: { list: ['a'] } } } } },
        'enterprise',
        '/cache_key/custom_key/query_string',
      ],
      [
        { cache_key: { custom_key: { header: { include: ['x-a'], contains: { accept: ['b'] } } } } },
        'enterprise',
        '/cache_key/custom_key/header',
      ],
      [
        { cache_key: { custom_key: { cookie: { include: ['a'] } } } },
        'enterprise',
        '/cache_key/custom_key/cookie',
      ],
      [{ cache_key: { custom_key: { user: { geo: true } } } }, 'enterprise', '/cache_key/custom_key/user'],
      [
        { cache_key: { custom_key: { host: { resolved: true } } } },
        'enterprise',
        '/cache_key/custom_key/host',
      ],
    ],
    refused: [
      [{}, ''],
      [{ cache_level: 'aggressive' }, '/cache_level'],
      [{ cache: 'yes' }, '/cache'],
      [{ edge_ttl: { default: 7200 } }, '/edge_ttl/mode'],
      [{ edge_ttl: { mode: 'override' } }, '/edge_ttl/mode'],
      [{ edge_ttl: { mode: 'override_origin' } }, '/edge_ttl/default'],
      [{ edge_ttl: { mode: 'respect_origin', default: 7200 } }, '/edge_ttl/default'],
      [{ edge_ttl: { mode: 'override_origin', default: -1 } }, '/edge_ttl/default'],
      [{ edge_ttl: { mode: 'override_origin', default: 7200.5 } }, '/edge_ttl/default'],
      [{ browser_ttl: { mode: 'override_origin' } }, '/browser_ttl/default'],
      [{ browser_ttl: { mode: 'bypass', default: 60 } }, '/browser_ttl/default'],
      [
        { edge_ttl: { mode: 'respect_origin', status_code_ttl: [{ value: 5 }] } },
        '/edge_ttl/status_code_ttl/0',
      ],
      [
        {
          edge_ttl: {
            mode: 'respect_origin',
            status_code_ttl: [{ value: 5, status_code: 200, status_code_range: { from: 1 } }],
          },
        },
        '/edge_ttl/status_code_ttl/0/status_code_range/from',
      ],
      [
        {
          edge_ttl: {
            mode: 'respect_origin',
            status_code_ttl: [{ value: 5, status_code: 200, status_code_range: { from: 300 } }],
          },
        },
        '/edge_ttl/status_code_ttl/0',
      ],
      [
        { edge_ttl: { mode: 'respect_origin', status_code_ttl: [{ status_code: 200, value: -2 }] } },
        '/edge_ttl/status_code_ttl/0/value',
      ],
      [
        { cache_key: { custom_key: { query_string: { include: { all: true }, exclude: { all: true } } } } },
        '/cache_key/custom_key/query_string',
      ],
      [
        { cache_key: { custom_key: { query_string: { include: { all: false } } } } },
        '/cache_key/custom_key/query_string/include/all',
      ],
      [
        { cache_key: { custom_key: { query_string: { include: { list: Array(101).fill('a') } } } } },
        '/cache_key/custom_key/query_string/include/list',
      ],
      [{ vary: {} }, '/vary/default'],
      [{ vary: { default: { action: 'keep' } } }, '/vary/default/action'],
      [
        { vary: { default: { action: 'bypass' }, headers: { Accept: { action: 'bypass' } } } },
        '/vary/headers/Accept',
      ],
      [
        { vary: { default: { action: 'bypass' }, headers: { 'cf-ray': { action: 'bypass' } } } },
        '/vary/headers/cf-ray',
      ],
      [{ origin_range_requests: {} }, '/origin_range_requests/mode'],
      [{ cache_reserve: { minimum_file_size: 1 } }, '/cache_reserve/eligible'],
    ],
  },
  {
    phase: 'http_config_settings',
    action: 'set_config',
    accepted: [
      { automatic_https_rewrites: true, bic: false, email_obfuscation: false, fonts: true },
      { disable_zaraz: true, disable_rum: true, disable_apps: true },
      { security_level: 'under_attack', ssl: 'strict', hotlink_protection: true },
      { autominify: { css: true, js: false }, request_body_buffering: 'full' },
      { opportunistic_encryption: false, rocket_loader: false, server_side_excludes: true, webmcp_packs: [] },
    ],
    entitled: [
      [{ polish: 'webp' }, 'pro', '/polish'],
      [{ ssl: 'origin_pull' }, 'enterprise', '/ssl'],
    ],
    refused: [
      [{}, ''],
      [{ disable_zaraz: false }, '/disable_zaraz'],
      [{ bic: 'on' }, '/bic'],
      [{ ssl: 'full_strict' }, '/ssl'],
      [{ security_level: 'paranoid' }, '/security_level'],
      [{ polish: 'on' }, '/polish', 'enterprise'],
      [{ always_use_https: true }, '/always_use_https'],
      [{ autominify: { svg: true } }, '/autominify/svg'],
    ],
  },
  {
    phase: 'http_request_origin',
    action: 'route',
    accepted: [{ origin: { port: 8443 } }, { origin: { port: 1 } }, { origin: { port: 65_535 } }],
    entitled: [
      [{ host_header: 'origin.example.net' }, 'enterprise', '/host_header'],
      [{ origin: { host: 'origin.example.com', port: 80 } }, 'enterprise', '/origin/host'],
      [{ sni: { value: 'origin.example.com' } }, 'enterprise', '/sni'],
    ],
    refused: [
      [{}, ''],
      [{ origin: {} }, '/origin'],
      [{ origin: { port: 0 } }, '/origin/port'],
      [{ origin: { port: 65_536 } }, '/origin/port'],
      [{ origin: { port: '80' } }, '/origin/port'],
      [{ origin: { host: 'https://a.example' } }, '/origin/host', 'enterprise'],
      [{ origin: { host: '' } }, '/origin/host', 'enterprise'],
      [{ host_header: 'a b' }, '/host_header', 'enterprise'],
      [{ sni: {} }, '/sni/value', 'enterprise'],
      [{ sni: 'a.example' }, '/sni', 'enterprise'],
      [{ uri: { path: { value: '/' } } }, '/uri'],
    ],
  },
  {
    phase: 'http_response_compression',
    action: 'compress_response',
    accepted: [
      { algorithms: [{ name: 'none' }] },
      { algorithms: [{ name: 'zstd' }, { name: 'brotli' }, { name: 'gzip' }, { name: 'auto' }] },
    ],
    refused: [
      [{}, ''],
      [{ algorithms: [] }, '/algorithms'],
      [{ algorithms: ['gzip'] }, '/algorithms/0'],
      [{ algorithms: [{}] }, '/algorithms/0/name'],
      [{ algorithms: [{ name: 'deflate' }] }, '/algorithms/0/name'],
      [{ algorithms: [{ name: 'auto' }, { name: 'gzip' }] }, '/algorithms/0'],
      [{ algorithms: [{ name: 'gzip', level: 9 }] }, '/algorithms/0/level'],
    ],
  },
  {
    phase: 'http_request_firewall_custom',
    action: 'block',
    accepted: [undefined, {}],
    entitled: [
      [{ response: { status_code: 403, content: 'No.', content_type: 'text/plain' } }, 'pro', '/response'],
    ],
    refused: [
      [{ ruleset: 'current' }, '/ruleset'],
      [{ response: {} }, '/response/content', 'pro'],
      [
        { response: { status_code: 399, content: 'x', content_type: 'text/plain' } },
        '/response/status_code',
        'pro',
      ],
      [
        { response: { status_code: 500, content: 'x', content_type: 'text/plain' } },
        '/response/status_code',
        'pro',
      ],
      [
        { response: { status_code: 403, content: '', content_type: 'text/plain' } },
        '/response/content',
        'pro',
      ],
      [
        { response: { status_code: 403, content: 'x', content_type: 'image/png' } },
        '/response/content_type',
        'pro',
      ],
      [
        { response: { status_code: 403, content: 'x'.repeat(30_721), content_type: 'text/html' } },
        '/response/content',
        'pro',
      ],
    ],
  },
  {
    phase: 'http_request_firewall_custom',
    action: 'skip',
    accepted: [
      { ruleset: 'current' },
      { phase: 'current', products: ['waf'] },
      { phases: ['http_ratelimit', 'http_request_sbfm', 'http_request_firewall_managed'] },
      { products: ['bic', 'hot', 'rateLimit', 'securityLevel', 'uaBlock', 'waf', 'zoneLockdown'] },
      { ruleset: 'current', phases: ['http_ratelimit'], products: ['bic'] },
    ],
    refused: [
      [undefined, ''],
      [{}, ''],
      [{ ruleset: 'all' }, '/ruleset'],
      [{ phases: [] }, '/phases'],
      [{ phases: ['http_request_transform'] }, '/phases/0'],
      [{ phases: 'http_ratelimit' }, '/phases'],
      [{ products: ['BIC'] }, '/products/0'],
      [{ phase: 'current', ruleset: 'current' }, ''],
      [{ phase: 'current', phases: ['http_ratelimit'] }, ''],
      [{ bic: false }, '/bic'],
    ],
  },
  // waf/managed-rules, waf/managed-rules/waf-exceptions/define-api, ruleset-engine/managed-rulesets.
  {
    phase: 'http_request_firewall_managed',
    action: 'execute',
    accepted: [
      { id: FREE, version: 'latest' },
      { id: FREE, version: 'latest', overrides: { enabled: true, action: 'log' } },
      {
        id: FREE,
        version: 'latest',
        matched_data: { public_key: 'aSDO' },
        overrides: { categories: [{ category: 'wordpress', enabled: false }] },
      },
    ],
    refused: [
      [undefined, ''],
      [{ id: MANAGED }, '/id'],
      [{ id: '0'.repeat(32) }, '/id', 'enterprise'],
      [{ overrides: {} }, '/id'],
      [{ id: FREE, overrides: { action: 'allow' } }, '/overrides/action'],
      [{ id: FREE, overrides: { categories: [{ enabled: false }] } }, '/overrides/categories/0/category'],
      [{ id: FREE, overrides: { rules: [{ id: OCTOBER }] } }, '/overrides/rules/0/id'],
      [
        { id: OWASP, overrides: { rules: [{ id: SCORE, score_threshold: '60' }] } },
        '/overrides/rules/0/score_threshold',
        'pro',
      ],
      [{ id: FREE, matched_data: {} }, '/matched_data/public_key'],
    ],
  },
  {
    phase: 'http_request_firewall_managed',
    action: 'skip',
    accepted: [{ ruleset: 'current' }, { rulesets: [MANAGED] }, { rules: { [MANAGED]: [OCTOBER] } }],
    refused: [
      [{}, ''],
      [{ products: ['waf'] }, '/products'],
      [{ ruleset: 'current', rulesets: [MANAGED] }, ''],
      [{ rules: { [MANAGED]: [SCORE] } }, `/rules/${MANAGED}/0`],
      [{ rules: { [MANAGED]: [] } }, `/rules/${MANAGED}`],
    ],
  },
  {
    phase: 'http_request_firewall_custom',
    action: 'managed_challenge',
    accepted: [undefined, {}],
    refused: [[{ response: {} }, '/response']],
  },
];

describe.each(CASES)('$action in $phase', ({ phase, action, accepted, entitled = [], refused }) => {
  const send = (plan: PlanName, parameters: unknown) =>
    fixture(plan).send('PUT', `/phases/${phase}/entrypoint`, {
      rules: [{ action, action_parameters: parameters, expression: 'true' }],
    });

  const placed = refused.map(([parameters, pointer, plan = 'free']) => [parameters, pointer, plan] as const);

  it.each(accepted.map((parameters) => [parameters]))('takes %j on every plan', async (parameters) => {
    for (const plan of PLANS) {
      const reply = await send(plan, parameters);
      expect([plan, reply.status, reply.text.slice(0, 200)]).toEqual([plan, 200, expect.any(String)]);
      expect(ruleAt(rulesetOf(reply), 0).action_parameters).toEqual(parameters);
    }
  });

  it.each(entitled)('takes %j from %s', async (parameters, least, pointer) => {
    const replies = await Promise.all(PLANS.map((plan) => send(plan, parameters)));
    const first = PLANS.indexOf(least);
    expect(replies.map(({ status }) => status)).toEqual(PLANS.map((_, index) => (index < first ? 400 : 200)));
    for (const { code, message, pointer: place } of replies.slice(0, first)) {
      expect([code, message, place]).toEqual([
        20120,
        expect.stringContaining('not entitled'),
        `/rules/0/action_parameters${pointer}`,
      ]);
    }
  });

  it.each(placed)('refuses %j', async (parameters, pointer, plan) => {
    const reply = await send(plan, parameters);
    expect([reply.status, reply.pointer]).toEqual([400, `/rules/0/action_parameters${pointer}`]);
  });
});

const serve = (
  action_parameters: unknown,
  plan: PlanName = 'pro',
  expression = 'http.response.code eq 500',
) =>
  fixture(plan).send('PUT', '/phases/http_custom_errors/entrypoint', {
    rules: [{ action: 'serve_error', action_parameters, expression }],
  });

// rules/custom-errors/reference/parameters, and "Availability" of rules/custom-errors.
describe('serve_error in http_custom_errors', () => {
  it.each([
    { content: '{"message": "no"}', content_type: 'application/json', status_code: 530 },
    { content: '<p>no</p>', content_type: 'text/html' },
    { asset_name: '500_error_template', content_type: 'text/html', status_code: 999 },
  ])('takes %j on paid plans', async (parameters) => {
    for (const plan of ['pro', 'business', 'enterprise'] as const) {
      expect(ruleAt(rulesetOf(await serve(parameters, plan)), 0).action_parameters).toEqual(parameters);
    }
    expect((await serve(parameters, 'free')).code).toBe(50001);
  });

  it.each<[parameters: unknown, pointer: string]>([
    [undefined, ''],
    [{ content_type: 'text/html' }, ''],
    [{ content: 'no' }, '/content_type'],
    [{ content: 'no', content_type: 'image/png' }, '/content_type'],
    [{ content: 'no', content_type: 'text/html', status_code: 399 }, '/status_code'],
    [{ content: 'no', content_type: 'text/html', status_code: 1000 }, '/status_code'],
    [{ content: 'x'.repeat(10_241), content_type: 'text/html' }, '/content'],
    [{ content: 'no', asset_name: 'a', content_type: 'text/html' }, ''],
    [{ asset_name: 'a-b', content_type: 'text/html' }, '/asset_name'],
  ])('refuses %j', async (parameters, pointer) => {
    const reply = await serve(parameters);
    expect([reply.status, reply.pointer]).toEqual([400, `/rules/0/action_parameters${pointer}`]);
  });

  // rules/custom-errors/example-rules.
  it('looks at the response', async () => {
    const parameters = { content: 'no', content_type: 'text/plain' };
    for (const expression of ['http.response.code ge 500', 'cf.response.1xxx_code eq 1020']) {
      expect((await serve(parameters, 'pro', expression)).status).toBe(200);
    }
  });
});

describe('actions', () => {
  const ACTIONS: Readonly<Record<string, readonly Phase[]>> = {
    redirect: ['http_request_dynamic_redirect'],
    rewrite: ['http_request_transform', 'http_request_late_transform', 'http_response_headers_transform'],
    set_config: ['http_config_settings'],
    route: ['http_request_origin'],
    set_cache_settings: ['http_request_cache_settings'],
    compress_response: ['http_response_compression'],
    skip: ['http_request_firewall_custom', 'http_request_firewall_managed'],
    execute: ['http_request_firewall_custom', 'http_request_firewall_managed'],
    block: ['http_request_firewall_custom', 'http_ratelimit'],
    serve_error: ['http_custom_errors'],
  };

  it.each(Object.entries(ACTIONS))('%s belongs to %j', async (action, phases) => {
    const all = [...new Set(Object.values(ACTIONS).flat())];
    for (const phase of all) {
      const reply = await fixture().send('PUT', `/phases/${phase}/entrypoint`, {
        rules: [{ action, expression: 'true' }],
      });
      // Without parameters most are refused later, for another reason.
      expect([phase, reply.pointer === '/rules/0/action']).toEqual([phase, !phases.includes(phase)]);
    }
  });

  it.each([
    ['set_config', 'http_config_settings', 20113],
    ['set_cache_settings', 'http_request_cache_settings', 20106],
  ] as const)('%s says that its parameters are missing', async (action, phase, code) => {
    const reply = await fixture().send('PUT', `/phases/${phase}/entrypoint`, {
      rules: [{ action, action_parameters: {}, expression: 'true' }],
    });
    expect([reply.code, reply.message]).toEqual([
      code,
      `action parameters are required for the ${action} action`,
    ]);
  });

  it.each(['http_request_firewall_custom', 'http_ratelimit'] as const)(
    'log is for Enterprise in %s',
    async (phase) => {
      const ratelimit =
        phase === 'http_ratelimit'
          ? {
              characteristics: ['cf.colo.id', 'ip.src'],
              period: 10,
              requests_per_period: 5,
              mitigation_timeout: 10,
            }
          : undefined;
      const rules = [{ action: 'log', expression: 'true', ratelimit }];
      const send = (plan: PlanName) => fixture(plan).send('PUT', `/phases/${phase}/entrypoint`, { rules });
      expect(await send('business')).toMatchObject({ status: 400, code: 20120, pointer: '/rules/0/action' });
      expect((await send('enterprise')).status).toBe(200);
    },
  );
});

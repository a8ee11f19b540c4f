import { InputError } from '@crunchtools/mcp-core';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editedDefinition, newDefinition, type RuleSetting } from './definition.ts';
import { phaseFacts, type RulePhase, rulePhases } from './phases.ts';
import { type RuleInput, ruleInput } from './rule-input.ts';

const zoneName = 'example.com';

function setting(phase: RulePhase, plan: RuleSetting['plan'] = 'enterprise'): RuleSetting {
  return { phase, plan, zoneName };
}

/** The problems of a rule, as `field: problem`. */
function problemsOf(make: () => unknown): readonly string[] {
  try {
    make();
    return [];
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const problems = error.details?.['problems'] as unknown as { field: string; problem: string }[];
    return problems.map(({ field, problem }) => `${field}: ${problem}`);
  }
}

const expression = 'http.host eq "a.example.com"';

describe('a new rule', () => {
  it.each(rulePhases)('is taken as the example of %s shows it', (phase) => {
    const definition = newDefinition(ruleInput.parse(phaseFacts(phase).example), setting(phase, undefined));
    expect(definition).toMatchObject({ enabled: true, expression: phaseFacts(phase).example['expression'] });
  });

  it.each<[RulePhase, RuleInput, string]>([
    ['redirect', { redirect: { target_url: 'https://example.org/' } }, 'expression: is required'],
    ['redirect', { expression }, 'redirect: is required'],
    ['redirect', { expression, redirect: {} }, 'redirect: needs target_url or target_url_expression'],
    [
      'redirect',
      { expression, redirect: { target_url: 'https://example.org/', target_url_expression: '"x"' } },
      'redirect: give target_url or target_url_expression, not both',
    ],
    [
      'redirect',
      { expression, redirect: { target_url: 'example.org' } },
      'redirect.target_url: "example.org" is not a full URL',
    ],
    ['redirect', { expression, redirect: { target_url: 'javascript:alert(1)' } }, 'is not a full URL'],
    ['redirect', { expression, redirect: { target_url: '//example.org/' } }, 'is not a full URL'],
    [
      'redirect',
      { expression, redirect: { target_url: 'https://a:b@example.org/' } },
      'user name or password',
    ],
    ['redirect', { expression, redirect: { target_url: 'https://example.org/\n' } }, 'cannot be printed'],
    [
      'redirect',
      { expression, redirect: { target_url: '/a', status_code: 300 } },
      'redirect.status_code: 300 is not possible',
    ],
    ['redirect', { expression, action: 'block', redirect: { target_url: '/a' } }, 'action: leave it out'],
    ['redirect', { expression: 'true', redirect: { target_url: '/a' } }, 'would redirect for ever'],
    ['url_rewrite', { expression, rewrite: {} }, 'rewrite: rewrites nothing'],
    ['url_rewrite', { expression, rewrite: { path: 'a' } }, 'rewrite.path: "a" must begin with /'],
    ['url_rewrite', { expression, rewrite: { path: '/a?b' } }, 'must not have a query'],
    ['url_rewrite', { expression, rewrite: { path: '/a b' } }, 'must not have spaces'],
    [
      'url_rewrite',
      { expression, rewrite: { query: '?a=b' } },
      'rewrite.query: "?a=b" must not begin with ?',
    ],
    ['url_rewrite', { expression, rewrite: { query: 'a#b' } }, 'must not have a fragment'],
    ['url_rewrite', { expression, rewrite: { path: '/a', path_expression: '"/b"' } }, 'not both'],
    ['url_rewrite', { expression, rewrite: { path: `/${'a'.repeat(4_096)}` } }, 'longer than 4096'],
    [
      'url_rewrite',
      { expression, rewrite: { path_expression: 'lower(' } },
      'rewrite.path_expression: line 1',
    ],
    ['url_rewrite', { expression: 'http.host', rewrite: { path: '/a' } }, 'expression: line 1, column 1'],
    ['request_headers', { expression, headers: [] }, 'headers: is empty'],
    [
      'request_headers',
      { expression, headers: [{ name: 'X A', operation: 'remove' }] },
      'headers.0.name: "X A" may hold',
    ],
    [
      'request_headers',
      { expression, headers: [{ name: 'X-A', operation: 'set' }] },
      'headers.0: set needs a value',
    ],
    [
      'request_headers',
      { expression, headers: [{ name: 'X-A', operation: 'remove', value: 'b' }] },
      'takes neither',
    ],
    [
      'request_headers',
      { expression, headers: [{ name: 'X-A', operation: 'set', value: 'b', expression: 'ip.src.country' }] },
      'give value or expression, not both',
    ],
    [
      'request_headers',
      { expression, headers: [{ name: 'CF-Ray', operation: 'remove' }] },
      'belongs to Cloudflare',
    ],
    [
      'request_headers',
      { expression, headers: [{ name: 'Cookie', operation: 'set', value: 'a' }] },
      'only removed',
    ],
    [
      'request_headers',
      { expression, headers: [{ name: 'Host', operation: 'set', value: 'a' }] },
      'origin.host_header',
    ],
    ['request_headers', { expression, headers: [{ name: 'X-A', operation: 'set', value: 'ä' }] }, 'ASCII'],
    [
      'request_headers',
      { expression, headers: [{ name: 'X-A', operation: 'set', value: '' }] },
      'use the operation remove',
    ],
    [
      'response_headers',
      {
        expression,
        headers: [
          { name: 'X-A', operation: 'remove' },
          { name: 'x-a', operation: 'remove' },
        ],
      },
      'headers.1.name: "x-a" is listed twice',
    ],
    [
      'response_headers',
      { expression, headers: [{ name: 'Server', operation: 'set', value: 'a' }] },
      'only removed',
    ],
    ['cache', { expression, cache: {} }, 'cache: sets nothing'],
    [
      'cache',
      { expression, cache: { ttl: 1 } },
      'cache.ttl: there is no such setting; there are cache, edge_ttl',
    ],
    [
      'cache',
      { expression, cache: { edge_ttl: { mode: 'override_origin' } } },
      'cache.edge_ttl.default: is required',
    ],
    [
      'cache',
      { expression, cache: { browser_ttl: { mode: 'override_origin' } } },
      'cache.browser_ttl.default: is required',
    ],
    ['cache', { expression, cache: { cache: 'yes' } }, 'cache.cache: expected boolean'],
    ['config', { expression, config: { polish: 'on' } }, 'config.polish: expected one of'],
    ['config', { expression, config: { disable_apps: false } }, 'config.disable_apps: can only be true'],
    ['origin', { expression, origin: {} }, 'origin: changes nothing'],
    ['origin', { expression, origin: { port: 0 } }, 'origin.port: must be 1 to 65535'],
    [
      'origin',
      { expression, origin: { host: '192.0.2.1:80' } },
      'origin.host: "192.0.2.1:80" is not a full host name',
    ],
    ['compression', { expression, compression: [] }, 'compression: is empty'],
    ['compression', { expression, compression: ['lzma'] }, 'compression: "lzma" is not possible'],
    ['compression', { expression, compression: ['auto', 'gzip'] }, 'auto must be the last'],
    ['compression', { expression, compression: ['gzip', 'gzip'] }, '"gzip" is listed twice'],
    ['waf_custom', { expression }, 'action: is required: block'],
    ['waf_custom', { expression, action: 'skip' }, 'skip: is required'],
    ['waf_custom', { expression, action: 'skip', skip: {} }, 'skip: skips nothing'],
    [
      'waf_custom',
      { expression, action: 'skip', skip: { products: ['WAF'] } },
      'skip.products: "WAF" is not possible',
    ],
    ['waf_custom', { expression, action: 'skip', skip: { phases: ['http_response'] } }, 'skip.phases:'],
    [
      'waf_custom',
      { expression, action: 'log', response: { status_code: 403 } },
      'response: goes with the action block',
    ],
    [
      'waf_custom',
      { expression, action: 'block', skip: { ruleset: 'current' } },
      'skip: goes with the action skip',
    ],
    [
      'waf_custom',
      { expression, action: 'block', response: { status_code: 500 } },
      'response.status_code: is required: 400 to 499',
    ],
    [
      'waf_custom',
      { expression, action: 'block', response: { content: 'a'.repeat(31_000) } },
      'response.content: has 31000 bytes',
    ],
    [
      'waf_custom',
      { expression, action: 'block', rate_limit: { period: 10 } },
      'rate_limit: does not belong to waf_custom rules',
    ],
    [
      'rate_limit',
      { expression, action: 'skip', rate_limit: { period: 10, requests_per_period: 1 } },
      'action: "skip" is not possible',
    ],
    [
      'rate_limit',
      { expression, action: 'block', rate_limit: { period: 10 } },
      'requests_per_period is required',
    ],
    [
      'rate_limit',
      { expression, action: 'block', rate_limit: { period: 11, requests_per_period: 1 } },
      'rate_limit.period: 11 is not possible',
    ],
    [
      'rate_limit',
      { expression, action: 'block', rate_limit: { period: 10, requests_per_period: 0 } },
      'at least 1',
    ],
    [
      'rate_limit',
      {
        expression,
        action: 'block',
        rate_limit: { period: 10, requests_per_period: 1, score_per_period: 1 },
      },
      'not both',
    ],
    [
      'rate_limit',
      {
        expression,
        action: 'block',
        rate_limit: {
          period: 10,
          requests_per_period: 1,
          characteristics: ['ip.src', 'cf.unique_visitor_id'],
        },
      },
      'exclude each other',
    ],
    [
      'rate_limit',
      {
        expression,
        action: 'block',
        rate_limit: {
          period: 10,
          requests_per_period: 1,
          characteristics: ['http.request.headers["X-Key"]'],
        },
      },
      'in lower case',
    ],
  ])('of %s is refused: %j', (phase, input, expected) => {
    expect(problemsOf(() => newDefinition(input, setting(phase))).join('\n')).toContain(expected);
  });

  it.each<[RuleSetting['plan'], RuleInput['action'], number, number, string | undefined]>([
    ['free', 'block', 10, 10, undefined],
    ['free', 'block', 60, 10, 'rate_limit.period'],
    ['free', 'block', 10, 60, 'rate_limit.mitigation_timeout'],
    ['pro', 'block', 60, 3_600, undefined],
    ['pro', 'block', 120, 3_600, 'rate_limit.period'],
    ['business', 'block', 600, 86_400, undefined],
    ['business', 'block', 600, 0, 'rate_limit.mitigation_timeout'],
    ['business', 'managed_challenge', 60, 0, undefined],
    ['business', 'managed_challenge', 60, 60, 'must be 0 for managed_challenge'],
    ['enterprise', 'managed_challenge', 60, 77, undefined],
    ['enterprise', 'block', 60, 0, undefined],
    [undefined, 'block', 60, 0, undefined],
  ])('for the plan %s: %s counted over %i s for %i s', (plan, action, period, timeout, expected) => {
    const input: RuleInput = {
      expression: 'http.request.uri.path eq "/login"',
      action,
      rate_limit: { period, requests_per_period: 5, mitigation_timeout: timeout },
    };
    const problems = problemsOf(() => newDefinition(input, setting('rate_limit', plan))).join('\n');
    if (expected === undefined) expect(problems).toBe('');
    else expect(problems).toContain(expected);
  });

  it('of origin may change more than the port on Enterprise only', () => {
    const input: RuleInput = { expression, origin: { port: 8_443, sni: 'app.example.com' } };
    expect(problemsOf(() => newDefinition(input, setting('origin', 'business')))).toEqual([
      'origin.sni: needs the plan enterprise',
    ]);
    expect(problemsOf(() => newDefinition(input, setting('origin')))).toEqual([]);
  });

  it('gets what the dashboard fills in', () => {
    const input = { expression, redirect: { target_url: 'https://example.org/' } };
    expect(newDefinition(input, setting('redirect'))).toEqual({
      enabled: true,
      action: 'redirect',
      expression,
      action_parameters: { from_value: { target_url: { value: 'https://example.org/' }, status_code: 301 } },
    });
    const limit: RuleInput = {
      expression,
      action: 'block',
      rate_limit: { period: 10, requests_per_period: 1, characteristics: ['ip.src', 'cf.colo.id'] },
    };
    expect(newDefinition(limit, setting('rate_limit'))['ratelimit']).toMatchObject({
      characteristics: ['cf.colo.id', 'ip.src'],
    });
  });

  it('never fails otherwise than by naming problems', () => {
    const text = fc.oneof(fc.string(), fc.constantFrom('true', '/a', 'https://example.com/', expression));
    const input = fc.record(
      {
        description: text,
        expression: text,
        redirect: fc.record({ target_url: text, status_code: fc.integer() }, { requiredKeys: [] }),
        rewrite: fc.record({ path: text, path_expression: text, query: text }, { requiredKeys: [] }),
        headers: fc.array(
          fc.record({
            name: text,
            operation: fc.constantFrom('set' as const, 'remove' as const),
            value: text,
          }),
        ),
        cache: fc.dictionary(fc.constantFrom('cache', 'edge_ttl', 'x'), fc.jsonValue()),
        config: fc.dictionary(fc.constantFrom('ssl', 'polish', 'x'), fc.jsonValue()),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.constantFrom(...rulePhases), input, (phase, wished) => {
        problemsOf(() => newDefinition(wished, setting(phase)));
      }),
    );
  });
});

describe('an edited rule', () => {
  const current = {
    ref: 'r',
    action: 'block',
    expression,
    description: 'old',
    enabled: true,
    action_parameters: { response: { status_code: 403, content_type: 'text/plain', content: 'no' } },
    unheard_of: { kept: [1] },
  };

  it.each<[string, RuleInput, object]>([
    ['keeps what is not named', { enabled: false }, { ...current, enabled: false }],
    ['loses a description that is emptied', { description: '' }, { ...current, description: undefined }],
    [
      'loses the parameters of its old action',
      { action: 'log' },
      { ...current, action: 'log', action_parameters: undefined },
    ],
    ['keeps them when the action is named again', { action: 'block' }, current],
    [
      'gets new parameters as a whole',
      { response: { status_code: 404, content_type: 'text/html', content: 'x' } },
      {
        ...current,
        action_parameters: { response: { status_code: 404, content_type: 'text/html', content: 'x' } },
      },
    ],
  ])('%s', (_title, input, expected) => {
    expect(editedDefinition(current, input, setting('waf_custom'))).toEqual(
      Object.fromEntries(Object.entries(expected).filter(([, value]) => value !== undefined)),
    );
  });

  it('is not held against rules that it breaks already', () => {
    const broken = { ...current, action: 'execute', expression: 'no such thing(' };
    expect(editedDefinition(broken, { enabled: false }, setting('waf_custom'))).toEqual({
      ...broken,
      enabled: false,
    });
  });

  it.each<[RuleInput, string]>([
    [{ expression: '' }, 'expression: must not be empty'],
    [{ action: 'skip' }, 'skip: is required'],
    [{ description: 'a\u202eb' }, 'description: holds the character U+202E'],
  ])('is refused: %j', (input, expected) => {
    expect(problemsOf(() => editedDefinition(current, input, setting('waf_custom'))).join()).toContain(
      expected,
    );
  });
});

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ZonePlan } from '../dns/types.ts';
import { actionIds, actionNotation } from './actions.ts';
import { examinePageRule, mergeActions, type OtherRule, refuseQuota, smallestQuota } from './rule.ts';

const good = { url: 'example.com/*', actions: { ssl: 'full' } };

function problemsOf(
  change: object,
  plan: ZonePlan | undefined = 'enterprise',
  others: readonly OtherRule[] = [],
) {
  return examinePageRule({ ...good, ...change }, { name: 'example.com', plan }, others).problems;
}

const forward = (url: string, code: unknown = 301) => ({
  actions: { forwarding_url: { url, status_code: code } },
});

describe('an action', () => {
  it.each<readonly [string, ...unknown[]]>([
    ['always_use_https', true],
    ['automatic_https_rewrites', 'on'],
    ['automatic_https_rewrites', true, 'on'],
    ['browser_check', false, 'off'],
    ['browser_cache_ttl', 0],
    ['browser_cache_ttl', 31_536_000],
    ['edge_cache_ttl', 1],
    ['bypass_cache_on_cookie', 'a=.*|b=.*'],
    ['cache_on_cookie', 'x'.repeat(150)],
    ['cache_level', 'simplified'],
    ['cache_key_fields', { query_string: { include: '*' }, user: { geo: true }, host: { resolved: false } }],
    ['cache_key_fields', { header: { include: ['a'], check_presence: ['b'] }, cookie: { include: [] } }],
    // Acceptance tests of Cloudflare's Terraform provider (page_rule, cache_key_fields), which run on the real API.
    ['cache_key_fields', { query_string: { include: [], exclude: ['a'] } }],
    ['cache_key_fields', { query_string: { include: ['a'], exclude: [] } }],
    ['cache_key_fields', { query_string: { include: '*', exclude: [] } }],
    ['cache_key_fields', { query_string: { include: [], exclude: [] } }],
    ['cache_ttl_by_status', { '200': 60, '400-499': 'no-cache', '500-599': 'no-store', '301': -1 }],
    ['disable_zaraz', true],
    ['forwarding_url', { url: 'https://a.example/$1', status_code: 302 }],
    ['host_header_override', 'Origin.example'],
    ['resolve_override', 'a.b.example'],
    ['polish', 'lossy'],
    ['security_level', 'under_attack'],
    ['ssl', 'origin_pull'],
  ])('%s takes %j', (id, ...[value, expected = value]) => {
    const { rule, problems } = examinePageRule(
      { ...good, actions: { [String(id)]: value } },
      { name: 'example.com' },
      [],
    );
    expect(problems).toEqual([]);
    expect(rule?.actions).toEqual({ [String(id)]: expected });
  });

  it.each<readonly [string, unknown, string]>([
    ['always_use_https', false, 'leave the action out'],
    ['always_use_https', 'on', 'not true'],
    ['waf', 'yes', '"on" or "off"'],
    ['waf', 1, '"on" or "off"'],
    ['cache_level', 'standard', 'is not among "bypass", "basic"'],
    ['browser_cache_ttl', -1, 'below the minimum'],
    ['browser_cache_ttl', 31_536_001, 'above the maximum'],
    ['browser_cache_ttl', 1.5, 'not a whole number'],
    ['browser_cache_ttl', '60', 'write 60 without quotes'],
    ['edge_cache_ttl', 0, 'below the minimum of 1'],
    ['bypass_cache_on_cookie', '', 'is empty'],
    ['bypass_cache_on_cookie', 'x'.repeat(151), 'at most 150'],
    ['bypass_cache_on_cookie', 'a.*b.*', 'more than once between'],
    ['bypass_cache_on_cookie', Array.from({ length: 13 }, () => 'a.*').join('|'), '12 times'],
    ['bypass_cache_on_cookie', 'a\u0000', 'U+0000'],
    ['cache_key_fields', [], 'is not an object'],
    ['cache_key_fields', { query: {} }, 'is no part of a cache key'],
    ['cache_key_fields', { cookies: {} }, 'did you mean "cookie"?'],
    ['cache_key_fields', { user: { device: true } }, 'is no part of a cache key'],
    ['cache_key_fields', { user: { geo: 'on' } }, 'user.geo is not true or false'],
    ['cache_key_fields', { query_string: { include: '*', exclude: ['a'] } }, 'takes one of them'],
    ['cache_key_fields', { query_string: { include: ['b'], exclude: ['a'] } }, 'takes one of them'],
    ['cache_key_fields', { header: { include: '*' } }, 'header.include is not a list of names'],
    ['cache_ttl_by_status', {}, 'is not an object such as'],
    ['cache_ttl_by_status', { '99': 1 }, 'status code from 100 to 999'],
    ['cache_ttl_by_status', { '299-200': 1 }, 'status code from 100 to 999'],
    ['cache_ttl_by_status', { '200': 'never' }, 'not a number of seconds'],
    ['forwarding_url', 'https://a.example/', 'is not an object {url, status_code}'],
    ['forwarding_url', { url: 'https://a.example/', status_code: 307 }, '301 (for good) or 302 (for now)'],
    ['forwarding_url', { url: 'a.example/', status_code: 301 }, 'does not begin with https://'],
    ['forwarding_url', { url: 'javascript:alert(1)', status_code: 301 }, 'does not begin with https://'],
    ['forwarding_url', { url: 'https:///a', status_code: 301 }, 'has no host'],
    ['forwarding_url', { url: 'https://a.example/ b', status_code: 301 }, 'write %20'],
    ['forwarding_url', { url: 'https://a.example/', status_code: 301, port: 1 }, 'has a member "port"'],
    ['forwarding_url', { status_code: 301 }, 'is not a string'],
    ['host_header_override', 'https://a.example/', 'write "a.example"'],
    ['host_header_override', 'a.example:8080', 'write "a.example"'],
    ['host_header_override', 'localhost', 'not the full name of a host'],
    ['host_header_override', 'ü.example', 'written as "xn--tda.example"'],
    ['resolve_override', 'a b.example', 'a space'],
    ['cache_lvl', 'bypass', 'did you mean cache_level?'],
    ['constructor', true, 'is no action of Page Rules'],
    ['__proto__x', true, 'is no action of Page Rules'],
  ])('%s refuses %j', (id, value, fragment) => {
    const [problem, ...others] = problemsOf({ actions: { [id]: value } });
    expect(others).toEqual([]);
    expect(problem).toMatchObject({ field: `actions.${id}`, problem: expect.stringContaining(fragment) });
  });

  it.each<readonly [string, unknown, ZonePlan, boolean]>([
    ['polish', 'off', 'free', false],
    ['polish', 'off', 'pro', true],
    ['bypass_cache_on_cookie', 'a', 'pro', false],
    ['bypass_cache_on_cookie', 'a', 'business', true],
    ['response_buffering', 'on', 'business', false],
    ['response_buffering', 'on', 'enterprise', true],
    ['browser_cache_ttl', 0, 'business', false],
    ['browser_cache_ttl', 0, 'enterprise', true],
    ['edge_cache_ttl', 7_199, 'free', false],
    ['edge_cache_ttl', 7_200, 'free', true],
    ['edge_cache_ttl', 3_599, 'pro', false],
    ['edge_cache_ttl', 3_600, 'pro', true],
    ['edge_cache_ttl', 1, 'business', true],
  ])('%s: %j on %s is %s', (id, value, plan, isTaken) => {
    expect(problemsOf({ actions: { [id]: value } }, plan)).toHaveLength(isTaken ? 0 : 1);
    expect(problemsOf({ actions: { [id]: value } }, undefined)).toEqual([]);
  });

  it('is in the notation once', () => {
    const ids = actionNotation()
      .split('; ')
      .flatMap((group) => group.split(': ')[0]?.split(', '));
    expect(ids).toHaveLength(actionIds.length);
    expect(new Set(ids)).toEqual(new Set(actionIds));
  });
});

describe('a rule', () => {
  it('has defaults, and the pattern as Cloudflare stores it', () => {
    const { rule } = examinePageRule(
      { url: 'example.com', actions: { waf: true } },
      { name: 'example.com' },
      [],
    );
    expect(rule).toEqual({ url: 'example.com/', actions: { waf: 'on' }, priority: 1, status: 'active' });
  });

  it.each<readonly [object, string, string]>([
    [{ actions: {} }, 'actions', 'at least one action'],
    [{ actions: [{ id: 'ssl', value: 'off' }] }, 'actions', 'is not an object such as'],
    [{ actions: null }, 'actions', 'is not an object such as'],
    [
      { actions: { ssl: 'full', ...forward('https://a.example/').actions } },
      'actions',
      'here are ssl beside it',
    ],
    [
      { actions: { always_use_https: true, waf: 'on', ssl: 'full' } },
      'actions',
      'here are waf, ssl beside it',
    ],
    [{ priority: 0 }, 'priority', 'below the minimum'],
    [{ priority: 1.5 }, 'priority', 'whole number'],
    [{ priority: 1_001 }, 'priority', 'above the maximum'],
    [{ status: 'paused' }, 'status', 'is not active or disabled'],
    [{ url: 'example.org/*' }, 'url', 'not in the zone'],
    [
      { url: 'example.com/', ...forward('https://a.example/$1') },
      'actions.forwarding_url',
      'has no asterisk',
    ],
    [
      forward('https://a.example/$1/$2'),
      'actions.forwarding_url',
      'uses $2, but the pattern has one asterisk',
    ],
    [
      { url: '*example.com/*', ...forward('https://a.example/$3') },
      'actions.forwarding_url',
      'has 2 asterisks',
    ],
    [forward('https://a.example/$0'), 'actions.forwarding_url', 'uses $0'],
  ])('is refused with %j', (change, field, fragment) => {
    expect(problemsOf(change)).toEqual([{ field, problem: expect.stringContaining(fragment) }]);
  });

  it('takes an escaped dollar sign for what it is', () => {
    expect(problemsOf({ url: 'example.com/a', ...forward('https://shop.example/\\$2') })).toEqual([]);
  });

  it('is alone with its pattern', () => {
    const other = { id: 'f'.repeat(32), url: 'example.com/', priority: 1, status: 'disabled' };
    expect(problemsOf({ url: 'example.com' }, 'free', [other])).toEqual([
      { field: 'url', problem: expect.stringContaining(`update that one: ${other.id}`) },
    ]);
    expect(problemsOf({ url: 'example.com/a' }, 'free', [other])).toEqual([]);
  });
});

describe('a redirect', () => {
  it.each<readonly [string, string, boolean]>([
    ['example.com/*', 'https://example.com/$1', true],
    ['example.com/*', 'https://EXAMPLE.com/new/$1', true],
    ['example.com/*', 'https://example.com/a#b', true],
    ['*example.com/*', 'https://www.example.com/$2', true],
    ['example.com/a', 'https://example.com/a?b=c', true],
    ['http://example.com/*', 'https://example.com/$1', false],
    ['http://example.com/*', 'http://example.com/$1', true],
    ['example.com/*', 'https://www.example.com/$1', false],
    ['example.com/old/*', 'https://example.com/new/$1', false],
    ['example.com/*', 'https://$1/', false],
    ['example.com:8080/*', 'https://example.com/$1', false],
  ])('from %s to %s is endless: %s', (url, destination, isLoop) => {
    const problems = problemsOf({ url, ...forward(destination) });
    expect(problems.map(({ field }) => field)).toEqual(isLoop ? ['actions.forwarding_url'] : []);
  });

  it.each([
    ['active', 2, false],
    ['active', 1, false],
    ['disabled', 2, true],
  ])('ends at a rule that is %s and has priority %d: %s', (status, priority, isLoop) => {
    const other = { id: 'f'.repeat(32), url: 'example.com/new/*', priority, status };
    const problems = problemsOf({ priority: 1, ...forward('https://example.com/new/$1') }, 'free', [other]);
    expect(problems).toHaveLength(isLoop ? 1 : 0);
  });
});

describe('examinePageRule', () => {
  it('accepts its own result, and refuses without falling over, whatever it gets', () => {
    const id = fc.oneof(fc.constantFrom(...actionIds), fc.string());
    const value = fc.oneof(
      fc.constantFrom(true, 'on', 'off', 7200, 'bypass', 'lossy', 'a.example', 'high', 'strict'),
      fc.jsonValue(),
    );
    const url = fc.oneof(
      fc.constantFrom('example.com', '*example.com/*', 'http://a.example.com/b*'),
      fc.string(),
    );
    fc.assert(
      fc.property(
        url,
        fc.dictionary(id, value, { maxKeys: 3 }),
        fc.jsonValue(),
        (pattern, actions, priority) => {
          const zone = { name: 'example.com' };
          const { rule, problems } = examinePageRule({ url: pattern, actions, priority }, zone, []);
          if (problems.length > 0) return;
          expect(examinePageRule({ ...rule, url: rule?.url, actions: rule?.actions }, zone, [])).toEqual({
            rule,
            problems,
          });
        },
      ),
      { numRuns: 3_000 },
    );
  });
});

describe('mergeActions', () => {
  it.each([
    [
      { a: 1, b: 2 },
      { b: 3, c: 4 },
      { a: 1, b: 3, c: 4 },
    ],
    [{ a: 1, b: 2 }, { b: null }, { a: 1 }],
    [{ a: 1 }, {}, { a: 1 }],
    [{ a: 1 }, undefined, { a: 1 }],
  ])('%j with %j is %j', (current, wished, expected) => {
    expect(mergeActions(current, wished)).toEqual(expected);
  });
});

describe('the quota', () => {
  it.each([
    ['free', 3],
    ['pro', 20],
    ['business', 50],
    ['enterprise', 125],
    [undefined, 3],
  ] as const)('on %s is %d rules at least', (plan, quota) => {
    expect(smallestQuota(plan)).toBe(quota);
    expect(refuseQuota(quota - 1, quota)).toBeUndefined();
    expect(refuseQuota(quota, quota)).toContain(`${quota} of at most ${quota}`);
  });
});

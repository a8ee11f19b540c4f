import type { JsonObject } from '@crunchtools/mcp-core';
import { describe, expect, it } from 'vitest';
import { RuleJudge } from './judge.ts';

const path = 'http.request.uri.path';
const admin = `starts_with(${path}, "/admin")`;
const login = `${path} eq "/login"`;
const office = 'ip.src in {192.0.2.0/24}';

function said(before: JsonObject | undefined, after: JsonObject | undefined): readonly string[] {
  return new RuleJudge('example.com').reasons(before, after).map(({ text }) => text);
}

function waf(action: string, expression: string, parameters: JsonObject = {}): JsonObject {
  return { phase: 'waf_custom', action, expression, action_parameters: parameters };
}

const skip = (parameters: JsonObject): JsonObject => waf('skip', office, parameters);
const page = (content: string): JsonObject =>
  waf('block', admin, { response: { status_code: 403, content, content_type: 'text/html' } });

function limit(more: JsonObject = {}, expression: string = login, action = 'block'): JsonObject {
  const ratelimit = {
    characteristics: ['ip.src', 'cf.colo.id'],
    period: 60,
    requests_per_period: 10,
    mitigation_timeout: 600,
    ...more,
  };
  return { phase: 'rate_limit', action, expression, ratelimit };
}

describe('a rule that holds back', () => {
  it.each<[who: string, JsonObject, string]>([
    ['all visitors get an error', waf('block', 'true'), 'It holds back every request.'],
    ['programs cannot run a script', waf('js_challenge', 'true'), 'It holds back every request.'],
    [
      'a shop is closed',
      waf('block', 'http.host eq "shop.example.com"'),
      'It holds back every request to shop.example.com.',
    ],
    ['all visitors are limited', limit({}, 'true'), 'It limits every request.'],
    [
      'the customers of a shop are limited',
      limit({}, 'http.host eq "shop.example.com"'),
      'It limits every request to shop.example.com.',
    ],
  ])('everything: %s', (_who, rule, text) => {
    expect(said(undefined, rule)).toEqual([text]);
    expect(said(rule, { ...rule, description: 'x' })).toEqual([]);
  });

  it.each([waf('log', 'true'), waf('skip', 'true'), limit({}, 'true', 'log')])(
    'nothing is not said to: %j',
    (rule) => {
      expect(said(undefined, rule).filter((text) => text.includes('every'))).toEqual([]);
    },
  );

  it('everything in another way says so again', () => {
    expect(said(waf('block', 'true'), waf('managed_challenge', 'true'))).toEqual([
      'It weakens a protection.',
      'It holds back every request.',
    ]);
    expect(said(limit({}, 'true'), limit({ requests_per_period: 1 }, 'true'))).toEqual([
      'It limits every request.',
    ]);
  });

  it.each<[who: string, JsonObject | undefined, string]>([
    ['the admin pages are open again', undefined, 'It turns a protection off.'],
    ['attackers are only counted', waf('log', admin), 'It weakens a protection.'],
    ['attackers with a browser come through', waf('js_challenge', admin), 'It weakens a protection.'],
    [
      'one of the admin pages is open',
      waf('block', `${admin} and not ends_with(${path}, "/export")`),
      'It no longer holds back requests such as https://example.com/admin/export.',
    ],
  ])('less than before: %s', (_who, after, text) => {
    expect(said(waf('block', admin), after)).toEqual([text]);
  });

  it.each<[before: string, after: string, asked: boolean]>([
    ['log', 'js_challenge', false],
    ['js_challenge', 'challenge', false],
    ['challenge', 'managed_challenge', false],
    ['managed_challenge', 'challenge', false],
    ['challenge', 'block', false],
    ['block', 'challenge', true],
    ['challenge', 'js_challenge', true],
    ['managed_challenge', 'js_challenge', true],
    ['js_challenge', 'log', true],
    ['block', 'ddos_dynamic', false],
    ['ddos_dynamic', 'block', true],
  ])('%s becomes %s', (before, after, isAsked) => {
    const texts = isAsked ? ['It weakens a protection.'] : [];
    expect(said(waf(before, admin), waf(after, admin))).toEqual(texts);
  });
});

describe('a rule that skips', () => {
  const past = 'It lets matching requests past protection.';

  it.each<[title: string, before: JsonObject, after: JsonObject]>([
    ['another product', { products: ['bic'] }, { products: ['bic', 'uaBlock'] }],
    ['the rest of the rules too', { products: ['bic'] }, { products: ['bic'], ruleset: 'current' }],
    ['another phase', { phases: ['http_ratelimit'] }, { phases: ['http_ratelimit', 'http_request_sbfm'] }],
    ['one phase', { products: ['bic'] }, { products: ['bic'], phase: 'current' }],
    ['another managed ruleset', { rulesets: ['efb7b8c9'] }, { rulesets: ['efb7b8c9', 'c2e184081'] }],
    ['another rule of a ruleset', { rules: { efb7: ['5de7'] } }, { rules: { efb7: ['5de7', 'e3a5'] } }],
    ['a rule in place of another', { rules: { efb7: ['5de7'] } }, { rules: { efb7: ['e3a5'] } }],
    ['rules of another ruleset', { rules: { efb7: ['5de7'] } }, { rules: { c2e1: ['5de7'] } }],
    ['a ruleset of the name of a phase', { phases: ['x'] }, { rulesets: ['x'] }],
    ['something new at Cloudflare', { things: ['a'] }, { things: ['a', 'b'] }],
  ])('%s', (_title, before, after) => {
    expect(said(skip(before), skip(after))).toEqual([past]);
  });

  it.each<[title: string, before: JsonObject, after: JsonObject]>([
    ['one product less', { products: ['bic', 'uaBlock'] }, { products: ['uaBlock'] }],
    ['one managed ruleset less', { rulesets: ['efb7b8c9', 'c2e184081'] }, { rulesets: ['c2e184081'] }],
    ['one rule less', { rules: { efb7: ['5de7', 'e3a5'] } }, { rules: { efb7: ['e3a5'] } }],
    ['the same in another order', { phases: ['a', 'b'] }, { phases: ['b', 'a'] }],
    ['the same written as one', { phases: ['a'] }, { phases: 'a' }],
  ])('%s is no news', (_title, before, after) => {
    expect(said(skip(before), skip(after))).toEqual([]);
  });

  it('without a trace says so', () => {
    const logged = { ...skip({ products: ['bic'] }), logging: { enabled: true } };
    const unlogged = { ...logged, logging: { enabled: false } };
    const text = 'It lets requests past protection without a trace in the log.';
    expect(said(undefined, unlogged)).toEqual([past, text]);
    expect(said(logged, unlogged)).toEqual([text]);
    expect(said(unlogged, logged)).toEqual([]);
    expect(said(waf('block', office), { ...waf('block', office), logging: { enabled: false } })).toEqual([]);
  });
});

describe('the page that a blocked visitor sees', () => {
  const text = 'It shows blocked visitors a page with links, forms or scripts.';

  it.each([
    '<a href="/call-us">Unblock</a>',
    '<form>',
    '<script src="/x.js"></script>',
    '< script >',
    '<iframe src="/x">',
    '<meta http-equiv="refresh" content="0">',
    '<object data="/x">',
    '<embed src="/x">',
    '<base href="/x">',
    '<link rel="stylesheet">',
    '<img src="/x.png">',
    '<svg/onload=x>',
    '<INPUT name="card">',
    'Call us: http://support.invalid',
    'Call us: https://support.invalid',
    '<b style="background:url(javascript:x)">',
    '<body onload = "x()">',
    '<p onclick=x()>',
  ])('has %s', (content) => {
    expect(said(waf('block', admin), page(content))).toEqual([text]);
    expect(said(page('Go away.'), page(content))).toEqual([text]);
    expect(said(page(content), page(content.toUpperCase()))).toEqual(
      content === content.toUpperCase() ? [] : [text],
    );
  });

  it.each(['<h1>Blocked</h1>', '<article>No.</article>', 'Ask for the person=in charge', 'a:b', 'scripts'])(
    'is plain: %s',
    (content) => {
      expect(said(waf('block', admin), page(content))).toEqual([]);
    },
  );
});

describe('a rate limit', () => {
  const looser = ['It loosens a rate limit.'];
  const login401 = `${login} and http.response.code eq 401`;
  const scored = { requests_per_period: null, score_per_period: 100, score_response_header_name: 'x-score' };

  it.each<[who: string, before: JsonObject, after: JsonObject]>([
    ['one more guess a minute', {}, { requests_per_period: 11 }],
    ['guesses are forgotten sooner', {}, { period: 59 }],
    ['who is caught waits less', {}, { mitigation_timeout: 599 }],
    ['a botnet has a limit for each address no longer', {}, { characteristics: ['cf.colo.id', 'cf.asn'] }],
    ['each data centre counts for all', {}, { characteristics: ['ip.src'] }],
    ['answers of the cache are free', {}, { requests_to_origin: true }],
    ['nothing is counted', {}, { counting_expression: 'false' }],
    ['only some failures are counted', { counting_expression: login }, { counting_expression: login401 }],
    ['what was counted beside the rule is not', { counting_expression: `${login} or ${admin}` }, {}],
    ['costly requests count as cheap ones', scored, {}],
    ['a dearer request fits in', scored, { ...scored, score_per_period: 101 }],
    ['the origin sends no such header', scored, { ...scored, score_response_header_name: 'x-cost' }],
    ['the origin gives no scores', {}, { score_per_period: 10 }],
  ])('is looser: %s', (_who, before, after) => {
    expect(said(limit(before), limit(after))).toEqual(looser);
  });

  it.each<[title: string, before: JsonObject, after: JsonObject]>([
    ['fewer requests', {}, { requests_per_period: 9 }],
    ['counted for longer', {}, { period: 61 }],
    ['held back for longer', {}, { mitigation_timeout: 601 }],
    ['another order', {}, { characteristics: ['cf.colo.id', 'ip.src'] }],
    [
      'what misses the cache, as before',
      { requests_to_origin: true },
      { requests_to_origin: true, period: 61 },
    ],
    ['all requests', { requests_to_origin: true }, { requests_to_origin: false }],
    ['the same filter in words', {}, { counting_expression: login }],
    ['an empty filter, which is none', { counting_expression: login }, { counting_expression: '' }],
    ['more is counted', { counting_expression: login401 }, { counting_expression: login }],
    ['a lower score', scored, { ...scored, score_per_period: 99 }],
  ])('is as tight: %s', (_title, before, after) => {
    expect(said(limit(before), limit(after))).toEqual([]);
  });

  const doors = `${path} in {"/login" "/signin"}`;
  it.each<[who: string, JsonObject | undefined, readonly string[]]>([
    ['passwords can be guessed', undefined, ['It turns a protection off.', 'It turns a rate limit off.']],
    ['guesses are only logged', limit({}, doors, 'log'), ['It weakens a protection.']],
    [
      'one door is open',
      limit({ counting_expression: doors }, `${path} eq "/signin"`),
      [
        'It no longer holds back requests such as https://example.com/login.',
        'It no longer limits requests that it limited such as https://example.com/login.',
      ],
    ],
  ])('holds for less: %s', (_who, after, texts) => {
    expect(said(limit({}, doors), after)).toEqual(texts);
  });
});

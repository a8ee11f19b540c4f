import type { Phase } from '@crunchtools/rules-language';
import { describe, expect, it } from 'vitest';
import type { PlanName } from '../../index.ts';
import { fixture } from './test/fixture.ts';

const CUSTOM = 'http_request_firewall_custom';

function sendFilter(expression: unknown, plan: PlanName = 'enterprise', phase: Phase = CUSTOM) {
  const rule =
    phase === CUSTOM
      ? { action: 'block' }
      : { action: 'compress_response', action_parameters: { algorithms: [{ name: 'none' }] } };
  return fixture(plan).send('PUT', `/phases/${phase}/entrypoint`, { rules: [{ ...rule, expression }] });
}

describe('filters', () => {
  it.each([
    'true',
    'http.host eq "example.com"',
    '(ip.src.country in {"GB" "FR"} and not http.request.uri.path matches "^/api/") or ssl',
    'any(http.request.headers["accept"][*] contains "json")',
    'ip.src in $office',
    'http.host eq r#"a"b"#',
    'starts_with(http.request.uri.path, "/a")\n and\n http.request.method eq "GET"',
  ])('takes %s as it is', async (expression) => {
    const reply = await sendFilter(expression);
    expect([reply.status, reply.message]).toEqual([200, '']);
    expect(JSON.parse(reply.text)).toMatchObject({ result: { rules: [{ expression }] } });
  });

  it.each([
    ['', 'the expression cannot be blank', 20125],
    [' \n', 'the expression cannot be blank', 20125],
    ['http.hst eq "a"', 'unknown identifier', 20127],
    ['http.host', 'unexpected type', 20127],
    ['http.host eq 5', 'unexpected type', 20127],
    ['http.host eq "a" and', 'unrecognised input', 20127],
    ['ip.src in {1.1.1.1, 2.2.2.2}', 'unrecognised input', 20127],
    ['http.host matches "("', 'invalid regular expression', 20127],
    ['http.response.code eq 404', 'the use of field http.response.code is not allowed', 20127],
    [`http.host eq "${'a'.repeat(4096)}"`, 'it has too many characters', 20000],
    [`${'('.repeat(2000)}true${')'.repeat(2000)}`, 'maximum nesting depth reached', 20127],
  ])('refuses %s', async (expression, reason, code) => {
    const reply = await sendFilter(expression);
    expect([reply.status, reply.code, reply.pointer]).toEqual([400, code, '/rules/0/expression']);
    expect(reply.message).toContain(reason);
  });

  it('marks the place in its line', async () => {
    const expression = 'http.host eq "a" and\n  http.hst eq "b" or\nssl';
    expect((await sendFilter(expression)).message).toBe(
      `'${expression}' is not a valid value for expression because could not parse filter expression: ` +
        'Filter parsing error (2:3):\n  http.hst eq "b" or\n  ^^^^^^^^ unknown identifier',
    );
  });

  it('has the fields of its phase', async () => {
    const expression = 'http.response.content_type.media_type eq "text/csv"';
    expect((await sendFilter(expression, 'free', 'http_response_compression')).status).toBe(200);
    expect((await sendFilter(expression, 'free')).status).toBe(400);
  });
});

describe('lists', () => {
  it('may be those of the account, everywhere but behind the response', async () => {
    const rules = [
      {
        action: 'rewrite',
        expression: 'ip.src in $office',
        action_parameters: { headers: { 'X-A': { operation: 'remove' } } },
      },
    ];
    const send = (phase: Phase) => fixture().send('PUT', `/phases/${phase}/entrypoint`, { rules });
    expect((await send('http_request_late_transform')).status).toBe(200);
    expect(await send('http_response_headers_transform')).toMatchObject({
      status: 400,
      pointer: '/rules/0/expression',
    });
  });

  it('of Cloudflare need Enterprise', async () => {
    const expression = 'ip.src in $cf.open_proxies';
    expect((await sendFilter(expression)).status).toBe(200);
    expect(await sendFilter(expression, 'business')).toMatchObject({ status: 400, code: 20120 });
  });
});

describe('entitlements', () => {
  it.each([
    [
      'http.host matches "a"',
      'business',
      'not entitled: the use of operator Matches is not allowed, a Business plan or a WAF Advanced plan is required',
    ],
    [
      'cf.bot_management.score lt 30',
      'enterprise',
      'not entitled: the use of field cf.bot_management.score is not allowed, an Enterprise plan is required',
    ],
  ] as const)('%s needs %s', async (expression, least, message) => {
    const plans: readonly PlanName[] = ['free', 'pro', 'business', 'enterprise'];
    for (const plan of plans) {
      const reply = await sendFilter(expression, plan);
      const isThere = plans.indexOf(plan) >= plans.indexOf(least);
      expect([plan, reply.code, reply.message]).toEqual(
        isThere ? [plan, undefined, ''] : [plan, 20120, message],
      );
    }
  });
});

function sendHeader(expression: unknown, plan: PlanName = 'enterprise') {
  const action_parameters = { headers: { 'X-A': { operation: 'set', expression } } };
  return fixture(plan).send('PUT', '/phases/http_request_late_transform/entrypoint', {
    rules: [{ action: 'rewrite', expression: 'true', action_parameters }],
  });
}

describe('value expressions', () => {
  it.each(['"fixed"', 'http.host', 'concat("a", http.host)', 'to_string(cf.threat_score)', 'ip.src'])(
    'takes %s',
    async (expression) => {
      const reply = await sendHeader(expression);
      expect([reply.status, reply.message]).toEqual([200, '']);
    },
  );

  it.each([
    ['', 20125],
    ['http.host eq "a"', 20083],
    ['concat(', 20083],
    ['nonsense', 20083],
  ])('refuses %s', async (expression, code) => {
    expect(await sendHeader(expression)).toMatchObject({
      status: 400,
      code,
      pointer: '/rules/0/action_parameters/headers/X-A/expression',
    });
  });

  it('need the plan of their functions', async () => {
    const expression = 'regex_replace(http.host, "a", "b")';
    expect((await sendHeader(expression)).status).toBe(200);
    expect((await sendHeader(expression, 'pro')).message).toBe(
      'not entitled: the use of function regex_replace is not allowed, a Business plan or a WAF Advanced plan is required',
    );
  });
});

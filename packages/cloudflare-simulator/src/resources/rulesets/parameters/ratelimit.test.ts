import { describe, expect, it } from 'vitest';
import type { PlanName } from '../../../index.ts';
import { fixture, ruleAt, rulesetOf } from '../test/fixture.ts';

const USUAL = {
  characteristics: ['cf.colo.id', 'ip.src'],
  period: 10,
  requests_per_period: 5,
  mitigation_timeout: 10,
};

const PATH = 'http.request.uri.path eq "/login"';

function send(plan: PlanName, ratelimit: unknown, rule: Readonly<Record<string, unknown>> = {}) {
  return fixture(plan).send('PUT', '/phases/http_ratelimit/entrypoint', {
    rules: [{ action: 'block', expression: PATH, ratelimit, ...rule }],
  });
}

describe('ratelimit', () => {
  it.each([
    ['free', USUAL, 'block'],
    ['free', { ...USUAL, mitigation_timeout: 0 }, 'managed_challenge'],
    ['free', { ...USUAL, mitigation_timeout: undefined }, 'js_challenge'],
    ['free', { ...USUAL, counting_expression: '' }, 'block'],
    ['pro', { ...USUAL, period: 60, mitigation_timeout: 3600, requests_to_origin: true }, 'block'],
    ['business', { ...USUAL, characteristics: ['cf.unique_visitor_id', 'cf.colo.id'], period: 600 }, 'block'],
    ['business', { ...USUAL, mitigation_timeout: 86_400 }, 'block'],
    ['business', { ...USUAL, counting_expression: 'http.response.code eq 401' }, 'block'],
    ['enterprise', { ...USUAL, period: 65_535, mitigation_timeout: 12_345 }, 'challenge'],
    ['enterprise', { ...USUAL, mitigation_timeout: 0 }, 'block'],
    [
      'enterprise',
      { ...USUAL, characteristics: ['cf.colo.id', 'http.request.headers["x-api-key"]'] },
      'block',
    ],
    [
      'enterprise',
      {
        ...USUAL,
        requests_per_period: undefined,
        score_per_period: 400,
        score_response_header_name: 'x-score',
      },
      'block',
    ],
  ] as const)('on %s takes %j with %s', async (plan, ratelimit, action) => {
    const reply = await send(plan, ratelimit, { action });
    expect([reply.status, reply.message]).toEqual([200, '']);
    // What is left out is filled in (recordings/rulesets.json).
    const filledIn = { mitigation_timeout: 0, requests_to_origin: false };
    const sent: Record<string, unknown> = JSON.parse(JSON.stringify(ratelimit));
    expect(ruleAt(rulesetOf(reply), 0).ratelimit).toEqual({ ...filledIn, ...sent });
  });

  it.each([
    ['free', undefined, ''],
    ['free', [], ''],
    ['free', {}, '/characteristics'],
    ['free', { ...USUAL, characteristics: [] }, '/characteristics'],
    ['free', { ...USUAL, characteristics: 'ip.src' }, '/characteristics'],
    ['free', { ...USUAL, characteristics: ['cf.colo.id', 7] }, '/characteristics/1'],
    ['free', { ...USUAL, period: undefined }, '/period'],
    ['free', { ...USUAL, period: '10' }, '/period'],
    ['free', { ...USUAL, requests_per_period: undefined }, '/requests_per_period'],
    ['free', { ...USUAL, requests_per_period: 0 }, '/requests_per_period'],
    ['free', { ...USUAL, requests_to_origin: 'no' }, '/requests_to_origin'],
    ['free', { ...USUAL, mitigation_timeout: -1 }, '/mitigation_timeout'],
    ['free', { ...USUAL, burst: 1 }, '/burst'],
    ['enterprise', { ...USUAL, score_per_period: 5 }, ''],
    ['enterprise', { ...USUAL, period: 11 }, '/period'],
    ['enterprise', { ...USUAL, period: 86_400 }, '/period'],
    ['enterprise', { ...USUAL, mitigation_timeout: 86_401 }, '/mitigation_timeout'],
    ['enterprise', { ...USUAL, counting_expression: 'nonsense eq 1' }, '/counting_expression'],
  ] as const)('on %s refuses %j', async (plan, ratelimit, pointer) => {
    const reply = await send(plan, ratelimit);
    expect([reply.status, reply.pointer]).toEqual([400, `/rules/0/ratelimit${pointer}`]);
  });

  it.each([
    [
      'free',
      { ...USUAL, period: 60 },
      'block',
      20120,
      'not entitled to use the period 60, can only use a period among [10]',
    ],
    [
      'pro',
      { ...USUAL, period: 120 },
      'block',
      20120,
      'not entitled to use the period 120, can only use a period among [10 15 20 30 40 45 60]',
    ],
    [
      'free',
      { ...USUAL, mitigation_timeout: 60 },
      'block',
      20120,
      'not entitled to use a mitigation timeout different from 10',
    ],
    [
      'free',
      { ...USUAL, mitigation_timeout: 0 },
      'block',
      20120,
      'not entitled to use a mitigation timeout different from 10',
    ],
    [
      'free',
      { ...USUAL, characteristics: ['ip.src'] },
      'block',
      20155,
      "characteristics field is missing 'cf.colo.id', this is required as ratelimiting counting is processed at colocation level only",
    ],
    [
      'enterprise',
      { ...USUAL, characteristics: ['ip.src', 'cf.colo.id', 'cf.unique_visitor_id'] },
      'block',
      20155,
      'characteristics cannot have both ip.src and cf.unique_visitor_id',
    ],
    [
      'pro',
      { ...USUAL, characteristics: ['cf.colo.id', 'cf.unique_visitor_id'] },
      'block',
      20120,
      'not entitled: the use of the characteristic cf.unique_visitor_id is not allowed',
    ],
    [
      'business',
      { ...USUAL, characteristics: ['cf.colo.id', 'http.host'] },
      'block',
      20120,
      'not entitled: the use of the characteristic http.host is not allowed',
    ],
    [
      'business',
      USUAL,
      'managed_challenge',
      20000,
      "'10' is not a valid value for mitigation_timeout because it must be 0 with the action managed_challenge",
    ],
    [
      'pro',
      { ...USUAL, counting_expression: PATH },
      'block',
      20120,
      'not entitled: the use of counting_expression is not allowed, a Business plan is required',
    ],
    [
      'business',
      { ...USUAL, requests_per_period: undefined, score_per_period: 5 },
      'block',
      20120,
      'not entitled: the use of score_per_period is not allowed, an Enterprise plan is required',
    ],
  ] as const)('on %s says why it refuses %j', async (plan, ratelimit, action, code, message) => {
    const reply = await send(plan, ratelimit, { action });
    expect([reply.status, reply.code, reply.message]).toEqual([400, code, message]);
  });
});

describe('fields of rate limiting rules', () => {
  it.each([
    ['http.request.uri.path', 'eq "/a"', 'free'],
    ['cf.bot_management.verified_bot', '', 'free'],
    ['http.host', 'eq "a"', 'pro'],
    ['http.request.uri', 'eq "/a"', 'pro'],
    ['http.request.full_uri', 'eq "a"', 'pro'],
    ['http.request.uri.query', 'eq "a"', 'pro'],
    ['http.request.method', 'eq "POST"', 'business'],
    ['ip.src', 'eq 192.0.2.1', 'business'],
    ['http.user_agent', 'eq "a"', 'business'],
    ['http.cookie', 'eq "a"', 'enterprise'],
    ['ip.src.country', 'eq "GB"', 'enterprise'],
  ] as const)('%s is there from %s%s', async (field, test, least) => {
    const plans: readonly PlanName[] = ['free', 'pro', 'business', 'enterprise'];
    for (const plan of plans) {
      const reply = await send(plan, USUAL, { expression: `${field} ${test}` });
      const isThere = plans.indexOf(plan) >= plans.indexOf(least);
      expect([plan, reply.status, reply.message]).toEqual(
        isThere
          ? [plan, 200, '']
          : [
              plan,
              400,
              `not entitled: the use of field ${field} is not allowed, an higher Advanced Rate Limiting plan is required`,
            ],
      );
    }
  });

  it('of the response are for counting', async () => {
    const counting = { ...USUAL, counting_expression: 'http.response.code eq 404' };
    expect((await send('business', counting)).status).toBe(200);
    expect(await send('business', USUAL, { expression: 'http.response.code eq 404' })).toMatchObject({
      status: 400,
      code: 20127,
      message:
        "'http.response.code eq 404' is not a valid value for expression because the use of field http.response.code is not allowed",
    });
    const cookies = { ...USUAL, counting_expression: 'http.cookie eq "a"' };
    expect((await send('business', cookies)).code).toBe(20120);
  });

  it('do not go together with lists', async () => {
    const list = 'ip.src in $office';
    const counting = { ...USUAL, counting_expression: `http.response.code eq 404 and ${list}` };
    expect(await send('enterprise', counting)).toMatchObject({
      status: 400,
      pointer: '/rules/0/ratelimit/counting_expression',
    });
    expect((await send('enterprise', USUAL, { expression: list })).status).toBe(200);
    expect(
      await send('enterprise', { ...USUAL, requests_to_origin: true }, { expression: list }),
    ).toMatchObject({
      status: 400,
      pointer: '/rules/0/ratelimit/requests_to_origin',
    });
  });

  it('do not include regular expressions', async () => {
    expect((await send('pro', USUAL, { expression: 'http.host matches "a"' })).message).toBe(
      'not entitled: the use of operator Matches is not allowed, an Advanced Rate Limiting plan is required',
    );
  });
});

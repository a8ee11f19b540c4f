import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Harness, startInProcess } from '../../../test/support/in-process.ts';
import type { TracedRequest } from './request-shape.ts';

let server: Harness;

beforeEach(async () => {
  server = await startInProcess();
});
afterEach(() => server.close());

const zone = 'mapleandpine.com';

async function trace(url: string, args: Record<string, unknown> = {}): Promise<TracedRequest> {
  const { data, isError, text } = await server.call('trace_request', { zone, url, ...args });
  expect(isError, text).toBe(false);
  return data as unknown as TracedRequest;
}

function refuse(path: string, status = 403): void {
  server.fault({ match: { path }, fault: { kind: 'status', status } });
}

describe('trace_request', () => {
  it('says in one line where a request goes', async () => {
    const found = await trace('https://www.mapleandpine.com/chairs?color=red');
    expect(found.summary).toBe(
      'GET https://www.mapleandpine.com/chairs?color=red: 301 → https://mapleandpine.com/chairs?color=red by redirect rule "One name for the shop"',
    );
    expect(found.endings).toMatchObject([
      {
        answer: 'redirect',
        certain: true,
        status: 301,
        location: { value: 'https://mapleandpine.com/chairs?color=red' },
      },
    ]);
    expect(found.to_origin).toBeUndefined();
    expect(found.rules).toMatchObject([{ phase: 'redirect', outcome: 'match' }]);
    expect(found.other_rules?.['not_reached']).toBeGreaterThan(5);
    expect(found.not_traced).toContain('Workers');
  });

  it('follows a request through rewrite, cache and response headers to the origin', async () => {
    const found = await trace('https://mapleandpine.com/catalogue/oak.jpg');
    expect(found.to_origin?.urls).toEqual([{ value: 'https://mapleandpine.com/shop/catalogue/oak.jpg' }]);
    expect(found.to_origin?.cache).toEqual({ value: 'by default: jpg files are cached' });
    expect(found.response_headers).toMatchObject([
      { name: 'x-content-type-options', operation: 'set', value: 'nosniff' },
      { name: 'referrer-policy', operation: 'set', value: 'strict-origin-when-cross-origin' },
      { name: 'x-powered-by', operation: 'remove' },
    ]);
    expect(found.untrusted).toEqual(
      expect.arrayContaining(['summary', 'rules[].when', 'rules[].description', 'to_origin.urls[].value']),
    );
  });

  it.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ['unknown without an address', {}, { certain: false, because: ['ip.src'] }],
    ['blocked from elsewhere', { ip: '203.0.113.9' }, { certain: true, status: 403 }],
  ])('the admin area is %s', async (_name, args, expected) => {
    const found = await trace('https://mapleandpine.com/admin/', args);
    expect(found.endings[0]).toMatchObject({ answer: 'block', phase: 'waf_custom', ...expected });
  });

  // A call that goes over a header that is not there gives an empty array inside of logic (cloudflare/wirefilter).
  it.each([
    ['all(not starts_with(http.request.headers["x-token"][*], "abc"))', 'block'],
    ['any(not starts_with(http.request.headers["x-token"][*], "abc"))', 'origin'],
    ['all(starts_with(http.request.headers["x-token"][*], "abc"))', 'origin'],
    ['not starts_with(http.request.headers["x-token"][0], "abc")', 'block'],
  ])('tells what %s does without the header: %s', async (expression, answer) => {
    const rule = { expression, action: 'block' };
    const found = await trace('https://mapleandpine.com/a', {
      with_changes: [{ action: 'create', phase: 'waf_custom', rule }],
    });
    expect(found.endings).toMatchObject([{ answer, certain: true }]);
  });

  it('lets the VPN into the admin area', async () => {
    const found = await trace('https://mapleandpine.com/admin/', { ip: '198.51.100.7' });
    expect(found.endings).toMatchObject([{ answer: 'origin', certain: true }]);
  });

  it('lists every rule when asked to, and defuses what strangers wrote', async () => {
    const { data, text } = await server.call('trace_request', {
      zone,
      url: 'https://mapleandpine.com/wp-login.php',
      verbose: true,
    });
    const found = data as unknown as TracedRequest;
    expect(found.other_rules).toBeUndefined();
    expect(new Set(found.rules.map(({ outcome }) => outcome))).toEqual(
      new Set(['match', 'no_match', 'disabled', 'not_reached']),
    );
    expect(text).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/u);
  });

  it('reads each phase and the Page Rules once, and writes nothing', async () => {
    const change = { action: 'delete', phase: 'waf_custom', rule_id: await firstRule('waf_custom') };
    server.requests();
    await trace('https://mapleandpine.com/', { with_changes: [change] });
    // What is of the account is counted in trace-lists.test.ts.
    const requests = server.requests().filter((line) => !line.includes('/accounts/'));
    expect(requests).toHaveLength(13);
    expect(new Set(requests).size).toBe(13);
    expect(
      requests.filter((line) => !/^GET \/zones\/[0-9a-f]{32}\/(?:rulesets\/phases|pagerules)/u.test(line)),
    ).toEqual([]);
  });

  it('says which rules may not be read, and what that leaves open', async () => {
    refuse('http_request_firewall_custom');
    refuse('pagerules');
    const found = await trace('https://mapleandpine.com/chairs');
    expect(found.unreadable).toEqual(['page_rules', 'waf_custom']);
    expect(found.endings).toMatchObject([
      { answer: 'unknown', certain: false, phase: 'waf_custom' },
      { answer: 'unknown', certain: false, phase: 'page_rules' },
      { answer: 'origin', certain: false },
    ]);
    expect(found.summary).toContain('the waf_custom rules, which could not be read');
  });

  it('does not plan changes in a phase that may not be read', async () => {
    refuse('http_request_cache_settings');
    const rule = { expression: 'true', cache: { cache: true } };
    const { data, isError } = await server.call('trace_request', {
      zone,
      url: 'https://mapleandpine.com/',
      with_changes: [{ action: 'create', phase: 'cache', rule }],
    });
    expect(isError).toBe(true);
    expect(data.error.code).toBe('permission_denied');
    expect(data.error.next_step).toContain('Cache Rules');
  });

  it('fails when Cloudflare does', async () => {
    server.fault({ match: { path: 'http_ratelimit' }, fault: { kind: 'status', status: 500 }, times: 10 });
    const { isError } = await server.call('trace_request', { zone, url: 'https://mapleandpine.com/' });
    expect(isError).toBe(true);
  });

  it.each<[string, Record<string, unknown>, RegExp]>([
    ['a URL of another zone', { url: 'https://example.org/' }, /not in the zone/u],
    ['a URL that only ends like the zone', { url: 'https://notmapleandpine.com/' }, /not in the zone/u],
    ['a URL without scheme', { url: 'mapleandpine.com/' }, /full URL/u],
    ['a header that cannot be sent', { url: 'https://mapleandpine.com/', headers: { 'a b': 'c' } }, /token/u],
    ['a country that is none', { url: 'https://mapleandpine.com/', country: 'New Zealand' }, /country/u],
    [
      'a change that names no rule',
      { url: 'https://mapleandpine.com/', with_changes: [{ action: 'delete', phase: 'cache' }] },
      /rule_id/u,
    ],
    [
      'a change of a rule that is not there',
      {
        url: 'https://mapleandpine.com/',
        with_changes: [{ action: 'delete', phase: 'cache', rule_id: '0'.repeat(32) }],
      },
      /no cache rule/u,
    ],
    [
      'a rule of the wrong shape',
      {
        url: 'https://mapleandpine.com/',
        with_changes: [
          { action: 'create', phase: 'cache', rule: { expression: 'true', redirect: { target_url: '/' } } },
        ],
      },
      /cache/u,
    ],
  ])('refuses %s', async (_name, args, message) => {
    const { data, isError } = await server.call('trace_request', { zone, ...args });
    expect(isError).toBe(true);
    expect(data.error.message).toMatch(message);
  });
});

/** The ids of a phase's rules, in order. */
async function idsIn(phase: string): Promise<readonly string[]> {
  const { data } = await server.call('list_rules', { zone, phase });
  const [found] = (data as unknown as { phases: { rules: { id: string }[] }[] }).phases;
  return found?.rules.map(({ id }) => id) ?? [];
}

async function firstRule(phase: string): Promise<string> {
  const [id = ''] = await idsIn(phase);
  return id;
}

/** What is compared leaves out ids: those of planned rules are not yet known. */
function comparable({ summary, endings, to_origin, response_headers, rules }: TracedRequest): unknown {
  const text = JSON.stringify({ summary, endings, to_origin, response_headers, rules });
  return JSON.parse(text.replaceAll(/planned_\d+|\b[0-9a-f]{32}\b/gu, 'id'));
}

async function make({
  action,
  phase,
  rule_id: id,
  rule = {},
  position,
}: Record<string, unknown>): Promise<void> {
  const where = position === undefined ? {} : { position };
  if (action === 'create') await server.apply('create_rule', { zone, phase, ...(rule as object), ...where });
  else if (action === 'delete') await server.apply('delete_rule', { zone, phase, rule_id: id });
  else await server.apply('update_rule', { zone, phase, rule_id: id, change: rule, ...where });
}

describe('with_changes', () => {
  const url = 'https://mapleandpine.com/tables?sale=1';

  it('traces a new rule before there is one, and tells the difference', async () => {
    const change = {
      action: 'create',
      phase: 'redirect',
      rule: {
        description: 'Tables are desks now',
        expression: 'http.request.uri.path eq "/tables"',
        redirect: { target_url: 'https://mapleandpine.com/desks', status_code: 302 },
      },
    };
    const found = await trace(url, { with_changes: [change] });
    expect(found.summary).toContain(
      '302 → https://mapleandpine.com/desks by redirect rule "Tables are desks now"',
    );
    expect(found.with_changes?.before).toContain('goes to the origin');
    expect(found.with_changes?.differences[0]).toEqual({
      what: 'ending',
      before: 'goes to the origin',
      after: '302 → https://mapleandpine.com/desks',
    });
    expect(found.rules.at(-1)?.id).toBe('planned_1');
  });

  it('says what the trace says once the changes are really made', async () => {
    const ids = await Promise.all(['cache', 'response_headers', 'waf_custom', 'rate_limit'].map(idsIn));
    const [cache = [], response = [], waf = [], rates = []] = ids;
    const rewrite = { expression: 'true', rewrite: { path: '/all', query: 'a=1' } };
    const block = {
      expression: 'http.request.uri.path eq "/all"',
      action: 'block',
      response: { status_code: 451, content_type: 'text/plain', content: 'no' },
    };
    const header = { enabled: true, headers: [{ name: 'X-Frame-Options', operation: 'set', value: 'DENY' }] };
    const planned = [
      { action: 'create', phase: 'url_rewrite', rule: rewrite, position: { index: 1 } },
      {
        action: 'create',
        phase: 'cache',
        rule: { expression: 'true', cache: { cache: true } },
        position: { before: cache[0] },
      },
      { action: 'update', phase: 'response_headers', rule_id: response[0], rule: header },
      { action: 'update', phase: 'waf_custom', rule_id: waf[2], position: { index: 1 } },
      { action: 'delete', phase: 'rate_limit', rule_id: rates[0] },
      { action: 'create', phase: 'waf_custom', rule: block, position: { after: waf[1] } },
    ];
    const all = await trace(url, { verbose: true, with_changes: planned });
    for (const change of planned) {
      const before = await trace(url, { verbose: true, with_changes: [change] });
      await make(change);
      expect(comparable(await trace(url, { verbose: true }))).toEqual(comparable(before));
    }
    expect(comparable(await trace(url, { verbose: true }))).toEqual(comparable(all));
  });
});

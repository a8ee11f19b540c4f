import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Harness, startInProcess } from '../../../test/support/in-process.ts';
import { reports } from './query.ts';

let server: Harness;

beforeEach(async () => {
  server = await startInProcess();
});
afterEach(() => server.close());

const shop = 'mapleandpine.com';
const small = 'mapleandpine.net';

interface Report {
  readonly totals: Readonly<Record<string, number>>;
  readonly series: readonly ({ readonly time: string } & Readonly<Record<string, number>>)[];
  readonly groups: readonly {
    readonly label: string;
    readonly count: number;
    readonly share: number;
    readonly countries?: string;
  }[];
  readonly notes: readonly string[];
  readonly untrusted: readonly string[];
}

async function report(name: string, args: Record<string, unknown> = {}): Promise<Report> {
  const { data, isError, text } = await server.call('get_analytics', { zone: shop, report: name, ...args });
  expect(isError, text).toBe(false);
  return data as unknown as Report;
}

const refusal = async (args: Record<string, unknown>) =>
  (await server.call('get_analytics', { zone: shop, ...args })).data.error;

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

/** The block behind the answer. */
async function drawing(params: Record<string, unknown>): Promise<{ readonly text: string } | undefined> {
  const { result = {} } = await server.client.request('tools/call', params);
  expect(result['content']).toHaveLength(1);
  const meta = result['_meta'] as Record<string, string> | undefined;
  const text = meta?.['io.github.crunchtools/chart'];
  return text === undefined ? undefined : { text };
}

describe('get_analytics', () => {
  it('sums traffic over the whole period, and tells it by day', async () => {
    const { totals, series } = await report('traffic', { last: '30d' });
    expect(series).toHaveLength(30);
    for (const metric of ['requests', 'cached_requests', 'bytes', 'page_views'])
      expect(sumOf(series.map((point) => point[metric] ?? Number.NaN))).toBe(totals[metric]);
    expect(totals['cached_share']).toBeCloseTo(
      (totals['cached_requests'] ?? 0) / (totals['requests'] ?? 1),
      3,
    );
    // Who comes every day is one visitor of the month.
    expect(totals['visitors']).toBeLessThan(sumOf(series.map(({ visitors = 0 }) => visitors)));
  });

  it('asks for the limits once, and then one question for each part', async () => {
    await report('countries');
    server.requests();
    await report('top_paths');
    expect(server.requests()).toEqual(['POST /graphql']);
    await report('top_paths', { zone: small, last: '7d' });
    // The zone, its limits, and seven days of a plan that allows one at once.
    expect(server.requests().filter((line) => line === 'POST /graphql')).toHaveLength(8);
  });

  it.each(reports.filter((name) => name !== 'traffic'))('gives %s with shares of the whole', async (name) => {
    const { totals, groups } = await report(name, { limit: 100 });
    const whole = totals['requests'] ?? totals['events'] ?? totals['queries'] ?? 0;
    expect(whole).toBeGreaterThan(0);
    expect(groups.length).toBeGreaterThan(1);
    expect(groups.map(({ count }) => count)).toEqual(
      groups.map(({ count }) => count).toSorted((one, other) => other - one),
    );
    for (const { count, share } of groups) expect(share).toBeCloseTo(count / whole, 3);
    if (name !== 'top_paths' && name !== 'dns') expect(sumOf(groups.map(({ count }) => count))).toBe(whole);
  });

  it('adds up the parts of a long period, and says so', async () => {
    const whole = await report('status_codes', { zone: small, last: '7d' });
    expect(whole.notes.join(' ')).toContain('Added up from 7 queries');
    expect(sumOf(whole.groups.map(({ count }) => count))).toBe(whole.totals['requests']);
  });

  it('finds the attack, what was done about it, and where it came from', async () => {
    const { groups, series } = await report('security_events', { last: '7d' });
    expect(groups[0]).toMatchObject({
      label: 'block by ratelimit',
      countries: expect.stringMatching(/^[A-Z]{2} \d+ %, /u),
    });
    const counts = series.map(({ events = 0 }) => events);
    expect(Math.max(...counts)).toBeGreaterThan(10 * (counts.toSorted((one, other) => one - other)[1] ?? 0));
  });

  it('counts single events on a plan without groups of them', async () => {
    const { totals, groups } = await report('security_events', { zone: small });
    expect(sumOf(groups.map(({ count }) => count))).toBe(totals['events']);
    const sent = server.simulator.requests().findLast(({ url }) => url.endsWith('/graphql'));
    expect(sent?.body).toContain('firewallEventsAdaptive(');
  });

  it('narrows to a host', async () => {
    const { groups } = await report('top_paths', { host: `api.${shop}` });
    expect(groups.every(({ label }) => label.startsWith(`api.${shop}/`))).toBe(true);
    const names = await report('dns', { host: `www.${shop}` });
    expect(names.groups.every(({ label }) => label.startsWith(`www.${shop} `))).toBe(true);
    expect(await refusal({ report: 'traffic', host: shop })).toMatchObject({
      code: 'invalid_input',
      message: expect.stringContaining('whole zone'),
    });
  });

  it('sends what a caller chose as variables only', async () => {
    const host = `x"}) { evil } #${shop}`;
    await report('top_paths', { host });
    const sent = server.simulator.requests().findLast(({ url }) => url.endsWith('/graphql'));
    const { query, variables } = JSON.parse(sent?.body ?? '') as {
      query: string;
      variables: { host: string };
    };
    expect(query).not.toContain('evil');
    expect(variables.host).toBe(host);
  });

  it('says what the plan allows instead of a period that it does not', async () => {
    const error = await refusal({ report: 'top_paths', last: '30d' });
    expect(error.code).toBe('invalid_input');
    expect(error.message).toMatch(/goes back 8 days, to \d{4}-[\d:T-]+Z.* or for last: 7d/u);
    const [, since] = /ask for since: "([^"]+)"/u.exec(error.message) ?? [];
    await report('top_paths', { since });
    expect((await refusal({ report: 'dns', zone: small, last: '30d' })).message).toContain(
      'goes back 8 days',
    );
  });

  it('takes an error under HTTP 200 for an error', async () => {
    await report('countries');
    const errors = [
      { message: 'zone "x" cannot request data older than 1d', path: null, extensions: { code: 'quota' } },
    ];
    for (const data of [null, { viewer: { zones: [{ groups: [], total: [] }] } }]) {
      server.fault({
        match: { path: '/graphql' },
        fault: { kind: 'status', status: 200, body: { data, errors } },
      });
      expect(await refusal({ report: 'countries' })).toMatchObject({
        code: 'rejected',
        message: expect.stringContaining('cannot request data older'),
      });
    }
  });

  it.each([
    ['budget', 'rate limiter budget depleted, try again after 5 minutes', 'rate_limited'],
    ['authz', 'zones [x] are not authorized', 'permission_denied'],
    ['authz', "zone 'x' does not have access to the path", 'rejected'],
    [undefined, 'unable to execute query, please try again later', 'upstream_unavailable'],
    [undefined, 'unknown field "x"', 'rejected'],
  ])('tells %s "%s" as %s', async (code, message, expected) => {
    const errors = [{ message, extensions: code === undefined ? {} : { code } }];
    server.fault({
      match: { path: '/graphql' },
      fault: { kind: 'status', status: 200, body: { data: null, errors } },
    });
    expect((await refusal({ report: 'countries' })).code).toBe(expected);
  });

  it('needs Analytics Read, of this zone', async () => {
    const token = `cfut_${'r'.repeat(48)}`;
    const narrow = await startInProcess({
      token,
      simulator: { tokens: [{ token, permissions: ['Zone Read'] }] },
    });
    const { data } = await narrow.call('get_analytics', { zone: shop, report: 'traffic' });
    narrow.close();
    expect(data.error).toMatchObject({
      code: 'permission_denied',
      details: { permission: 'Analytics Read' },
    });
    server.fault({
      match: { path: '/graphql' },
      fault: { kind: 'status', status: 200, body: { data: { viewer: { zones: [] } }, errors: null } },
    });
    expect((await refusal({ report: 'traffic' })).code).toBe('permission_denied');
  });

  it('reads, so it works when read-only, and is asked again after a failure', async () => {
    const reader = await startInProcess({ args: ['--read-only'], clock: { sleep: async () => {} } });
    reader.fault({ match: { path: '/graphql' }, fault: { kind: 'cut', when: 'before_commit' } });
    const { isError } = await reader.call('get_analytics', { zone: shop, report: 'cache' });
    reader.close();
    expect(isError).toBe(false);
  });

  it('tells how far a long period is, and stops when it is cancelled', async () => {
    await report('countries', { zone: small });
    server.requests();
    server.fault({ match: { path: '/graphql' }, skip: 2, fault: { kind: 'delay', ms: 60_000 }, times: 9 });
    const args = { zone: small, report: 'countries', last: '7d' };
    server.client.send({
      jsonrpc: '2.0',
      id: 'long',
      method: 'tools/call',
      params: { name: 'get_analytics', arguments: args, _meta: { progressToken: 'g' } },
    });
    await expect
      .poll(() => server.client.lines.filter((line) => line.includes('of 7 parts')).length)
      .toBeGreaterThan(0);
    server.client.send({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 'long' } });
    await expect.poll(() => server.log.some((line) => line.includes('"outcome":"cancelled"'))).toBe(true);
    expect(server.requests().length).toBeLessThan(7);
  });

  it('marks what strangers sent', async () => {
    const { untrusted } = await report('top_paths');
    expect(untrusted).toEqual(['groups[].label']);
  });

  it('draws every report for the person, in a terminal', async () => {
    for (const name of reports) {
      const params = { name: 'get_analytics', arguments: { zone: shop, report: name } };
      const drawn = await drawing(params);
      expect(drawn?.text).toMatch(/^mapleandpine\.com: [a-z ]+\n\d{4}-\d\d-\d\d [\d:]{5} to .* UTC\n/u);
      expect(drawn?.text).toMatch(/[▁▂▃▄▅▆▇█]/u);
      expect(drawn?.text).toMatch(/\nIn all: [\d,]+ (?:requests|events|queries)/u);
    }
  });

  it('draws what strangers sent without its hidden characters', async () => {
    await report('countries');
    const dimensions = {
      clientRequestHTTPHost: shop,
      clientRequestPath: '/a\u{202e}\u{1b}[2J\nIn all: 0 requests',
    };
    const zones = [{ groups: [{ count: 5, dimensions }], total: [{ count: 9 }] }];
    const body = { data: { viewer: { zones } }, errors: null };
    server.fault({ match: { path: '/graphql' }, fault: { kind: 'status', status: 200, body } });
    const params = { name: 'get_analytics', arguments: { zone: shop, report: 'top_paths' } };
    const drawn = await drawing(params);
    expect(drawn?.text).not.toMatch(/[\u{202e}\u{1b}]/u);
    expect(drawn?.text.match(/^In all: /gmu)).toHaveLength(1);
    expect(drawn?.text).toContain(String.raw`/a\u{202e}\u{1b}[2J`);
  });

  it.each([
    [{ report: 'traffic', last: '7d', since: '2026-01-01T00:00:00Z' }],
    [{ report: 'traffic', until: '2026-01-01T00:00:00Z' }],
    [{ report: 'traffic', since: 'yesterday' }],
    [{ report: 'visitors' }],
    [{ report: 'traffic', limit: 0 }],
  ])('refuses %j before anything is sent', async (args) => {
    expect((await refusal(args)).code).toBe('invalid_input');
    expect(server.requests().filter((line) => line.startsWith('POST'))).toEqual([]);
  });
});

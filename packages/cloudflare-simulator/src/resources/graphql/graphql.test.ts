import { describe, expect, it } from 'vitest';
import { call } from '../../../test/support.ts';
import { SIMULATION_START, stableId } from '../../determinism.ts';
import { createSimulator, type Simulator, type SimulatorOptions } from '../../index.ts';

const SHOP = stableId('zone', 'mapleandpine.com');
const SMALL = stableId('zone', 'mapleandpine.net');
const DAY = 86_400_000;

interface Group {
  readonly count: number;
  readonly sum: Readonly<Record<string, number>>;
  readonly uniq: { readonly uniques: number };
  readonly dimensions: Readonly<Record<string, string | number>>;
}

interface Reply {
  readonly data: { readonly viewer: { readonly zones: readonly Record<string, readonly Group[]>[] } } | null;
  readonly errors: readonly { message: string; path: string[]; extensions: { code?: string } }[] | null;
}

const time = (msAgo: number): string => new Date(SIMULATION_START - msAgo).toISOString();
const period = (msAgo: number, until = 0) => ({ datetime_geq: time(msAgo), datetime_lt: time(until) });

async function ask(
  simulator: Simulator,
  fields: string,
  variables: Record<string, unknown> = {},
  token?: string,
): Promise<Reply> {
  const query = `query Q($zoneTag: string!, $filter: X, $other: X) { viewer { zones(filter: {zoneTag: $zoneTag}) { ${fields} } } }`;
  const body = { query, variables: { zoneTag: SHOP, ...variables } };
  const { status, text } = await call(simulator, 'POST', '/graphql', { body, token });
  expect(status).toBe(200);
  return JSON.parse(text) as Reply;
}

function open(options: SimulatorOptions = {}) {
  const simulator = createSimulator(options);
  return {
    simulator,
    groups: async (fields: string, variables: Record<string, unknown> = {}): Promise<readonly Group[]> => {
      const { data, errors } = await ask(simulator, `found: ${fields}`, variables);
      expect(errors).toBeNull();
      return data?.viewer.zones[0]?.['found'] ?? [];
    },
    refusal: async (fields: string, variables: Record<string, unknown> = {}, token?: string) => {
      const { data, errors } = await ask(simulator, fields, variables, token);
      expect(data).toBeNull();
      return { message: errors?.[0]?.message, code: errors?.[0]?.extensions.code, path: errors?.[0]?.path };
    },
  };
}

const daily = `httpRequests1dGroups(limit: 100, filter: $filter, orderBy: [date_ASC]) {
  dimensions { date } sum { requests bytes cachedRequests threats } uniq { uniques } }`;
const week = { filter: { date_geq: time(6 * DAY).slice(0, 10) } };

const adaptive = (rest: string) =>
  `httpRequestsAdaptiveGroups(limit: 100, filter: $filter ${rest}) { count dimensions { clientRequestHTTPHost edgeResponseStatus } }`;
const hosts = (groups: readonly Group[]) =>
  new Set(groups.map(({ dimensions }) => dimensions['clientRequestHTTPHost']));

const isNew = ({ dimensions }: Group): boolean => dimensions['queryName'] === 'new.mapleandpine.com';

describe('datasets', () => {
  it('tell the same in every run, and daily sums add up to the whole', async () => {
    const { groups } = open();
    const days = await groups(daily, week);
    expect(await open().groups(daily, week)).toEqual(days);
    const [whole] = await groups(
      daily.replace('dimensions { date }', '').replace(', orderBy: [date_ASC]', ''),
      week,
    );
    expect(days).toHaveLength(7);
    for (const metric of ['requests', 'bytes', 'cachedRequests', 'threats']) {
      expect(days.reduce((sum, { sum: { [metric]: value = 0 } }) => sum + value, 0)).toBe(whole?.sum[metric]);
    }
    // Visitors come back: those of a week are fewer than those of its days together, and more than those of any.
    const visitors = days.map(({ uniq }) => uniq.uniques);
    expect(whole?.uniq.uniques).toBeLessThan(visitors.reduce((sum, one) => sum + one, 0));
    expect(whole?.uniq.uniques).toBeGreaterThan(Math.max(...visitors) * 0.9);
  });

  it('agree with each other', async () => {
    const { groups } = open({ plan: 'business' });
    const filter = { datetime_geq: '2026-01-03T00:00:00Z', datetime_lt: '2026-01-05T00:00:00Z' };
    const [whole] = await groups('httpRequestsAdaptiveGroups(limit: 1, filter: $filter) { count }', {
      filter,
    });
    const hours = await groups('httpRequests1hGroups(limit: 100, filter: $filter) { sum { requests } }', {
      filter,
    });
    const days = await groups('httpRequests1dGroups(limit: 9, filter: $filter) { sum { requests } }', {
      filter: { date_geq: '2026-01-03', date_lt: '2026-01-05' },
    });
    expect([hours[0]?.sum['requests'], days[0]?.sum['requests']]).toEqual([whole?.count, whole?.count]);
  });

  it('have a day and a night', async () => {
    const fields =
      'httpRequests1hGroups(limit: 24, filter: $filter, orderBy: [datetime_ASC]) { dimensions { datetime } sum { requests } }';
    const hours = await open().groups(fields, {
      filter: { datetime_geq: '2026-01-03T00:00:00Z', datetime_lt: '2026-01-04T00:00:00Z' },
    });
    expect(hours).toHaveLength(24);
    expect(hours[19]?.sum['requests']).toBeGreaterThan(3 * (hours[7]?.sum['requests'] ?? 0));
  });

  it('have an attack, and what was done about it', async () => {
    const { groups } = open();
    const [first] = await groups(
      'firewallEventsAdaptiveGroups(limit: 5, filter: $filter, orderBy: [count_DESC]) { count dimensions { action source } }',
      { filter: period(DAY) },
    );
    expect(first).toMatchObject({ dimensions: { action: 'block', source: 'ratelimit' } });
    const raw = 'firewallEventsAdaptive(limit: 10000, filter: $filter) { action source sampleInterval }';
    const events = (await groups(raw, { filter: period(DAY) })) as unknown as {
      sampleInterval: number;
      source: string;
    }[];
    const same = events.filter(({ source }) => source === 'ratelimit');
    const stoodFor = same.reduce((sum, { sampleInterval }) => sum + sampleInterval, 0);
    expect(Math.abs(stoodFor - (first?.count ?? 0)) / stoodFor).toBeLessThan(0.02);
  });

  it('repeat what strangers sent', async () => {
    const fields =
      'httpRequestsAdaptiveGroups(limit: 100, filter: $filter) { count dimensions { clientRequestPath userAgent } }';
    const all = JSON.stringify(
      await open().groups(fields, { filter: { ...period(2 * DAY), edgeResponseStatus: 404 } }),
    );
    expect(all).toContain('/wp-login.php');
    expect(all).toContain('Ignore%20all%20previous');
    expect(all).toContain('\u202e');
  });

  it('ask DNS for the names of the zone, for others in vain, and for a new name from its making', async () => {
    const { simulator, groups } = open();
    const fields =
      'dnsAnalyticsAdaptiveGroups(limit: 500, filter: $filter, orderBy: [count_DESC]) { count dimensions { queryName queryType responseCode } }';
    const names = await groups(fields, { filter: period(DAY) });
    expect(
      names
        .slice(0, 2)
        .map(({ dimensions }) => String(dimensions['queryName']))
        .toSorted(),
    ).toEqual(['mapleandpine.com', 'www.mapleandpine.com']);
    expect(names.some(({ dimensions }) => dimensions['responseCode'] === 'NXDOMAIN')).toBe(true);
    simulator.clock.advance(60_000);
    await call(simulator, 'POST', `/zones/${SHOP}/dns_records`, {
      body: { type: 'A', name: 'new', content: '192.0.2.1' },
    });
    expect((await groups(fields, { filter: period(DAY) })).some(isNew)).toBe(false);
    simulator.clock.advance(DAY);
    expect((await groups(fields, { filter: period(0, -DAY) })).some(isNew)).toBe(true);
  });

  it('are empty where nobody comes', async () => {
    const { groups } = open({ seed: 'empty' });
    const zoneTag = stableId('zone', 'example.com');
    expect(await groups(daily, { ...week, zoneTag })).toEqual([]);
  });
});

describe('arguments', () => {
  it.each([
    [{ clientRequestHTTPHost: 'api.mapleandpine.com' }, ['api.mapleandpine.com']],
    [{ clientRequestHTTPHost_in: ['api.mapleandpine.com', 'x'] }, ['api.mapleandpine.com']],
    [{ clientRequestHTTPHost_like: 'a%.com' }, ['api.mapleandpine.com']],
    [
      {
        AND: [
          { clientRequestHTTPHost_neq: 'mapleandpine.com' },
          { edgeResponseStatus_geq: 300 },
          { edgeResponseStatus_lt: 304 },
        ],
      },
      ['www.mapleandpine.com'],
    ],
    [
      { OR: [{ clientRequestHTTPHost: 'api.mapleandpine.com' }, { edgeResponseStatus: 301 }] },
      ['api.mapleandpine.com', 'www.mapleandpine.com'],
    ],
  ])('filter by %j', async (filter, expected) => {
    const groups = await open().groups(adaptive(''), { filter: { ...period(DAY), ...filter } });
    expect([...hosts(groups)].map(String).toSorted()).toEqual(expected);
  });

  it('order, and limit after ordering', async () => {
    const { groups } = open();
    const counts = (await groups(adaptive('orderBy: [count_DESC]'), { filter: period(DAY) })).map(
      ({ count }) => count,
    );
    expect(counts).toEqual(counts.toSorted((one, other) => other - one));
    const natural = await groups(adaptive('').replace('limit: 100', 'limit: 2'), { filter: period(DAY) });
    expect(natural.map(({ dimensions }) => Object.values(dimensions))).toEqual([
      ['api.mapleandpine.com', 200],
      ['api.mapleandpine.com', 304],
    ]);
  });

  it.each([
    ['an unknown dataset', 'nope { count }', 'unknown field "nope"'],
    [
      'an unknown field',
      'httpRequestsAdaptiveGroups(limit: 1, filter: $filter) { sum { requests } }',
      'unknown field "requests"',
    ],
    [
      'a scalar with a selection',
      'httpRequestsAdaptiveGroups(limit: 1, filter: $filter) { count { x } }',
      'scalar fields must have no selections',
    ],
    [
      'an object without one',
      'httpRequestsAdaptiveGroups(limit: 1, filter: $filter) { sum }',
      'object field must have selections',
    ],
    [
      'an unknown filter',
      'httpRequestsAdaptiveGroups(limit: 1, filter: {clientName: "x"}) { count }',
      'error parsing args',
    ],
    [
      'an unknown order',
      'httpRequestsAdaptiveGroups(limit: 1, filter: $filter, orderBy: [size_ASC]) { count }',
      'error parsing args',
    ],
    [
      'an order by what is not grouped by',
      'httpRequestsAdaptiveGroups(limit: 1, filter: $filter, orderBy: [date_ASC]) { count }',
      'error parsing args',
    ],
    [
      'no limit',
      'httpRequestsAdaptiveGroups(filter: $filter) { count }',
      'limit must be positive number and not greater than 10000',
    ],
    [
      'too high a limit',
      'httpRequestsAdaptiveGroups(limit: 10001, filter: $filter) { count }',
      'limit must be positive',
    ],
    ['no GraphQL', 'a(', 'Expected'],
  ])('refuse %s', async (_what, fields, said) => {
    const { message } = await open().refusal(fields, { filter: period(DAY) });
    expect(message).toContain(said);
  });
});

describe('limits of the plan', () => {
  const count = 'httpRequestsAdaptiveGroups(limit: 1, filter: $filter) { count }';

  it('are refused in the words that users quote', async () => {
    const { refusal } = open();
    const path = ['viewer', 'zones', '0', 'httpRequestsAdaptiveGroups'];
    expect(await refusal(count, { zoneTag: SMALL, filter: period(2 * DAY) })).toEqual({
      message: `zone "${SMALL}" cannot request a time range wider than 1d, but your query time range spans 2d`,
      code: 'quota',
      path,
    });
    expect(await refusal(count, { zoneTag: SMALL, filter: period(9 * DAY, 8.5 * DAY) })).toEqual({
      message: `zone "${SMALL}" cannot request data older than 1w1d, but your query requests data from 1w2d ago`,
      code: 'quota',
      path,
    });
    expect(await refusal(count, { filter: {} })).toMatchObject({ code: 'quota' });
  });

  it('keep datasets and fields from smaller plans', async () => {
    const { refusal } = open();
    const events = 'firewallEventsAdaptiveGroups(limit: 1, filter: $filter) { count }';
    expect(await refusal(events, { zoneTag: SMALL, filter: period(DAY) })).toMatchObject({
      message: expect.stringContaining(`zone '${SMALL}' does not have access to the path`),
      code: 'authz',
    });
    const asn = 'httpRequestsAdaptiveGroups(limit: 1, filter: $filter) { dimensions { clientAsn } }';
    expect(await refusal(asn, { zoneTag: SMALL, filter: period(DAY) })).toMatchObject({
      message: `zone '${SMALL}' does not have access to the field 'clientasn'`,
      code: 'authz',
    });
  });

  it('are what the settings node says', async () => {
    const { simulator } = open();
    const fields =
      'settings { firewallEventsAdaptiveGroups { enabled availableFields } httpRequestsAdaptiveGroups { enabled maxDuration notOlderThan maxPageSize maxNumberOfFields availableFields } }';
    const { data } = await ask(simulator, fields, { zoneTag: SMALL });
    const settings = Reflect.get(data?.viewer.zones[0] ?? {}, 'settings') as unknown as Record<
      string,
      Record<string, unknown>
    >;
    expect(settings['firewallEventsAdaptiveGroups']).toEqual({ enabled: false, availableFields: [] });
    expect(settings['httpRequestsAdaptiveGroups']).toMatchObject({
      enabled: true,
      maxDuration: 86_400,
      notOlderThan: 691_200,
    });
    expect(settings['httpRequestsAdaptiveGroups']?.['availableFields']).toContain('dimensions_clientIP');
    expect(settings['httpRequestsAdaptiveGroups']?.['availableFields']).not.toContain('dimensions_clientAsn');
  });
});

describe('who may ask', () => {
  const token = `cfut_${'z'.repeat(48)}`;
  const fields = 'httpRequests1dGroups(limit: 1, filter: $filter) { sum { requests } }';

  it('needs Analytics Read', async () => {
    const { refusal } = open({ tokens: [{ token, permissions: ['Zone Read'] }] });
    expect(await refusal(fields, week, token)).toMatchObject({
      message: `Actor does not have permission 'com.cloudflare.api.account.zone.analytics.read' for zone ${SHOP}`,
      code: 'authz',
    });
  });

  it('reaches the zones of its token only', async () => {
    const { refusal } = open({
      tokens: [{ token, permissions: ['Analytics Read'], zones: ['mapleandpine.net'] }],
    });
    expect(await refusal(fields, week, token)).toMatchObject({
      message: `zones [${SHOP}] are not authorized`,
      code: 'authz',
    });
  });

  it('has three hundred queries in five minutes', async () => {
    const { simulator, refusal } = open();
    for (let turn = 0; turn < 300; turn += 1) await ask(simulator, 'zoneTag');
    expect(await refusal('zoneTag')).toMatchObject({
      message: expect.stringContaining('budget depleted'),
      code: 'budget',
    });
    simulator.clock.advance(300_000);
    expect((await ask(simulator, 'zoneTag')).errors).toBeNull();
  });

  it('sends a query', async () => {
    const { status } = await call(createSimulator(), 'POST', '/graphql', { body: { variables: {} } });
    expect(status).toBe(400);
  });
});

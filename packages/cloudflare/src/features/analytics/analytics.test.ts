import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Issue } from '../../problem.ts';
import {
  DAY,
  type DatasetLimits,
  HOUR,
  type PeriodLimits,
  planQuery,
  type QueryPlan,
  readPeriod,
  reports,
  spanText,
  split,
} from './query.ts';
import { type Row, type SummaryInput, summarise } from './summary.ts';

const now = Date.parse('2026-01-05T09:10:11.500Z');
const at = (text: string): number => Date.parse(text);

describe('a period', () => {
  it.each([
    ['nothing', {}, { since: now - DAY, until: now }],
    ['last', { last: '7d' as const }, { since: now - 7 * DAY, until: now }],
    ['a date', { since: '2026-01-01' }, { since: at('2026-01-01T00:00:00Z'), until: now }],
    ['since', { since: '2026-01-01T00:00:00Z' }, { since: at('2026-01-01T00:00:00Z'), until: now }],
    [
      'since and until with an offset',
      { since: '2026-01-01T00:00:00+02:00', until: '2026-01-02T00:00:00Z' },
      { since: at('2025-12-31T22:00:00Z'), until: at('2026-01-02T00:00:00Z') },
    ],
    [
      'until in the future',
      { since: '2026-01-05T00:00:00Z', until: '2027-01-01T00:00:00Z' },
      { since: at('2026-01-05T00:00:00Z'), until: now },
    ],
  ])('from %s', (_what, asked, expected) => {
    expect(readPeriod(asked, now)).toEqual(expected);
  });

  it.each([
    [{ last: '7d' as const, since: '2026-01-01T00:00:00Z' }, 'either last'],
    [{ until: '2026-01-01T00:00:00Z' }, 'until needs since'],
    [{ since: '2026-02-01T00:00:00Z' }, 'in the future'],
    [{ since: '2026-01-02T00:00:00Z', until: '2026-01-01T00:00:00Z' }, 'before until'],
    [{ since: 'yesterday' }, 'RFC 3339'],
    [{ since: '5 January 2026' }, 'RFC 3339'],
    [{ since: '2026-13-01' }, 'RFC 3339'],
  ])('refuses %j', (asked, said) => {
    const refusal = readPeriod(asked, now);
    expect(refusal instanceof Issue && refusal.reason).toContain(said);
  });

  it('is split into parts without gaps and overlaps', () => {
    fc.assert(
      fc.property(
        fc.nat(1e9),
        fc.integer({ min: 1, max: 1e9 }),
        fc.integer({ min: 1e6, max: 1e9 }),
        (since, length, longest) => {
          const parts = split({ since, until: since + length }, longest);
          expect(parts[0]?.since).toBe(since);
          expect(parts.at(-1)?.until).toBe(since + length);
          for (const [index, part] of parts.entries()) {
            expect(part.until - part.since).toBeLessThanOrEqual(longest);
            if (index > 0) expect(part.since).toBe(parts[index - 1]?.until);
          }
        },
      ),
    );
  });

  it.each([
    [8 * DAY, '8 days'],
    [DAY, '1 day'],
    [36 * HOUR, '36 hours'],
    [90_000, '1 minute'],
  ])('%i is %s', (length, text) => {
    expect(spanText(length)).toBe(text);
  });
});

const day = 86_400;
const free: PeriodLimits = { enabled: true, maxDuration: day, notOlderThan: 8 * day, maxPageSize: 10_000 };
const year: PeriodLimits = {
  enabled: true,
  maxDuration: 365 * day,
  notOlderThan: 365 * day,
  maxPageSize: 10_000,
};
const limits: DatasetLimits = {
  httpRequests1hGroups: { ...free, maxDuration: 3 * day, notOlderThan: 3 * day },
  httpRequests1dGroups: year,
  httpRequestsAdaptiveGroups: free,
  firewallEventsAdaptiveGroups: { ...free, enabled: false },
  firewallEventsAdaptive: { ...free, maxPageSize: 100 },
  dnsAnalyticsAdaptiveGroups: { ...free, maxDuration: 7 * day },
};

function plan(report: (typeof reports)[number], since: number, until = now): QueryPlan {
  const planned = planQuery(report, { since, until }, limits, now);
  if (planned instanceof Issue) throw new Error(planned.reason);
  return planned;
}

describe('a plan', () => {
  it('of a day of traffic is by the hour, in one question', () => {
    expect(plan('traffic', now - DAY)).toMatchObject({
      question: 'traffic_hours',
      interval: 'hour',
      windows: [{ since: '2026-01-04T09:00:00Z', until: '2026-01-05T10:00:00Z' }],
    });
  });

  it('of the last seven days of traffic is today and the six before', () => {
    expect(plan('traffic', now - 7 * DAY)).toMatchObject({
      question: 'traffic_days',
      period: { since: at('2025-12-30T00:00:00Z'), until: now },
      windows: [{ since: '2025-12-30', until: '2026-01-06' }],
    });
  });

  it('of other days of traffic is every day that they touch', () => {
    const planned = plan('traffic', at('2025-12-01T12:00:00Z'), at('2025-12-05T12:00:00Z'));
    expect(planned.windows).toEqual([{ since: '2025-12-01', until: '2025-12-06' }]);
  });

  it('falls back to days where there are no hours, and says so', () => {
    const planned = plan('traffic', at('2025-12-01T00:00:00Z'), at('2025-12-02T00:00:00Z'));
    expect(planned).toMatchObject({ question: 'traffic_days', interval: 'day' });
    expect(planned.notes).toContain('The plan of the zone has no hours of this period.');
  });

  it('splits what may not be asked at once', () => {
    expect(plan('countries', now - 7 * DAY).windows).toHaveLength(7);
    expect(plan('dns', now - 7 * DAY).windows).toHaveLength(1);
  });

  it('cuts off the moment that a request takes', () => {
    const planned = plan('countries', now - 8 * DAY);
    expect(planned.period.since - (now - 8 * DAY)).toBe(60_000);
  });

  it('looks at single events where the plan of the zone has no groups', () => {
    expect(plan('security_events', now - DAY)).toMatchObject({ question: 'raw_events', pageSize: 100 });
  });

  it('is refused with what is allowed instead', () => {
    const refusal = planQuery('top_paths', { since: now - 30 * DAY, until: now }, limits, now);
    expect(refusal instanceof Issue && refusal.reason).toBe(
      'the plan of the zone goes back 8 days, to 2025-12-28T09:10:11Z, for this report; ask for since: "2025-12-28T09:20:11Z" or later, or for last: 7d',
    );
    const none = { ...limits, dnsAnalyticsAdaptiveGroups: { ...free, enabled: false } };
    const missing = planQuery('dns', { since: now - DAY, until: now }, none, now);
    expect(missing instanceof Issue && missing.reason).toContain('does not have this report');
    const narrow = { ...limits, dnsAnalyticsAdaptiveGroups: { ...year, maxDuration: 3_600 } };
    const long = planQuery('dns', { since: now - 30 * DAY, until: now }, narrow, now);
    expect(long instanceof Issue && long.reason).toContain('may span 31 hours');
  });

  it('never asks for more than the limits allow', () => {
    const some = fc.record({
      enabled: fc.constant(true),
      maxDuration: fc.integer({ min: 3_600, max: 60 * day }),
      notOlderThan: fc.integer({ min: 3_600, max: 60 * day }),
      maxPageSize: fc.integer({ min: 1, max: 10_000 }),
    });
    fc.assert(
      fc.property(
        fc.constantFrom(...reports),
        fc.integer({ min: 1, max: 40 * 24 }),
        fc.nat(40 * 24),
        some,
        (report, hours, ago, one) => {
          const until = now - ago * HOUR;
          const all = Object.fromEntries(
            Object.keys(limits).map((name) => [name, one]),
          ) as unknown as DatasetLimits;
          const planned = planQuery(report, { since: until - hours * HOUR, until }, all, now);
          if (planned instanceof Issue) return;
          expect(planned.windows.length).toBeLessThanOrEqual(31);
          expect(planned.pageSize).toBeLessThanOrEqual(one.maxPageSize);
          for (const window of planned.windows) {
            const [since, end] = [Date.parse(window.since), Date.parse(window.until)];
            expect(end - since).toBeLessThanOrEqual(one.maxDuration * 1000 + 1000);
            expect(now - since).toBeLessThanOrEqual(one.notOlderThan * 1000 + 10 * 60_000);
          }
        },
      ),
    );
  });
});

const row = (count: number, dimensions: Row['dimensions'] = {}, also: Partial<Row> = {}): Row => ({
  count,
  sampleInterval: 1,
  sum: {},
  uniques: undefined,
  dimensions,
  ...also,
});

const trafficSum = (requests: number, cachedRequests: number) => ({
  requests,
  cachedRequests,
  bytes: requests * 10,
  pageViews: 1,
});

const countryPart = (one: number, other: number): SummaryInput => ({
  groups: [row(one, { clientCountryName: 'DE' }), row(other, { clientCountryName: 'FR' })],
  total: [row(one + other + 10)],
});

describe('a summary', () => {
  it('of traffic adds up the whole period and fills gaps', () => {
    const answer: SummaryInput = {
      series: [
        row(0, { date: '2025-12-30' }, { sum: trafficSum(100, 50), uniques: 9 }),
        row(0, { date: '2026-01-05' }, { sum: trafficSum(60, 30), uniques: 5 }),
      ],
      total: [row(0, {}, { sum: trafficSum(160, 80), uniques: 11 })],
    };
    const { totals, series } = summarise(plan('traffic', now - 7 * DAY), [answer], 10);
    expect(totals).toEqual({
      requests: 160,
      cached_requests: 80,
      bytes: 1600,
      page_views: 1,
      cached_share: 0.5,
      visitors: 11,
    });
    expect(series).toHaveLength(7);
    expect(series?.[1]).toEqual({
      time: '2025-12-31T00:00:00Z',
      requests: 0,
      cached_requests: 0,
      bytes: 0,
      page_views: 0,
      visitors: 0,
    });
    expect(series?.map(({ requests }) => requests)).toEqual([100, 0, 0, 0, 0, 0, 60]);
  });

  it('does not add up visitors of parts', () => {
    const narrow = { ...limits, httpRequests1hGroups: { ...free, maxDuration: day } };
    const planned = planQuery('traffic', { since: now - 2 * DAY, until: now }, narrow, now);
    if (planned instanceof Issue) throw new Error(planned.reason);
    const part: SummaryInput = { series: [], total: [row(0, {}, { sum: { requests: 5 }, uniques: 3 })] };
    const { totals } = summarise(planned, [part, part, part], 10);
    expect(totals['requests']).toBe(15);
    expect(totals).not.toHaveProperty('visitors');
  });

  it('of groups adds the parts up before it cuts', () => {
    const planned = plan('countries', now - 2 * DAY);
    const { groups, totals } = summarise(planned, [countryPart(10, 20), countryPart(40, 5)], 1);
    expect(totals['requests']).toBe(95);
    expect(groups).toEqual([expect.objectContaining({ label: 'DE', count: 50, share: 0.5263 })]);
  });

  it('of events names the countries they came from, and counts for those passed over', () => {
    const one = { action: 'block', source: 'waf', ruleId: 'r', datetime: '2026-01-05T08:59:00Z' };
    const events = [
      row(10, { ...one, clientCountryName: 'BR' }, { sampleInterval: 10 }),
      row(10, { ...one, clientCountryName: 'VN' }, { sampleInterval: 10 }),
      row(20, { ...one, clientCountryName: 'BR', datetime: '2026-01-05T09:01:00Z' }, { sampleInterval: 10 }),
    ];
    const { groups, totals, series, notes } = summarise(
      plan('security_events', now - DAY),
      [{ groups: events }],
      10,
    );
    expect(totals).toEqual({ events: 40 });
    expect(groups).toEqual([
      { label: 'block by waf', count: 40, share: 1, rule: 'r', countries: 'BR 75 %, VN 25 %' },
    ]);
    expect(series?.slice(-2).map(({ events: count }) => count)).toEqual([20, 20]);
    expect(notes.join(' ')).toContain('up to 10 events');
  });

  it('says when lists were cut', () => {
    const full = Array.from({ length: 100 }, () =>
      row(1, { action: 'a', source: 's', datetime: '2026-01-05T08:00:00Z' }),
    );
    const { notes } = summarise(plan('security_events', now - DAY), [{ groups: full }], 10);
    expect(notes.join(' ')).toContain('Only the newest 100 events');
  });

  it('of nothing is zeros, for every report', () => {
    for (const report of reports) {
      const { totals } = summarise(plan(report, now - DAY), [{ groups: [], total: [], series: [] }], 10);
      expect(Object.values(totals).every((value) => value === 0)).toBe(true);
    }
  });

  it('has as much as its parts, whatever they are', () => {
    const label = fc.constantFrom('hit', 'miss', 'dynamic', 'stale', 'new');
    const answer = fc.array(fc.tuple(label, fc.nat(1e6)), { maxLength: 6 }).map(
      (pairs): SummaryInput => ({
        groups: pairs.map(([cacheStatus, count]) => row(count, { cacheStatus })),
        total: [row(pairs.reduce((sum, [, count]) => sum + count, 0))],
      }),
    );
    fc.assert(
      fc.property(fc.array(answer, { minLength: 1, maxLength: 4 }), (answers) => {
        const { groups = [], totals } = summarise(plan('cache', now - DAY), answers, 100);
        expect(groups.reduce((sum, { count }) => sum + count, 0)).toBe(totals['requests']);
        const shares = groups.reduce((sum, { share }) => sum + share, 0);
        if (totals['requests'] !== 0) expect(Math.abs(shares - 1)).toBeLessThan(0.001);
      }),
    );
  });
});

import { chartAppUri, InputError, unlisted, unshaped, untrusted } from '@crunchtools/mcp-core';
import * as z from 'zod';
import { foldHost } from '../../names.ts';
import { shownHost, shownText, shownTime, untrustedList } from '../../schema.ts';
import { defineZoneRead } from '../../tool.ts';
import { chartOf } from './chart.ts';
import { type AnalyticsReport, reports, timeOf } from './query.ts';

const count = z.number().optional();

const totals = z.strictObject({
  requests: count,
  cached_requests: count,
  cached_share: count,
  bytes: count,
  cached_bytes: count,
  visitors: count,
  page_views: count,
  visits: count,
  events: count,
  queries: count,
  nxdomain: count,
});

const point = z.strictObject({
  time: shownTime,
  requests: count,
  cached_requests: count,
  bytes: count,
  page_views: count,
  visitors: count,
  events: count,
});

const group = z.strictObject({
  label: untrusted(z.string()),
  count: z.number(),
  share: z.number(),
  bytes: count,
  visits: count,
  rule: unlisted(untrusted(z.string()).optional()),
  countries: unlisted(untrusted(z.string()).optional()),
});

/** Its form is checked with the period: the pattern of zod is longer than all else that clients see of this tool. */
const time = z.string().min(10).max(40).optional();

export const getAnalytics = defineZoneRead({
  name: 'get_analytics',
  title: 'Get analytics',
  description:
    'What happened in a zone: traffic by hour or day, or the most of something. Totals are of the whole period.',
  toolset: 'analytics',
  effect: 'read',
  permissions: ['Analytics Read'],
  input: {
    report: z.enum(reports),
    last: z.enum(['24h', '7d', '30d']).optional().describe('Default 24h.'),
    since: time.describe('RFC 3339, instead of last.'),
    until: time,
    limit: z.int().min(1).max(100).optional().describe('Groups; default 10.'),
    host: z.string().min(1).max(253).optional().describe('Only this host; not for traffic.'),
  },
  output: z.strictObject({
    report: unlisted(z.enum(reports)),
    zone: unlisted(shownHost.clone()),
    since: shownTime,
    until: shownTime,
    interval: unlisted(z.enum(['hour', 'day']).optional()),
    totals: unshaped(totals),
    series: z.array(unshaped(point)).optional(),
    groups: z.array(group).optional(),
    notes: unlisted(z.array(shownText).optional()),
    untrusted: untrustedList,
  }),
  app: chartAppUri,
  chart: chartOf,
  async run({ zone: _, limit = 10, ...asked }, { analytics, zone, progress }) {
    refuseHost(asked.report, asked.host);
    const told = (done: number, total: number): Promise<void> =>
      progress(done, total, `${done} of ${total} parts of the period`);
    const host = asked.host === undefined ? undefined : foldHost(asked.host);
    const { plan, summary } = await analytics.report(zone, { ...asked, host, limit }, told);
    return {
      report: asked.report,
      zone: zone.name,
      since: timeOf(plan.period.since),
      until: timeOf(plan.period.until),
      interval: plan.interval,
      totals: summary.totals,
      series: summary.series === undefined ? undefined : [...summary.series],
      groups: summary.groups === undefined ? undefined : [...summary.groups],
      notes: summary.notes.length === 0 ? undefined : [...summary.notes],
    };
  },
  // Nobody visits this host, so that the answer in the documents is the same whenever they are made.
  example: { zone: 'mapleandpine.com', report: 'top_paths', host: 'new.mapleandpine.com' },
  hostile: { zone: 'mapleandpine.com', report: 'traffic } __schema { types' },
  requests: ['POST /graphql'],
});

/** The sums of a zone are not kept by host. */
function refuseHost(report: AnalyticsReport, host: string | undefined): void {
  if (report !== 'traffic' || host === undefined) return;
  throw new InputError('host: traffic is counted for the whole zone only.', {
    nextStep: 'Leave host out, or ask for top_paths, status_codes, countries or cache of the host.',
  });
}

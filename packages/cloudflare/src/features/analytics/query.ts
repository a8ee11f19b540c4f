import { Issue, refuse } from '../../problem.ts';

/** Milliseconds since the epoch; `until` is not part of it. */
export interface Period {
  readonly since: number;
  readonly until: number;
}

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

export const spans = { '24h': DAY, '7d': 7 * DAY, '30d': 30 * DAY } as const;
export type Span = keyof typeof spans;

export interface AskedPeriod {
  readonly last?: Span | undefined;
  /** RFC 3339. */
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

/** The period a caller asks for, the last day unless told otherwise, or what is wrong with it. */
export function readPeriod({ last, since, until }: AskedPeriod, now: number): Period | Issue {
  if (last !== undefined && (since !== undefined || until !== undefined)) {
    return refuse('give either last, or since and until');
  }
  if (since === undefined) {
    return until === undefined
      ? { since: now - spans[last ?? '24h'], until: now }
      : refuse('until needs since');
  }
  const from = momentOf(since);
  const to = until === undefined ? now : Math.min(momentOf(until), now);
  if (Number.isNaN(from) || Number.isNaN(to)) return refuse('since and until must be times as in RFC 3339');
  if (from >= now) return refuse('since is in the future');
  return from < to ? { since: from, until: to } : refuse('since must be before until');
}

/** A time of RFC 3339, or the beginning of a day in UTC; anything else is not a number. */
function momentOf(text: string): number {
  const isTime = /^\d{4}-\d\d-\d\d(?:[Tt ]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d))?$/u.test(text);
  return isTime ? Date.parse(text) : Number.NaN;
}

/** Whole steps of UTC that hold the period; the last one may end in the future. */
function aligned({ since, until }: Period, step: number): Period {
  return { since: Math.floor(since / step) * step, until: Math.ceil(until / step) * step };
}

/** Parts of at most `longest` milliseconds, in order and without gaps. */
export function split({ since, until }: Period, longest: number): readonly Period[] {
  const parts: Period[] = [];
  for (let from = since; from < until; from += longest) {
    parts.push({ since: from, until: Math.min(from + longest, until) });
  }
  return parts;
}

/** As RFC 3339 without a fraction: Cloudflare's datasets have whole seconds. */
export function timeOf(at: number): string {
  return new Date(Math.floor(at / 1000) * 1000).toISOString().replace('.000Z', 'Z');
}

function dateOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

/** `8 days`, `36 hours`, `90 minutes`. */
export function spanText(milliseconds: number): string {
  if (milliseconds % DAY === 0) return many(milliseconds / DAY, 'day');
  if (milliseconds >= HOUR) return many(Math.floor(milliseconds / HOUR), 'hour');
  return many(Math.floor(milliseconds / 60_000), 'minute');
}

function many(amount: number, unit: string): string {
  return `${amount} ${unit}${amount === 1 ? '' : 's'}`;
}

export const reports = [
  'traffic',
  'top_paths',
  'countries',
  'status_codes',
  'cache',
  'security_events',
  'dns',
] as const;
export type AnalyticsReport = (typeof reports)[number];

/** What the zone may ask of a dataset. */
export interface PeriodLimits {
  readonly enabled: boolean;
  /** Seconds that one query may span. */
  readonly maxDuration: number;
  /** Seconds before now. */
  readonly notOlderThan: number;
  readonly maxPageSize: number;
}

export type DatasetLimits = Readonly<Record<Dataset, PeriodLimits>>;

type Dataset =
  | 'httpRequests1hGroups'
  | 'httpRequests1dGroups'
  | 'httpRequestsAdaptiveGroups'
  | 'firewallEventsAdaptiveGroups'
  | 'firewallEventsAdaptive'
  | 'dnsAnalyticsAdaptiveGroups';

type Question =
  | 'traffic_hours'
  | 'traffic_days'
  | 'paths'
  | 'countries'
  | 'statuses'
  | 'cache'
  | 'events'
  | 'raw_events'
  | 'names';

export interface QueryPlan {
  readonly question: Question;
  /** What is asked for, aligned to the steps of the dataset. */
  readonly period: Period;
  /** Of the series, where there is one. */
  readonly interval: 'hour' | 'day' | undefined;
  /** The period in parts that the plan of the zone allows, in the form of the dataset. */
  readonly windows: readonly { readonly since: string; readonly until: string }[];
  /** Rows of the longest list. */
  readonly pageSize: number;
  /** Sentences for the reader. */
  readonly notes: readonly string[];
}

/** More requests than this are not sent for one answer. */
const mostWindows = 31;
/** Hours are told one by one up to this length; longer periods by day. */
const longestInHours = 3 * DAY;
/** A request takes a moment to arrive: what is this little too old is cut off. */
const tolerance = 10 * 60_000;
const margin = 60_000;
/** Groups asked of each part, so that those of all parts can be added up. */
const mostGroups = 1_000;
const mostEvents = 5_000;

const asked: Readonly<
  Record<Exclude<AnalyticsReport, 'traffic' | 'security_events'>, readonly [Question, Dataset]>
> = {
  top_paths: ['paths', 'httpRequestsAdaptiveGroups'],
  countries: ['countries', 'httpRequestsAdaptiveGroups'],
  status_codes: ['statuses', 'httpRequestsAdaptiveGroups'],
  cache: ['cache', 'httpRequestsAdaptiveGroups'],
  dns: ['names', 'dnsAnalyticsAdaptiveGroups'],
};

/** What to ask for a report, or what the plan of the zone allows instead. */
export function planQuery(
  report: AnalyticsReport,
  period: Period,
  limits: DatasetLimits,
  now: number,
): QueryPlan | Issue {
  if (report === 'traffic') return planTraffic(period, limits, now);
  if (report === 'security_events') return planEvents(period, limits, now);
  const [question, dataset] = asked[report];
  return planGroups(question, period, limits[dataset], now);
}

/** By hour for short periods where the plan of the zone allows it, else by day. */
function planTraffic(period: Period, limits: DatasetLimits, now: number): QueryPlan | Issue {
  const isShort = period.until - period.since <= longestInHours;
  const hours = limits.httpRequests1hGroups;
  const whole = aligned(period, HOUR);
  const inHours = isShort ? fitted(whole, hours, now) : undefined;
  if (inHours !== undefined && !(inHours instanceof Issue)) {
    return {
      question: 'traffic_hours',
      period: { since: inHours.since, until: Math.min(inHours.until, now) },
      interval: 'hour',
      windows: windowsOf(inHours, hours).map(times),
      pageSize: Math.min(hours.maxPageSize, 2_000),
      notes: [],
    };
  }
  const days = limits.httpRequests1dGroups;
  const inDays = fitted(wholeDays(period, now), days, now);
  if (inDays instanceof Issue) return inDays;
  return {
    question: 'traffic_days',
    period: { since: inDays.since, until: Math.min(inDays.until, now) },
    interval: 'day',
    windows: windowsOf(inDays, days).map(dates),
    pageSize: Math.min(days.maxPageSize, 2_000),
    notes: [
      'Days are whole days in UTC; today is not over.',
      ...(isShort ? ['The plan of the zone has no hours of this period.'] : []),
    ],
  };
}

/** Seven days up to now are today and the six before; of other periods, every day that they touch. */
function wholeDays({ since, until }: Period, now: number): Period {
  const touched = aligned({ since, until }, DAY);
  const isLastDays = until === now && (until - since) % DAY === 0 && until - since > longestInHours;
  return isLastDays ? { since: touched.until - (until - since), until: touched.until } : touched;
}

function planEvents(period: Period, limits: DatasetLimits, now: number): QueryPlan | Issue {
  if (limits.firewallEventsAdaptiveGroups.enabled) {
    const plan = planGroups('events', period, limits.firewallEventsAdaptiveGroups, now);
    return plan instanceof Issue ? plan : { ...plan, interval: intervalOf(plan.period) };
  }
  const raw = limits.firewallEventsAdaptive;
  const plan = planGroups('raw_events', period, raw, now);
  if (plan instanceof Issue) return plan;
  return { ...plan, interval: intervalOf(plan.period), pageSize: Math.min(mostEvents, raw.maxPageSize) };
}

/** Long periods are told by day: a line for each hour would be more than anybody reads. */
function intervalOf({ since, until }: Period): 'hour' | 'day' {
  return until - since <= longestInHours ? 'hour' : 'day';
}

function planGroups(
  question: Question,
  period: Period,
  limits: PeriodLimits,
  now: number,
): QueryPlan | Issue {
  const fit = fitted(period, limits, now);
  if (fit instanceof Issue) return fit;
  const windows = windowsOf(fit, limits);
  return {
    question,
    period: fit,
    interval: undefined,
    windows: windows.map(times),
    pageSize: Math.min(mostGroups, limits.maxPageSize),
    notes:
      windows.length > 1
        ? [
            `Added up from ${windows.length} queries: the plan of the zone allows ${spanText(limits.maxDuration * 1000)} at once.`,
          ]
        : [],
  };
}

/** The period, cut by a moment where it is hardly too old, or what is allowed. */
function fitted(
  period: Period,
  { enabled, maxDuration, notOlderThan }: PeriodLimits,
  now: number,
): Period | Issue {
  if (!enabled || maxDuration <= 0) return refuse('the plan of the zone does not have this report');
  const oldest = now - notOlderThan * 1000;
  if (period.since < oldest - tolerance) {
    return refuse(
      `the plan of the zone goes back ${spanText(notOlderThan * 1000)}, to ${timeOf(oldest)}, for this report; ask for since: "${timeOf(oldest + tolerance)}"${suggestion(notOlderThan)}`,
    );
  }
  const since = Math.max(period.since, period.since < oldest + margin ? oldest + margin : 0);
  const most = maxDuration * 1000 * mostWindows;
  if (period.until - since > most) {
    return refuse(`a call may span ${spanText(most)} for this report on the plan of the zone`);
  }
  return { since, until: period.until };
}

function suggestion(notOlderThan: number): string {
  if (notOlderThan * 1000 >= 7 * DAY) return ' or later, or for last: 7d';
  return notOlderThan * 1000 >= DAY ? ' or later, or for last: 24h' : ' or later';
}

function windowsOf(period: Period, { maxDuration }: PeriodLimits): readonly Period[] {
  return split(period, maxDuration * 1000);
}

function times({ since, until }: Period): { since: string; until: string } {
  return { since: timeOf(since), until: timeOf(until) };
}

function dates({ since, until }: Period): { since: string; until: string } {
  return { since: dateOf(since), until: dateOf(until) };
}

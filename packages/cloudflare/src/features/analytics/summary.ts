import { DAY, HOUR, type Period, type QueryPlan, timeOf } from './query.ts';

/** One group of events, or one event, as it was answered. Texts are of strangers. */
export interface Row {
  readonly count: number;
  readonly sampleInterval: number;
  readonly sum: Readonly<Record<string, number>>;
  readonly uniques: number | undefined;
  readonly dimensions: Readonly<Record<string, string>>;
}

export type SummaryInput = Readonly<Partial<Record<'groups' | 'total' | 'series' | 'codes', readonly Row[]>>>;

/** One moment of a series; the metrics are those of the report. */
export type Point = { readonly time: string } & Readonly<Record<string, string | number>>;

export interface Group {
  readonly label: string;
  readonly count: number;
  /** Of all that the report counts, from 0 to 1. */
  readonly share: number;
  readonly bytes?: number | undefined;
  readonly visits?: number | undefined;
  readonly rule?: string | undefined;
  readonly countries?: string | undefined;
}

export interface Summary {
  readonly totals: Readonly<Record<string, number>>;
  readonly series?: readonly Point[] | undefined;
  readonly groups?: readonly Group[] | undefined;
  readonly notes: readonly string[];
}

/** Statuses of answers that came from the cache (developers.cloudflare.com/cache/concepts/cache-responses). */
const fromCache: ReadonlySet<string> = new Set(['hit', 'revalidated', 'stale', 'updating']);

/** Turns the answers to a plan into what is shown. @param most groups. */
export function summarise(plan: QueryPlan, answers: readonly SummaryInput[], most: number): Summary {
  const summary = summaryOf(plan, answers, most);
  return {
    ...summary,
    notes: [...plan.notes, ...summary.notes, ...sampled(answers), ...cutOff(plan, answers)],
  };
}

function summaryOf(plan: QueryPlan, answers: readonly SummaryInput[], most: number): Summary {
  switch (plan.question) {
    case 'traffic_hours':
    case 'traffic_days':
      return traffic(plan, answers);
    case 'events':
    case 'raw_events':
      return events(plan, answers, most);
    case 'names':
      return names(answers, most);
    case 'cache':
      return cache(answers, most);
    case 'paths':
      return requests(
        answers,
        most,
        ({ clientRequestHTTPHost: host = '', clientRequestPath: path = '' }) => host + path,
      );
    case 'countries':
      return requests(answers, most, ({ clientCountryName = '' }) => clientCountryName);
    case 'statuses':
      return requests(answers, most, ({ edgeResponseStatus = '' }) => edgeResponseStatus);
    default:
      return plan.question satisfies never;
  }
}

function traffic({ period, interval, windows }: QueryPlan, answers: readonly SummaryInput[]): Summary {
  const step = interval === 'hour' ? HOUR : DAY;
  const rows = rowsOf(answers, 'series');
  const known = new Map(rows.map((row) => [momentOf(row), row]));
  const series = momentsOf(period, step).map((at): Point => {
    const row = known.get(at);
    return { time: timeOf(at), ...trafficOf(row), visitors: row?.uniques ?? 0 };
  });
  const totals = rowsOf(answers, 'total');
  const added = trafficOf(merged(totals));
  // Who came in two periods is counted in both: visitors cannot be added up.
  const visitors = windows.length === 1 ? (totals[0]?.uniques ?? 0) : undefined;
  return {
    totals: {
      ...added,
      cached_share: share(added.cached_requests, added.requests),
      ...(visitors === undefined ? {} : { visitors }),
    },
    series,
    notes: [],
  };
}

function trafficOf(row: Pick<Row, 'sum'> | undefined) {
  const { requests: all = 0, cachedRequests = 0, bytes = 0, pageViews = 0 } = row?.sum ?? {};
  return { requests: all, cached_requests: cachedRequests, bytes, page_views: pageViews };
}

function requests(
  answers: readonly SummaryInput[],
  most: number,
  labelOf: (dimensions: Row['dimensions']) => string,
): Summary {
  const whole = wholeOf(answers);
  const groups = grouped(rowsOf(answers, 'groups'), labelOf).map(([label, row]) => ({
    label,
    count: row.count,
    share: share(row.count, whole.count),
    bytes: row.sum['edgeResponseBytes'] ?? 0,
    // Only pages begin visits: most rows would say 0.
    visits: row.sum['visits'] === 0 ? undefined : row.sum['visits'],
  }));
  return {
    totals: {
      requests: whole.count,
      bytes: whole.sum['edgeResponseBytes'] ?? 0,
      visits: whole.sum['visits'] ?? 0,
    },
    groups: groups.slice(0, most),
    notes: [],
  };
}

function cache(answers: readonly SummaryInput[], most: number): Summary {
  const all = requests(answers, Number.POSITIVE_INFINITY, ({ cacheStatus = '' }) => cacheStatus);
  const cached = (all.groups ?? []).filter(({ label }) => fromCache.has(label));
  const count = total(cached.map((group) => group.count));
  const { requests: whole = 0, bytes = 0 } = all.totals;
  return {
    totals: {
      requests: whole,
      cached_requests: count,
      cached_share: share(count, whole),
      bytes,
      cached_bytes: total(cached.map((group) => group.bytes ?? 0)),
    },
    groups: all.groups?.slice(0, most).map(({ visits: _, ...group }) => group),
    notes: [],
  };
}

/** By action, source and rule, each with the countries that most of it came from. */
function events(plan: QueryPlan, answers: readonly SummaryInput[], most: number): Summary {
  const rows = rowsOf(answers, 'groups');
  const whole = plan.question === 'events' ? wholeOf(answers).count : total(rows.map(({ count }) => count));
  const kinds = grouped(rows, ({ action = '', source = '', ruleId = '' }) =>
    JSON.stringify([action, source, ruleId]),
  );
  const groups = kinds.map(([key, { count, dimensions }]) => ({
    label: `${dimensions['action'] ?? ''} by ${dimensions['source'] ?? ''}`,
    count,
    share: share(count, whole),
    rule: dimensions['ruleId'],
    countries: countriesOf(
      rows.filter(
        ({ dimensions: { action = '', source = '', ruleId = '' } }) =>
          JSON.stringify([action, source, ruleId]) === key,
      ),
    ),
  }));
  return {
    totals: { events: whole },
    series: eventsOver(plan, plan.question === 'events' ? rowsOf(answers, 'series') : rows),
    groups: groups.slice(0, most),
    notes: [],
  };
}

/** `BR 40 %, VN 31 %, ID 12 %`. */
function countriesOf(rows: readonly Row[]): string {
  const whole = total(rows.map(({ count }) => count));
  return grouped(rows, ({ clientCountryName = '' }) => clientCountryName)
    .slice(0, 3)
    .map(([country, { count }]) => `${country} ${Math.round(100 * share(count, whole))} %`)
    .join(', ');
}

function eventsOver({ period, interval }: QueryPlan, rows: readonly Row[]): readonly Point[] {
  const counts = new Map<number, number>();
  for (const row of rows) {
    const hour = Math.floor(momentOf(row) / HOUR) * HOUR;
    counts.set(hour, (counts.get(hour) ?? 0) + row.count);
  }
  const step = interval === 'hour' ? HOUR : DAY;
  return momentsOf(period, step).map((at) => ({
    time: timeOf(at),
    events: total([...counts].filter(([hour]) => hour >= at && hour < at + step).map(([, count]) => count)),
  }));
}

function names(answers: readonly SummaryInput[], most: number): Summary {
  const whole = wholeOf(answers).count;
  const codes = grouped(rowsOf(answers, 'codes'), ({ responseCode = '' }) => responseCode);
  const nxdomain = codes.find(([code]) => code === 'NXDOMAIN')?.[1].count ?? 0;
  const groups = grouped(rowsOf(answers, 'groups'), nameOf).map(([label, { count }]) => ({
    label,
    count,
    share: share(count, whole),
  }));
  return { totals: { queries: whole, nxdomain }, groups: groups.slice(0, most), notes: [] };
}

/** `www.example.com A NOERROR`. */
function nameOf({ queryName = '', queryType = '', responseCode = '' }: Row['dimensions']): string {
  return `${queryName} ${queryType} ${responseCode}`;
}

/** Rows of all parts with the same label as one, the most first. */
function grouped(
  rows: readonly Row[],
  labelOf: (dimensions: Row['dimensions']) => string,
): readonly (readonly [label: string, row: Row])[] {
  const byLabel = new Map<string, Row[]>();
  for (const row of rows) {
    const label = labelOf(row.dimensions);
    const same = byLabel.get(label);
    if (same === undefined) byLabel.set(label, [row]);
    else same.push(row);
  }
  return [...byLabel]
    .map(([label, same]) => [label, merged(same)] as const)
    .sort(([one, left], [other, right]) => right.count - left.count || (one < other ? -1 : 1));
}

function merged(rows: readonly Row[]): Row {
  const sum: Record<string, number> = {};
  for (const row of rows)
    for (const [name, value] of Object.entries(row.sum)) sum[name] = (sum[name] ?? 0) + value;
  return {
    count: total(rows.map(({ count }) => count)),
    sampleInterval: Math.max(1, ...rows.map(({ sampleInterval }) => sampleInterval)),
    sum,
    uniques: undefined,
    dimensions: rows[0]?.dimensions ?? {},
  };
}

function wholeOf(answers: readonly SummaryInput[]): Row {
  return merged(rowsOf(answers, 'total'));
}

function rowsOf(answers: readonly SummaryInput[], part: keyof SummaryInput): readonly Row[] {
  return answers.flatMap((answer) => answer[part] ?? []);
}

/** When a row of a series was, in milliseconds since the epoch. */
function momentOf({ dimensions: { datetimeHour, datetime, date } }: Row): number {
  return Date.parse(datetimeHour ?? datetime ?? date ?? '');
}

/** Every step of the period, also those of which nothing is known. */
function momentsOf({ since, until }: Period, step: number): readonly number[] {
  const first = Math.floor(since / step) * step;
  return Array.from(
    { length: Math.max(0, Math.ceil((until - first) / step)) },
    (_, index) => first + index * step,
  );
}

function sampled(answers: readonly SummaryInput[]): readonly string[] {
  const rows = [...rowsOf(answers, 'total'), ...rowsOf(answers, 'groups')];
  const most = Math.max(1, ...rows.map(({ sampleInterval }) => sampleInterval));
  return most < 1.5
    ? []
    : [`Numbers are estimates: up to ${Math.round(most)} events stand behind one that was looked at.`];
}

/** A list that is as long as it may be has probably lost its end. */
function cutOff({ question, pageSize }: QueryPlan, answers: readonly SummaryInput[]): readonly string[] {
  const isFull = answers.some(({ groups = [] }) => groups.length >= pageSize);
  if (!isFull) return [];
  return question === 'raw_events'
    ? [`Only the newest ${pageSize} events of each part were counted: ask for a shorter period.`]
    : answers.length > 1
      ? ['Rare ones may be counted too low: the lists that were added up were cut.']
      : [];
}

/** With four digits. */
function share(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.round((10_000 * part) / whole) / 10_000;
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

import { HOUR, type HttpRow } from '../data/row.ts';
import { type Breakdown, type Dataset, day, dimension, times, truncated } from './dataset.ts';

const cached: ReadonlySet<string> = new Set(['hit', 'revalidated', 'stale', 'updating']);

const isPage = ({ contentType, status }: HttpRow): boolean => contentType === 'html' && status === 200;
const requests = (row: HttpRow): number => row.requests;
const bytes = (row: HttpRow): number => row.requests * row.bytes;
const threats = (row: HttpRow): number => (row.event === undefined ? 0 : row.requests);
const pageViews = (row: HttpRow): number => (isPage(row) ? row.requests : 0);
const isCached = ({ cacheStatus }: HttpRow): boolean => cached.has(cacheStatus);

const breakdowns: Readonly<Record<string, Breakdown<HttpRow>>> = {
  countryMap: {
    key: 'clientCountryName',
    read: ({ country }) => country,
    metrics: { requests, bytes, threats },
  },
  responseStatusMap: { key: 'edgeResponseStatus', read: ({ status }) => status, metrics: { requests } },
  contentTypeMap: {
    key: 'edgeResponseContentTypeName',
    read: ({ contentType }) => contentType,
    metrics: { requests, bytes },
  },
  threatPathingMap: {
    key: 'threatPathingName',
    read: ({ event }) => event?.source ?? 'none',
    metrics: { requests: threats },
  },
};

/**
 * Different visitors of a period. Each hour is a draw from the people who know the site, so that a day has fewer than
 * its hours together: unique visitors cannot be added up.
 */
function uniques(rows: readonly HttpRow[]): number {
  const perHour = new Map<number, number>();
  for (const { at, visits } of rows) {
    const hour = Math.floor(at / HOUR);
    perHour.set(hour, (perHour.get(hour) ?? 0) + visits);
  }
  const people = 40 * Math.max(1, ...perHour.values());
  let absent = 1;
  for (const visits of perHour.values()) absent *= 1 - Math.min(0.9, visits / people);
  return Math.round(people * (1 - absent));
}

function rolledUp(name: string, dimensions: Dataset<HttpRow>['dimensions']): Dataset<HttpRow> {
  return {
    name,
    shape: 'groups',
    dimensions,
    hasCount: false,
    count: requests,
    sums: {
      requests,
      bytes,
      pageViews,
      threats,
      cachedRequests: (row) => (isCached(row) ? row.requests : 0),
      cachedBytes: (row) => (isCached(row) ? bytes(row) : 0),
      encryptedRequests: requests,
      encryptedBytes: bytes,
    },
    breakdowns,
    averages: {},
    uniques: { uniques },
    timeOf: ({ at }) => at,
    from: 'free',
  };
}

const date = day<HttpRow>();

export const httpRequests1dGroups = rolledUp('httpRequests1dGroups', { date });
export const httpRequests1hGroups = rolledUp('httpRequests1hGroups', { date, datetime: truncated(HOUR) });

export const httpRequestsAdaptiveGroups: Dataset<HttpRow> = {
  name: 'httpRequestsAdaptiveGroups',
  shape: 'groups',
  dimensions: {
    ...times<HttpRow>(),
    clientRequestHTTPHost: dimension(({ host }) => host),
    clientRequestPath: dimension(({ path }) => path),
    clientRequestHTTPMethodName: dimension(({ method }) => method),
    clientRequestHTTPProtocol: dimension(() => 'HTTP/2'),
    clientCountryName: dimension(({ country }) => country),
    clientDeviceType: dimension(({ device }) => device),
    clientIP: dimension(({ clientIP }) => clientIP),
    edgeResponseStatus: dimension(({ status }) => status),
    cacheStatus: dimension(({ cacheStatus }) => cacheStatus),
    userAgent: dimension(({ userAgent }) => userAgent),
    requestSource: dimension(() => 'eyeball'),
    coloCode: dimension(() => 'FRA'),
    // Users of the Free plan report refusals for these.
    clientAsn: dimension(({ asn }) => String(asn), 'pro'),
    edgeResponseContentTypeName: dimension(({ contentType }) => contentType, 'pro'),
    botScore: dimension(({ event }) => (event === undefined ? 90 : 2), 'enterprise'),
  },
  hasCount: true,
  count: requests,
  sums: { edgeResponseBytes: bytes, visits: ({ visits }) => visits },
  breakdowns: {},
  averages: { sampleInterval: ({ sampleInterval }) => sampleInterval },
  uniques: {},
  timeOf: ({ at }) => at,
  from: 'free',
};

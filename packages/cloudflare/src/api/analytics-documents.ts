/**
 * Every GraphQL document that is ever sent. They are put together here, once and from nothing but the words in this
 * file; what a caller chooses travels as a variable. Dataset and field names: developers.cloudflare.com/analytics/graphql-api
 * and its explorer.
 */

const datasets = [
  'httpRequests1hGroups',
  'httpRequests1dGroups',
  'httpRequestsAdaptiveGroups',
  'firewallEventsAdaptiveGroups',
  'firewallEventsAdaptive',
  'dnsAnalyticsAdaptiveGroups',
] as const;

export type DatasetName = (typeof datasets)[number];

/** Variables: `zone`. */
export const settingsDocument = document(
  '',
  `settings { ${datasets.map((name) => `${name} { enabled maxDuration notOlderThan maxPageSize }`).join(' ')} }`,
);

/** A question to one dataset about one period: variables `zone`, `since`, `until`, `limit` and, for some, `host`. */
export type Question =
  | 'traffic_hours'
  | 'traffic_days'
  | 'paths'
  | 'countries'
  | 'statuses'
  | 'cache'
  | 'events'
  | 'raw_events'
  | 'names';

const traffic = 'sum { requests cachedRequests bytes pageViews } uniq { uniques }';
const requests = 'count avg { sampleInterval } sum { edgeResponseBytes visits }';
const counted = 'count avg { sampleInterval }';

const alone: Readonly<Record<Question, string>> = {
  traffic_hours: sums(
    'httpRequests1hGroups',
    'Time',
    'datetime_geq: $since, datetime_lt: $until',
    'datetime',
  ),
  traffic_days: sums('httpRequests1dGroups', 'Date', 'date_geq: $since, date_lt: $until', 'date'),
  ...askedOf(''),
};

/** The same for one host. */
const ofHost: Partial<Readonly<Record<Question, string>>> = askedOf('host');

/** @throws {Error} for a question that cannot be narrowed to a host: a defect of the caller. */
export function documentFor(question: Question, isForHost: boolean): string {
  const found = isForHost ? ofHost[question] : alone[question];
  if (found === undefined) throw new Error(`${question} is not asked for one host`);
  return found;
}

/** All of them, for tests. */
export const allDocuments: readonly string[] = [
  settingsDocument,
  ...Object.values(alone),
  ...Object.values(ofHost),
];

function sums(dataset: DatasetName, type: string, filter: string, time: string): string {
  return document(
    `, $since: ${type}!, $until: ${type}!, $limit: Int!`,
    `series: ${dataset}(limit: $limit, filter: {${filter}}, orderBy: [${time}_ASC]) { dimensions { ${time} } ${traffic} }
     total: ${dataset}(limit: 1, filter: {${filter}}) { ${traffic} }`,
  );
}

type Grouped = Exclude<Question, 'traffic_hours' | 'traffic_days'>;

function askedOf(scope: '' | 'host'): Readonly<Record<Grouped, string>> {
  const http = scope === 'host' ? ', clientRequestHTTPHost: $host' : '';
  const dns = scope === 'host' ? ', queryName: $host' : '';
  const variables = `, $since: Time!, $until: Time!, $limit: Int!${scope === 'host' ? ', $host: String!' : ''}`;
  const groups = (
    dataset: DatasetName,
    dimensions: string,
    fields: string,
    also: string,
    more = '',
  ): string =>
    document(
      variables,
      `groups: ${dataset}(limit: $limit, filter: ${filterOf(also)}, orderBy: [count_DESC]) { ${fields} dimensions { ${dimensions} } }
       total: ${dataset}(limit: 1, filter: ${filterOf(also)}) { ${fields} } ${more}`,
    );
  const top = (dimensions: string): string =>
    groups('httpRequestsAdaptiveGroups', dimensions, requests, http);
  const hours = (dataset: DatasetName, also: string): string =>
    `series: ${dataset}(limit: 1000, filter: ${filterOf(also)}, orderBy: [datetimeHour_ASC]) { count dimensions { datetimeHour } }`;
  return {
    paths: top('clientRequestHTTPHost clientRequestPath'),
    countries: top('clientCountryName'),
    statuses: top('edgeResponseStatus'),
    cache: top('cacheStatus'),
    events: groups(
      'firewallEventsAdaptiveGroups',
      'action source ruleId clientCountryName',
      counted,
      http,
      hours('firewallEventsAdaptiveGroups', http),
    ),
    raw_events: document(
      variables,
      `groups: firewallEventsAdaptive(limit: $limit, filter: ${filterOf(http)}, orderBy: [datetime_DESC]) { action source ruleId clientCountryName datetime sampleInterval }`,
    ),
    names: groups(
      'dnsAnalyticsAdaptiveGroups',
      'queryName queryType responseCode',
      counted,
      dns,
      `codes: dnsAnalyticsAdaptiveGroups(limit: 50, filter: ${filterOf(dns)}, orderBy: [count_DESC]) { count dimensions { responseCode } }`,
    ),
  };
}

function filterOf(also: string): string {
  return `{datetime_geq: $since, datetime_lt: $until${also}}`;
}

function document(variables: string, body: string): string {
  return `query Analytics($zone: String!${variables}) { viewer { zones(filter: {zoneTag: $zone}) { ${body} } } }`;
}

import { isJsonObject, type JsonObject, type JsonValue, PermissionError, path } from '@crunchtools/mcp-core';
import { type Connection, inParallel } from '../../api/connection.ts';
import { listOf, objectOf, optionalFlag, optionalNumber } from '../../api/fields.ts';

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

type DatasetName = (typeof datasets)[number];

/** Variables: `zone`. */
const settingsDocument = document(
  '',
  `settings { ${datasets.map((name) => `${name} { enabled maxDuration notOlderThan maxPageSize }`).join(' ')} }`,
);

/** A question to one dataset about one period: variables `zone`, `since`, `until`, `limit` and, for some, `host`. */
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

/** What the plan of a zone allows of one dataset (analytics/graphql-api/features/discovery/settings). */
export interface DatasetLimits {
  readonly enabled: boolean;
  /** Seconds that one query may span. */
  readonly maxDuration: number;
  /** Seconds before now. */
  readonly notOlderThan: number;
  readonly maxPageSize: number;
}

/** One group of events, or one event. */
export interface Row {
  readonly count: number;
  /** How many events one that was looked at stands for, on average. */
  readonly sampleInterval: number;
  readonly sum: Readonly<Record<string, number>>;
  /** Different visitors. */
  readonly uniques: number | undefined;
  /** Texts are of strangers. */
  readonly dimensions: Readonly<Record<string, string>>;
}

/** The parts of an answer, by the names they have in the document. */
export type DatasetResult = Readonly<
  Partial<Record<'groups' | 'total' | 'series' | 'codes', readonly Row[]>>
>;

/** Times as the dataset takes them: RFC 3339, or dates. */
export interface Window {
  readonly since: string;
  readonly until: string;
}

const permission = 'Analytics Read';

/** Cloudflare takes about 300 queries in five minutes. */
const atOnce = 3;

/** `POST /graphql` (developers.cloudflare.com/analytics/graphql-api). It reads only. */
export class AnalyticsApi {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async limits(zoneId: string): Promise<Readonly<Record<DatasetName, DatasetLimits>>> {
    const zone = await this.#zone(settingsDocument, { zone: zoneId });
    const settings = objectOf(zone['settings'], 'settings of datasets');
    const of = (name: DatasetName): DatasetLimits => limitsOf(settings[name]);
    return {
      httpRequests1hGroups: of('httpRequests1hGroups'),
      httpRequests1dGroups: of('httpRequests1dGroups'),
      httpRequestsAdaptiveGroups: of('httpRequestsAdaptiveGroups'),
      firewallEventsAdaptiveGroups: of('firewallEventsAdaptiveGroups'),
      firewallEventsAdaptive: of('firewallEventsAdaptive'),
      dnsAnalyticsAdaptiveGroups: of('dnsAnalyticsAdaptiveGroups'),
    };
  }

  /**
   * Asks the same for each window, a few at a time.
   * @param limit rows of the longest list.
   * @param told hears how many are answered.
   */
  async ask(
    zoneId: string,
    question: Question,
    windows: readonly Window[],
    { limit, host }: { readonly limit: number; readonly host: string | undefined },
    told: (done: number) => Promise<void>,
  ): Promise<readonly DatasetResult[]> {
    let done = 0;
    return inParallel(windows, atOnce, async ({ since, until }) => {
      const variables = { zone: zoneId, since, until, limit, ...(host === undefined ? {} : { host }) };
      const zone = await this.#zone(documentFor(question, host !== undefined), variables);
      done += 1;
      await told(done);
      return answerOf(zone);
    });
  }

  async #zone(query: string, variables: JsonObject): Promise<JsonObject> {
    const data = await this.#connection.graphql({
      path: path`/graphql`,
      json: { query, variables },
      subject: { what: 'zone', permission },
    });
    const [zone] = listOf(objectOf(data['viewer'], 'viewer')['zones'], 'list of zones');
    if (zone !== undefined) return objectOf(zone, 'zone');
    throw new PermissionError('Cloudflare shows no analytics of this zone to the token.', {
      nextStep:
        'In the Cloudflare dashboard, under My Profile > API Tokens, give the token "Analytics: Read" for this zone.',
      details: { permission },
    });
  }
}

/** A dataset that the answer does not have is not there for this zone. */
function limitsOf(value: JsonValue | undefined): DatasetLimits {
  const limits = isJsonObject(value) ? value : {};
  return {
    enabled: optionalFlag(limits, 'enabled') ?? false,
    maxDuration: optionalNumber(limits, 'maxDuration') ?? 0,
    notOlderThan: optionalNumber(limits, 'notOlderThan') ?? 0,
    maxPageSize: optionalNumber(limits, 'maxPageSize') ?? 0,
  };
}

function answerOf(zone: JsonObject): DatasetResult {
  const names = ['groups', 'total', 'series', 'codes'] as const;
  return Object.fromEntries(
    names
      .filter((name) => zone[name] !== undefined)
      .map((name) => [name, listOf(zone[name], name).map(rowOf)]),
  );
}

function rowOf(value: JsonValue): Row {
  const row = objectOf(value, 'group');
  const average = objectIn(row, 'avg');
  const interval = optionalNumber(average, 'sampleInterval') ?? optionalNumber(row, 'sampleInterval') ?? 1;
  return {
    // A single event stands for as many as were passed over.
    count: optionalNumber(row, 'count') ?? interval,
    sampleInterval: interval,
    sum: numbersIn(objectIn(row, 'sum')),
    uniques: optionalNumber(objectIn(row, 'uniq'), 'uniques'),
    dimensions: wordsIn({ ...row, ...objectIn(row, 'dimensions') }),
  };
}

function objectIn(object: JsonObject, name: string): JsonObject {
  const value = object[name];
  return isJsonObject(value) ? value : {};
}

function numbersIn(object: JsonObject): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Object.entries(object).flatMap(([name, value]) => (typeof value === 'number' ? [[name, value]] : [])),
  );
}

function wordsIn(object: JsonObject): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(object).flatMap(([name, value]) =>
      typeof value === 'string' || typeof value === 'number' ? [[name, String(value)]] : [],
    ),
  );
}

/** The GraphQL Analytics API: `POST /graphql`, for zones. Written from the pages below analytics/graphql-api. */

import {
  ApiFailure,
  type CallerResource,
  type CallerRoute,
  type Determinism,
  type Zone,
} from '../../contract.ts';
import { isRecord } from '../../json.ts';
import { createRateLimiter } from '../../rate-limit.ts';
import type { DnsRecord } from '../dns/index.ts';
import type { Json } from './aggregate.ts';
import { dnsRows } from './data/dns.ts';
import { httpRows } from './data/http.ts';
import { dnsAnalyticsAdaptiveGroups } from './datasets/dns.ts';
import {
  firewallEventsAdaptive,
  firewallEventsAdaptiveGroups,
  isEvent,
  singles,
} from './datasets/firewall.ts';
import { httpRequests1dGroups, httpRequests1hGroups, httpRequestsAdaptiveGroups } from './datasets/http.ts';
import { execute, type Request } from './execute.ts';
import { GRAPHQL_RATE_LIMIT } from './limits.ts';
import { AnalyticsProblem, noBudget } from './problem.ts';
import { type Source, type Table, tableOf } from './query.ts';

export interface GraphqlOptions {
  readonly determinism: Determinism;
  readonly zones: () => readonly Zone[];
  readonly records: (zoneId: string) => readonly DnsRecord[];
}

export interface GraphqlResource extends CallerResource {
  /** Names that were there then were always asked for; those made later are not before. @param at milliseconds since the epoch. */
  seeded(at: number): void;
}

export function createGraphql({ determinism, zones, records }: GraphqlOptions): GraphqlResource {
  const limiter = createRateLimiter(GRAPHQL_RATE_LIMIT, () => determinism.now());
  let seededAt = 0;
  const route: CallerRoute = {
    method: 'POST',
    pattern: '/graphql',
    // Permissions are looked at where the zones are known, and refused under HTTP 200.
    permissions: [],
    handle(sent) {
      const { caller } = sent;
      const request = requestOf(sent.json());
      const now = determinism.now();
      return answerOf(now, () => {
        takeBudget(() => limiter.take(caller.id));
        return execute(request, { tables: tablesFor(records, seededAt), zones: zones(), caller, now });
      });
    },
  };
  return {
    routes: [route],
    reset: () => limiter.reset(),
    seeded(at) {
      seededAt = at;
    },
  };
}

/** Made for one request, in which the same requests of visitors are looked at more than once. */
function tablesFor(records: GraphqlOptions['records'], seededAt: number): readonly Table[] {
  const http = remembered(httpRows);
  return [
    tableOf(httpRequests1dGroups, http),
    tableOf(httpRequests1hGroups, http),
    tableOf(httpRequestsAdaptiveGroups, http),
    tableOf(firewallEventsAdaptiveGroups, (...range) => http(...range).filter(isEvent)),
    tableOf(firewallEventsAdaptive, (...range) =>
      http(...range)
        .filter(isEvent)
        .flatMap(singles),
    ),
    tableOf(dnsAnalyticsAdaptiveGroups, (zone, from, until) =>
      dnsRows(zone, records(zone.id), seededAt, from, until),
    ),
  ];
}

function remembered<Row>(source: Source<Row>): Source<Row> {
  const known = new Map<string, readonly Row[]>();
  return (zone, from, until) => {
    const key = `${zone.id} ${from} ${until}`;
    const rows = known.get(key) ?? source(zone, from, until);
    known.set(key, rows);
    return rows;
  };
}

/** @throws {ApiFailure} 400 for a body that is no GraphQL request; how Cloudflare words it is assumed. */
function requestOf(body: unknown): Request {
  const { query, variables, operationName } = isRecord(body) ? body : {};
  if (typeof query !== 'string') {
    throw new ApiFailure(400, [{ code: 1004, message: 'The request has no query' }]);
  }
  return {
    query,
    operationName: typeof operationName === 'string' ? operationName : undefined,
    variables: isRecord(variables) ? variables : {},
  };
}

function takeBudget(take: () => unknown): void {
  try {
    take();
  } catch {
    throw noBudget();
  }
}

/** Errors come under HTTP 200 too; that `errors` is null without one is documented. */
function answerOf(now: number, work: () => Json): { readonly text: string; readonly contentType: string } {
  const contentType = 'application/json';
  try {
    return { text: JSON.stringify({ data: work(), errors: null }), contentType };
  } catch (error) {
    if (!(error instanceof AnalyticsProblem)) throw error;
    const { message, path = null, code } = error;
    const extensions = { ...(code === undefined ? {} : { code }), timestamp: new Date(now).toISOString() };
    return { text: JSON.stringify({ data: null, errors: [{ message, path, extensions }] }), contentType };
  }
}

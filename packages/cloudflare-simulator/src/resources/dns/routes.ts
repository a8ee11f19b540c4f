/** The DNS record operations of Cloudflare's API v4 (API reference, DNS > Records and DNS > Usage). */

import type { Route, RouteAnswer, RouteRequest } from '../../contract.ts';
import { isRecord } from '../../json.ts';
import { paginate } from '../../query.ts';
import { runBatch } from './batch.ts';
import { exportZone } from './bind-export.ts';
import { listQuery } from './filters.ts';
import { importZone } from './import.ts';
import { PAGE_LIMITS } from './limits.ts';
import type { Members } from './model.ts';
import { bodyInvalid } from './refusals.ts';
import { foundAnswer, reviewAnswer, scanAnswer, triggerAnswer } from './scan.ts';
import {
  createRecord,
  deleteRecord,
  findRecord,
  overwriteRecord,
  patchRecord,
  type WriteContext,
} from './writes.ts';

type Operation = (context: WriteContext, request: RouteRequest) => RouteAnswer;

const RECORDS = '/zones/:zone_id/dns_records';
const RECORD = `${RECORDS}/:dns_record_id`;

/** Fixed paths come before the one with an identifier, which would match them too. */
const OPERATIONS: readonly (readonly [Route['method'], pattern: string, Operation])[] = [
  ['GET', RECORDS, (context, { query }) => listAnswer(context, query)],
  ['POST', RECORDS, (context, request) => ({ result: createRecord(context, bodyOf(request)) })],
  ['POST', `${RECORDS}/batch`, (context, request) => ({ result: runBatch(context, bodyOf(request)) })],
  ['GET', `${RECORDS}/usage`, usageAnswer],
  ['GET', `${RECORDS}/export`, exportAnswer],
  ['POST', `${RECORDS}/import`, (context, request) => ({ result: importZone(context, request) })],
  ['POST', `${RECORDS}/scan`, scanAnswer],
  ['POST', `${RECORDS}/scan/trigger`, triggerAnswer],
  ['GET', `${RECORDS}/scan/review`, foundAnswer],
  ['POST', `${RECORDS}/scan/review`, reviewAnswer],
  ['GET', RECORD, ({ records }, request) => ({ result: findRecord(records, idOf(request)) })],
  ['PATCH', RECORD, (context, request) => ({ result: patchRecord(context, idOf(request), bodyOf(request)) })],
  [
    'PUT',
    RECORD,
    (context, request) => ({ result: overwriteRecord(context, idOf(request), bodyOf(request)) }),
  ],
  ['DELETE', RECORD, (context, request) => ({ result: { id: deleteRecord(context, idOf(request)).id } })],
];

/** The routes; `contextOf` finds what belongs to the zone of a request. */
export function dnsRoutes(contextOf: (request: RouteRequest) => WriteContext): readonly Route[] {
  return OPERATIONS.map(([method, pattern, operation]) => ({
    method,
    pattern,
    permissions: method === 'GET' ? ['DNS Read', 'DNS Write'] : ['DNS Write'],
    handle: (request) => operation(contextOf(request), request),
  }));
}

function listAnswer({ records }: WriteContext, query: URLSearchParams): RouteAnswer {
  const { matches, onlyName, order, direction } = listQuery(query);
  const candidates =
    onlyName === undefined
      ? records.sorted(order, direction)
      : records.sortedNamed(onlyName, order, direction);
  const { items, info } = paginate(candidates.filter(matches), query, PAGE_LIMITS);
  return { result: items, resultInfo: info };
}

function usageAnswer({ quota, records }: WriteContext): RouteAnswer {
  return { result: { record_quota: quota, record_usage: records.size } };
}

function exportAnswer({ zone, records, determinism }: WriteContext): RouteAnswer {
  return {
    text: exportZone(zone, records.sorted('type', 'asc'), determinism.now()),
    contentType: 'text/plain; charset=utf-8',
  };
}

function idOf({ params }: RouteRequest): string {
  return params['dns_record_id'] ?? '';
}

function bodyOf(request: RouteRequest): Members {
  const body = request.json();
  if (!isRecord(body)) throw bodyInvalid('must be a JSON object');
  return body;
}

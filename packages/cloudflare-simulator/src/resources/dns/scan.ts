/**
 * The scan for common records (API reference, DNS > Records: scan, scan/trigger, scan/review). There is no world outside to
 * scan: it finds nothing, so that there is nothing to review; records that a client accepts all the same are made.
 */

import type { RouteAnswer, RouteRequest } from '../../contract.ts';
import { isRecord, isStringArray } from '../../json.ts';
import { bodyInvalid } from './refusals.ts';
import { createRecord, type WriteContext } from './writes.ts';

/** The older operation, which adds what it finds. */
export function scanAnswer(): RouteAnswer {
  return { result: { recs_added: 0, total_records_parsed: 0 } };
}

/** Begins a scan; the answer has no result at all. */
export function triggerAnswer(): RouteAnswer {
  return { result: undefined };
}

export function foundAnswer(): RouteAnswer {
  return { result: [] };
}

export function reviewAnswer(context: WriteContext, request: RouteRequest): RouteAnswer {
  const body = request.json();
  if (!isRecord(body)) throw bodyInvalid('must be a JSON object');
  const { accepts = [], rejects = [] } = body;
  if (!Array.isArray(accepts) || !accepts.every(isRecord)) throw bodyInvalid('"accepts" must list records');
  if (!Array.isArray(rejects) || !rejects.every(isRecord))
    throw bodyInvalid('"rejects" must list identifiers');
  const ids = rejects.map(({ id }) => id);
  if (!isStringArray(ids)) throw bodyInvalid('"rejects" must list identifiers');
  return {
    result: {
      accepts: context.records.transaction(() => accepts.map((record) => createRecord(context, record))),
      rejects: ids,
    },
  };
}

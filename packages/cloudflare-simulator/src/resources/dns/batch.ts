/** Many writes in one transaction (dns/manage-dns-records/how-to/batch-record-changes). */

import { isRecord } from '../../json.ts';
import { batchLimit } from './limits.ts';
import type { DnsRecord, Members } from './model.ts';
import { batchTooLarge, bodyInvalid } from './refusals.ts';
import { createRecord, deleteRecord, overwriteRecord, patchRecord, type WriteContext } from './writes.ts';

type Write = (context: WriteContext, operation: Members) => DnsRecord;

/** In the order in which Cloudflare runs them, whatever the order in the body. */
const WRITES: readonly (readonly [list: string, write: Write])[] = [
  ['deletes', (context, { id }) => deleteRecord(context, id)],
  ['patches', (context, { id, ...body }) => patchRecord(context, id, body)],
  ['puts', (context, { id, ...body }) => overwriteRecord(context, id, body)],
  ['posts', createRecord],
];

export type BatchResult = Readonly<Record<string, readonly DnsRecord[]>>;

/**
 * Runs every operation of the body, or none: the first that fails undoes those before it. Records show their
 * state at the end of their own operation.
 *
 * @throws {ApiFailure} the failure of the first operation that fails; 400 for more operations than the plan
 * allows.
 */
export function runBatch(context: WriteContext, body: Members): BatchResult {
  const lists = WRITES.map(([list, write]) => ({ list, write, operations: operationsOf(body, list) }));
  const total = lists.reduce((sum, { operations }) => sum + operations.length, 0);
  const limit = batchLimit(context.zone.plan);
  if (total > limit) throw batchTooLarge(total, limit);
  return context.records.transaction(() =>
    Object.fromEntries(
      lists.map(({ list, write, operations }) => [
        list,
        operations.map((operation) => write(context, operation)),
      ]),
    ),
  );
}

function operationsOf(body: Members, list: string): readonly Members[] {
  const operations = body[list] ?? [];
  if (!Array.isArray(operations)) throw bodyInvalid(`${list} must be an array`);
  if (!operations.every(isRecord)) throw bodyInvalid(`${list} must be an array of objects`);
  return operations;
}

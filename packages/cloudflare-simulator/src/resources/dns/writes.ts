/** The four writes on a record, as single requests and batches make them. */

import type { Determinism, Zone } from '../../contract.ts';
import { refuseConflict } from './conflicts.ts';
import type { DnsRecord, Members, RecordFields, SeedRecord } from './model.ts';
import { identifierInvalid, quotaReached, recordMissing, recordReadOnly, typeFixed } from './refusals.ts';
import { stamped } from './stamp.ts';
import type { ZoneRecords } from './store.ts';
import { recordFields } from './validate.ts';

/** Everything that a write needs beside its body. */
export interface WriteContext {
  readonly zone: Zone;
  readonly records: ZoneRecords;
  readonly determinism: Determinism;
  /** Records that the zone may hold. */
  readonly quota: number;
}

/** @throws {ApiFailure} 400 with 1032 for a malformed identifier, 404 with 81044 for an unknown one. */
export function findRecord(records: ZoneRecords, id: unknown): DnsRecord {
  if (typeof id !== 'string' || !/^[0-9a-f]{32}$/.test(id)) throw identifierInvalid();
  const record = records.get(id);
  if (!record) throw recordMissing();
  return record;
}

/** @throws {ApiFailure} also 400 for a record that a service of Cloudflare keeps. */
function findWritable(records: ZoneRecords, id: unknown): DnsRecord {
  const record = findRecord(records, id);
  if (record.meta.read_only === true) throw recordReadOnly();
  return record;
}

/** @throws {ApiFailure} 400, also with 81045 when the zone is full. */
export function createRecord(context: WriteContext, body: Members): DnsRecord {
  if (context.records.size >= context.quota) throw quotaReached();
  return addRecord(context, body);
}

/** Like `createRecord`, without the quota: seeds may be larger than any plan. */
export function addRecord(context: WriteContext, body: Members): DnsRecord {
  return save(context, recordFields(body, context.zone), undefined);
}

/** As `addRecord`, for a record that may belong to a service. */
export function seedRecord(context: WriteContext, { meta, ...body }: SeedRecord): DnsRecord {
  const record = { ...addRecord(context, body), ...(meta === undefined ? {} : { meta }) };
  context.records.put(record);
  return record;
}

/**
 * Changes the members that the body names and leaves the others alone. `data` and `settings` are members like
 * any other: they are replaced as a whole, never merged.
 *
 * @throws {ApiFailure} 400, also for another type than the record has.
 */
export function patchRecord(context: WriteContext, id: unknown, body: Members): DnsRecord {
  const current = findWritable(context.records, id);
  if (body['type'] !== undefined && body['type'] !== current.type) throw typeFixed();
  return save(context, recordFields({ ...current, ...body }, context.zone), current);
}

/**
 * Replaces every member by what the body says, or by its default: unproxied, automatic TTL, no comment, no
 * tags, no settings.
 *
 * @throws {ApiFailure} 400, also for another type than the record has.
 */
export function overwriteRecord(context: WriteContext, id: unknown, body: Members): DnsRecord {
  const current = findWritable(context.records, id);
  const fields = recordFields(body, context.zone);
  if (fields.type !== current.type) throw typeFixed();
  return save(context, fields, current);
}

/** @throws {ApiFailure} 404 for an unknown identifier. */
export function deleteRecord(context: WriteContext, id: unknown): DnsRecord {
  const record = findWritable(context.records, id);
  context.records.delete(record);
  return record;
}

function save(context: WriteContext, fields: RecordFields, current: DnsRecord | undefined): DnsRecord {
  const named = context.records.named(fields.name);
  const others = current ? [...named].filter(({ id }) => id !== current.id) : named;
  refuseConflict(fields, others, context.zone.name);
  const record = stamped(context.determinism, fields, current);
  context.records.put(record);
  return record;
}

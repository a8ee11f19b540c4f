import {
  type Change,
  canonicalJson,
  InputError,
  type JsonObject,
  type JsonValue,
  RejectedError,
  sameJson,
} from '@crunchtools/mcp-core';
import type { DnsRecord } from '../api/dns-records.ts';
import {
  checkRecord,
  describeRecord,
  isDataType,
  mergeRecord,
  type RecordChange,
  type RecordInput,
  serviceOf,
} from '../domain/dns/index.ts';
import { compact } from '../schema/compact.ts';
import { planOf, type ZoneRef } from '../zone.ts';

/** Cloudflare proxies only these; for other types its `proxied: false` says nothing. */
const proxiable: ReadonlySet<string> = new Set(['A', 'AAAA', 'CNAME']);

/**
 * What a user can set of a record, in the form in which it is written: `data` where the type has it, else
 * `content`. Two records are the same when their states are.
 */
export function stateOf(record: DnsRecord): JsonObject {
  const { type, name, content, data, ttl, priority, proxied, private_routing, comment, tags, settings } =
    record;
  const service = serviceOf(record);
  const hasData = data !== undefined && isDataType(type);
  return compact({
    type,
    name,
    content: hasData ? undefined : content,
    data: hasData ? data : undefined,
    ttl,
    // Types with their priority inside data are returned with a copy of it outside.
    priority: hasData && type !== 'URI' ? undefined : priority,
    proxied: proxiable.has(type) ? (proxied ?? false) : undefined,
    private_routing: private_routing === true ? true : undefined,
    comment,
    tags,
    settings,
    // One that a service locks meanwhile is not as it was planned: it must not be written.
    kept_by: service?.isLocked === true ? service.name : undefined,
  });
}

/** @throws {InputError} that names every problem of the record. */
export function creation(zone: ZoneRef, wished: RecordInput): Change {
  const after = checked(zone, wished);
  return {
    action: 'create',
    resource: 'dns_record',
    scope: zone,
    summary: describeRecord('create', undefined, after),
    after,
  };
}

/** @throws {RejectedError} for a record that a service of Cloudflare keeps. */
export function deletion(zone: ZoneRef, record: DnsRecord): Change {
  requireWritable(record);
  const before = stateOf(record);
  const summary = describeRecord('delete', before, undefined);
  return { action: 'delete', resource: 'dns_record', scope: zone, id: record.id, summary, before };
}

/**
 * The changes that give a record the wished fields: none when it has them, one update, or, because Cloudflare
 * cannot change a type in place, a delete and a create.
 * @throws {InputError} that names every problem of the record as it would be.
 * @throws {RejectedError} for a record that a service of Cloudflare keeps.
 */
export function edit(zone: ZoneRef, record: DnsRecord, wished: RecordChange): readonly Change[] {
  requireWritable(record);
  const before = stateOf(record);
  const body = checkedEdit(zone, inputOf(record), mergeRecord(inputOf(record), wished));
  if (body['type'] !== record.type) {
    return [
      deletion(zone, record),
      {
        action: 'create',
        resource: 'dns_record',
        scope: zone,
        summary: describeRecord('create', undefined, body),
        after: body,
      },
    ];
  }
  const after = withFields(before, body, wished);
  const changed = Object.keys(patchOf(before, after)).length > 0;
  if (!changed) return [];
  const summary = describeRecord('update', before, after);
  return [{ action: 'update', resource: 'dns_record', scope: zone, id: record.id, summary, before, after }];
}

/** Cloudflare refuses such a write, and with it everything else in the same batch. */
function requireWritable(record: DnsRecord): void {
  const service = serviceOf(record);
  if (service?.isLocked !== true) return;
  throw new RejectedError(
    `This ${record.type} record belongs to ${service.name}, and Cloudflare lets only that service change it. Nothing was changed.`,
    { nextStep: service.instead },
  );
}

function checked(zone: ZoneRef, wished: RecordInput): JsonObject {
  return settled(checkRecord(wished, { name: zone.name, plan: planOf(zone) }));
}

/** In the form of `stateOf`: `proxied` has a value exactly where it means something. */
function settled(record: RecordInput): JsonObject {
  return compact({
    ...record,
    proxied: proxiable.has(record.type) ? (record.proxied ?? false) : undefined,
    // Cloudflare answers an empty comment as none.
    comment: record.comment === '' ? undefined : record.comment,
  });
}

/**
 * As `checked`, but what is wrong with the record already does not stop an edit of something else: Cloudflare
 * holds records that are older than its rules, or ours.
 */
function checkedEdit(zone: ZoneRef, current: RecordInput, wished: RecordInput): JsonObject {
  const problems = problemsOf(zone, wished);
  const old = problems.length === 0 ? [] : problemsOf(zone, current);
  const onlyOld = problems.length > 0 && problems.every((problem) => old.includes(problem));
  return onlyOld ? settled(wished) : checked(zone, wished);
}

/** Each problem with its field, as text. */
function problemsOf(zone: ZoneRef, record: RecordInput): readonly string[] {
  try {
    checked(zone, record);
    return [];
  } catch (error) {
    const problems = error instanceof InputError ? error.details?.['problems'] : undefined;
    if (!Array.isArray(problems)) throw error;
    return problems.map((problem: JsonValue) => canonicalJson(problem));
  }
}

function inputOf(record: DnsRecord): RecordInput {
  // Cloudflare repeats data as content; a caller gives one of the two.
  const content = isDataType(record.type) && record.data !== undefined ? undefined : record.content;
  const { type, name, data, ttl, priority, proxied, private_routing, comment, tags, settings } = record;
  return { type, name, content, data, ttl, priority, proxied, private_routing, comment, tags, settings };
}

/** A value that nobody asked to change stays as Cloudflare wrote it, even where we would write it otherwise. */
function withFields(before: JsonObject, body: JsonObject, wished: RecordChange): JsonObject {
  const newValue = ['content', 'data', 'priority'].some((field) => Reflect.get(wished, field) !== undefined);
  const { content, data, priority } = newValue ? body : before;
  return compact({
    ...body,
    name: wished.name === undefined ? before['name'] : body['name'],
    content,
    data,
    priority,
  });
}

/** The members of `after` that differ from `before`, as PATCH takes them; what is gone gets its empty value. */
export function patchOf(before: JsonObject, after: JsonObject): JsonObject {
  const changed: Record<string, JsonObject[string]> = {};
  for (const field of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const value = after[field];
    if (value === undefined) changed[field] = emptyValues[field] ?? null;
    else if (!sameJson(value, before[field])) changed[field] = value;
  }
  return changed;
}

const emptyValues: JsonObject = { comment: '', tags: [], settings: {}, private_routing: false };

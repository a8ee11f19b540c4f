import {
  type Change,
  type ChangeSequence,
  canonicalJson,
  type Executor,
  type Guard,
  type GuardJudge,
  InputError,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  type Keeping,
  NotFoundError,
  type Outcome,
  type Reconciliation,
  RejectedError,
  type Scope,
  type Subject,
  sameJson,
} from '@crunchtools/mcp-core';
import { applyToObject } from '../../executor.ts';
import { compact } from '../../schema.ts';
import type { CloudflareApi } from '../../services.ts';
import { type ZoneRef, type ZoneResolver, zonePlanOf } from '../../zone.ts';
import type { DnsRecord } from './api.ts';
import { lookupsOf, makeJudge } from './guard/judge.ts';
import { dnsGuards } from './guard/table.ts';
import { checkRecord, describeRecord, mergeRecord } from './record.ts';
import { countKept, insteadOf, serviceOf } from './sync/diff.ts';
import { refuseBeside, valueKey } from './sync/existing.ts';
import { isDataType, type RecordChange, type RecordInput } from './types.ts';

/** Cloudflare proxies only these; for other types its `proxied: false` says nothing. */
const proxiable: ReadonlySet<string> = new Set(['A', 'AAAA', 'CNAME']);

/**
 * What a user can set of a record, in the form in which it is written: `data` where the type has it, else
 * `content`. Two records are the same when their states are.
 */
export function recordState(record: DnsRecord): JsonObject {
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
export function createRecord(zone: ZoneRef, wished: RecordInput): Change {
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
export function deleteRecord(zone: ZoneRef, record: DnsRecord): Change {
  requireWritable(record);
  const before = recordState(record);
  const summary = describeRecord('delete', before, undefined);
  return { action: 'delete', resource: 'dns_record', scope: zone, id: record.id, summary, before };
}

/**
 * The changes that give a record the wished fields: none when it has them, one update, or, because Cloudflare
 * cannot change a type in place, a delete and a create.
 * @throws {InputError} that names every problem of the record as it would be.
 * @throws {RejectedError} for a record that a service of Cloudflare keeps.
 */
export function updateRecord(zone: ZoneRef, record: DnsRecord, wished: RecordChange): readonly Change[] {
  requireWritable(record);
  const before = recordState(record);
  const body = checkedEdit(zone, inputOf(record), mergeRecord(inputOf(record), wished));
  if (body['type'] !== record.type) {
    return [
      deleteRecord(zone, record),
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
  return settled(checkRecord(wished, { name: zone.name, plan: zonePlanOf(zone) }));
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
function patchOf(before: JsonObject, after: JsonObject): JsonObject {
  const changed: Record<string, JsonObject[string]> = {};
  for (const field of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const value = after[field];
    if (value === undefined) changed[field] = emptyValues[field] ?? null;
    else if (!sameJson(value, before[field])) changed[field] = value;
  }
  return changed;
}

const emptyValues: JsonObject = { comment: '', tags: [], settings: {}, private_routing: false };

/** What the records there are say about a change that got no answer. */
export type Evidence =
  | { readonly kind: 'applied'; readonly outcome: Outcome }
  | { readonly kind: 'not_applied' }
  /** Somebody else may have written: the record is neither as it was nor as it was to be, or was there before. */
  | { readonly kind: 'unclear' };

/**
 * Looks for the effect of changes in records that were read after them. Names, types and values are compared by
 * their meaning, because Cloudflare may store another spelling than it was sent.
 */
export class EvidenceInRecords {
  readonly #byId: ReadonlyMap<string, DnsRecord>;
  readonly #byValue: ReadonlyMap<string, DnsRecord>;
  readonly #zoneName: string;
  readonly #since: number;

  /**
   * @param records at least those with the ids, and those of the names and types, that the changes are about.
   * @param since when the changes were sent, in milliseconds since the epoch.
   */
  constructor(
    records: readonly DnsRecord[],
    changes: readonly Change[],
    { zoneName, since }: { readonly zoneName: string; readonly since: number },
  ) {
    this.#zoneName = zoneName;
    this.#since = since - clockTolerance;
    this.#byId = new Map(records.map((record) => [record.id, record]));
    const created = new Set(
      changes.map(({ action, after }) => (action === 'create' ? after?.['name'] : undefined)),
    );
    this.#byValue = new Map(
      records
        .filter(({ name }) => created.has(name))
        .map((record) => [this.#key(recordState(record)), record] as const),
    );
  }

  of({ action, id = '', before, after = {} }: Change): Evidence {
    const record = action === 'create' ? this.#byValue.get(this.#key(after)) : this.#byId.get(id);
    if (action === 'delete') {
      return record === undefined ? { kind: 'applied', outcome: { id } } : { kind: 'not_applied' };
    }
    if (record === undefined) return { kind: action === 'create' ? 'not_applied' : 'unclear' };
    // Cloudflare refuses a second record of a value: this one is not ours, and its undo would delete another's.
    if (action === 'create' && this.#isOlder(record)) return { kind: 'unclear' };
    const observed = recordState(record);
    // Comes first: a field that was to go is not missed by looking for those that were to be there.
    if (action === 'update' && sameJson(before, observed)) return { kind: 'not_applied' };
    if (this.#holds(after, observed) && isRid(observed, before, after))
      return { kind: 'applied', outcome: { id: record.id, observed } };
    return { kind: action === 'create' ? 'not_applied' : 'unclear' };
  }

  #isOlder({ created_on: created }: DnsRecord): boolean {
    return created !== undefined && Date.parse(created) < this.#since;
  }

  /** Whether everything that was wished is there. More may be: defaults that Cloudflare fills in. */
  #holds(wished: JsonObject, found: JsonObject): boolean {
    if (this.#key(wished) !== this.#key(found)) return false;
    return Object.entries(wished).every(
      ([field, value]) => valueFields.has(field) || sameJson(value, found[field]),
    );
  }

  #key(state: JsonObject): string {
    const { type, name, content, data, priority } = state;
    const value = valueKey(
      {
        type: text(type),
        name: text(name),
        content: typeof content === 'string' ? content : undefined,
        data: isJsonObject(data) ? data : undefined,
        priority: typeof priority === 'number' ? priority : undefined,
      },
      this.#zoneName,
    );
    return `${text(type)} ${text(name).toLowerCase()} ${value}`;
  }
}

/** Milliseconds by which the clock of this machine may be ahead of Cloudflare's. */
const clockTolerance = 30_000;

/** Whether the fields that were to go are gone, or empty. */
function isRid(found: JsonObject, before: JsonObject | undefined, after: JsonObject): boolean {
  return Object.keys(before ?? {}).every((field) => after[field] !== undefined || isEmpty(found[field]));
}

function isEmpty(value: JsonObject[string]): boolean {
  if (value === undefined || value === null || value === '' || value === false) return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

const valueFields: ReadonlySet<string> = new Set(['type', 'name', 'content', 'data', 'priority']);

function text(value: JsonObject[string]): string {
  return typeof value === 'string' ? value : '';
}

/** Records that a service of Cloudflare locked; `kept_by` in their state names it. */
const keeping: Keeping = {
  isKept: ({ kept_by }) => kept_by !== undefined,
  excludes: (kept, wanted, { name }) =>
    kept['name'] === wanted['name'] && refuseBeside(neighbour(kept), neighbour(wanted), name) !== undefined,
  notes(kept, excluded) {
    const records = kept.map((state) => ({
      type: memberText(state, 'type'),
      keeper: memberText(state, 'kept_by'),
    }));
    const advice = new Set(records.map(({ keeper }) => insteadOf(keeper)));
    const beside =
      excluded.length === 1 ? 'One record that cannot' : `${excluded.length} records that cannot`;
    return [
      `Records that services of Cloudflare lock by now are left as they are: ${countKept(records)}. ${[...advice].join(' ')} Then undo the change again.`,
      ...(excluded.length === 0 ? [] : [`${beside} stand beside these are not brought back.`]),
    ];
  },
};

function neighbour(state: JsonObject): { readonly type: string; readonly name: string } {
  return { type: memberText(state, 'type'), name: memberText(state, 'name') };
}

function memberText(state: JsonObject, member: string): string {
  return text(state[member]);
}

/** Operations in one batch (developers.cloudflare.com/dns/manage-dns-records/how-to/batch-record-changes). */
const batchLimits = { free: 200, paid: 3_500 } as const;

/** As many records as are asked for one by one; for more, the whole zone takes fewer requests. */
const fewReads = 3;

/** Reads, writes and reconciles DNS records. One change is one request; several are one transaction. */
export class DnsRecordExecutor implements Executor {
  readonly resource = 'dns_record';
  readonly identity = ['type', 'name'];
  readonly guards: readonly Guard[] = dnsGuards;
  readonly keeping = keeping;
  readonly #api: CloudflareApi['dns'];
  readonly #zones: ZoneResolver;

  constructor(api: CloudflareApi['dns'], zones: ZoneResolver) {
    this.#api = api;
    this.#zones = zones;
  }

  async read({ scope, id = '' }: Pick<Change, 'scope' | 'id'>): Promise<JsonObject | undefined> {
    const record = await this.#find(scope, id);
    return record === undefined ? undefined : recordState(record);
  }

  async readAll(subjects: readonly Subject[]): Promise<readonly (JsonObject | undefined)[]> {
    const [first] = subjects;
    if (first === undefined) return [];
    if (subjects.length <= fewReads) return Promise.all(subjects.map((subject) => this.read(subject)));
    const wanted = new Set(subjects.map(({ id }) => id));
    const { records } = await this.#api.search(first.scope.id, ({ id }) => wanted.has(id));
    const states = new Map(records.map((record) => [record.id, recordState(record)] as const));
    return subjects.map(({ id = '' }) => states.get(id));
  }

  async batchLimit(scope: Scope): Promise<number> {
    const { plan } = await this.#zones.resolve(scope.id);
    return plan === undefined || plan === 'free' ? batchLimits.free : batchLimits.paid;
  }

  async apply(changes: readonly Change[]): Promise<readonly Outcome[]> {
    const [only, ...others] = changes;
    if (only === undefined) return [];
    return others.length === 0 ? [await this.#applyOne(only)] : this.#applyBatch(only.scope, changes);
  }

  async reconcile(changes: readonly Change[], since: number): Promise<Reconciliation> {
    const [first] = changes;
    if (first === undefined) return { verdict: 'applied', outcomes: [] };
    const records = await this.#recordsAbout(first.scope, changes);
    const evidence = new EvidenceInRecords(records, changes, { zoneName: first.scope.name, since });
    const found = changes.map((change) => evidence.of(change));
    const outcomes = found.flatMap((each) => (each.kind === 'applied' ? [each.outcome] : []));
    if (outcomes.length === changes.length) return { verdict: 'applied', outcomes };
    // A batch is one transaction, so a part of it being there means that somebody else wrote meanwhile.
    return { verdict: found.every(({ kind }) => kind === 'not_applied') ? 'not_applied' : 'unknown' };
  }

  /** Reads what the judgement depends on: at most one request for each change of a short plan. */
  async judge(changes: ChangeSequence): Promise<GuardJudge> {
    const lookups = lookupsOf(changes);
    const found = await Promise.all(lookups.map((lookup) => this.#api.related(lookup.scope.id, lookup)));
    // Several lookups may have found the same.
    const records = new Map(found.flat().map((record) => [record.id, record]));
    return makeJudge(changes, {
      records: [...records.values()].map((record) => ({ id: record.id, state: recordState(record) })),
      names: lookups.map(({ name }) => name),
    });
  }

  async population({ id }: Scope): Promise<number> {
    return this.#api.count(id);
  }

  irreversibleReason(): undefined {
    return undefined;
  }

  summarise(action: Change['action'], before: JsonObject | undefined, after: JsonObject | undefined): string {
    return describeRecord(action, before, after);
  }

  #applyOne(change: Change): Promise<Outcome> {
    return applyToObject(change, { noun: 'a DNS record', api: this.#api, patchOf, outcomeOf });
  }

  async #applyBatch(scope: Scope, changes: readonly Change[]): Promise<readonly Outcome[]> {
    const of = (action: Change['action']): readonly Change[] =>
      changes.filter((change) => change.action === action);
    const answer = await this.#api.batch(scope.id, {
      deletes: of('delete').map(({ id = '' }) => id),
      patches: of('update').map(({ id = '', before = {}, after = {} }) => ({
        ...patchOf(before, after),
        id,
      })),
      posts: of('create').map(({ after = {} }) => after),
    });
    const updated = answer.patches.values();
    const created = answer.posts.values();
    return changes.map(({ action, id }) => {
      if (action === 'delete') return id === undefined ? {} : { id };
      const record = (action === 'create' ? created : updated).next().value;
      return record === undefined ? {} : outcomeOf(record);
    });
  }

  /** The records that the changes are about, or all of the zone where that takes fewer requests. */
  async #recordsAbout(scope: Scope, changes: readonly Change[]): Promise<readonly DnsRecord[]> {
    if (changes.length > fewReads) return this.#api.listAll(scope.id);
    const found = await Promise.all(changes.map((change) => this.#recordsOf(scope, change)));
    return found.flat();
  }

  async #recordsOf(scope: Scope, { action, id = '', after = {} }: Change): Promise<readonly DnsRecord[]> {
    if (action === 'create') {
      return this.#api.listAll(scope.id, { name: text(after['name']), type: text(after['type']) });
    }
    const record = await this.#find(scope, id);
    return record === undefined ? [] : [record];
  }

  async #find(scope: Scope, id: string): Promise<DnsRecord | undefined> {
    try {
      return await this.#api.get(scope.id, id);
    } catch (error) {
      if (error instanceof NotFoundError) return undefined;
      throw error;
    }
  }
}

function outcomeOf(record: DnsRecord): Outcome {
  return { id: record.id, observed: recordState(record) };
}

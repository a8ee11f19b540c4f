import {
  type Change,
  type ChangeSequence,
  type Executor,
  type Guard,
  type GuardJudge,
  type JsonObject,
  NotFoundError,
  type Outcome,
  type Reconciliation,
  type Scope,
  type Subject,
} from '@crunchtools/mcp-core';
import type { DnsRecord } from '../api/dns-records.ts';
import type { CloudflareApi } from '../api/index.ts';
import { patchOf, stateOf } from '../changes/dns-record.ts';
import { describeRecord, guards, lookupsOf, makeJudge } from '../domain/dns/index.ts';
import type { ZoneResolver } from '../zone.ts';
import { EvidenceInRecords } from './dns-record-evidence.ts';
import { keeping } from './dns-record-keeping.ts';

/** Operations in one batch (developers.cloudflare.com/dns/manage-dns-records/how-to/batch-record-changes). */
const batchLimits = { free: 200, paid: 3_500 } as const;

/** As many records as are asked for one by one; for more, the whole zone takes fewer requests. */
const fewReads = 3;

/** Reads, writes and reconciles DNS records. One change is one request; several are one transaction. */
export class DnsRecordExecutor implements Executor {
  readonly resource = 'dns_record';
  readonly identity = ['type', 'name'];
  readonly guards: readonly Guard[] = guards;
  readonly keeping = keeping;
  readonly #api: CloudflareApi['dns'];
  readonly #zones: ZoneResolver;

  constructor(api: CloudflareApi['dns'], zones: ZoneResolver) {
    this.#api = api;
    this.#zones = zones;
  }

  async read({ scope, id = '' }: Pick<Change, 'scope' | 'id'>): Promise<JsonObject | undefined> {
    const record = await this.#find(scope, id);
    return record === undefined ? undefined : stateOf(record);
  }

  async readAll(subjects: readonly Subject[]): Promise<readonly (JsonObject | undefined)[]> {
    const [first] = subjects;
    if (first === undefined) return [];
    if (subjects.length <= fewReads) return Promise.all(subjects.map((subject) => this.read(subject)));
    const wanted = new Set(subjects.map(({ id }) => id));
    const { records } = await this.#api.search(first.scope.id, ({ id }) => wanted.has(id));
    const states = new Map(records.map((record) => [record.id, stateOf(record)] as const));
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
      records: [...records.values()].map((record) => ({ id: record.id, state: stateOf(record) })),
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

  async #applyOne({ action, scope, id = '', before = {}, after = {} }: Change): Promise<Outcome> {
    switch (action) {
      case 'create':
        return outcomeOf(await this.#api.create(scope.id, after));
      case 'update':
        return outcomeOf(await this.#api.patch(scope.id, id, patchOf(before, after)));
      case 'delete':
        await this.#api.delete(scope.id, id);
        return { id };
      case 'reorder':
      case 'purge':
        throw new Error(`a DNS record cannot be changed by ${action}`);
    }
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
  return { id: record.id, observed: stateOf(record) };
}

function text(value: JsonObject[string]): string {
  return typeof value === 'string' ? value : '';
}

import {
  type Change,
  type Executor,
  type JsonObject,
  NotFoundError,
  type Outcome,
  type Reconciliation,
  type Scope,
  sameJson,
} from '@crunchtools/mcp-core';
import type { DnsRecord } from '../api/dns-records.ts';
import type { CloudflareApi } from '../api/index.ts';
import { patchOf, stateOf } from '../changes/dns-record.ts';
import { describeRecord, guardReason } from '../domain/dns/index.ts';
import type { ZoneResolver } from '../zone.ts';

/** Operations in one batch (developers.cloudflare.com/dns/manage-dns-records/how-to/batch-record-changes). */
const batchLimits = { free: 200, paid: 3_500 } as const;

/** Reads, writes and reconciles DNS records. One change is one request; several are one transaction. */
export class DnsRecordExecutor implements Executor {
  readonly resource = 'dns_record';
  readonly #api: CloudflareApi['dns'];
  readonly #zones: ZoneResolver;

  constructor(api: CloudflareApi['dns'], zones: ZoneResolver) {
    this.#api = api;
    this.#zones = zones;
  }

  async read({ scope, id = '' }: Pick<Change, 'scope' | 'id'>): Promise<JsonObject | undefined> {
    try {
      return stateOf(await this.#api.get(scope.id, id));
    } catch (error) {
      if (error instanceof NotFoundError) return undefined;
      throw error;
    }
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

  async reconcile(changes: readonly Change[]): Promise<Reconciliation> {
    const found = await Promise.all(changes.map((change) => this.#lookFor(change)));
    const outcomes = found.filter((outcome) => outcome !== undefined);
    if (outcomes.length === changes.length) return { verdict: 'applied', outcomes };
    // A batch is one transaction, so a part of it being there means that somebody else wrote meanwhile.
    return { verdict: outcomes.length === 0 ? 'not_applied' : 'unknown' };
  }

  guardReason({ action, before, after, scope }: Change): string | undefined {
    const record = after ?? before;
    if (record === undefined || (action !== 'create' && action !== 'update' && action !== 'delete'))
      return undefined;
    return guardReason(
      { type: text(record['type']), name: text(record['name']), content: text(record['content']) },
      scope.name,
      action,
    );
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

  /** The outcome of a change that took effect, or `undefined` when it did not. */
  async #lookFor({ action, scope, id, after }: Change): Promise<Outcome | undefined> {
    if (action === 'create') return after === undefined ? undefined : this.#lookForCreated(scope, after);
    const now = id === undefined ? undefined : await this.read({ scope, id });
    if (action === 'delete') return now === undefined && id !== undefined ? { id } : undefined;
    return id !== undefined && now !== undefined && holds(after, now) ? { id, observed: now } : undefined;
  }

  /** Cloudflare refuses a second record with the same name, type and value, so there is at most one. */
  async #lookForCreated(scope: Scope, after: JsonObject): Promise<Outcome | undefined> {
    const { items } = await this.#api.list(scope.id, {
      name: text(after['name']),
      type: text(after['type']),
    });
    const record = items.find((item) => holds(after, stateOf(item)));
    return record === undefined ? undefined : outcomeOf(record);
  }
}

function outcomeOf(record: DnsRecord): Outcome {
  return { id: record.id, observed: stateOf(record) };
}

/** Whether everything that was wished is there. More may be: defaults that Cloudflare fills in. */
function holds(wished: JsonObject | undefined, found: JsonObject): boolean {
  return Object.entries(wished ?? {}).every(([field, value]) => sameJson(value, found[field]));
}

function text(value: JsonObject[string]): string {
  return typeof value === 'string' ? value : '';
}

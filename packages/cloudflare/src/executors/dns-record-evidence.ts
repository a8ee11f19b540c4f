import { type Change, isJsonObject, type JsonObject, type Outcome, sameJson } from '@crunchtools/mcp-core';
import type { DnsRecord } from '../api/dns-records.ts';
import { stateOf } from '../changes/dns-record.ts';
import { valueKey } from '../domain/dns/sync/index.ts';

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
        .map((record) => [this.#key(stateOf(record)), record] as const),
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
    const observed = stateOf(record);
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

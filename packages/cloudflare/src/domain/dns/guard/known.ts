import type { ChangeSequence, JsonObject } from '@crunchtools/mcp-core';
import type { Naming } from './hosts.ts';
import { foldName, type GuardedRecord, guardedRecord, textIn } from './record.ts';

/** What was read of the zone beside the plan. */
export interface Known {
  /** Records in the form of the states of changes, with their ids. */
  readonly records: readonly { readonly id: string; readonly state: JsonObject }[];
  /** Names of which all records are among these. */
  readonly names: readonly string[];
}

type By = 'byMail' | 'byDelegation' | 'byService';

const pointing: Readonly<Record<string, By>> = { MX: 'byMail', NS: 'byDelegation', SRV: 'byService' };

/** Stand-ins for a server where there is none (developers.cloudflare.com/dns/proxy-status, "originless setups"). */
const standIns: ReadonlySet<string> = new Set(['192.0.2.0', '192.0.2.1', '100::']);

/**
 * What is known of the other records: which hosts are named by MX, NS and SRV records, which addresses are those of
 * proxied ones, and what stays at a name. From the plan, before and after, and from what was read.
 */
export class Surroundings {
  readonly #hosts: Readonly<Record<By, Set<string>>> = {
    byMail: new Set(),
    byDelegation: new Set(),
    byService: new Set(),
  };
  readonly #origins = new Set<string>();
  /** Addresses that anybody can see, whatever the plan does. */
  readonly #open = new Set<string>();
  readonly #staying = new Map<string, GuardedRecord[]>();

  constructor(changes: ChangeSequence, { records, names }: Known = { records: [], names: [] }) {
    const changed = new Set<string>();
    for (const { resource, scope, id, before, after } of changes) {
      if (resource !== 'dns_record') continue;
      if (id !== undefined) changed.add(id);
      for (const state of [before, after]) {
        // Most records say nothing of others, and plans are long.
        if (state !== undefined && saysMore(state)) this.#take(state, scope.name);
      }
    }
    for (const name of names) this.#staying.set(name, []);
    for (const { id, state } of records) {
      const record = this.#take(state, '');
      if (changed.has(id)) continue;
      if (!record.proxied) this.#open.add(record.content);
      this.#staying.get(record.name)?.push(record);
    }
  }

  naming(host: string): Naming {
    return {
      byMail: this.#hosts.byMail.has(host),
      byDelegation: this.#hosts.byDelegation.has(host),
      byService: this.#hosts.byService.has(host),
      isOrigin: (address) => this.#origins.has(address) && !this.#open.has(address),
    };
  }

  /** The records at a name that the plan leaves as they are; `undefined` where they were not read. */
  others(name: string): readonly GuardedRecord[] | undefined {
    return this.#staying.get(name);
  }

  #take(state: JsonObject, zoneName: string): GuardedRecord {
    const record = guardedRecord(state, foldName('@', zoneName));
    const { type, content, data, proxied } = record;
    const by = Object.hasOwn(pointing, type) ? pointing[type] : undefined;
    if (by !== undefined) this.#hosts[by].add(type === 'SRV' ? textIn(data, 'target') : content);
    const isAddress = (type === 'A' || type === 'AAAA') && !standIns.has(content);
    if (proxied && isAddress) this.#origins.add(content);
    return record;
  }
}

function saysMore(state: JsonObject): boolean {
  return state['proxied'] === true || Object.hasOwn(pointing, textIn(state, 'type').toUpperCase());
}

import type { Change, JsonObject } from '@crunchtools/mcp-core';
import type { Naming } from './hosts.ts';
import { rangeOf } from './range.ts';
import { foldName, type GuardedRecord, guardedRecord, textIn } from './record.ts';
import { Wildcards } from './wildcards.ts';

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
  readonly #changed = new Set<string>();
  #zoneName = '';
  /** Those that were there before the plan; without what was not read. */
  readonly wildcards = new Wildcards();

  /** Called for each change of DNS records of the plan, before `readBeside`. */
  note({ scope, id, before, after }: Change): void {
    this.#zoneName = scope.name;
    if (id !== undefined) this.#changed.add(id);
    for (const state of [before, after]) {
      // Most records say nothing of others, and plans are long.
      if (state !== undefined && saysMore(state)) this.#take(state, scope.name);
    }
  }

  readBeside({ records, names }: Known): void {
    for (const name of names) this.#staying.set(name, []);
    for (const { id, state } of records) {
      const record = this.#take(state, this.#zoneName);
      this.wildcards.take(record);
      if (this.#changed.has(id)) continue;
      if (!record.proxied) this.#open.add(endOf(record));
      this.#staying.get(record.name)?.push(record);
    }
  }

  naming(host: string): Naming {
    return {
      byMail: this.#hosts.byMail.has(host),
      byDelegation: this.#hosts.byDelegation.has(host),
      byService: this.#hosts.byService.has(host),
      isOrigin: (record) => {
        const end = endOf(record);
        return this.#origins.has(end) && !this.#open.has(end);
      },
    };
  }

  /** The records at a name that the plan leaves as they are; `undefined` where they were not read. */
  others(name: string): readonly GuardedRecord[] | undefined {
    return this.#staying.get(name);
  }

  #take(state: JsonObject, zoneName: string): GuardedRecord {
    const zone = foldName('@', zoneName);
    const record = guardedRecord(state, zone);
    const { type, content, data, proxied } = record;
    const by = Object.hasOwn(pointing, type) ? pointing[type] : undefined;
    if (by !== undefined) this.#hosts[by].add(type === 'SRV' ? textIn(data, 'target') : content);
    // What a proxied alias of the zone itself leads to is proxied, too, or its own business.
    const isInside = type === 'CNAME' && (content === zone || content.endsWith(`.${zone}`));
    if (proxied && !isInside && !standIns.has(content)) this.#origins.add(endOf(record));
    return record;
  }
}

/** Prefixes of IPv6 addresses that say an IPv4 address: mapped (RFC 4291 section 2.5.5.2) and translated (RFC 6052). */
const embedding = ['::ffff:0:0/96', '64:ff9b::/96'] as const;

/** Where a record leads, in one form: an IPv4 address that an IPv6 address says as itself. */
export function endOf({ type, content }: GuardedRecord): string {
  const bits = type === 'AAAA' ? rangeOf(content) : undefined;
  const [rest] = embedding.flatMap((range) => {
    const prefix = rangeOf(range);
    return prefix !== undefined && bits?.startsWith(prefix) === true ? [bits.slice(prefix.length)] : [];
  });
  if (rest === undefined) return content;
  return [0, 8, 16, 24].map((at) => Number.parseInt(rest.slice(at, at + 8), 2)).join('.');
}

function saysMore(state: JsonObject): boolean {
  return state['proxied'] === true || Object.hasOwn(pointing, textIn(state, 'type').toUpperCase());
}

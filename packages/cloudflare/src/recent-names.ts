import { type Candidates, RecentReads } from '@crunchtools/mcp-core';
import { listOfZones } from './api/writes.ts';
import type { DnsRecordsApi } from './features/dns/api.ts';
import type { ZonesApi } from './features/zones/api.ts';

const lifetimeMs = 60_000;
/** Of names, with their zones. */
const mostBytes = 1024 * 1024;

/** Names that completions found, for all calls of a process. */
export class NameMemory extends RecentReads<Candidates> {
  constructor(now: () => number = Date.now) {
    super({ lifetimeMs, mostBytes }, now);
  }
}

/** The part of the API that names are found with. */
interface Api {
  readonly zones: ZonesApi;
  readonly dns: DnsRecordsApi;
}

/** What `RecentNames` is made of. */
interface RecentNamesParts {
  readonly api: (signal: AbortSignal) => Api;
  readonly memory: NameMemory;
  /** Stays the same while this process changes nothing in the zone; `undefined` while it may. */
  readonly stamp: (zoneId: string) => number | undefined;
  readonly signal: AbortSignal;
}

type Find = (api: Api) => Promise<Candidates>;

/**
 * Names for completions, which clients ask for with every key. They are remembered for a minute, and for as long as this
 * process writes nothing to the zone. What somebody else made meanwhile is not offered, and can be typed all the same.
 */
export class RecentNames {
  readonly #parts: RecentNamesParts;

  constructor(parts: RecentNamesParts) {
    this.#parts = parts;
  }

  /** Names of zones. */
  async zones(start: string, find: Find): Promise<Candidates> {
    return this.#get(listOfZones, start, () => this.#parts.stamp(listOfZones), find);
  }

  /** Names of records in a zone. */
  async records(zoneId: string, start: string, find: Find): Promise<Candidates> {
    return this.#get(zoneId, start, () => this.#parts.stamp(zoneId), find);
  }

  async #get(list: string, start: string, stamp: () => number | undefined, find: Find): Promise<Candidates> {
    const { api, memory, signal } = this.#parts;
    const { value } = await memory.get({
      key: `${list}/${start}`,
      stamp,
      signal,
      read: (shared) => find(api(shared)),
      bytesOf: ({ values }) => list.length + start.length + values.join().length,
    });
    return value;
  }
}

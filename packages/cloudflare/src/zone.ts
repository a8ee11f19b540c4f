import {
  AmbiguousError,
  MalformedResponseError,
  NotFoundError,
  PermissionError,
  type Policy,
} from '@crunchtools/mcp-core';
import type { ZonePlan } from './features/dns/types.ts';
import type { Zone, ZonesApi } from './features/zones/api.ts';
import { domainName, zoneId, zoneKey } from './zone-key.ts';

/** What tools and executors know of a zone. */
export type ZoneRef = Pick<Zone, 'id' | 'name' | 'plan' | 'account'>;

const plans: readonly ZonePlan[] = ['free', 'pro', 'business', 'enterprise'];

/** The zone's plan, or `undefined` when Cloudflare names one that is not known here (partners have their own). */
export function zonePlanOf({ plan }: Pick<Zone, 'plan'>): ZonePlan | undefined {
  return plans.find((known) => known === plan);
}

const lifetimeMs = 5 * 60_000;
const mostZones = 1_000;

/** Zones resolved by this process, for five minutes each; a zone that answers 404 is forgotten at once. */
export class ZoneMemory {
  readonly #zones = new Map<string, { readonly zone: ZoneRef; readonly until: number }>();
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  get(nameOrId: string): ZoneRef | undefined {
    const entry = this.#zones.get(nameOrId);
    return entry !== undefined && entry.until > this.#now() ? entry.zone : undefined;
  }

  put(zone: ZoneRef): void {
    if (this.#zones.size >= mostZones) this.#zones.clear();
    const entry = { zone, until: this.#now() + lifetimeMs };
    this.#zones.set(zone.id, entry);
    this.#zones.set(zone.name, entry);
  }

  forget(zone: Pick<ZoneRef, 'id' | 'name'>): void {
    this.#zones.delete(zone.id);
    this.#zones.delete(zone.name);
  }
}

/** Resolves the `zone` argument of every tool, once and exactly. */
export class ZoneResolver {
  readonly #api: () => ZonesApi;
  readonly #memory: ZoneMemory;
  readonly #policy: Policy;
  readonly #resolved = new Set<string>();

  /** @param api for the first zone that is not known yet. */
  constructor(api: () => ZonesApi, memory: ZoneMemory, policy: Policy) {
    this.#api = api;
    this.#memory = memory;
    this.#policy = policy;
  }

  /**
   * @param nameOrId a domain name in any case, also with non-ASCII letters or a trailing dot, or a zone id.
   * @throws {InputError} when it is neither.
   * @throws {NotFoundError} when there is no such zone, the token may not see it or policy does not allow it:
   * the three are not told apart.
   * @throws {AmbiguousError} when several accounts have a zone of that name.
   */
  async resolve(nameOrId: string): Promise<ZoneRef> {
    const key = zoneKey(nameOrId);
    const zone = this.#memory.get(key) ?? (await this.#fetch(key));
    // Checked on every use and on the name Cloudflare gave: an id must not be a way around the allow-list.
    if (!this.#policy.scopeExists(zone)) throw unknownZone(key);
    this.#memory.put(zone);
    this.#resolved.add(zone.name);
    return zone;
  }

  /** Names of the zones that were resolved here: those a call was about. */
  get resolved(): readonly string[] {
    return [...this.#resolved];
  }

  forget(zone: Pick<ZoneRef, 'id' | 'name'>): void {
    this.#memory.forget(zone);
  }

  /** Whether policy lets a zone of that name exist. @param name in A-labels. */
  mayExist(name: string): boolean {
    return this.#policy.scopeExists({ name });
  }

  /** @throws {NotFoundError} for a zone that is to be created and that policy does not allow. */
  requireAllowed(name: string): void {
    if (this.mayExist(name)) return;
    throw new NotFoundError(`${name} is not in the list of zones that this server was started with.`, {
      nextStep: 'Only the person who starts the server can allow it (--zones).',
    });
  }

  async #fetch(key: string): Promise<ZoneRef> {
    if (zoneId.test(key)) return this.#fetchById(key);
    if (!this.#policy.scopeExists({ name: key })) throw unknownZone(key);
    const [zone, ...others] = await this.#api().named([key]);
    if (zone === undefined) throw unknownZone(key);
    if (others.length > 0) throw ambiguous(key, [zone, ...others]);
    return wellFormed(zone);
  }

  /** Where an allow-list hides zones, Cloudflare's own words for a zone that is not there would tell them apart. */
  async #fetchById(id: string): Promise<ZoneRef> {
    try {
      const zone = wellFormed(await this.#api().get(id));
      if (zone.id === id) return zone;
      throw new MalformedResponseError('Cloudflare answered with another zone than the one asked for.');
    } catch (error) {
      const isAbsent = error instanceof NotFoundError || error instanceof PermissionError;
      throw isAbsent && this.#policy.limitsScopes ? unknownZone(id) : error;
    }
  }
}

/** Name and id go into paths, reasons and summaries as what they are: they must be nothing else. */
function wellFormed(zone: Zone): Zone {
  if (zoneId.test(zone.id) && domainName.test(zone.name)) return zone;
  throw new MalformedResponseError("Cloudflare's answer has no usable zone name or id.", {
    nextStep: 'Try again; cloudflarestatus.com tells about incidents.',
  });
}

function unknownZone(nameOrId: string): NotFoundError {
  return new NotFoundError(`There is no zone ${nameOrId} that this token can see.`, {
    nextStep: 'Call list_zones for the zones there are. A zone is a registered domain, not a host in it.',
  });
}

function ambiguous(name: string, zones: readonly Zone[]): AmbiguousError {
  return new AmbiguousError(`${zones.length} accounts have a zone named ${name}.`, {
    nextStep: 'Pass the id of the zone that is meant.',
    quotes: true,
    details: {
      choices: zones.map((zone) => ({ zone_id: zone.id, account: zone.account.name, status: zone.status })),
    },
  });
}

import {
  type Change,
  type Executor,
  type Guard,
  type GuardJudge,
  type JsonObject,
  NotFoundError,
  type Outcome,
  oneByOne,
  type Reconciliation,
  SafeError,
  type Subject,
  sameJson,
} from '@crunchtools/mcp-core';
import { compact } from '../../schema.ts';
import type { Services } from '../../services.ts';
import type { ZoneRef } from '../../zone.ts';
import type { Account, NewZone, NewZoneType, Zone } from './api.ts';

export const zoneGuards = [
  {
    id: 'zone.new',
    asked: 'Every new zone.',
    why: 'It claims a domain for an account; whoever points the registrar there hands its name to what the zone holds.',
    example: 'create_zone zone: "example.org"',
  },
] as const satisfies readonly Guard[];

/** A zone lives in an account; its name is what policy looks at. */
export function createZoneChange(name: string, type: NewZoneType, account: Account): Change {
  const after = compact({ name, type, account_id: account.id, account: account.name });
  const summary = describeZone('create', undefined, { ...after });
  return {
    action: 'create',
    resource: 'zone',
    scope: { id: account.id, name },
    summary,
    after: { ...after },
  };
}

/** Cloudflare looks when it is asked to; whether the zone is active then is up to the registrar. */
export function activateZoneChange(zone: ZoneRef, status: string): Change {
  return {
    action: 'update',
    resource: 'zone_activation',
    scope: zone,
    id: zone.id,
    summary: `check the name servers of ${zone.name}`,
    before: { status },
    after: { status: 'active' },
  };
}

function describeZone(
  action: Change['action'],
  before: JsonObject | undefined,
  after: JsonObject | undefined,
): string {
  const state = after ?? before ?? {};
  const words = ['type', 'name', 'account'].map((member) => {
    const value = state[member];
    return typeof value === 'string' ? value : 'unknown';
  });
  return `${action} the ${words[0]} zone ${words[1]} in the account ${words[2]}`;
}

function newZoneOf({ after = {} }: Change): NewZone {
  const { name, type, account_id: accountId } = after;
  if (typeof name === 'string' && typeof accountId === 'string') {
    return { name, type: type === 'partial' ? 'partial' : 'full', account_id: accountId };
  }
  throw new Error('a new zone has no name or no account');
}

/** What is in a new zone. */
const empty = { dns_records: 0, rulesets: 0, page_rules: 0 } as const;

/**
 * What was wished, what Cloudflare added, and how much the zone holds. A zone that was just created has nothing in it;
 * one that is no longer pending, or holds anything, is another state, so that undo keeps away from it.
 */
function zoneState(zone: Zone, held: Readonly<Record<keyof typeof empty, number>>): JsonObject {
  const { name, type, account, status, name_servers: nameServers, verification_key: verificationKey } = zone;
  return {
    ...compact({
      name,
      type,
      account_id: account.id,
      account: account.name,
      status: status === 'initializing' ? 'pending' : status,
      name_servers: [...nameServers],
      verification_key: verificationKey,
    }),
    ...held,
  };
}

/** Creates zones, and deletes those that this process created while they are pending and empty: only undo asks for it. */
export class ZoneExecutor implements Executor {
  readonly resource = 'zone';
  readonly identity = ['name'];
  readonly guards: readonly Guard[] = zoneGuards;
  readonly #api: Services['api'];
  readonly #zones: Services['zones'];

  constructor({ api, zones }: Pick<Services, 'api' | 'zones'>) {
    this.#api = api;
    this.#zones = zones;
  }

  async read({ id, scope }: Subject): Promise<JsonObject | undefined> {
    const zone = id === undefined ? await this.#named(scope) : await this.#byId(id);
    return zone === undefined ? undefined : zoneState(zone, await this.#heldBy(zone.id));
  }

  async batchLimit(): Promise<number> {
    return 1;
  }

  async apply(changes: readonly Change[]): Promise<readonly Outcome[]> {
    return oneByOne(changes, (change) => this.#applyOne(change));
  }

  /** A name is once in an account: a zone that is there is the one that was asked for. */
  async reconcile(changes: readonly Change[]): Promise<Reconciliation> {
    const outcomes: Outcome[] = [];
    for (const change of changes) {
      const zone = change.id === undefined ? await this.#named(change.scope) : await this.#byId(change.id);
      if ((zone === undefined) !== (change.action === 'delete')) return { verdict: 'not_applied' };
      outcomes.push(zone === undefined ? goneOf(change) : await this.#found(zone));
    }
    return { verdict: 'applied', outcomes };
  }

  judge(): GuardJudge {
    return ({ action, scope: { name } }) => {
      if (action !== 'create') return [];
      return [{ guard: 'zone.new', text: `It adds the domain ${name} to an account.`, kind: 'value' }];
    };
  }

  irreversibleReason({ action }: Change): string | undefined {
    return action === 'delete' ? 'a zone that is created again may get other name servers' : undefined;
  }

  summarise(action: Change['action'], before: JsonObject | undefined, after: JsonObject | undefined): string {
    return describeZone(action, before, after);
  }

  async #applyOne(change: Change): Promise<Outcome> {
    const { action, id, scope } = change;
    if (action === 'create') {
      const zone = await this.#api.zones.create(newZoneOf(change));
      return { id: zone.id, observed: zoneState(zone, empty) };
    }
    if (action !== 'delete' || id === undefined) throw new Error(`a zone cannot be changed by ${action}`);
    await this.#api.zones.delete(id);
    this.#zones.forget({ id, name: scope.name });
    return { id };
  }

  async #found(zone: Zone): Promise<Outcome> {
    return { id: zone.id, observed: zoneState(zone, await this.#heldBy(zone.id)) };
  }

  async #named({ id: accountId, name }: Change['scope']): Promise<Zone | undefined> {
    return (await this.#api.zones.named([name])).find((zone) => zone.account.id === accountId);
  }

  async #byId(id: string): Promise<Zone | undefined> {
    try {
      return await this.#api.zones.get(id);
    } catch (error) {
      if (error instanceof NotFoundError) return undefined;
      throw error;
    }
  }

  async #heldBy(id: string): Promise<Readonly<Record<keyof typeof empty, number>>> {
    const [records, rulesets, pageRules] = await Promise.all([
      this.#api.dns.count(id),
      this.#api.rulesets.entrypoints(id),
      this.#api.pageRules.list(id),
    ]);
    return { dns_records: records, rulesets: rulesets.length, page_rules: pageRules.length };
  }
}

function goneOf({ id }: Change): Outcome {
  return id === undefined ? {} : { id };
}

/** Makes Cloudflare look at the delegation of a pending zone. */
export class ZoneActivationExecutor implements Executor {
  readonly resource = 'zone_activation';
  readonly identity = [];
  readonly guards: readonly Guard[] = [];
  readonly #api: Services['api']['zones'];

  constructor(api: Services['api']['zones']) {
    this.#api = api;
  }

  async read({ scope }: Pick<Subject, 'scope'>): Promise<JsonObject> {
    return { status: (await this.#api.get(scope.id)).status ?? 'unknown' };
  }

  async batchLimit(): Promise<number> {
    return 1;
  }

  async apply(changes: readonly Change[]): Promise<readonly Outcome[]> {
    return oneByOne(changes, async ({ scope }) => {
      await this.#api.checkActivation(scope.id);
      return this.#looked(scope);
    });
  }

  /** Cloudflare has looked, whether it can be read what it found or not. */
  async #looked(scope: Subject['scope']): Promise<Outcome> {
    try {
      return { id: scope.id, observed: await this.read({ scope }) };
    } catch (error) {
      if (!(error instanceof SafeError)) throw error;
      const warning = 'Cloudflare has looked, and what it found could not be read: get_zone tells.';
      return { id: scope.id, observed: { status: 'unknown' }, warnings: [warning] };
    }
  }

  /** Whether Cloudflare looked cannot be seen; a zone that is active needs no further look. */
  async reconcile(changes: readonly Change[]): Promise<Reconciliation> {
    const outcomes: Outcome[] = [];
    for (const change of changes) {
      const observed = await this.read(change);
      if (!sameJson(observed, change.after)) return { verdict: 'unknown' };
      outcomes.push({ id: change.scope.id, observed });
    }
    return { verdict: 'applied', outcomes };
  }

  judge(): GuardJudge {
    return () => [];
  }

  irreversibleReason(): string {
    return 'Cloudflare has looked, and cannot be made to forget what it saw';
  }

  summarise(): string {
    return 'check the name servers';
  }
}

import type { Account, Determinism, PlanName, Zone } from './contract.ts';
import { isSigned } from './resolver/world.ts';
import type { Resources } from './resources/index.ts';
import { createResources } from './resources/index.ts';
import { activateWhenDue, isWaiting } from './resources/zones/schedule.ts';
import { agencySeed } from './seed/agency.ts';
import { demoSeed } from './seed/demo.ts';
import { emptySeed } from './seed/empty.ts';
import { generatedRecords } from './seed/generated.ts';
import { internationalSeed } from './seed/international.ts';
import type { Seed } from './seed/seed.ts';

export const seedNames = ['demo', 'empty', 'international', 'agency'] as const;
export type SeedName = (typeof seedNames)[number];

export interface AccountOptions {
  readonly seed: SeedName;
  /** The plan that every zone changes to after it was filled: what a smaller plan does not allow stays. */
  readonly plan: PlanName | undefined;
  readonly records: number;
  readonly rulesetWriteMilliseconds: number;
  readonly registrarCheckMilliseconds: number;
  readonly certificateMilliseconds: number;
  readonly listOperationMilliseconds: number;
  readonly recordQuota: number | undefined;
}

/** Everything a customer of Cloudflare could change. */
export interface AccountState {
  readonly resources: Resources;
  zone(id: string): Zone | undefined;
  zones(): readonly Zone[];
  /** Back to the seed. */
  reset(): void;
}

export function createAccountState(options: AccountOptions, determinism: Determinism): AccountState {
  let accounts: readonly Account[] = [];
  let zones: readonly Zone[] = [];
  const current = (): readonly Zone[] => {
    for (const zone of zones) if (isWaiting(zone)) activateWhenDue(zone, determinism.now());
    return zones;
  };
  const resources = createResources({
    determinism,
    accounts: () => accounts,
    zones: current,
    putZone: (zone) => {
      if (isSigned(zone.name) && !zones.some(({ id }) => id === zone.id))
        resources.dnssec.get().publish(zone.id, 'foreign');
      zones = [...zones.filter(({ id }) => id !== zone.id), zone];
    },
    removeZone: (id) => {
      zones = zones.filter((zone) => zone.id !== id);
    },
    rulesetWriteMilliseconds: options.rulesetWriteMilliseconds,
    registrarCheckMilliseconds: options.registrarCheckMilliseconds,
    certificateMilliseconds: options.certificateMilliseconds,
    listOperationMilliseconds: options.listOperationMilliseconds,
    recordQuota: options.recordQuota,
  });
  const state: AccountState = {
    resources,
    zone: (id) => current().find((zone) => zone.id === id),
    zones: current,
    reset() {
      const seed = makers[options.seed]();
      ({ accounts, zones } = seed);
      for (const { resource } of resources.mounts) resource.reset();
      seedRecords(resources, seed, options.records, determinism);
      seedRules(resources, seed, determinism);
      seedDnssec(resources, seed);
      seedSettings(resources, seed);
      seedCertificates(resources, seed);
      seedLists(resources, seed);
      const seededAt = determinism.now();
      resources.graphql.start((graphql) => graphql.seeded(seededAt));
      zones = zones.map((zone) => onPlan(zone, options.plan ?? zone.plan));
    },
  };
  state.reset();
  return state;
}

const makers: Readonly<Record<SeedName, () => Seed>> = {
  demo: () => demoSeed(),
  empty: () => emptySeed(),
  international: () => internationalSeed(),
  agency: () => agencySeed(),
};

function onPlan(zone: Zone, plan: PlanName): Zone {
  return { ...zone, plan };
}

function seedRecords(
  { dns }: Resources,
  { zones, records }: Seed,
  extra: number,
  { reserve }: Determinism,
): void {
  for (const [index, zone] of zones.entries()) {
    const generated = index === 0 && extra > 0 ? generatedRecords(zone.name, extra) : [];
    const seeds = [...(records[zone.name] ?? []), ...generated];
    const reserved = reserve?.(seeds.length);
    dns.start((made) => made.seed(zone, seeds, reserved));
  }
}

function seedRules({ rulesets, pageRules }: Resources, seed: Seed, { reserve }: Determinism): void {
  for (const zone of seed.zones) {
    rulesets.start((made) => made.seed(zone, seed.rules[zone.name] ?? {}));
    const seeds = seed.pageRules[zone.name] ?? [];
    const reserved = reserve?.(seeds.length);
    pageRules.start((made) => made.seed(zone, seeds, reserved));
  }
}

function seedDnssec({ dnssec }: Resources, { zones, dnssec: seeds }: Seed): void {
  for (const { id, name } of zones) {
    const seed = seeds[name];
    if (seed !== undefined) dnssec.start((made) => made.seed(id, seed));
  }
}

function seedSettings({ settings }: Resources, seed: Seed): void {
  for (const { id, name } of seed.zones) settings.start((made) => made.seed(id, seed.settings[name] ?? {}));
}

function seedCertificates({ certificates }: Resources, { zones, certificates: seeds = {} }: Seed): void {
  for (const { id, name } of zones) certificates.start((made) => made.seed(id, seeds[name] ?? []));
}

function seedLists(
  { lists, accountRulesets }: Resources,
  { accounts, zones, lists: seeds = {}, redirectRules = {} }: Seed,
): void {
  for (const account of accounts) {
    lists.start((made) => made.seed(account, seeds[account.name] ?? []));
    const rules = redirectRules[account.name];
    if (rules !== undefined)
      accountRulesets.start((made) => made.seed(account, zones, 'http_request_redirect', rules));
  }
}

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
        resources.dnssec.publish(zone.id, 'foreign');
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
      for (const resource of resources.all) resource.reset();
      seedRecords(resources, seed, options.records);
      seedRules(resources, seed);
      seedDnssec(resources, seed);
      seedSettings(resources, seed);
      seedCertificates(resources, seed);
      seedLists(resources, seed);
      resources.graphql.seeded();
      zones = zones.map((zone) => onPlan(zone, options.plan ?? zone.plan));
    },
  };
  state.reset();
  return state;
}

const makers: Readonly<Record<SeedName, () => Seed>> = {
  demo: demoSeed,
  empty: emptySeed,
  international: internationalSeed,
  agency: agencySeed,
};

function onPlan(zone: Zone, plan: PlanName): Zone {
  return { ...zone, plan };
}

function seedRecords({ dns }: Resources, { zones, records }: Seed, extra: number): void {
  for (const [index, { id, name }] of zones.entries()) {
    const generated = index === 0 ? generatedRecords(name, extra) : [];
    dns.seed(id, [...(records[name] ?? []), ...generated]);
  }
}

function seedRules({ rulesets, pageRules }: Resources, { zones, rules, pageRules: seeds }: Seed): void {
  for (const zone of zones) {
    rulesets.seed(zone, rules[zone.name] ?? {});
    pageRules.seed(zone.id, seeds[zone.name] ?? []);
  }
}

function seedDnssec({ dnssec }: Resources, { zones, dnssec: seeds }: Seed): void {
  for (const { id, name } of zones) {
    const seed = seeds[name];
    if (seed !== undefined) dnssec.seed(id, seed);
  }
}

function seedSettings({ settings }: Resources, { zones, settings: seeds }: Seed): void {
  for (const { id, name } of zones) settings.seed(id, seeds[name] ?? {});
}

function seedCertificates({ certificates }: Resources, { zones, certificates: seeds = {} }: Seed): void {
  for (const { id, name } of zones) certificates.seed(id, seeds[name] ?? []);
}

function seedLists(
  { lists, accountRulesets }: Resources,
  { accounts, lists: seeds = {}, redirectRules = {} }: Seed,
): void {
  for (const account of accounts) {
    lists.seed(account, seeds[account.name] ?? []);
    const rules = redirectRules[account.name];
    if (rules !== undefined) accountRulesets.seed(account, 'http_request_redirect', rules);
  }
}

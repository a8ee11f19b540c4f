import type { Account, PlanName, Zone } from '../contract.ts';
import { stableId } from '../determinism.ts';
import type { SeedPack } from '../resources/certificates/routes.ts';
import type { SeedRecord } from '../resources/dns/index.ts';
import type { SeedDnssec } from '../resources/dnssec/index.ts';
import type { SeedList } from '../resources/lists/model.ts';
import type { SeedPageRule } from '../resources/page-rules/index.ts';
import type { SeedRule, SeedRules } from '../resources/rulesets/index.ts';
import type { SeedSettings } from '../resources/settings/index.ts';

/** What an account holds at the start and after a reset. */
export interface Seed {
  readonly accounts: readonly Account[];
  readonly zones: readonly Zone[];
  /** By zone name. */
  readonly records: Readonly<Record<string, readonly SeedRecord[]>>;
  /** By zone name; DNSSEC of the others was never enabled. */
  readonly dnssec: Readonly<Record<string, SeedDnssec>>;
  /** By zone name. */
  readonly rules: Readonly<Record<string, SeedRules>>;
  /** By zone name, in the order of evaluation. */
  readonly pageRules: Readonly<Record<string, readonly SeedPageRule[]>>;
  /** By zone name; settings that are not here have their defaults. */
  readonly settings: Readonly<Record<string, SeedSettings>>;
  /** Certificates beside the universal one, by zone name. */
  readonly certificates?: Readonly<Record<string, readonly SeedPack[]>>;
  /** By account name. */
  readonly lists?: Readonly<Record<string, readonly SeedList[]>>;
  /** Rules that use lists of redirects, by account name. */
  readonly redirectRules?: Readonly<Record<string, readonly SeedRule[]>>;
}

export function seedAccount(name: string, createdOn: string): Account {
  return { id: stableId('account', name), name, createdOn };
}

export function seedZone(account: Account, name: string, plan: PlanName, createdOn: string): Zone {
  return {
    id: stableId('zone', name),
    name,
    plan,
    account: { id: account.id, name: account.name },
    status: 'active',
    paused: false,
    nameServers: ['hazel.ns.cloudflare.com', 'rowan.ns.cloudflare.com'],
    createdOn,
    pointed: new Set(),
  };
}

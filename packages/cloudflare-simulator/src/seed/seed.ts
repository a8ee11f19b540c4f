import type { Account, PlanName, Zone } from '../contract.ts';
import { stableId } from '../determinism.ts';
import type { SeedRecord } from '../resources/dns/index.ts';

/** What an account holds at the start and after a reset. */
export interface Seed {
  readonly accounts: readonly Account[];
  readonly zones: readonly Zone[];
  /** By zone name. */
  readonly records: Readonly<Record<string, readonly SeedRecord[]>>;
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
  };
}

import type { Seed } from './seed.ts';
import { seedAccount, seedZone } from './seed.ts';

/** One account with one zone, `example.com`, on the Free plan, without records. */
export function emptySeed(): Seed {
  const account = seedAccount('Example Account', '2024-01-15T12:00:00Z');
  const zone = seedZone(account, 'example.com', 'free', '2024-01-15T12:00:00Z');
  return {
    accounts: [account],
    zones: [zone],
    records: {},
    dnssec: {},
    rules: {},
    pageRules: {},
    settings: {},
  };
}

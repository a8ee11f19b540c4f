import type { Seed } from './seed.ts';
import { seedAccount, seedZone } from './seed.ts';

/** An agency that looks after two customers, each with an account of its own. */
export function agencySeed(): Seed {
  const [books, bakery] = [
    seedAccount('Alder Books', '2022-02-01T09:00:00Z'),
    seedAccount('Delta Bakery', '2024-04-08T09:00:00Z'),
  ];
  return {
    accounts: [books, bakery],
    zones: [
      seedZone(books, 'alderbooks.example', 'pro', '2022-02-01T09:10:00Z'),
      seedZone(bakery, 'deltabakery.example', 'free', '2024-04-08T09:20:00Z'),
    ],
    records: {},
    dnssec: {},
    rules: {},
    pageRules: {},
    settings: {},
  };
}

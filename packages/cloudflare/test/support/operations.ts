import type { Random } from '@crunchtools/mcp-core/testing';
import { createRecord, deleteRecord, sizes, sync, updateRecord, zoneFile } from './model-dns-operations.ts';
import { syncAddresses, syncRedirects } from './model-list-operations.ts';
import type { Operation } from './model-operation.ts';
import {
  createPageRule,
  createRule,
  deletePageRule,
  deleteRule,
  purge,
  setRules,
  updatePageRule,
  updateRule,
} from './model-rule-operations.ts';
import type { State } from './model-world.ts';
import { activateZone, createZone } from './model-zone-operations.ts';

/** A random operation on what there is. Some are wrong on purpose, or have nothing to do. */
export function nextOperation(random: Random, state: State): Operation {
  // A large sync leaves many records; they go again soon, since every step compares all of them.
  if (state.dns.length > 200) return sync(random, state, { prune: true, size: sizes.usual });
  const roll = random.next();
  const known = weights.find(([upTo]) => roll < upTo);
  return (known?.[1] ?? purge)(random, state);
}

type Maker = (random: Random, state: State) => Operation;

const weights: readonly (readonly [upTo: number, Maker])[] = [
  [0.13, createRecord],
  [0.26, updateRecord],
  [0.33, deleteRecord],
  [0.41, (random, state) => sync(random, state, { prune: random.chance(0.3), size: sizes.usual })],
  [0.42, (random, state) => sync(random, state, { prune: random.chance(0.5), size: sizes.large })],
  [0.47, (random, state) => zoneFile(random, state)],
  [0.55, createRule],
  [0.63, updateRule],
  [0.67, deleteRule],
  [0.73, setRules],
  [0.75, createPageRule],
  [0.79, updatePageRule],
  [0.81, deletePageRule],
  [0.83, createZone],
  [0.845, activateZone],
  [0.92, syncRedirects],
  [0.985, syncAddresses],
];

import { createRecord, deleteRecord, sizes, sync, updateRecord, zoneFile } from './model-dns-operations.ts';
import type { Operation } from './model-operation.ts';
import type { Random } from './model-random.ts';
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
import { createZone } from './model-zone-operations.ts';

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
  [0.17, createRecord],
  [0.34, updateRecord],
  [0.44, deleteRecord],
  [0.55, (random, state) => sync(random, state, { prune: random.chance(0.3), size: sizes.usual })],
  [0.56, (random, state) => sync(random, state, { prune: random.chance(0.5), size: sizes.large })],
  [0.62, (random, state) => zoneFile(random, state)],
  [0.69, createRule],
  [0.77, updateRule],
  [0.81, deleteRule],
  [0.87, setRules],
  [0.9, createPageRule],
  [0.95, updatePageRule],
  [0.965, deletePageRule],
  [0.985, createZone],
];

import type { Change, ChangeSequence, GuardJudge, GuardReason, JsonObject } from '@crunchtools/mcp-core';
import { type Known, Surroundings } from './known.ts';
import { type Net, withoutSame } from './net.ts';
import { foldName, type GuardedRecord, guardedRecord } from './record.ts';
import { type Role, rolesOf } from './roles.ts';
import { reason } from './table.ts';

/** What is said of a deletion that has no other danger; of many, once. */
const ordinaryDeletion: GuardReason = {
  guard: 'dns.deleted',
  text: 'A deleted record stops resolving at once.',
  kind: 'bulk',
};

/** The records of one role at one name that a plan takes away and brings. */
interface Group {
  readonly before: GuardedRecord[];
  readonly after: GuardedRecord[];
  /** Once somebody asked. */
  reasons?: readonly GuardReason[];
}

/**
 * Judges the changes of DNS records of a plan by their net effect: what goes and comes at one name, in whichever
 * changes, counts together. Only what stands at a name twice is kept, so a plan of 100,000 records takes little memory.
 */
export function makeJudge(changes: ChangeSequence, known?: Known): GuardJudge {
  const groups = new Groups(changes);
  const others = new Surroundings(changes, known);
  return (change) => {
    const sides = sidesOf(change);
    if (sides === undefined) return [];
    const { before, after, zoneName } = sides;
    const found = new Map<string, GuardReason>();
    const add = (record: GuardedRecord | undefined): void => {
      for (const role of record === undefined ? [] : rolesOf(record, zoneName)) {
        for (const each of groups.reasons(role, record?.name ?? '', sides, others)) {
          found.set(`${each.guard} ${each.text}`, each);
        }
      }
    };
    add(before);
    if (found.size === 0 && before !== undefined && after !== undefined && before.name !== after.name) {
      const renamed = reason('dns.renamed', 'The name that the record has now would stop resolving.');
      found.set(renamed.guard, renamed);
    }
    add(after);
    const isOrdinary = found.size === 0 && change.action === 'delete';
    return isOrdinary ? [ordinaryDeletion] : [...found.values()];
  };
}

interface Sides {
  readonly zoneName: string;
  readonly before: GuardedRecord | undefined;
  readonly after: GuardedRecord | undefined;
}

function sidesOf({ resource, action, scope, before, after }: Change): Sides | undefined {
  if (resource !== 'dns_record') return undefined;
  const zoneName = foldName('@', scope.name);
  const read = (state: JsonObject | undefined): GuardedRecord | undefined =>
    state === undefined ? undefined : guardedRecord(state, zoneName);
  return {
    zoneName,
    before: action === 'create' ? undefined : read(before),
    after: action === 'delete' ? undefined : read(after),
  };
}

class Groups {
  readonly #shared = new Map<string, Group>();

  constructor(changes: ChangeSequence) {
    if (changes.length < 2) return;
    const repeated = repeatedKeys(changes);
    if (repeated.size === 0) return;
    for (const change of changes) {
      const sides = sidesOf(change);
      if (sides === undefined) continue;
      this.#take(repeated, sides, 'before');
      this.#take(repeated, sides, 'after');
    }
  }

  reasons(role: Role, name: string, sides: Sides, others: Surroundings): readonly GuardReason[] {
    const { zoneName } = sides;
    const shared = this.#shared.get(keyOf(role, name, zoneName));
    if (shared?.reasons !== undefined) return shared.reasons;
    const side = (record: GuardedRecord | undefined): readonly GuardedRecord[] =>
      record?.name === name && rolesOf(record, zoneName).includes(role) ? [record] : [];
    const { before, after } = shared ?? { before: side(sides.before), after: side(sides.after) };
    const net: Net = withoutSame({ name, zoneName, before, after, others: others.others(name) });
    const reasons = role.judge(net, others.naming(name));
    if (shared !== undefined) shared.reasons = reasons;
    return reasons;
  }

  #take(repeated: ReadonlySet<string>, sides: Sides, side: 'before' | 'after'): void {
    const record = sides[side];
    if (record === undefined) return;
    for (const role of rolesOf(record, sides.zoneName)) {
      const key = keyOf(role, record.name, sides.zoneName);
      if (!repeated.has(key)) continue;
      const group = this.#shared.get(key) ?? { before: [], after: [] };
      group[side].push(record);
      this.#shared.set(key, group);
    }
  }
}

/** What stands in more than one change. Both sides of one change at the same name count once. */
function repeatedKeys(changes: ChangeSequence): ReadonlySet<string> {
  const once = new Set<string>();
  const repeated = new Set<string>();
  for (const change of changes) {
    const sides = sidesOf(change);
    if (sides === undefined) continue;
    const { zoneName } = sides;
    const keys = new Set<string>();
    for (const record of [sides.before, sides.after]) {
      for (const role of record === undefined ? [] : rolesOf(record, zoneName)) {
        keys.add(keyOf(role, record?.name ?? '', zoneName));
      }
    }
    for (const key of keys) {
      if (once.has(key)) repeated.add(key);
      else once.add(key);
    }
  }
  return repeated;
}

function keyOf(role: Role, name: string, zoneName: string): string {
  return `${zoneName} ${role.id} ${name}`;
}

import type { Change, ChangeSequence, GuardReason, JsonObject } from '@crunchtools/mcp-core';
import { type Known, Surroundings } from './known.ts';
import { type Net, withoutSame } from './net.ts';
import { foldName, type GuardedRecord, guardedRecord, textIn } from './record.ts';
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
export function makeJudge(
  changes: ChangeSequence,
  known?: Known,
): (change: Change) => readonly GuardReason[] {
  const others = new Surroundings();
  const groups = new Groups(changes, others);
  if (known !== undefined) others.readBeside(known);
  const planned = others.wildcards.areThere ? recordsToCome(changes) : undefined;
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
    if (planned !== undefined && after !== undefined && after.name !== before?.name) {
      const plannedAt = (name: string): readonly GuardedRecord[] => planned.get(name) ?? [];
      for (const each of others.wildcards.reasons(after.name, zoneName, plannedAt)) {
        found.set(`${each.guard} ${each.text}`, each);
      }
    }
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

/** By their names. Only for plans that are short enough for something to be read beside them. */
function recordsToCome(changes: ChangeSequence): ReadonlyMap<string, readonly GuardedRecord[]> {
  const found = new Map<string, GuardedRecord[]>();
  for (const change of changes) {
    const record = sidesOf(change)?.after;
    if (record === undefined) continue;
    const there = found.get(record.name) ?? [];
    there.push(record);
    found.set(record.name, there);
  }
  return found;
}

class Groups {
  readonly #shared = new Map<Role, Map<string, Group>>();

  /** Goes through the plan for `others`, too: to unpack a long one takes time. */
  constructor(changes: ChangeSequence, others: Surroundings) {
    const repeated = repeatedNames(changes, others);
    if (repeated.size === 0) return;
    for (const change of changes) {
      if (change.resource !== 'dns_record') continue;
      if (!namesOf(change).some((name) => repeated.has(name))) continue;
      const sides = sidesOf(change);
      if (sides === undefined) continue;
      this.#take(repeated, sides, 'before');
      this.#take(repeated, sides, 'after');
    }
  }

  reasons(role: Role, name: string, sides: Sides, others: Surroundings): readonly GuardReason[] {
    const { zoneName } = sides;
    const shared = this.#shared.get(role)?.get(`${zoneName} ${name}`);
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
    if (record === undefined || !repeated.has(`${sides.zoneName} ${record.name}`)) return;
    for (const role of rolesOf(record, sides.zoneName)) {
      const ofRole = this.#shared.get(role) ?? new Map<string, Group>();
      const name = `${sides.zoneName} ${record.name}`;
      const group = ofRole.get(name) ?? { before: [], after: [] };
      group[side].push(record);
      this.#shared.set(role, ofRole.set(name, group));
    }
  }
}

/** The names that more than one change is about. */
function repeatedNames(changes: ChangeSequence, others: Surroundings): ReadonlySet<string> {
  const once = new Set<string>();
  const repeated = new Set<string>();
  for (const change of changes) {
    if (change.resource !== 'dns_record') continue;
    others.note(change);
    for (const name of namesOf(change)) (once.has(name) ? repeated : once).add(name);
  }
  return repeated;
}

/** The names that a record has before and after, each with its zone; the same one once. */
function namesOf({ scope, before, after }: Change): readonly string[] {
  const zoneName = foldName('@', scope.name);
  const names = [before, after].flatMap((state) =>
    state === undefined ? [] : [`${zoneName} ${foldName(textIn(state, 'name'), zoneName)}`],
  );
  return names[0] === names[1] ? names.slice(1) : names;
}

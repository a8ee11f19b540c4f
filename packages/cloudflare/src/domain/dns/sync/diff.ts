import { serviceOf } from '../service.ts';
import type { RecordChange } from '../types.ts';
import { attributesToChange } from './attributes-diff.ts';
import { refuseBeside } from './coexist.ts';
import { appendInSteps, filterInSteps, findInSteps, groupInSteps, mapInSteps } from './group-by.ts';
import { type Matching, matchValuesInSteps } from './match.ts';
import { isInSelection, type Selection } from './selection.ts';
import { besideServicesInSteps } from './service-records.ts';
import { isKeptByCloudflare, type StoredRecord } from './stored.ts';
import { valueKey } from './value-key.ts';
import type { CheckedWish, PlacedProblem, WishedNames } from './wish.ts';

/** One step from the records there are to those that are wished. */
export type Step<Stored> =
  | { readonly kind: 'create'; readonly wish: CheckedWish; readonly instead?: Stored }
  | {
      readonly kind: 'update';
      readonly wish: CheckedWish;
      readonly record: Stored;
      readonly change: RecordChange;
    }
  | { readonly kind: 'delete'; readonly record: Stored };

/** What there is to say of a comparison beside its steps. */
export interface Diff {
  /** Wishes that are there already. */
  readonly unchanged: number;
  /** Records of listed names that are in the selection, but not listed, and stay because nothing is pruned. */
  readonly staying: number;
  /** Wishes for records that are Cloudflare's to keep and are not there as wished. */
  readonly leftAlone: readonly CheckedWish[];
  /** Wishes that yield to a record that a service of Cloudflare keeps. */
  readonly yielding: readonly CheckedWish[];
  /** Records that services of Cloudflare keep, where a wish or `prune` would have touched them. */
  readonly services: readonly StoredRecord[];
  readonly problems: readonly PlacedProblem[];
}

export interface NameDiff<Stored> {
  readonly name: string;
  readonly steps: readonly Step<Stored>[];
}

export interface DiffOptions {
  readonly zoneName: string;
  readonly selection: Selection;
  /** Whether records in the selection that are not listed are deleted. */
  readonly prune: boolean;
  /** Whether DNSKEY records of the zone itself stay as they are. */
  readonly keepsKeys?: boolean;
  /** Records that `prune` leaves: what lists the others had something to say of them that could not be read. */
  readonly spares?: ((record: Pick<StoredRecord, 'type' | 'name'>) => boolean) | undefined;
}

/**
 * The fewest steps from the stored records to the wished ones. What a wish does not name stays as it is. A record
 * that is not listed is deleted only when `prune` says so, or where it cannot stand beside a listed one. The name
 * servers of the zone itself and records that services of Cloudflare keep are never touched.
 *
 * @param take is given the steps of each name that needs any, one name after another.
 */
export function* diffRecordsInSteps<Stored extends StoredRecord>(
  wishes: WishedNames,
  stored: readonly Stored[],
  options: DiffOptions,
  take: (diff: NameDiff<Stored>) => Generator<void, void, void>,
): Generator<void, Diff, void> {
  const records = yield* groupInSteps(stored, ({ name }) => name.toLowerCase());
  const wished = wishes.byName;
  const names = options.prune ? new Set([...wished.keys(), ...records.keys()]) : wished.keys();
  let unchanged = 0;
  let staying = 0;
  const leftAlone: CheckedWish[] = [];
  const yielding: CheckedWish[] = [];
  const services: StoredRecord[] = [];
  const problems: PlacedProblem[] = [];
  for (const name of names) {
    const checked = yield* wishes.ofInSteps(name);
    const outcome = yield* diffName(name, checked, records.get(name) ?? [], options);
    yield;
    if (outcome.steps.length > 0) yield* take({ name, steps: outcome.steps });
    unchanged += outcome.unchanged;
    staying += outcome.staying;
    yield* appendInSteps(leftAlone, outcome.leftAlone);
    yield* appendInSteps(yielding, outcome.yielding);
    yield* appendInSteps(services, outcome.services);
    yield* appendInSteps(problems, outcome.problems);
  }
  return { unchanged, staying, leftAlone, yielding, services, problems };
}

interface NameOutcome<Stored> extends NameDiff<Stored>, Diff {}

function* diffName<Stored extends StoredRecord>(
  name: string,
  wishes: readonly CheckedWish[],
  stored: readonly Stored[],
  options: DiffOptions,
): Generator<void, NameOutcome<Stored>, void> {
  const { zoneName, selection, prune } = options;
  const isKey = ({ type }: { readonly type: string }): boolean =>
    options.keepsKeys === true && type === 'DNSKEY' && name === zoneName;
  const isKept = (record: Pick<Stored, 'type' | 'name'>): boolean =>
    isKeptByCloudflare(record, zoneName) || isKey(record);
  const kept = yield* keptWishes(
    yield* filterInSteps(wishes, isKept),
    yield* filterInSteps(stored, isKept),
    zoneName,
  );
  const ofServices = yield* filterInSteps(stored, (record) => serviceOf(record) !== undefined);
  const others = yield* filterInSteps(wishes, (wish) => !isKept(wish));
  const beside = yield* besideServicesInSteps(others, ofServices, zoneName);
  const { open } = beside;
  const isMine = (record: Stored): boolean => !isKept(record) && serviceOf(record) === undefined;
  const isWithin = (record: Stored): boolean => isInSelection(record, selection);
  const mine = yield* filterInSteps(stored, (record) => isMine(record) && isWithin(record));
  const isSpared = (type: string): boolean => options.spares?.({ type, name }) ?? false;
  const sets = yield* matchTypes(open, mine, options, isSpared);
  const unlisted = sets.flatMap((set) => set.unlisted);
  const kinds = yield* oneOfEachType(open);
  const inTheWay = yield* filterInSteps(unlisted, (record) =>
    kinds.some((wish) => isRival(wish, record, zoneName)),
  );
  const outOfReach = yield* filterInSteps(
    stored,
    (record) => !isKept(record) && (!isMine(record) || !isWithin(record)),
  );
  const deletes = yield* mapInSteps(inTheWay, deletionOf);
  const creates: Step<Stored>[] = [];
  for (const { missing } of sets) yield* creationsOf(creates, missing, inTheWay, zoneName);
  const going = new Set(inTheWay);
  const servicesTouched = yield* filterInSteps(
    ofServices,
    (record) => beside.yielding.length > 0 || (prune && isWithin(record)),
  );
  const pruned = yield* filterInSteps(
    unlisted,
    (record) => prune && !going.has(record) && !isSpared(record.type),
  );
  const updates = yield* updatesOf(sets);
  const problems: PlacedProblem[] = [];
  for (const wish of kinds) problems.push(...(yield* rivalOutOfReach(wish, outOfReach, zoneName)));
  const paired = sets.reduce((total, { equal, changed }) => total + equal.length + changed.length, 0);
  return {
    name,
    steps: [...deletes, ...updates, ...creates, ...(yield* mapInSteps(pruned, deletionOf))],
    unchanged: kept.there + beside.there + paired - updates.length,
    staying: unlisted.length - inTheWay.length - pruned.length,
    leftAlone: kept.missing,
    yielding: beside.yielding,
    services: servicesTouched,
    problems,
  };
}

function* matchTypes<Stored extends StoredRecord>(
  wishes: readonly CheckedWish[],
  records: readonly Stored[],
  { zoneName, prune }: DiffOptions,
  isSpared: (type: string) => boolean,
): Generator<void, readonly Matching<Stored>[], void> {
  const wished = yield* groupInSteps(wishes, ({ type }): string => type);
  const stored = yield* groupInSteps(records, ({ type }) => type);
  const matchings: Matching<Stored>[] = [];
  for (const type of new Set([...wished.keys(), ...stored.keys()])) {
    const some = { zoneName, prune: prune && !isSpared(type) };
    matchings.push(yield* matchValuesInSteps(wished.get(type) ?? [], stored.get(type) ?? [], some));
  }
  return matchings;
}

function* updatesOf<Stored extends StoredRecord>(
  sets: readonly Matching<Stored>[],
): Generator<void, readonly Step<Stored>[], void> {
  const steps: Step<Stored>[] = [];
  for (const { equal, changed } of sets) {
    for (const { wish, record } of equal) {
      const change = attributesToChange(wish, record);
      if (Object.keys(change).length > 0) steps.push({ kind: 'update', wish, record, change });
      yield;
    }
    for (const { wish, record } of changed) {
      const change = { ...attributesToChange(wish, record), ...wish.value };
      steps.push({ kind: 'update', wish, record, change });
      yield;
    }
  }
  return steps;
}

/** Only the type decides what stands beside what, and a name may have thousands of records of one type. */
function* oneOfEachType(wishes: readonly CheckedWish[]): Generator<void, readonly CheckedWish[], void> {
  const byType = new Map<string, CheckedWish>();
  for (const wish of wishes) {
    byType.set(wish.type, wish);
    yield;
  }
  return [...byType.values()];
}

/**
 * A record that takes the place of another gets the attributes of that one where it names none of its own.
 *
 * @param missing all of one type.
 */
function* creationsOf<Stored extends StoredRecord>(
  steps: Step<Stored>[],
  missing: readonly CheckedWish[],
  inTheWay: readonly Stored[],
  zoneName: string,
): Generator<void, void, void> {
  const [first] = missing;
  if (first === undefined) return;
  const instead = yield* findInSteps(inTheWay, (record) => isRival(first, record, zoneName));
  for (const wish of missing) {
    steps.push(instead === undefined ? { kind: 'create', wish } : { kind: 'create', wish, instead });
    yield;
  }
}

function deletionOf<Stored>(record: Stored): Step<Stored> {
  return { kind: 'delete', record };
}

function isRival(wish: CheckedWish, record: StoredRecord, zoneName: string): boolean {
  return refuseBeside(wish, { type: record.type, name: wish.name }, zoneName) !== undefined;
}

function* rivalOutOfReach(
  wish: CheckedWish,
  records: readonly StoredRecord[],
  zoneName: string,
): Generator<void, readonly PlacedProblem[], void> {
  const rival = yield* findInSteps(records, (record) => isRival(wish, record, zoneName));
  if (rival === undefined) return [];
  const service = serviceOf(rival);
  const advice =
    service === undefined
      ? `which this call must leave alone: add ${rival.type} to types, or delete that record first`
      : `which belongs to ${service.name}`;
  const problem = `cannot stand beside the ${rival.type} record of ${wish.name}, ${advice}`;
  return [{ origin: wish.origin, problem }];
}

function* keptWishes(
  wishes: readonly CheckedWish[],
  stored: readonly StoredRecord[],
  zoneName: string,
): Generator<void, { readonly there: number; readonly missing: readonly CheckedWish[] }, void> {
  if (wishes.length === 0) return { there: 0, missing: [] };
  const values = yield* groupInSteps(stored, (record) => `${record.type} ${valueKey(record, zoneName)}`);
  const missing = yield* filterInSteps(wishes, ({ type, key }) => !values.has(`${type} ${key}`));
  return { there: wishes.length - missing.length, missing };
}

import { serviceOf } from '../service.ts';
import type { RecordChange } from '../types.ts';
import { attributesToChange } from './attributes-diff.ts';
import { refuseBeside } from './coexist.ts';
import { groupBy } from './group-by.ts';
import { type Matching, matchValues } from './match.ts';
import { isInSelection, type Selection } from './selection.ts';
import { besideServices } from './service-records.ts';
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
  const records = groupBy(stored, ({ name }) => name.toLowerCase());
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
    const outcome = diffName(name, checked, records.get(name) ?? [], options);
    yield;
    if (outcome.steps.length > 0) yield* take({ name, steps: outcome.steps });
    unchanged += outcome.unchanged;
    staying += outcome.staying;
    append(leftAlone, outcome.leftAlone);
    append(yielding, outcome.yielding);
    append(services, outcome.services);
    append(problems, outcome.problems);
  }
  return { unchanged, staying, leftAlone, yielding, services, problems };
}

interface NameOutcome<Stored> extends NameDiff<Stored>, Diff {}

/** Not `push(...entries)`: a call takes some 100,000 arguments at most. */
function append<Entry>(list: Entry[], entries: readonly Entry[]): void {
  for (const entry of entries) list.push(entry);
}

function diffName<Stored extends StoredRecord>(
  name: string,
  wishes: readonly CheckedWish[],
  stored: readonly Stored[],
  options: DiffOptions,
): NameOutcome<Stored> {
  const { zoneName, selection, prune } = options;
  const isKey = ({ type }: { readonly type: string }): boolean =>
    options.keepsKeys === true && type === 'DNSKEY' && name === zoneName;
  const isKept = (record: Pick<Stored, 'type' | 'name'>): boolean =>
    isKeptByCloudflare(record, zoneName) || isKey(record);
  const kept = keptWishes(wishes.filter(isKept), stored.filter(isKept), zoneName);
  const ofServices = stored.filter((record) => serviceOf(record) !== undefined);
  const beside = besideServices(
    wishes.filter((wish) => !isKept(wish)),
    ofServices,
    zoneName,
  );
  const { open } = beside;
  const isMine = (record: Stored): boolean => !isKept(record) && serviceOf(record) === undefined;
  const mine = stored.filter((record) => isMine(record) && isInSelection(record, selection));
  const isSpared = (type: string): boolean => options.spares?.({ type, name }) ?? false;
  const sets = matchTypes(open, mine, options, isSpared);
  const unlisted = sets.flatMap((set) => set.unlisted);
  // Only the type decides, and a name may have thousands of records of one type.
  const kinds = [...new Map(open.map((wish) => [wish.type, wish])).values()];
  const inTheWay = unlisted.filter((record) => kinds.some((wish) => isRival(wish, record, zoneName)));
  const outOfReach = stored.filter(
    (record) => !isKept(record) && (!isMine(record) || !isInSelection(record, selection)),
  );
  const creates = sets.flatMap(({ missing }) => creationsOf(missing, inTheWay, zoneName));
  const going = new Set(inTheWay);
  const servicesTouched = ofServices.filter(
    (record) => beside.yielding.length > 0 || (prune && isInSelection(record, selection)),
  );
  const pruned = prune ? unlisted.filter((record) => !going.has(record) && !isSpared(record.type)) : [];
  const updates = sets.flatMap(updatesOf);
  const paired = sets.reduce((total, { equal, changed }) => total + equal.length + changed.length, 0);
  return {
    name,
    steps: [...inTheWay.map(deletionOf), ...updates, ...creates, ...pruned.map(deletionOf)],
    unchanged: kept.there + beside.there + paired - updates.length,
    staying: unlisted.length - inTheWay.length - pruned.length,
    leftAlone: kept.missing,
    yielding: beside.yielding,
    services: servicesTouched,
    problems: kinds.flatMap((wish) => rivalOutOfReach(wish, outOfReach, zoneName)),
  };
}

function matchTypes<Stored extends StoredRecord>(
  wishes: readonly CheckedWish[],
  records: readonly Stored[],
  { zoneName, prune }: DiffOptions,
  isSpared: (type: string) => boolean,
): readonly Matching<Stored>[] {
  const wished = groupBy(wishes, ({ type }): string => type);
  const stored = groupBy(records, ({ type }) => type);
  const types = new Set([...wished.keys(), ...stored.keys()]);
  return [...types].map((type) =>
    matchValues(wished.get(type) ?? [], stored.get(type) ?? [], {
      zoneName,
      prune: prune && !isSpared(type),
    }),
  );
}

function updatesOf<Stored extends StoredRecord>({
  equal,
  changed,
}: Matching<Stored>): readonly Step<Stored>[] {
  const steps: Step<Stored>[] = [];
  for (const { wish, record } of equal) {
    const change = attributesToChange(wish, record);
    if (Object.keys(change).length > 0) steps.push({ kind: 'update', wish, record, change });
  }
  for (const { wish, record } of changed) {
    const change = { ...attributesToChange(wish, record), ...wish.value };
    steps.push({ kind: 'update', wish, record, change });
  }
  return steps;
}

/** A record that takes the place of another gets the attributes of that one where it names none of its own. */
function creationsOf<Stored extends StoredRecord>(
  missing: readonly CheckedWish[],
  inTheWay: readonly Stored[],
  zoneName: string,
): readonly Step<Stored>[] {
  const [first] = missing;
  // All are of one type, and only the type decides.
  const instead =
    first === undefined ? undefined : inTheWay.find((record) => isRival(first, record, zoneName));
  return missing.map((wish) => ({ kind: 'create', wish, ...(instead === undefined ? {} : { instead }) }));
}

function deletionOf<Stored>(record: Stored): Step<Stored> {
  return { kind: 'delete', record };
}

function isRival(wish: CheckedWish, record: StoredRecord, zoneName: string): boolean {
  return refuseBeside(wish, { type: record.type, name: wish.name }, zoneName) !== undefined;
}

function rivalOutOfReach(
  wish: CheckedWish,
  records: readonly StoredRecord[],
  zoneName: string,
): readonly PlacedProblem[] {
  const rival = records.find((record) => isRival(wish, record, zoneName));
  if (rival === undefined) return [];
  const service = serviceOf(rival);
  const advice =
    service === undefined
      ? `which this call must leave alone: add ${rival.type} to types, or delete that record first`
      : `which belongs to ${service.name}`;
  const problem = `cannot stand beside the ${rival.type} record of ${wish.name}, ${advice}`;
  return [{ origin: wish.origin, problem }];
}

function keptWishes(
  wishes: readonly CheckedWish[],
  stored: readonly StoredRecord[],
  zoneName: string,
): { readonly there: number; readonly missing: readonly CheckedWish[] } {
  if (wishes.length === 0) return { there: 0, missing: [] };
  const values = new Set(stored.map((record) => `${record.type} ${valueKey(record, zoneName)}`));
  const missing = wishes.filter(({ type, key }) => !values.has(`${type} ${key}`));
  return { there: wishes.length - missing.length, missing };
}

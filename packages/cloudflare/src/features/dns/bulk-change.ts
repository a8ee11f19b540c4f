import { type Change, ChangeList, type PlannedChanges, RejectedError } from '@crunchtools/mcp-core';
import type { ZoneContext } from '../../tool.ts';
import { type ZoneRef, zonePlanOf } from '../../zone.ts';
import type { DnsRecord } from './api.ts';
import { createRecord, deleteRecord, updateRecord } from './change.ts';
import {
  type CheckedRecord,
  checkDesiredInSteps,
  type DesiredNames,
  type DesiredRecord,
  desiredError,
  type PlacedProblem,
  placeOf,
  problemsIn,
} from './sync/desired.ts';
import {
  countServices,
  type Diff,
  type DiffOptions,
  diffRecordsInSteps,
  outsideOf,
  type Selection,
  type SyncStep,
  selectionOf,
} from './sync/diff.ts';
import type { RecordChange } from './types.ts';

type Kind = 'creations' | 'updates' | 'replacements' | 'deletions';

/**
 * The changes of a sync, gathered name by name and put in an order in which no name is without an answer: new records,
 * changed ones, names where one record takes the place of another, records that go.
 */
class SyncOrder {
  readonly #lists: Readonly<Record<Kind, ChangeList>>;
  #length = 0;
  #growth = 0;
  #created = 0;

  constructor(makeList: () => ChangeList) {
    this.#lists = {
      creations: makeList(),
      updates: makeList(),
      replacements: makeList(),
      deletions: makeList(),
    };
  }

  get length(): number {
    return this.#length;
  }

  /** How many records are created, whatever else goes. */
  get created(): number {
    return this.#created;
  }

  /** How many more records there will be. */
  get growth(): number {
    return this.#growth;
  }

  /** Takes the changes of one name. One that loses a record and gets another must not be seen in between. */
  *add(name: string, changes: readonly Change[]): Generator<void, void, void> {
    const replaces =
      changes.some(({ action }) => action === 'delete') && changes.some(({ action }) => action !== 'delete');
    for (const change of changes) {
      this.#count(change);
      if (replaces) this.#lists.replacements.add({ ...change, group: name });
      else this.#lists[kindOf(change)].add(change);
      yield;
    }
  }

  /** @param deletionsFirst so that there is room for new records; where one takes another's place, nothing changes. */
  inOrder(deletionsFirst = false): ChangeList {
    const { creations, updates, replacements, deletions } = this.#lists;
    return deletionsFirst
      ? deletions.followedBy(creations, updates, replacements)
      : creations.followedBy(updates, replacements, deletions);
  }

  #count({ action }: Change): void {
    this.#length += 1;
    if (action === 'create') this.#created += 1;
    if (action === 'create') this.#growth += 1;
    if (action === 'delete') this.#growth -= 1;
  }
}

function kindOf({ action }: Change): Kind {
  if (action === 'create') return 'creations';
  return action === 'delete' ? 'deletions' : 'updates';
}

export interface SyncOptions {
  readonly names?: readonly string[] | undefined;
  readonly types?: readonly string[] | undefined;
  /** Whether records that are looked at and not listed are deleted. */
  readonly prune?: boolean | undefined;
  /** Whether DNSKEY records of the zone itself stay as they are: a zone file names those of another provider. */
  readonly keepsKeys?: boolean | undefined;
  /** Records that `prune` leaves though they are not listed. */
  readonly spares?: DiffOptions['spares'];
}

/** What is wished of a zone, checked without looking at it. */
interface Desired {
  readonly wishes: DesiredNames;
  readonly selection: Selection;
  readonly prune: boolean;
  readonly keepsKeys: boolean;
  readonly spares: DiffOptions['spares'];
  /**
   * The names of which the records have to be known, with all types: a CNAME excludes others. `undefined` where
   * it takes all names.
   */
  readonly names: Pick<ReadonlySet<string>, 'has' | 'size' | 'keys'> | undefined;
}

/**
 * @param known what was found to be wrong before, to be told together with the rest.
 * @throws {InputError} that names the problems of all records, each with its place.
 */
export function* desireInSteps(
  zone: ZoneRef,
  given: Iterable<DesiredRecord>,
  options: SyncOptions,
  known: readonly PlacedProblem[] = [],
): Generator<void, Desired, void> {
  const selection = yield* selectionOf(options, zone.name);
  const { prune = false, keepsKeys = false } = options;
  const { wishes, problems } = yield* checkDesiredInSteps(given, { name: zone.name, plan: zonePlanOf(zone) });
  const outside = yield* outsideOf(wishes, selection);
  const error = desiredError([...known, ...problems, ...outside]);
  if (error !== undefined) throw error;
  const names = selection.names ?? (prune ? undefined : wishes.byName);
  return { wishes, selection, prune, keepsKeys, spares: options.spares, names };
}

/**
 * The changes that make a zone as desired.
 * @param stored at least all records of `desired.names`.
 * @param makeList makes lists that can hold so many.
 * @throws {InputError} for wishes that cannot come true beside what is stored.
 */
export function* syncChangesInSteps(
  zone: ZoneRef,
  desired: Desired,
  stored: readonly DnsRecord[],
  makeList: () => ChangeList,
): Generator<void, { readonly changes: SyncOrder; readonly warnings: readonly string[] }, void> {
  const { wishes, selection, prune, keepsKeys, spares } = desired;
  const changes = new SyncOrder(makeList);
  const problems: PlacedProblem[] = [];
  const options = { zoneName: zone.name, selection, prune, keepsKeys, spares };
  const diff = yield* diffRecordsInSteps(wishes, stored, options, function* ({ name, steps }) {
    const made: Change[] = [];
    for (const step of steps) {
      made.push(...changesOf(zone, step, problems));
      yield;
    }
    yield* changes.add(name, made);
  });
  // The problems of a record as it would be repeat what is stored.
  const error = desiredError([...diff.problems, ...problems], { quotes: true });
  if (error !== undefined) throw error;
  return { changes, warnings: warningsOf(diff, wishes.count, zone) };
}

function changesOf(zone: ZoneRef, step: SyncStep<DnsRecord>, problems: PlacedProblem[]): readonly Change[] {
  if (step.kind === 'delete') return [deleteRecord(zone, step.record)];
  const { origin } = step.wish;
  try {
    if (step.kind === 'update') return updateRecord(zone, step.record, step.change);
    return step.instead === undefined
      ? [createRecord(zone, recordOf(step.wish))]
      : replacement(zone, step.wish, step.instead);
  } catch (error) {
    problems.push(...problemsIn(error).map((problem) => ({ origin, ...problem })));
    return [];
  }
}

/** The record that is replaced is deleted by a step of its own: several may make way for one, or one for several. */
function replacement(zone: ZoneRef, wish: CheckedRecord, instead: DnsRecord): readonly Change[] {
  const { name: _, ...wished } = recordOf(wish, instead.proxied);
  const change: RecordChange = { ...wished, ...wish.value };
  return updateRecord(zone, instead, change).filter(({ action }) => action === 'create');
}

function recordOf({ record, ttlYields }: CheckedRecord, proxiedNow = false): DesiredRecord['record'] {
  const isProxied = record.proxied ?? proxiedNow;
  return ttlYields === true && isProxied ? { ...record, ttl: undefined } : record;
}

function warningsOf(
  { unchanged, staying, leftAlone, yielding, services }: Diff,
  listed: number,
  zone: ZoneRef,
): readonly string[] {
  const remarks = [
    ...(unchanged === 0 ? [] : [`${unchanged} of ${listed} listed records are there already`]),
    ...(staying === 0 ? [] : [`${staying} more of these names are not listed and stay`]),
  ];
  return [
    ...(remarks.length === 0 ? [] : [`${remarks.join('; ')}.`]),
    ...(leftAlone.length === 0
      ? []
      : [
          `${leftAlone.length} NS records of ${zone.name} itself are left as they are, because a wrong one makes the whole zone unreachable: ${placesOf(leftAlone)}. Change them with create_dns_record and delete_dns_record.`,
        ]),
    ...(services.length === 0
      ? []
      : [
          `Records that services of Cloudflare keep are left as they are: ${countServices(services)}. Change them where the service is set up.`,
        ]),
    ...(yielding.length === 0
      ? []
      : [
          `${yielding.length} listed records are not made, because a service of Cloudflare keeps the records in their place: ${placesOf(yielding)}.`,
        ]),
  ];
}

function placesOf(wishes: readonly CheckedRecord[]): string {
  const places = wishes.slice(0, 5).map(({ origin }) => placeOf(origin));
  return `${places.join(', ')}${wishes.length > places.length ? ' …' : ''}`;
}

/** As many names are asked for one by one; for more, the whole zone takes fewer requests. */
const fewNames = 5;

/** What a plan is made from: the records it is about, and how many the zone holds in all. */
interface Stored {
  readonly records: readonly DnsRecord[];
  readonly population: number;
}

/**
 * Plans the changes that give a zone the wished records. All wishes are checked before anything is sent.
 * @param known what is wrong with the wishes already; then nothing is planned.
 */
export async function planSync(
  { api, zone, breath }: ZoneContext,
  wishes: Iterable<DesiredRecord>,
  options: SyncOptions,
  known: readonly PlacedProblem[] = [],
): Promise<PlannedChanges> {
  const desired = await breath.through(desireInSteps(zone, wishes, options, known));
  const { records, population } = await load(api, zone, desired);
  const makeList = await ChangeList.maker(desired.wishes.count + records.length);
  const { changes, warnings } = await breath.through(syncChangesInSteps(zone, desired, records, makeList));
  return { changes: await withinQuota(api, zone, changes, population), warnings, population };
}

async function load(api: ZoneContext['api'], zone: ZoneRef, { names }: Desired): Promise<Stored> {
  if (names === undefined || names.size > fewNames) {
    // Names in answers are in lower case, as those of wishes are; Cloudflare may hold older ones that are not.
    const keep = ({ name }: DnsRecord): boolean => names?.has(name.toLowerCase()) ?? true;
    const { records, total } = await api.dns.search(zone.id, keep);
    return { records, population: total };
  }
  const [population, ...found] = await Promise.all([
    api.dns.count(zone.id),
    ...[...names.keys()].map((name) => api.dns.listAll(zone.id, { name })),
  ]);
  return { records: found.flat(), population };
}

/** Changes that every plan's batch can hold: up to here they are one transaction, in which deletions come first. */
const smallestBatch = 200;

/**
 * The changes in an order in which the zone never holds more records than it may: new records come first unless
 * there is room for them only once others are gone.
 * @throws {RejectedError} with both numbers for a plan that ends above the quota. It would be applied in part,
 * batch after batch, until Cloudflare refuses.
 */
async function withinQuota(
  api: ZoneContext['api'],
  zone: ZoneRef,
  changes: SyncOrder,
  population: number,
): Promise<ChangeList> {
  const { created, growth, length } = changes;
  if (created === 0 || (growth <= 0 && length <= smallestBatch)) return changes.inOrder();
  const quota = (await api.dns.quota(zone.id)) ?? Number.POSITIVE_INFINITY;
  if (population + growth > quota) {
    throw new RejectedError(
      `${zone.name} would have ${population + growth} records, and Cloudflare lets it have ${quota}. Nothing was changed.`,
      { nextStep: 'List fewer records, let prune delete others, or ask Cloudflare for a higher quota.' },
    );
  }
  return changes.inOrder(population + created > quota);
}

import type { Change, ChangeList } from '@crunchtools/mcp-core';
import type { DnsRecord } from '../api/dns-records.ts';
import type { RecordChange } from '../domain/dns/index.ts';
import {
  type CheckedWish,
  checkWishesInSteps,
  countServices,
  type Diff,
  type DiffOptions,
  diffRecordsInSteps,
  outsideOf,
  type PlacedProblem,
  placeOf,
  problemsIn,
  type Selection,
  type Step,
  selectionOf,
  type Wish,
  type WishedNames,
  wishError,
} from '../domain/dns/sync/index.ts';
import { planOf, type ZoneRef } from '../zone.ts';
import { creation, deletion, edit } from './dns-record.ts';
import { SyncOrder } from './dns-sync-order.ts';

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
export interface Desired {
  readonly wishes: WishedNames;
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
  given: Iterable<Wish>,
  options: SyncOptions,
  known: readonly PlacedProblem[] = [],
): Generator<void, Desired, void> {
  const selection = yield* selectionOf(options, zone.name);
  const { prune = false, keepsKeys = false } = options;
  const { wishes, problems } = yield* checkWishesInSteps(given, { name: zone.name, plan: planOf(zone) });
  const outside = yield* outsideOf(wishes, selection);
  const error = wishError([...known, ...problems, ...outside]);
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
  const error = wishError([...diff.problems, ...problems], { quotes: true });
  if (error !== undefined) throw error;
  return { changes, warnings: warningsOf(diff, wishes.count, zone) };
}

function changesOf(zone: ZoneRef, step: Step<DnsRecord>, problems: PlacedProblem[]): readonly Change[] {
  if (step.kind === 'delete') return [deletion(zone, step.record)];
  const { origin } = step.wish;
  try {
    if (step.kind === 'update') return edit(zone, step.record, step.change);
    return step.instead === undefined
      ? [creation(zone, recordOf(step.wish))]
      : replacement(zone, step.wish, step.instead);
  } catch (error) {
    problems.push(...problemsIn(error).map((problem) => ({ origin, ...problem })));
    return [];
  }
}

/** The record that is replaced is deleted by a step of its own: several may make way for one, or one for several. */
function replacement(zone: ZoneRef, wish: CheckedWish, instead: DnsRecord): readonly Change[] {
  const { name: _, ...wished } = recordOf(wish, instead.proxied);
  const change: RecordChange = { ...wished, ...wish.value };
  return edit(zone, instead, change).filter(({ action }) => action === 'create');
}

function recordOf({ record, ttlYields }: CheckedWish, proxiedNow = false): Wish['record'] {
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

function placesOf(wishes: readonly CheckedWish[]): string {
  const places = wishes.slice(0, 5).map(({ origin }) => placeOf(origin));
  return `${places.join(', ')}${wishes.length > places.length ? ' …' : ''}`;
}

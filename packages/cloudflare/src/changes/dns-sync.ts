import type { Change, PlannedChanges } from '@crunchtools/mcp-core';
import type { DnsRecord } from '../api/dns-records.ts';
import type { RecordChange } from '../domain/dns/index.ts';
import {
  type CheckedWish,
  checkWishes,
  type Diff,
  diffRecords,
  type NameDiff,
  outsideOf,
  type PlacedProblem,
  placeOf,
  problemsIn,
  type Selection,
  type Step,
  selectionOf,
  type Wish,
  wishError,
} from '../domain/dns/sync/index.ts';
import { planOf, type ZoneRef } from '../zone.ts';
import { creation, deletion, edit } from './dns-record.ts';

export interface SyncOptions {
  readonly names?: readonly string[] | undefined;
  readonly types?: readonly string[] | undefined;
  /** Whether records that are looked at and not listed are deleted. */
  readonly prune?: boolean | undefined;
}

/** What is wished of a zone, checked without looking at it. */
export interface Desired {
  readonly wishes: readonly CheckedWish[];
  readonly selection: Selection;
  readonly prune: boolean;
  /**
   * The names of which the records have to be known, with all types: a CNAME excludes others. `undefined` where
   * it takes all names.
   */
  readonly names: ReadonlySet<string> | undefined;
}

/**
 * @param known what was found to be wrong before, to be told together with the rest.
 * @throws {InputError} that names the problems of all records, each with its place.
 */
export function desire(
  zone: ZoneRef,
  given: readonly Wish[],
  options: SyncOptions,
  known: readonly PlacedProblem[] = [],
): Desired {
  const selection = selectionOf(options, zone.name);
  const prune = options.prune ?? false;
  const { wishes, problems } = checkWishes(given, { name: zone.name, plan: planOf(zone) });
  const error = wishError([...known, ...problems, ...outsideOf(wishes, selection)]);
  if (error !== undefined) throw error;
  const names = selection.names ?? (prune ? undefined : new Set(wishes.map(({ name }) => name)));
  return { wishes, selection, prune, names };
}

/**
 * The changes that make a zone as desired, in an order in which no name is without an answer: new records, changed
 * ones, names where one record takes the place of another, records that go.
 *
 * @param stored at least all records of `desired.names`.
 * @throws {InputError} for wishes that cannot come true beside what is stored.
 */
export function syncChanges(zone: ZoneRef, desired: Desired, stored: readonly DnsRecord[]): PlannedChanges {
  const { wishes, selection, prune } = desired;
  const diff = diffRecords(wishes, stored, { zoneName: zone.name, selection, prune });
  const problems: PlacedProblem[] = [...diff.problems];
  const changes = diff.names.map((name) => changesOfName(zone, name, problems));
  // The problems of a record as it would be repeat what is stored.
  const error = wishError(problems, { quotes: true });
  if (error !== undefined) throw error;
  return { changes: inOrder(changes), warnings: warningsOf(diff, wishes.length, zone) };
}

function changesOfName(
  zone: ZoneRef,
  { name, steps }: NameDiff<DnsRecord>,
  problems: PlacedProblem[],
): readonly Change[] {
  const changes = steps.flatMap((step) => changesOf(zone, step, problems));
  // A name that loses a record and gets another must not be seen in between.
  const replaces =
    changes.some(({ action }) => action === 'delete') && changes.some(({ action }) => action !== 'delete');
  return replaces ? changes.map((change) => ({ ...change, group: name })) : changes;
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

function inOrder(names: readonly (readonly Change[])[]): readonly Change[] {
  const changes = names.flat();
  const alone = changes.filter(({ group }) => group === undefined);
  const those = (action: Change['action']): readonly Change[] =>
    alone.filter((change) => change.action === action);
  return [
    ...those('create'),
    ...those('update'),
    ...changes.filter(({ group }) => group !== undefined),
    ...those('delete'),
  ];
}

function warningsOf(
  { unchanged, staying, leftAlone }: Diff<DnsRecord>,
  listed: number,
  zone: ZoneRef,
): readonly string[] {
  const there = `${unchanged} of ${listed} listed records are there already`;
  const rest = staying === 0 ? '' : `; ${staying} more of these names are not listed and stay`;
  const places = leftAlone.slice(0, 5).map(({ origin }) => placeOf(origin));
  return [
    `${there}${rest}.`,
    ...(leftAlone.length === 0
      ? []
      : [
          `${leftAlone.length} NS records of ${zone.name} itself are left as they are, because a wrong one makes the whole zone unreachable: ${places.join(', ')}. Change them with create_dns_record and delete_dns_record.`,
        ]),
  ];
}

import { briefLines, briefState, hasLongText } from '../change/brief.ts';
import type { Change, ChangeSequence } from '../change/change.ts';
import { differenceLines } from '../change/change-lines.ts';
import { DEFAULT_MAX_LENGTH } from '../untrusted/neutralise.ts';
import { atOnce } from './breath.ts';
import type { ChangeOutcome, Counts, ShownChange } from './change-result.ts';

/** More changes than this are not shown at once. */
const mostAtOnce = 60;
/** As many of each kind are shown of a longer list. */
const mostOfAKind = 20;
/** Changes on one page of a long list. */
export const pageLength = 100;

export interface ShownText {
  readonly change: Change;
  readonly outcome?: ChangeOutcome | undefined;
  /** Whether it is still to be made, or looked up: then what it does is shown leaf by leaf. */
  readonly differs?: boolean;
  /** Why this very change is asked about; such a change is always shown. */
  readonly reasons?: readonly string[] | undefined;
}

export interface Shown {
  readonly changes: readonly ShownChange[];
  /** Present when `changes` is not everything. */
  readonly counts?: Counts;
}

export function shownChange(
  { change, outcome, differs = false, reasons }: ShownText,
  most = mostOfADifference,
): ShownChange {
  const { action, resource, id, scope, version, versionAfter, summary, place } = change;
  const [before, after] = [briefState(change.before), briefState(change.after)];
  const difference = differs ? briefLines(differenceOf(change), most) : undefined;
  const shown = { action, resource, id, scope: scope.name, summary, before, after, place };
  return {
    ...shown,
    outcome: outcomeOf(change, outcome),
    ...(version === undefined ? {} : { version }),
    ...(versionAfter === undefined ? {} : { version_after: versionAfter }),
    ...(difference === undefined ? {} : { difference }),
    ...(reasons === undefined ? {} : { reasons }),
  };
}

/** The one state of a creation says it all where it is shown whole; a deletion sets nothing. */
function differenceOf(change: Change): readonly string[] | undefined {
  if (change.after === undefined) return undefined;
  if (change.before !== undefined) return differenceLines(change);
  if (!hasLongText(change.after, DEFAULT_MAX_LENGTH - 100)) return undefined;
  return differenceLines(change);
}

/** UTF-16 units of one difference in an answer, and of all in it. A question has them whole, or is refused. */
const mostOfADifference = 20_000;
const mostOfDifferences = 60_000;
const leastOfADifference = 500;

/** All changes of a short list; of a long one the counts, the guarded and the first of each kind. Goes through them once. */
export function* shownChanges(told: Iterable<ShownText>): Generator<void, Shown, void> {
  const all: ShownText[] = [];
  const first: ShownText[] = [];
  const counter = new Counter();
  for (const each of told) {
    const ofItsKind = counter.count(each);
    if (ofItsKind <= mostOfAKind || each.reasons !== undefined) first.push(each);
    if (counter.total <= mostAtOnce) all.push(each);
    yield;
  }
  const isShort = counter.total <= mostAtOnce;
  const changes = yield* allShown(isShort ? all : first);
  return isShort ? { changes } : { changes, counts: counter.counts };
}

/** The first differences whole, as far as all of them together may be long. */
function* allShown(told: readonly ShownText[]): Generator<void, readonly ShownChange[], void> {
  let room = mostOfDifferences;
  const changes: ShownChange[] = [];
  for (const each of told) {
    const shown = shownChange(each, Math.min(mostOfADifference, Math.max(room, leastOfADifference)));
    room -= shown.difference?.reduce((sum, { length }) => sum + length, 0) ?? 0;
    changes.push(shown);
    yield;
  }
  return changes;
}

/** One page of a long list, in its order. An empty one lies behind the last. */
export function pageOf(changes: ChangeSequence, page: number): readonly ShownChange[] {
  return atOnce(allShown(onPage(changes, page).map((change) => ({ change, differs: true }))));
}

export function onPage(changes: ChangeSequence, page: number): readonly Change[] {
  return changes.slice((page - 1) * pageLength, page * pageLength);
}

/** At least one: an empty list is one empty page. */
export function pagesOf(length: number): number {
  return Math.max(1, Math.ceil(length / pageLength));
}

/** A change that was done in part is told as such wherever it is told. */
function outcomeOf({ isPartial }: Change, outcome: ChangeOutcome | undefined): ChangeOutcome | undefined {
  return isPartial === true ? 'partial' : outcome;
}

class Counter {
  readonly counts: { -readonly [Name in keyof Counts]: Counts[Name] } = {};
  readonly #kinds = new Map<string, number>();
  total = 0;

  /** @returns how many of its kind there were, with it. */
  count({ change, outcome: told }: ShownText): number {
    const { action } = change;
    const outcome = outcomeOf(change, told);
    this.total += 1;
    this.counts[action] = (this.counts[action] ?? 0) + 1;
    if (outcome !== undefined) this.counts[outcome] = (this.counts[outcome] ?? 0) + 1;
    const kind = `${action} ${outcome ?? ''}`;
    const ofItsKind = (this.#kinds.get(kind) ?? 0) + 1;
    this.#kinds.set(kind, ofItsKind);
    return ofItsKind;
  }
}

import type { Change, ChangeSequence } from '../change/change.ts';
import { differenceLines } from '../change/change-lines.ts';
import { DEFAULT_MAX_LENGTH } from '../untrusted/neutralise.ts';
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

export function shownChange({ change, outcome, differs = false, reasons }: ShownText): ShownChange {
  const { action, resource, id, scope, summary, before, after, place } = change;
  const difference = differs ? differenceOf(change) : undefined;
  const shown = { action, resource, id, scope: scope.name, summary, before, after, place, outcome };
  return {
    ...shown,
    ...(difference === undefined ? {} : { difference }),
    ...(reasons === undefined ? {} : { reasons }),
  };
}

/** The one state of a creation says it all where it is shown whole; a deletion sets nothing. */
function differenceOf(change: Change): readonly string[] | undefined {
  if (change.after === undefined) return undefined;
  const lines = differenceLines(change);
  if (change.before !== undefined) return lines;
  return lines.every(({ length }) => length < DEFAULT_MAX_LENGTH) ? undefined : lines;
}

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
  const changes: ShownChange[] = [];
  for (const each of isShort ? all : first) {
    changes.push(shownChange(each));
    yield;
  }
  return isShort ? { changes } : { changes, counts: counter.counts };
}

/** One page of a long list, in its order. An empty one lies behind the last. */
export function pageOf(changes: ChangeSequence, page: number): readonly ShownChange[] {
  return changes
    .slice((page - 1) * pageLength, page * pageLength)
    .map((change) => shownChange({ change, differs: true }));
}

/** At least one: an empty list is one empty page. */
export function pagesOf(length: number): number {
  return Math.max(1, Math.ceil(length / pageLength));
}

class Counter {
  readonly counts: { -readonly [Name in keyof Counts]: Counts[Name] } = {};
  readonly #kinds = new Map<string, number>();
  total = 0;

  /** @returns how many of its kind there were, with it. */
  count({ change: { action }, outcome }: ShownText): number {
    this.total += 1;
    this.counts[action] = (this.counts[action] ?? 0) + 1;
    if (outcome !== undefined) this.counts[outcome] = (this.counts[outcome] ?? 0) + 1;
    const kind = `${action} ${outcome ?? ''}`;
    const ofItsKind = (this.#kinds.get(kind) ?? 0) + 1;
    this.#kinds.set(kind, ofItsKind);
    return ofItsKind;
  }
}

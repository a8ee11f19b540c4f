import type { Change } from '../change/change.ts';
import type { ChangeOutcome, Counts, ShownChange } from './change-result.ts';

/** More changes than this are not shown at once. */
const mostAtOnce = 60;
/** As many of each kind are shown of a longer list. */
const mostOfAKind = 20;
/** Changes on one page of a long list. */
export const pageLength = 100;

export interface Told {
  readonly change: Change;
  readonly outcome?: ChangeOutcome | undefined;
}

export interface Shown {
  readonly changes: readonly ShownChange[];
  /** Present when `changes` is not everything. */
  readonly counts?: Counts;
}

export function shownChange({ change, outcome }: Told): ShownChange {
  const { action, resource, id, scope, summary, before, after, place } = change;
  return { action, resource, id, scope: scope.name, summary, before, after, place, outcome };
}

/** All changes of a short list; of a long one the counts and the first of each kind. */
export function shownChanges(told: readonly Told[]): Shown {
  if (told.length <= mostAtOnce) return { changes: told.map(shownChange) };
  const seen = new Map<string, number>();
  const first = told.filter(({ change, outcome }) => {
    const kind = `${change.action} ${outcome ?? ''}`;
    const before = seen.get(kind) ?? 0;
    seen.set(kind, before + 1);
    return before < mostOfAKind;
  });
  return { changes: first.map(shownChange), counts: countsOf(told) };
}

/** One page of a long list, in its order. An empty one lies behind the last. */
export function pageOf(told: readonly Told[], page: number): readonly ShownChange[] {
  return told.slice((page - 1) * pageLength, page * pageLength).map(shownChange);
}

/** At least one: an empty list is one empty page. */
export function pagesOf(length: number): number {
  return Math.max(1, Math.ceil(length / pageLength));
}

export function countsOf(told: readonly Told[]): Counts {
  const counts: { -readonly [Name in keyof Counts]: Counts[Name] } = {};
  for (const { change, outcome } of told) {
    counts[change.action] = (counts[change.action] ?? 0) + 1;
    if (outcome !== undefined) counts[outcome] = (counts[outcome] ?? 0) + 1;
  }
  return counts;
}

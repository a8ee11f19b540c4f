import type { Place } from '@crunchtools/mcp-core';

/** One rule of the wished list: one there is, by its id, or a new one, by its ref. */
export type Wished =
  | { readonly id: string; readonly isEdited: boolean; readonly newRef?: undefined }
  | { readonly newRef: string; readonly id?: undefined };

export type Step =
  | { readonly action: 'delete'; readonly id: string; readonly from: Place }
  | { readonly action: 'create'; readonly item: number; readonly to: Place }
  | {
      readonly action: 'edit' | 'move';
      readonly id: string;
      readonly item: number;
      /** Absent where it stays. */
      readonly moved?: { readonly from: Place; readonly to: Place };
    };

/**
 * The fewest steps that make one list of rules into another, in an order in which they can be taken: deletions
 * first, then from the front to the end, so that whatever a rule is put behind is there by then. `from` is a place
 * in the old list, `to` in the new one. A new rule is named by its ref in the places of its neighbours.
 *
 * @param current ids, each once.
 * @param wished every id at most once, and only ids of `current`.
 */
export function arrange(current: readonly string[], wished: readonly Wished[]): readonly Step[] {
  const names = wished.map(({ id, newRef }) => id ?? newRef);
  const listed = new Set(wished.flatMap(({ id }) => id ?? []));
  const staying = heaviestRun(
    wished.flatMap((item) =>
      item.id === undefined
        ? []
        : // Moving a rule that is written anyway costs nothing: the others should rather stay.
          [{ id: item.id, index: current.indexOf(item.id), weight: item.isEdited ? 1 : wished.length + 1 }],
    ),
  );
  const deletions = current.flatMap((id, index): Step[] =>
    listed.has(id) ? [] : [{ action: 'delete', id, from: placeIn(current, index) }],
  );
  const others = wished.flatMap((item, index): Step[] => {
    if (item.id === undefined) return [{ action: 'create', item: index, to: placeIn(names, index) }];
    const { id, isEdited } = item;
    const action = isEdited ? 'edit' : 'move';
    if (staying.has(id)) return isEdited ? [{ action, id, item: index }] : [];
    const from = placeIn(current, current.indexOf(id));
    return [{ action, id, item: index, moved: { from, to: placeIn(names, index) } }];
  });
  return [...deletions, ...others];
}

/** Where the member at an index (from 0) of a list stands. */
export function placeIn(list: readonly string[], index: number): Place {
  return { index: index + 1, after: list[index - 1] ?? null, before: list[index + 1] ?? null };
}

interface Weighted {
  readonly id: string;
  readonly index: number;
  readonly weight: number;
}

/** The ids of the increasing subsequence (by index) with the greatest weight. Quadratic: lists are short. */
function heaviestRun(items: readonly Weighted[]): ReadonlySet<string> {
  const best: { total: number; previous: number }[] = [];
  for (const [at, { index, weight }] of items.entries()) {
    let previous = -1;
    for (let earlier = 0; earlier < at; earlier += 1) {
      const isBelow = (items[earlier]?.index ?? 0) < index;
      if (isBelow && totalOf(best, earlier) > totalOf(best, previous)) previous = earlier;
    }
    best.push({ total: totalOf(best, previous) + weight, previous });
  }
  let last = -1;
  for (const at of best.keys()) if (totalOf(best, at) > totalOf(best, last)) last = at;
  const run = new Set<string>();
  for (let at = last; at >= 0; at = best[at]?.previous ?? -1) run.add(items[at]?.id ?? '');
  return run;
}

function totalOf(best: readonly { readonly total: number }[], at: number): number {
  return best[at]?.total ?? 0;
}

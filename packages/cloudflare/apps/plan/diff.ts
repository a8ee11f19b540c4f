import { items, type Members, members, number, text, texts } from '../shared/json.ts';

export type FieldState = 'same' | 'changed' | 'added' | 'removed';

export interface Field {
  readonly name: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
  readonly state: FieldState;
}

/** The settable state of an object before and after a change, field by field: what differs comes first. */
export function fieldsOf(before: Members, after: Members): readonly Field[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const fields = names.map((name) => {
    const [old, fresh] = [written(before[name]), written(after[name])];
    return { name, before: old, after: fresh, state: stateOf(old, fresh) };
  });
  return [
    ...fields.filter(({ state }) => state !== 'same'),
    ...fields.filter(({ state }) => state === 'same'),
  ];
}

function stateOf(before: string | undefined, after: string | undefined): FieldState {
  if (before === after) return 'same';
  if (before === undefined) return 'added';
  return after === undefined ? 'removed' : 'changed';
}

function written(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'string') return value;
  return JSON.stringify(value, null, 1);
}

export interface ShownChange {
  readonly action: string;
  readonly summary: string;
  readonly scope: string;
  readonly outcome: string | undefined;
  readonly fields: readonly Field[];
  readonly place: string | undefined;
  /** What changes, leaf by leaf, as the question says it. */
  readonly difference: readonly string[];
  readonly reasons: readonly string[];
}

/** What every write tool answers, as far as it can be shown. */
export interface ShownPlan {
  readonly status: string;
  readonly changes: readonly ShownChange[];
  /** How many there are of each action; more than `changes` when only the first are shown. */
  readonly counts: readonly (readonly [action: string, count: number])[];
  readonly total: number;
}

const actions = ['delete', 'purge', 'update', 'reorder', 'create'];

/** @returns `undefined` for an answer that is none of a write tool. */
export function planOf(answer: Members): ShownPlan | undefined {
  const status = text(answer['status']);
  if (status === undefined || !Array.isArray(answer['changes'])) return undefined;
  const changes = items(answer['changes']).map((item) => changeOf(members(item)));
  const given = members(answer['counts']);
  const counts = actions.flatMap((action) => {
    const count = number(given[action]) ?? changes.filter((change) => change.action === action).length;
    return count === 0 ? [] : [[action, count] as const];
  });
  return { status, changes, counts, total: counts.reduce((sum, [, count]) => sum + count, 0) };
}

function changeOf(change: Members): ShownChange {
  const place = members(change['place']);
  const [from, to] = [place['before'], place['after']].map((at) => number(members(at)['index']));
  return {
    action: text(change['action']) ?? 'update',
    summary: text(change['summary']) ?? '',
    scope: text(change['scope']) ?? '',
    outcome: text(change['outcome']),
    fields: fieldsOf(members(change['before']), members(change['after'])),
    difference: texts(change['difference']),
    reasons: texts(change['reasons']),
    place: from === to ? undefined : `Position ${from ?? 'none'} → ${to ?? 'none'}`,
  };
}

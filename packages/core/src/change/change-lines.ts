import type { JsonObject } from '../json.ts';
import type { Change, Position } from './change.ts';
import { leafChanges } from './difference.ts';
import { leafLine, nameNote, quoted } from './shown-value.ts';

/**
 * What a change does to its object, leaf by leaf, one line each: every new value of a leaf that changes whole, the old
 * one beside it, and nothing that stays. For a creation all of what is made, for a deletion all of what goes.
 * @param known members that are shown beside these lines already, whole.
 */
export function differenceLines(change: Change, known: readonly string[] = []): readonly string[] {
  const { action, before, after, place } = change;
  const isWhole = before === undefined || after === undefined;
  const leaves = action === 'delete' ? leafChanges(undefined, before) : leafChanges(before, after);
  const lines = leaves
    .filter(({ path }) => !(isWhole && path.length === 1 && known.includes(String(path[0]))))
    .map(leafLine);
  return [...lines, ...placeLines(place)];
}

/**
 * The object of a change as a person knows it, whatever of it changes.
 * @param identity members of its state, most telling first.
 */
export function subjectText(change: Change, identity: readonly string[], withScope: boolean): string {
  const { action, resource, id, scope, before, after } = change;
  const state: JsonObject = before ?? after ?? {};
  const names = identity.flatMap((member) => {
    const value = state[member];
    return value === undefined || value === null || value === '' ? [] : [word(value)];
  });
  return [
    action,
    resource.replaceAll('_', ' '),
    ...names,
    ...(id === undefined ? [] : [`(${word(id)})`]),
    ...(withScope ? [`in ${word(scope.name)}`] : []),
  ].join(' ');
}

/** One word of ASCII as it is, everything else in quotes. */
export function word(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  return /^[\w.*@:/-]{1,253}$/u.test(text) ? `${text}${nameNote(text)}` : `${quoted(text)}${nameNote(text)}`;
}

function placeLines(place: Change['place']): readonly string[] {
  if (place?.after === undefined) return [];
  const from = place.before === undefined ? '' : `${placeText(place.before)} → `;
  return [`position: ${from}${placeText(place.after)}`];
}

function placeText({ index, after, before }: Position): string {
  const neighbours = [
    after === null ? 'the first' : `behind ${word(after)}`,
    before === null ? 'the last' : `in front of ${word(before)}`,
  ];
  return `${index} (${neighbours.join(', ')})`;
}

import type { JsonObject, JsonValue } from '../json.ts';
import { atOnce, type Breath } from '../tool/breath.ts';
import type { Change, ChangeSequence, Position } from './change.ts';
import { type LeafChange, leafChanges, type PathStep } from './difference.ts';
import { formNote, nameNote, quoted, textChange } from './text-change.ts';
import { hasLines, linesOfTexts } from './text-difference.ts';

/**
 * Says what becomes of a leaf, in one line, or of a text of several lines in a line for each that changes, with three around.
 * Every character of the new value that the old one does not share is in them, and of the old one likewise: nothing is
 * cut, but for a long text that goes, and for one that is too long to be shown to anybody (`mostShown`).
 * @param goes whether its object is deleted: then the leaf is what goes.
 */
function* leafLines({ path, from, to }: LeafChange, goes: boolean): Generator<void, readonly string[]> {
  const name = pathText(path);
  if (isText(from) && isText(to) && (hasLines(from) || hasLines(to))) {
    const [first = '', ...others] = yield* linesOfTexts(goes ? { from: to } : { from, to });
    return [`${name}: ${first}`, ...others];
  }
  if (typeof from === 'string' && typeof to === 'string')
    return [`${name}: ${textChange(from, to)}${formNote(from, to)}`];
  const old = from === undefined ? '' : `${valueText(from)} → `;
  return [`${name}: ${old}${to === undefined ? 'removed' : valueText(to)}`];
}

/** What becomes of one leaf, as `differenceLines` has it. */
export function leafLine(leaf: LeafChange): string {
  return atOnce(leafLines(leaf, false)).join('\n');
}

function isText(value: JsonValue | undefined): value is string | undefined {
  return value === undefined || typeof value === 'string';
}

/** `origin.host`, `headers["x y"].value`, `tags[2]`. Names that a stranger can choose stay one word. */
function pathText(path: readonly PathStep[]): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`;
    else if (/^[\w-]{1,100}$/u.test(step)) text += text === '' ? step : `.${step}`;
    else text += `[${quoted(step)}]`;
  }
  return text;
}

/** A leaf, whole: texts in typographic quotes, everything else as JSON writes it. */
function valueText(value: JsonValue): string {
  return typeof value === 'string' ? `${quoted(value)}${nameNote(value)}` : JSON.stringify(value);
}

/**
 * What a change does to its object, leaf by leaf, one line each: every new value of a leaf that changes whole, the old
 * one beside it, and nothing that stays. For a creation all of what is made, for a deletion all of what goes.
 * @param known members that are shown beside these lines already, whole.
 */
export function differenceLines(change: Change, known: readonly string[] = []): readonly string[] {
  return prepared.get(change) ?? atOnce(differenceInSteps(change, known));
}

/** Differences of long texts that were found already, of changes that are still there. */
const mostPrepared = 500;
const prepared = new WeakMap<Change, readonly string[]>();

/** Finds the differences of long texts, which takes time, so that `differenceLines` has them at once. */
export async function prepareDifferences(changes: ChangeSequence, breath: Breath): Promise<void> {
  // Those of longer plans are made anew whenever they are looked at.
  if (changes.length > mostPrepared) return;
  for (const change of changes) {
    if (!prepared.has(change) && hasLongText(change))
      prepared.set(change, await breath.through(differenceInSteps(change, [])));
    if (breath.isDue()) await breath.take();
  }
}

/** Whether a state holds a text as long as thousands of lines. */
function hasLongText({ before, after }: Change): boolean {
  return [before, after].some(
    (state) =>
      state !== undefined &&
      Object.values(state).some((value) => typeof value === 'string' && value.length > veryLongText),
  );
}

const veryLongText = 50_000;

function* differenceInSteps(change: Change, known: readonly string[]): Generator<void, readonly string[]> {
  const { action, before, after, place } = change;
  const isWhole = before === undefined || after === undefined;
  const leaves = action === 'delete' ? leafChanges(undefined, before) : leafChanges(before, after);
  const lines: string[] = [];
  for (const leaf of leaves) {
    if (isWhole && leaf.path.length === 1 && known.includes(String(leaf.path[0]))) continue;
    for (const line of yield* leafLines(leaf, action === 'delete')) lines.push(line);
  }
  return [...lines, ...placeLines(place)];
}

/**
 * The object of a change as a person knows it, whatever of it changes.
 * @param identity members of its state, most telling first.
 */
export function subjectText(change: Change, identity: readonly string[], withScope: boolean): string {
  const { action, resource, id, version, scope, before, after } = change;
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
    ...(version === undefined ? [] : [`at version ${word(version)}`]),
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

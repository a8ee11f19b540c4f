import { DriftError, InputError, IrreversibleError } from '../errors/errors.ts';
import { type JsonObject, sameJson } from '../json.ts';
import { Breath } from '../tool/breath.ts';
import { withStates } from './bare.ts';
import { statesApart } from './brief.ts';
import { type AppliedChange, type Change, type ChangeSequence, objectKey, type Position } from './change.ts';
import { type Executor, type ExecutorSet, membersOf, sameState } from './executor.ts';
import type { Journal, JournalEntry } from './journal.ts';

/** One object's way through the entries that are to be taken back. */
interface Trail {
  readonly first: AppliedChange;
  readonly last: AppliedChange;
  /** Where the object stood before the first move and after the last; absent when nothing moved it. */
  readonly moved: { readonly from: Position | undefined; readonly to: Position | undefined } | undefined;
}

/** One object with its state now. */
interface Found {
  readonly trail: Trail;
  readonly now: JsonObject | undefined;
  /** That of `now`, or an older one: then the service refuses what is written. */
  readonly version?: string | undefined;
}

export interface UndoPlan {
  readonly changes: readonly Change[];
  /** About objects that are left as they are. */
  readonly warnings: readonly string[];
  /** The entries that are taken back whole; one of which something is left can be undone again. */
  readonly undoes: readonly string[];
}

/**
 * The changes that take entries of the journal back, as one plan. Several changes to one object become one
 * change, from its state now to its state before the first of them. What the service keeps for itself by now is left as
 * it is, with what cannot stand beside it.
 * @param listed in the order in which they were applied.
 * @throws {IrreversibleError} when one of them cannot be taken back; nothing of the others is planned then.
 * @throws {DriftError} when an object is no longer as the entries left it; both states are in `details`.
 */
export async function planUndo(
  listed: readonly JournalEntry[],
  journal: Journal,
  executors: ExecutorSet,
  breath: Breath = Breath.uncancelled(),
): Promise<UndoPlan> {
  const ids = new Set(listed.map((entry) => entry.id));
  for (const entry of listed) {
    refuseIrreversible(entry);
    refuseUndone(entry, ids);
  }
  const entries = await withStates(listed, executors);
  const collected = await breath.through(collectTrails(entries, journal, executors));
  const trails = [...collected.values()].toReversed();
  // Before the states: what somebody writes in between must not look as if it had been read.
  const versions = await versionsNow(trails, executors);
  const states = await statesNow(trails, executors);
  const found = trails.map((trail, index) => ({ trail, now: states[index], version: versions[index] }));
  const { left, warnings } = leftToService(found, executors);
  const inverse: Change[] = [];
  for await (const each of breath.over(found)) {
    const change = left.has(each.trail) ? undefined : invert(each, journal, executors);
    if (change !== undefined) inverse.push(change);
  }
  const keysLeft = new Set([...left].map(({ last }) => objectKey(last)));
  const undoes: string[] = [];
  for (const { id, changes } of entries) {
    if (left.size === 0 || (await breath.through(hasNoneOf(keysLeft, changes, journal)))) undoes.push(id);
  }
  return { changes: inOrder(inverse), warnings, undoes };
}

function* hasNoneOf(
  keys: ReadonlySet<string>,
  changes: ChangeSequence,
  journal: Journal,
): Generator<void, boolean, void> {
  for (const change of changes) {
    if (keys.has(objectKey(journal.atCurrentId(change)))) return false;
    yield;
  }
  return true;
}

function leftToService(
  found: readonly Found[],
  executors: ExecutorSet,
): { readonly left: ReadonlySet<Trail>; readonly warnings: readonly string[] } {
  const left = new Set<Trail>();
  const warnings: string[] = [];
  const executorsFound = new Set(found.map(({ trail }) => executors.for(trail.last.resource)));
  for (const executor of executorsFound) {
    const own = found.filter(({ trail }) => executors.for(trail.last.resource) === executor);
    const { kept, excluded } = keptOf(own, executor);
    for (const { trail } of [...kept, ...excluded]) left.add(trail);
    if (kept.length === 0) continue;
    const notes = executor.keeping?.notes(
      kept.flatMap(({ now }) => (now === undefined ? [] : [now])),
      excluded.flatMap(({ trail: { first } }) => (first.before === undefined ? [] : [first.before])),
    );
    warnings.push(...(notes ?? []));
  }
  return { left, warnings };
}

function keptOf(
  found: readonly Found[],
  { keeping }: Executor,
): { readonly kept: readonly Found[]; readonly excluded: readonly Found[] } {
  if (keeping === undefined) return { kept: [], excluded: [] };
  const kept = found.filter(({ now }) => now !== undefined && keeping.isKept(now));
  const excluded = found.filter(({ trail: { first, last }, now }) => {
    const wanted = first.before;
    if (wanted === undefined || now !== undefined) return false;
    return kept.some(
      (each) =>
        each.trail.last.scope.id === last.scope.id &&
        each.now !== undefined &&
        keeping.excludes(each.now, wanted, last.scope),
    );
  });
  return { kept, excluded };
}

/** The version of each object that an entry gave one. */
async function versionsNow(
  trails: readonly Trail[],
  executors: ExecutorSet,
): Promise<readonly (string | undefined)[]> {
  const versions: (string | undefined)[] = [];
  for (const { last } of trails) {
    const executor = last.versionAfter === undefined ? undefined : executors.for(last.resource);
    versions.push((await executor?.version?.(last)) ?? last.versionAfter);
  }
  return versions;
}

/** The object of each trail as it is now, in as few requests as its executor needs. */
async function statesNow(
  trails: readonly Trail[],
  executors: ExecutorSet,
): Promise<readonly (JsonObject | undefined)[]> {
  const together = new Map<string, Trail[]>();
  for (const trail of trails) {
    const place = `${trail.last.resource}/${trail.last.scope.id}`;
    const others = together.get(place);
    if (others === undefined) together.set(place, [trail]);
    else others.push(trail);
  }
  const states = new Map<Trail, JsonObject | undefined>();
  for (const some of together.values()) {
    const found = await readAll(some, executors);
    for (const [index, trail] of some.entries()) states.set(trail, found[index]);
  }
  return trails.map((trail) => states.get(trail));
}

async function readAll(
  trails: readonly Trail[],
  executors: ExecutorSet,
): Promise<readonly (JsonObject | undefined)[]> {
  const subjects = trails.map(({ last }) => last);
  const [first] = subjects;
  if (first === undefined) return [];
  const executor = executors.for(first.resource);
  if (subjects.every(({ id }) => id !== undefined) && executor.readAll !== undefined) {
    return executor.readAll(subjects);
  }
  const found: (JsonObject | undefined)[] = [];
  for (const subject of subjects) {
    found.push(subject.id === undefined ? undefined : await executor.read(subject));
  }
  return found;
}

/**
 * What goes back to a place goes last, and from the front of its list to the end: whatever stood in front of it
 * is there by then.
 */
function inOrder(inverse: readonly Change[]): readonly Change[] {
  return inverse.toSorted((one, other) => targetOf(one) - targetOf(other));
}

function targetOf({ place }: Change): number {
  return place?.after?.index ?? 0;
}

function* collectTrails(
  entries: readonly JournalEntry[],
  journal: Journal,
  executors: ExecutorSet,
): Generator<void, ReadonlyMap<string, Trail>, void> {
  const trails = new Map<string, Trail>();
  for (const { changes } of entries) {
    for (const recorded of changes) {
      const change = journal.atCurrentId(recorded);
      const key = objectKey(change);
      const trail = trails.get(key);
      const executor = executors.for(change.resource);
      if (trail !== undefined && !sameState(executor, trail.last.after, change.before)) {
        throw drifted(change, executor, trail.last.after, change.before);
      }
      trails.set(key, { first: trail?.first ?? change, last: change, moved: moveOf(trail, change) });
      yield;
    }
  }
  return trails;
}

function moveOf(trail: Trail | undefined, { place }: Change): Trail['moved'] {
  if (place?.after === undefined && place?.before === undefined) return trail?.moved;
  return { from: trail?.moved === undefined ? place.before : trail.moved.from, to: place.after };
}

function invert(
  { trail: { first, last, moved }, now, version }: Found,
  journal: Journal,
  executors: ExecutorSet,
): Change | undefined {
  const { resource, scope, id, group } = last;
  const executor = executors.for(resource);
  const kept = now === undefined ? {} : membersOf(now, executor.setElsewhere ?? []);
  const wanted = first.before && { ...first.before, ...kept };
  const back = now === undefined || moved?.to !== undefined ? moved?.from : undefined;
  // Nothing is lost where nothing is left to do; an undo that failed half-way can so be made again.
  if (id !== undefined && sameState(executor, now, wanted) && (now === undefined || back === undefined))
    return undefined;
  if (!sameState(executor, now, last.after)) throw drifted(last, executor, last.after, now);
  const action = inverseAction(now, wanted);
  const replaced = id === undefined || action !== 'create' ? {} : { replaces: id };
  return {
    action,
    resource,
    scope,
    summary: executor.summarise(action, now, wanted, { scope, ...replaced }),
    ...(id === undefined || action === 'create' ? replaced : { id }),
    ...(now === undefined ? {} : { before: now }),
    ...(now === undefined || version === undefined ? {} : { version }),
    ...(wanted === undefined ? {} : { after: wanted }),
    ...(group === undefined ? {} : { group }),
    ...placeOf(moved, back && atCurrentPlace(back, last, journal)),
  };
}

function inverseAction(now: JsonObject | undefined, wanted: JsonObject | undefined): Change['action'] {
  if (now === undefined) return 'create';
  if (wanted === undefined) return 'delete';
  return sameJson(now, wanted) ? 'reorder' : 'update';
}

function placeOf(moved: Trail['moved'], back: Position | undefined): Pick<Change, 'place'> {
  const before = moved?.to;
  if (before === undefined && back === undefined) return {};
  return {
    place: { ...(before === undefined ? {} : { before }), ...(back === undefined ? {} : { after: back }) },
  };
}

/** The neighbours may have been deleted and brought back since. */
function atCurrentPlace(place: Position, { resource, scope }: Change, journal: Journal): Position {
  const current = (id: string | null): string | null =>
    id === null ? null : journal.atCurrentId({ resource, scope, id }).id;
  return { index: place.index, after: current(place.after), before: current(place.before) };
}

function refuseIrreversible(entry: JournalEntry): void {
  const [reason] = entry.irreversible;
  if (reason === undefined) return;
  throw new IrreversibleError(`${entry.id} cannot be undone: ${reason}.`, {
    nextStep: 'Leave it out of change_ids to undo the others.',
  });
}

/** An entry that was undone may be taken back together with its undo: a whole stretch of the history. */
function refuseUndone(entry: JournalEntry, together: ReadonlySet<string>): void {
  if (entry.undoneBy === undefined || together.has(entry.undoneBy)) return;
  throw new InputError(`${entry.id} was already undone by ${entry.undoneBy}.`, {
    nextStep: `To bring it back, undo ${entry.undoneBy}.`,
  });
}

function drifted(
  change: Change,
  executor: Executor,
  expected: JsonObject | undefined,
  found: JsonObject | undefined,
): DriftError {
  return new DriftError(
    `${executor.nounOf?.(change.scope) ?? change.resource} ${change.id ?? ''} is not as this change left it, so undoing it would lose a later edit.`,
    {
      nextStep: 'Look at both states and, if the older one is wanted, write it with the ordinary tools.',
      quotes: true,
      details: statesApart(['left_as', expected], ['found', found]),
    },
  );
}

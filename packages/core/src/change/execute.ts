import { CancelledError, DriftError, NotAppliedError, type SafeError } from '../errors/index.ts';
import { OutcomeUnknownError } from '../errors/outcome-unknown-error.ts';
import { toSafeError } from '../errors/to-safe-error.ts';
import type { Sleep } from '../http/wait.ts';
import { isJsonObject, type JsonObject, type JsonValue, sameJson } from '../json.ts';
import type { AppliedChange, Change } from './change.ts';
import { ChangeList, type ChangeSequence, without } from './change-list.ts';
import type { ExecutorSet, Outcome } from './executor.ts';
import { Notices } from './notices.ts';
import { Patience } from './patience.ts';
import { Progress, type Report } from './progress.ts';
import { reconcile } from './reconcile.ts';

/** An exact account of what happened to each change of a plan. */
export interface Execution {
  readonly applied: ChangeSequence;
  readonly notApplied: ChangeSequence;
  /** Sent, without an answer, and not to be found out by reading. Holds changes only beside an `error`. */
  readonly unknown: readonly Change[];
  /** Each said once, and only the first of very many. */
  readonly warnings: readonly string[];
  readonly error: SafeError | undefined;
}

export interface ExecutionContext {
  readonly executors: ExecutorSet;
  /** Aborted when the client cancels: no further batch is begun then. */
  readonly signal: AbortSignal;
  /**
   * Executors for finding out what became of a write that got no answer. They must not listen to `signal`: a
   * cancelled call may have written, and what it did has to be known all the same.
   */
  readonly afterwards: () => ExecutorSet;
  /** Aborted when nothing more is waited for: what is not known by then stays unknown. */
  readonly deadline?: AbortSignal | undefined;
  /**
   * Told after each batch but the last, and every ten seconds of waiting for the rate limit. `done` always rises,
   * by fractions where nothing was done meanwhile.
   */
  readonly progress?: Report;
  /** How this waits; by real time unless told otherwise. */
  readonly sleep?: Sleep | undefined;
}

/** As many as an answer shows; the others are counted. */
const mostDrifted = 20;

/**
 * Applies the changes of a plan in order, in batches that are all-or-nothing each, and stops at the first
 * failure. A plan of several batches waits out the rate limit. Never throws for a failed change: what was applied
 * has to be told and journalled all the same.
 */
export async function execute(changes: ChangeSequence, context: ExecutionContext): Promise<Execution> {
  const { executors, signal } = context;
  const progress = new Progress(changes.length, context.progress);
  const patience = new Patience(context.sleep);
  const applied = await ChangeList.create(changes.length);
  const warnings = new Notices();
  while (applied.length < changes.length) {
    const done = applied.length;
    let batch: readonly Change[] = [];
    try {
      if (signal.aborted) throw new CancelledError('The request was cancelled.');
      batch = await nextBatch(changes, done, executors);
      if (batch.length < changes.length) await requireUnchanged(batch, executors);
      applied.append(await applyBatch(batch, context, warnings));
    } catch (cause) {
      const failure = toSafeError(cause);
      const isPart = changes.length > 1 && batch.length < changes.length;
      const error = isPart
        ? await patience.outlast(failure, signal, (seconds) => progress.waiting(done, seconds))
        : failure;
      if (error === undefined) continue;
      // A defect of ours says nothing about what was sent before it struck.
      const unknown = error instanceof OutcomeUnknownError || error.code === 'internal' ? batch : [];
      const notApplied = without(changes, done + unknown.length);
      return { applied, notApplied, unknown, warnings: warnings.list(), error };
    }
    if (applied.length < changes.length) await progress.done(applied.length);
  }
  return { applied, notApplied: [], unknown: [], warnings: warnings.list(), error: undefined };
}

/** The longest run of changes from one index on that one executor can take in one call. */
async function nextBatch(
  changes: ChangeSequence,
  from: number,
  executors: ExecutorSet,
): Promise<readonly Change[]> {
  const [first] = changes.slice(from, from + 1);
  if (first === undefined) return [];
  const limit = await executors.for(first.resource).batchLimit(first.scope);
  const most = limit >= 1 ? limit : 1;
  // One more than fit: it tells whether the batch would cut its group.
  const ahead = changes.slice(from, from + most + 1);
  const end = ahead.findIndex(
    (change, index) =>
      index >= most || change.resource !== first.resource || change.scope.id !== first.scope.id,
  );
  return end === -1 ? ahead : ahead.slice(0, endOfGroup(ahead, end));
}

/** Where a batch ends so that it holds a group as a whole; a group longer than a batch is cut all the same. */
function endOfGroup(changes: readonly Change[], end: number): number {
  const group = changes[end]?.group;
  if (group === undefined) return end;
  const start = changes.findIndex((change) => change.group === group);
  return start === 0 ? end : Math.min(start, end);
}

/**
 * A plan of several batches takes its time, and others may write meanwhile.
 * @throws {DriftError} when an object of the batch is no longer as it was planned from.
 */
async function requireUnchanged(batch: readonly Change[], executors: ExecutorSet): Promise<void> {
  const known = batch.filter(({ id, before }) => id !== undefined && before !== undefined);
  const [first] = known;
  if (first === undefined) return;
  const executor = executors.for(first.resource);
  const found = (await executor.readAll?.(known)) ?? known.map(({ before }) => before);
  const drifted = known.flatMap((change, index) =>
    sameJson(found[index], change.before) ? [] : [{ change, found: found[index] }],
  );
  if (drifted.length > 0) throw drift(drifted);
}

function drift(drifted: readonly { change: Change; found: JsonObject | undefined }[]): DriftError {
  const shown = drifted.slice(0, mostDrifted);
  return new DriftError(
    `${drifted.length} of the next objects have changed since they were planned. Nothing of their batch was changed.`,
    {
      nextStep: 'Make the same call again: it plans what is left from the state as it is now.',
      quotes: true,
      details: {
        objects: shown.map(({ change, found: now }) => ({
          id: change.id,
          planned_from: change.before,
          found: now ?? null,
        })),
      },
    },
  );
}

async function applyBatch(
  batch: readonly Change[],
  context: ExecutionContext,
  warnings: Notices,
): Promise<readonly AppliedChange[]> {
  const [first] = batch;
  if (first === undefined) return [];
  const outcomes = await outcomesOf(batch, first.resource, context);
  return batch.map((change, index) => {
    const outcome = outcomes[index];
    const applied = withOutcome(change, outcome);
    for (const warning of outcome?.warnings ?? []) warnings.add(warning);
    for (const difference of differences(change, applied.after)) warnings.add(difference);
    return applied;
  });
}

async function outcomesOf(
  batch: readonly Change[],
  resource: string,
  { executors, afterwards, deadline, sleep }: ExecutionContext,
): Promise<readonly Outcome[]> {
  const since = Date.now();
  try {
    return await executors.for(resource).apply(batch);
  } catch (error) {
    if (!(error instanceof OutcomeUnknownError)) throw error;
    const found = await reconcile({ batch, resource, since, afterwards, deadline, sleep });
    if (found.verdict === 'applied') return found.outcomes;
    if (found.verdict === 'not_applied') throw new NotAppliedError(error);
    throw error;
  }
}

function withOutcome(change: Change, outcome: Outcome | undefined): AppliedChange {
  return {
    ...change,
    ...(outcome?.id === undefined ? {} : { id: outcome.id }),
    ...(outcome?.observed === undefined ? {} : { after: outcome.observed }),
  };
}

/** Says where the service stored something else than was asked for. It may normalise; the reader must know. */
function differences(change: Change, observed: JsonObject | undefined): readonly string[] {
  if (change.after === undefined || observed === undefined || change.action === 'purge') return [];
  return Object.entries(change.after)
    .filter(([field, wanted]) => wanted !== undefined && !isStored(wanted, observed[field]))
    .map(
      ([field, wanted]) =>
        `${field} was stored as ${JSON.stringify(observed[field] ?? null)}, not as ${JSON.stringify(wanted)}`,
    );
}

/** Services write out what was left out: a member that nobody asked for and that is off, 0 or empty says nothing new. */
function isStored(wanted: JsonValue, stored: JsonValue | undefined): boolean {
  if (sameJson(wanted, stored) || (wanted === null && stored === undefined)) return true;
  if (!isJsonObject(wanted) || !isJsonObject(stored)) return false;
  const members = new Set([...Object.keys(wanted), ...Object.keys(stored)]);
  return [...members].every((member) => {
    const asked = wanted[member];
    return asked === undefined ? isNothing(stored[member]) : isStored(asked, stored[member]);
  });
}

function isNothing(value: JsonValue | undefined): boolean {
  if (typeof value !== 'object' || value === null) return !value;
  return Object.keys(value).length === 0;
}

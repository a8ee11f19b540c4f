import {
  CancelledError,
  DriftError,
  NotAppliedError,
  OutcomeUnknownError,
  RateLimitedError,
  type SafeError,
  toSafeError,
} from '../errors/errors.ts';
import { sleep as realSleep, type Sleep } from '../http/retry.ts';
import type { JsonObject } from '../json.ts';
import { Breath } from '../tool/breath.ts';
import { statesApart } from './brief.ts';
import { type Change, ChangeList, type ChangeSequence, sliceInSteps, without } from './change.ts';
import { type ExecutorSet, type Outcome, type Reconciliation, sameState } from './executor.ts';
import { Notices, refusedPart, requireEffect, withOutcomes, withPresent } from './outcomes.ts';

/** A plan of several batches waits no longer than this for the service to take requests again, all told. */
const longestMs = 15 * 60_000;
/** A client that hears nothing for a minute may give a call up. */
const stepMs = 10_000;

/**
 * Waits out the rate limit between the batches of one plan: what is begun should end, and a request that was turned
 * away for the rate has changed nothing.
 */
class RateLimitWait {
  readonly #sleep: Sleep;
  #leftMs = longestMs;

  constructor(sleep: Sleep = realSleep) {
    this.#sleep = sleep;
  }

  /**
   * @param tell is told the seconds that are left, every ten seconds.
   * @returns what ends the plan: the error itself, at once, when it is another one, does not say how long it lasts or
   * asks for more than is left of the patience; a cancellation while waiting. `undefined` when the wait is over.
   */
  async outlast(
    error: SafeError,
    signal: AbortSignal,
    tell: (seconds: number) => Promise<void>,
  ): Promise<SafeError | undefined> {
    const seconds = error.details?.['retry_after_seconds'];
    if (!(error instanceof RateLimitedError) || typeof seconds !== 'number') return error;
    // It is rounded, and told by another clock: a second more keeps the next request from being too early.
    const wait = (seconds + 1) * 1_000;
    if (wait > this.#leftMs) return error;
    this.#leftMs -= wait;
    try {
      await this.#wait(wait, signal, tell);
      return undefined;
    } catch (cause) {
      return toSafeError(cause);
    }
  }

  async #wait(
    milliseconds: number,
    signal: AbortSignal,
    tell: (seconds: number) => Promise<void>,
  ): Promise<void> {
    for (let left = milliseconds; left > 0; left -= stepMs) {
      await tell(Math.ceil(left / 1_000));
      await this.#sleep(Math.min(left, stepMs), signal);
    }
  }
}

/** What hears of progress: changes done, of how many, and for how long nothing will happen. */
type ProgressReport = (done: number, total: number, waitingSeconds: number | undefined) => Promise<void>;

/** Tells how far a plan is. A client that does not hear of it still gets its answer. */
class Progress {
  readonly #total: number;
  readonly #report: ProgressReport | undefined;
  #waits = 0;

  constructor(total: number, report: ProgressReport | undefined) {
    this.#total = total;
    this.#report = report;
  }

  async done(done: number): Promise<void> {
    this.#waits = 0;
    await this.#tell(done, undefined);
  }

  /** MCP wants a number that rises each time, so waiting counts as a growing part of the next change. */
  async waiting(done: number, seconds: number): Promise<void> {
    this.#waits += 1;
    await this.#tell(done + this.#waits / (this.#waits + 1), seconds);
  }

  async #tell(done: number, seconds: number | undefined): Promise<void> {
    try {
      await this.#report?.(done, this.#total, seconds);
    } catch {
      // Nothing of the work depends on it.
    }
  }
}

/**
 * Milliseconds before each look. A connection that breaks says nothing about the request that went over it: the
 * service may still be at work on it, and a read that overtakes the write finds nothing.
 */
const looks = [0, 2_000, 5_000] as const;

export interface Doubt {
  readonly batch: readonly Change[];
  readonly resource: string;
  /** When the write began, in milliseconds since the epoch. */
  readonly since: number;
  readonly afterwards: () => ExecutorSet;
  /** Ends the waiting between looks. */
  readonly deadline?: AbortSignal | undefined;
  readonly sleep?: Sleep | undefined;
}

/**
 * Finds out by reading what became of a batch whose write got no answer. An effect that is seen is believed at
 * once; that there is none only after the last look, and only if that one could be made.
 *
 * Not covered: a write that takes effect later than that, some seven seconds after its connection was given up.
 */
export async function reconcile({
  batch,
  resource,
  since,
  afterwards,
  deadline,
  sleep = realSleep,
}: Doubt): Promise<Reconciliation> {
  let found: Reconciliation | undefined;
  for (const wait of looks) {
    // Not cancelled with the call: what it did has to be known all the same.
    if (wait > 0 && !(await waited(wait, deadline, sleep))) return { verdict: 'unknown' };
    found = await look(batch, resource, since, afterwards);
    if (found !== undefined && found.verdict !== 'not_applied') return found;
  }
  return found ?? { verdict: 'unknown' };
}

/** @returns whether there was time. */
async function waited(wait: number, deadline: AbortSignal | undefined, sleep: Sleep): Promise<boolean> {
  try {
    await sleep(wait, deadline);
    return true;
  } catch (error) {
    if (deadline?.aborted === true) return false;
    throw error;
  }
}

/** A read that fails leaves the outcome as unknown as it was. */
async function look(
  batch: readonly Change[],
  resource: string,
  since: number,
  afterwards: () => ExecutorSet,
): Promise<Reconciliation | undefined> {
  try {
    return await afterwards().for(resource).reconcile(batch, since);
  } catch {
    return undefined;
  }
}

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
  readonly progress?: ProgressReport;
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
  const patience = new RateLimitWait(context.sleep);
  const applied = await ChangeList.create(changes.length);
  const warnings = new Notices();
  const fillsIn = (resource: string): readonly string[] => executors.for(resource).fillsIn ?? [];
  // Never cancelled: what a batch did has to be told, and before the next one the signal is looked at.
  const breath = Breath.uncancelled();
  while (applied.length < changes.length) {
    const done = applied.length;
    let batch: readonly Change[] = [];
    try {
      if (signal.aborted) throw new CancelledError('The request was cancelled.');
      batch = await nextBatch(changes, done, executors, breath);
      if (batch.length < changes.length) await requireUnchanged(batch, executors, breath);
      const outcomes = await outcomesOf(batch, context);
      requireEffect(batch, outcomes);
      await breath.through(applied.appendInSteps(withOutcomes(batch, outcomes, warnings, fillsIn)));
      const error = refusedPart(outcomes);
      if (error !== undefined) {
        const notApplied = without(changes, applied.length);
        return { applied, notApplied, unknown: [], warnings: warnings.list(), error };
      }
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
  breath: Breath,
): Promise<readonly Change[]> {
  const [first] = changes.slice(from, from + 1);
  if (first === undefined) return [];
  const executor = executors.for(first.resource);
  const limit = await executor.batchLimit(first.scope);
  const most = limit >= 1 ? limit : 1;
  // One more than fit: it tells whether the batch would cut its group.
  const ahead = await breath.through(sliceInSteps(changes, from, from + most + 1));
  const end = ahead.findIndex((change, index) => {
    const previous = ahead[index - 1];
    const parts = previous !== undefined && executor.joins?.(change, previous) === false;
    return parts || index >= most || change.resource !== first.resource || change.scope.id !== first.scope.id;
  });
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
async function requireUnchanged(
  batch: readonly Change[],
  executors: ExecutorSet,
  breath: Breath,
): Promise<void> {
  const known = batch.filter(({ id, before }) => id !== undefined && before !== undefined);
  const [first] = known;
  if (first === undefined) return;
  const executor = executors.for(first.resource);
  const found = (await executor.readAll?.(known)) ?? known.map(({ before }) => before);
  const drifted: { change: Change; found: JsonObject | undefined }[] = [];
  let index = 0;
  for await (const change of breath.over(known)) {
    if (!sameState(executor, found[index], change.before)) drifted.push({ change, found: found[index] });
    index += 1;
  }
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
          ...statesApart(['planned_from', change.before], ['found', now]),
        })),
      },
    },
  );
}

async function outcomesOf(
  batch: readonly Change[],
  { executors, afterwards, deadline, sleep }: ExecutionContext,
): Promise<readonly Outcome[]> {
  const [first] = batch;
  if (first === undefined) return [];
  const { resource } = first;
  const since = Date.now();
  try {
    return await executors.for(resource).apply(batch);
  } catch (error) {
    if (!(error instanceof OutcomeUnknownError))
      throw await withPresent(error, batch, executors.for(resource));
    const found = await reconcile({ batch, resource, since, afterwards, deadline, sleep });
    if (found.verdict === 'applied') return found.outcomes;
    if (found.verdict === 'not_applied') throw new NotAppliedError(error);
    throw error;
  }
}

import { ConflictError, PartialError, RejectedError, type SafeError } from '../errors/errors.ts';
import { isJsonObject, type JsonObject, type JsonValue, sameJson } from '../json.ts';
import { statesApart } from './brief.ts';
import type { AppliedChange, Change } from './change.ts';
import { type Executor, type Outcome, sameState } from './executor.ts';
import { hasLines, textDifference } from './text-difference.ts';

/** As many as an answer repeats; the others are counted. */
const mostNotices = 100;

/** Gathers what the reader should know: each text once, and of very many only the first. */
export class Notices {
  readonly #texts = new Set<string>();
  #others = 0;

  add(text: string): void {
    if (this.#texts.has(text)) return;
    if (this.#texts.size < mostNotices) this.#texts.add(text);
    else this.#others += 1;
  }

  list(): readonly string[] {
    return this.#others === 0 ? [...this.#texts] : [...this.#texts, `and ${this.#others} more`];
  }
}

/** One after another, so that no step is long. */
export function* withOutcomes(
  batch: readonly Change[],
  outcomes: readonly Outcome[],
  warnings: Notices,
  fillsIn: (resource: string) => readonly string[],
): Generator<AppliedChange, void, void> {
  for (const [index, change] of batch.entries()) {
    const outcome = outcomes[index];
    const applied = withOutcome(change, outcome);
    for (const warning of outcome?.warnings ?? []) warnings.add(warning);
    for (const difference of differences(change, applied.after, fillsIn(change.resource)))
      warnings.add(difference);
    yield applied;
  }
}

function withOutcome(change: Change, outcome: Outcome | undefined): AppliedChange {
  return {
    ...change,
    ...(outcome?.id === undefined ? {} : { id: outcome.id }),
    ...(outcome?.before === undefined ? {} : { before: outcome.before }),
    ...(outcome?.observed === undefined ? {} : { after: outcome.observed }),
    ...(outcome?.version === undefined ? {} : { versionAfter: outcome.version }),
    ...(outcome?.refused === undefined ? {} : { isPartial: true }),
  };
}

/** Says where the service stored something else than was asked for. It may normalise; the reader must know. */
function differences(
  change: Change,
  observed: JsonObject | undefined,
  fillsIn: readonly string[],
): readonly string[] {
  if (
    change.after === undefined ||
    observed === undefined ||
    change.action === 'purge' ||
    change.action === 'send'
  )
    return [];
  const isFilledIn = (field: string, wanted: JsonValue): boolean =>
    fillsIn.includes(field) && (wanted === null || wanted === '');
  return Object.entries(change.after)
    .filter(
      ([field, wanted]) =>
        wanted !== undefined && !isFilledIn(field, wanted) && !isStored(wanted, observed[field]),
    )
    .map(([field, wanted]) => storedOtherwise(field, wanted, observed[field]));
}

function storedOtherwise(
  field: string,
  wanted: JsonValue | undefined,
  stored: JsonValue | undefined,
): string {
  if (typeof wanted === 'string' && typeof stored === 'string' && hasLines(wanted)) {
    const [counts = ''] = textDifference(wanted, stored);
    return `${field} was not stored as it was sent: ${counts}`;
  }
  return `${field} was stored as ${JSON.stringify(stored ?? null)}, not as ${JSON.stringify(wanted)}`;
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

/** As many objects and sentences as an error tells. */
const mostTold = 20;

/** What the service refused of changes that it did in part; `undefined` when it refused nothing. */
export function refusedPart(outcomes: readonly Outcome[]): PartialError | undefined {
  const refused = outcomes.flatMap((outcome) => outcome.refused ?? []);
  if (refused.length === 0) return undefined;
  return new PartialError('The service did only a part of this change.', {
    nextStep:
      'What was done is in the answer, and undo_change takes it back. Correct what was refused, and make a call for it alone.',
    quotes: true,
    details: { refused: refused.slice(0, mostTold) },
  });
}

/** @throws {RejectedError} where the service refused all of a batch in part: then nothing was changed. */
export function requireEffect(batch: readonly Change[], outcomes: readonly Outcome[]): void {
  const found = batch.map((change, index) => isWithoutEffect(change, outcomes[index] ?? {}));
  if (found.length === 0 || !found.every((isNone) => isNone)) return;
  throw new RejectedError('The service refused all of this change. Nothing was changed.', {
    nextStep: 'Correct what was refused, and make the call again.',
    quotes: true,
    details: { refused: outcomes.flatMap(({ refused = [] }) => refused).slice(0, mostTold) },
  });
}

function isWithoutEffect({ before }: Change, { refused, observed }: Outcome): boolean {
  return refused !== undefined && before !== undefined && sameJson(before, observed);
}

/**
 * A conflict with what is there now: of objects that have another version than the plan, or, where there are no versions, another state, and of
 * those that are by now where one was to be created. Other errors are returned as they are, and so is one after which nothing can be read.
 */
export async function withPresent(
  error: unknown,
  batch: readonly Change[],
  executor: Executor,
): Promise<unknown> {
  if (!(error instanceof ConflictError)) return error;
  const known = batch.filter(({ action, id }) => id !== undefined || action === 'create');
  const changed: JsonObject[] = [];
  const inTheWay: JsonObject[] = [];
  try {
    for (const change of known.slice(0, mostTold)) {
      if (change.id === undefined) inTheWay.push(...(await occupant(change, executor)));
      else changed.push(...(await present(change, executor)));
    }
  } catch {
    return error;
  }
  if (changed.length > 0) return conflict(error, changed);
  if (inTheWay.length === 0) return error;
  const { message, nextStep, details } = error;
  return new ConflictError(message, {
    ...(nextStep === undefined ? {} : { nextStep }),
    quotes: true,
    details: { ...details, objects: inTheWay },
    cause: error,
  });
}

/** An object that is not as planned; none for one that is. */
async function present(change: Change, executor: Executor): Promise<readonly JsonObject[]> {
  const { id = '', version: planned, before } = change;
  const found = await executor.read(change);
  const states = statesApart(['planned_from', before], ['found', found]);
  if (planned === undefined) return sameState(executor, found, before) ? [] : [{ id, ...states }];
  const now = (await executor.version?.(change)) ?? null;
  return now === planned ? [] : [{ id, planned_version: planned, version_now: now, ...states }];
}

async function occupant(change: Change, executor: Executor): Promise<readonly JsonObject[]> {
  const found = await executor.inTheWay?.(change);
  return found === undefined ? [] : [statesApart(['planned', change.after], ['found', found])];
}

function conflict(error: SafeError, objects: readonly JsonObject[]): ConflictError {
  return new ConflictError(
    'Somebody else has changed this since the plan was made, and the service refused to write over it. Nothing was changed.',
    {
      nextStep:
        'Look at what is there now, and make the same call again if it is still wanted: it plans from that.',
      quotes: true,
      details: { ...error.details, objects: [...objects] },
      cause: error,
    },
  );
}

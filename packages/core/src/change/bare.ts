import { IrreversibleError } from '../errors/errors.ts';
import type { JsonObject } from '../json.ts';
import type { Change, ChangeSequence } from './change.ts';
import type { ExecutorSet } from './executor.ts';

/** What of an entry of the journal matters here. */
interface Entry {
  readonly id: string;
  readonly changes: ChangeSequence;
  readonly irreversible: readonly string[];
}

/** Why an entry is no longer undone whose states were left out. */
export const tooMuchMemory =
  'what was there before it is no longer kept: the texts of changes since then take more memory than this server keeps for undo';

/** As many changes of a long entry are still listed. */
const mostListed = 100;

/** The first changes of a longer sequence, the others of which are gone. */
class Remnant implements ChangeSequence {
  readonly length: number;
  readonly #first: readonly Change[];

  constructor(length: number, first: readonly Change[]) {
    this.length = length;
    this.#first = first;
  }

  slice(start: number, end?: number): readonly Change[] {
    return this.#first.slice(start, end);
  }

  [Symbol.iterator](): Iterator<Change> {
    return this.#first[Symbol.iterator]();
  }
}

/**
 * An entry without the states of its changes. It can still be undone where each of them has the versions in whose place the
 * service can say them (`Executor.stateAt`).
 */
export function bareEntry<Listed extends Entry>(entry: Listed): Listed {
  const { changes, irreversible } = entry;
  const listed = changes.slice(0, mostListed);
  const bare = listed.map(bareChange);
  // Of more than that the versions alone would be much, too.
  const isKnown = bare.length === changes.length && listed.every(hasVersions);
  return {
    ...entry,
    changes: isKnown ? bare : new Remnant(changes.length, bare),
    irreversible: isKnown || irreversible.length > 0 ? irreversible : [tooMuchMemory],
  };
}

function bareChange({ before: _before, after: _after, ...change }: Change): Change {
  return { ...change, isBare: true };
}

function hasVersions({ before, after, version, versionAfter }: Change): boolean {
  return (
    (before === undefined || version !== undefined) && (after === undefined || versionAfter !== undefined)
  );
}

/**
 * Entries with the states that were left out, as the service still has them.
 * @throws {IrreversibleError} where it has them no more.
 */
export async function withStates<Listed extends Entry>(
  entries: readonly Listed[],
  executors: ExecutorSet,
): Promise<readonly Listed[]> {
  const whole: Listed[] = [];
  for (const entry of entries) {
    const isBare = entry.changes.slice(0, 1).some((change) => change.isBare === true);
    whole.push(isBare ? { ...entry, changes: await statesOf(entry, executors) } : entry);
  }
  return whole;
}

async function statesOf({ id, changes }: Entry, executors: ExecutorSet): Promise<readonly Change[]> {
  const found: Change[] = [];
  for (const bare of changes) {
    const { isBare: _, ...change } = bare;
    const before = await stateAt(id, change, change.version, executors);
    const after = await stateAt(
      id,
      change,
      change.action === 'delete' ? undefined : change.versionAfter,
      executors,
    );
    found.push({ ...change, ...(before && { before }), ...(after && { after }) });
  }
  return found;
}

async function stateAt(
  id: string,
  change: Change,
  version: string | undefined,
  executors: ExecutorSet,
): Promise<JsonObject | undefined> {
  if (version === undefined) return undefined;
  const state = await executors.for(change.resource).stateAt?.(change, version);
  if (state !== undefined) return state;
  throw new IrreversibleError(
    `${id} cannot be undone: ${tooMuchMemory}, and the service does not give it out.`,
    {
      nextStep: 'Leave it out of change_ids to undo the others.',
    },
  );
}

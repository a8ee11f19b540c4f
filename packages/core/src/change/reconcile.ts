import { sleep as realSleep, type Sleep } from '../http/wait.ts';
import type { Change } from './change.ts';
import type { ExecutorSet, Reconciliation } from './executor.ts';

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

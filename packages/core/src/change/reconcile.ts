import { sleep as realSleep, type Sleep } from '../http/wait.ts';
import type { Change } from './change.ts';
import type { ExecutorSet, Reconciliation } from './executor.ts';

/**
 * Milliseconds before each look. A connection that breaks says nothing about the request that went over it: the
 * service may still be at work on it, and a read that overtakes the write finds nothing.
 */
const looks = [0, 2_000, 5_000] as const;

/**
 * Finds out by reading what became of a batch whose write got no answer. An effect that is seen is believed at
 * once; that there is none only after the last look, and only if that one could be made.
 *
 * @param since when the write began, in milliseconds since the epoch.
 *
 * Not covered: a write that takes effect later than that, some seven seconds after its connection was given up.
 */
export async function reconcile(
  batch: readonly Change[],
  resource: string,
  since: number,
  afterwards: () => ExecutorSet,
  sleep: Sleep = realSleep,
): Promise<Reconciliation> {
  let found: Reconciliation | undefined;
  for (const wait of looks) {
    // Not cancelled with the call: what it did has to be known all the same.
    if (wait > 0) await sleep(wait, undefined);
    found = await look(batch, resource, since, afterwards);
    if (found !== undefined && found.verdict !== 'not_applied') return found;
  }
  return found ?? { verdict: 'unknown' };
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

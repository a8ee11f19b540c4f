import { describe, expect, it } from 'vitest';
import { CancelledError, OutcomeUnknownError, RejectedError } from '../errors/errors.ts';
import { MemoryExecutor } from '../testing/memory-executor.ts';
import { reconcile } from './execute.ts';
import { afterWrite, ExecutorSet, type Reconciliation } from './executor.ts';

const here = { id: 's1', name: 'example.com' };

/** What is found, look by look; `undefined` is a read that fails. */
async function look(findings: readonly (Reconciliation['verdict'] | undefined)[]) {
  const slept: number[] = [];
  const left = [...findings];
  const things = new MemoryExecutor({
    reconcile: async () => {
      const verdict = left.shift();
      if (verdict === undefined) throw new RejectedError('No.');
      return verdict === 'applied' ? { verdict, outcomes: [{ id: 'x' }] } : { verdict };
    },
  });
  const changes = [things.creation(here, { a: 1 })];
  const found = await reconcile({
    batch: changes,
    resource: 'thing',
    since: 0,
    afterwards: () => new ExecutorSet([things]),
    sleep: async (milliseconds) => {
      slept.push(milliseconds);
    },
  });
  return { verdict: found.verdict, slept, unused: left };
}

describe('a write without an answer', () => {
  it.each([
    ['is believed to be there at first sight', ['applied'], 'applied', []],
    ['is unclear when reading says so', ['unknown'], 'unknown', []],
    ['is found when it comes late', ['not_applied', 'applied'], 'applied', [2_000]],
    [
      'is found when it comes very late',
      ['not_applied', 'not_applied', 'applied'],
      'applied',
      [2_000, 5_000],
    ],
    [
      'is not there after the last look',
      ['not_applied', 'not_applied', 'not_applied'],
      'not_applied',
      [2_000, 5_000],
    ],
    ['is looked for again when a look fails', [undefined, 'applied'], 'applied', [2_000]],
    [
      'is unknown when the last look fails',
      ['not_applied', 'not_applied', undefined],
      'unknown',
      [2_000, 5_000],
    ],
    ['is unknown when every look fails', [undefined, undefined, undefined], 'unknown', [2_000, 5_000]],
  ] as const)('%s', async (_case, findings, verdict, slept) => {
    expect(await look(findings)).toEqual({ verdict, slept, unused: [] });
  });

  it('is unknown when there is no time left to look again', async () => {
    const deadline = new AbortController();
    const looked: string[] = [];
    const things = new MemoryExecutor({
      reconcile: async () => {
        looked.push('once');
        deadline.abort();
        return { verdict: 'not_applied' };
      },
    });
    const found = await reconcile({
      batch: [things.creation(here, { a: 1 })],
      resource: 'thing',
      since: 0,
      afterwards: () => new ExecutorSet([things]),
      deadline: deadline.signal,
    });
    expect([found, looked]).toEqual([{ verdict: 'unknown' }, ['once']]);
  });
});

describe('what a write left', () => {
  it.each([new RejectedError('No.'), new CancelledError('Cancelled.')])(
    'that cannot be read does not make the write one that was not made: %s',
    async (error) => {
      const fails = async (): Promise<number> => {
        throw error;
      };
      await expect(afterWrite(fails)).rejects.toThrow(OutcomeUnknownError);
      expect(await afterWrite(async () => 1)).toBe(1);
    },
  );
});

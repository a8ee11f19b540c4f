import { describe, expect, it } from 'vitest';
import { CancelledError, RateLimitedError, RejectedError, type SafeError } from '../errors/errors.ts';
import { MemoryExecutor } from '../testing/memory-executor.ts';
import { execute } from './execute.ts';
import { ExecutorSet } from './executor.ts';

const here = { id: 's1', name: 'example.com' };
const never = new AbortController().signal;

function rateLimited(seconds?: number): SafeError {
  return new RateLimitedError('Enough.', {
    details: seconds === undefined ? {} : { retry_after_seconds: seconds },
  });
}

interface Failure {
  readonly error: SafeError;
  /** Of the batches that are sent, from 0. */
  readonly number: number;
}

async function run(failures: readonly Failure[], amount = 3, signal = never) {
  const things = new MemoryExecutor({ batchLimit: 1 });
  for (const { error, number } of failures) things.fail({ error, point: 'before_commit' }, number);
  const slept: number[] = [];
  const reports: (readonly [number, number | undefined])[] = [];
  const changes = Array.from({ length: amount }, (_, index) => things.creation(here, { index }));
  const executors = new ExecutorSet([things]);
  const { applied, notApplied, error } = await execute(changes, {
    executors,
    signal,
    afterwards: () => executors,
    sleep: async (milliseconds, stop) => {
      if (stop?.aborted === true) throw new CancelledError('Cancelled.');
      slept.push(milliseconds);
    },
    progress: async (done, _total, seconds) => {
      reports.push([done, seconds]);
    },
  });
  const code = error?.code;
  return { applied: applied.length, notApplied: notApplied.length, code, slept, reports, things };
}

describe('a plan of several batches', () => {
  it('waits for the rate limit, tells so, and goes on where it was', async () => {
    const { applied, code, slept, reports, things } = await run([{ error: rateLimited(24), number: 1 }]);
    expect({ applied, code }).toEqual({ applied: 3, code: undefined });
    expect(slept).toEqual([10_000, 10_000, 5_000]);
    expect(reports).toEqual([
      [1, undefined],
      [1.5, 25],
      [1 + 2 / 3, 15],
      [1.75, 5],
      [2, undefined],
    ]);
    expect([...things.objects(here).values()]).toEqual([{ index: 0 }, { index: 1 }, { index: 2 }]);
  });

  it('waits a quarter of an hour in all, and no longer', async () => {
    const failures = [0, 1, 2, 3].map((number) => ({ error: rateLimited(299), number }));
    const { applied, notApplied, code, slept } = await run(failures);
    expect({ applied, notApplied, code }).toEqual({ applied: 0, notApplied: 3, code: 'rate_limited' });
    expect(slept.reduce((sum, milliseconds) => sum + milliseconds, 0)).toBe(900_000);
  });

  it.each([
    ['that does not say how long', rateLimited()],
    ['that is too long', rateLimited(900)],
    ['that is none', new RejectedError('No.', { details: { retry_after_seconds: 1 } })],
  ])('does not wait for a limit %s', async (_case, error) => {
    const { applied, notApplied, code, slept } = await run([{ error, number: 1 }]);
    expect({ applied, notApplied, code, slept }).toEqual({
      applied: 1,
      notApplied: 2,
      code: error.code,
      slept: [],
    });
  });

  it('ends when it is cancelled while it waits', async () => {
    const controller = new AbortController();
    const things = new MemoryExecutor({ batchLimit: 1 });
    things.fail({ error: rateLimited(60), point: 'before_commit' }, 1);
    const executors = new ExecutorSet([things]);
    const { applied, notApplied, unknown, error } = await execute(
      [things.creation(here, { index: 0 }), things.creation(here, { index: 1 })],
      {
        executors,
        signal: controller.signal,
        afterwards: () => executors,
        sleep: async () => {
          controller.abort();
          throw new CancelledError('Cancelled.');
        },
      },
    );
    expect([applied.length, notApplied.length, unknown.length]).toEqual([1, 1, 0]);
    expect(error?.code).toBe('cancelled');
  });
});

it('a single change does not wait: whoever called can do that better', async () => {
  const { code, slept } = await run([{ error: rateLimited(5), number: 0 }], 1);
  expect({ code, slept }).toEqual({ code: 'rate_limited', slept: [] });
});

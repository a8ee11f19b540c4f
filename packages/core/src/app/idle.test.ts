import { afterEach, describe, expect, it, vi } from 'vitest';
import { IdleWork } from './idle.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function work(count: number, isBusy: () => boolean = () => false) {
  const done: number[] = [];
  async function* steps(): AsyncGenerator<void, void, void> {
    for (let step = 1; step <= count; step += 1) {
      done.push(step);
      yield;
    }
  }
  return { done, idle: new IdleWork(steps(), isBusy) };
}

/** Lets the process look for input so often; beside each look a step may be done. */
async function turns(count: number): Promise<void> {
  for (let at = 0; at < count; at += 1) await turn();
}

afterEach(() => void vi.useRealTimers());

describe('work while nothing is asked', () => {
  it('is done in steps, with a look at the input before each', async () => {
    const { done, idle } = work(3);
    idle.soon();
    expect(done).toEqual([]);
    let looks = 0;
    while (done.length < 3) {
      const before = done.length;
      await turn();
      looks += 1;
      expect(done.length - before).toBeLessThanOrEqual(1);
    }
    expect(looks).toBeGreaterThanOrEqual(3);
  });

  it('waits until nothing was asked for in a while', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { done, idle } = work(3);
    idle.soon();
    await turns(9);
    expect(done).toEqual([]);
    vi.advanceTimersByTime(20);
    await turns(1);
    idle.later();
    await turns(9);
    expect(done).toEqual([1]);
    vi.advanceTimersByTime(99);
    idle.later();
    vi.advanceTimersByTime(99);
    await turns(9);
    expect(done).toEqual([1]);
    vi.advanceTimersByTime(1);
    await turns(9);
    expect(done).toEqual([1, 2, 3]);
  });

  it('waits for what somebody waits for', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    let busy = true;
    const { done, idle } = work(1, () => busy);
    idle.soon();
    await turns(3);
    vi.advanceTimersByTime(100);
    expect(done).toEqual([]);
    busy = false;
    vi.advanceTimersByTime(100);
    await turns(3);
    expect(done).toEqual([1]);
  });

  it('ends with what it throws, and when nobody needs it any more', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const next = vi.fn<() => Promise<IteratorResult<void, void>>>(() =>
      Promise.reject(new Error('no such file')),
    );
    const idle = new IdleWork({ next }, () => false);
    idle.soon();
    vi.advanceTimersByTime(20);
    await turns(5);
    idle.soon();
    vi.advanceTimersByTime(20);
    await turns(5);
    expect(next).toHaveBeenCalledTimes(1);
    const { done, idle: ended } = work(3);
    ended.soon();
    ended.end();
    ended.later();
    vi.advanceTimersByTime(100);
    await turns(5);
    expect(done).toEqual([]);
  });
});

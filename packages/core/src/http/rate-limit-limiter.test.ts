import { describe, expect, it } from 'vitest';
import { CancelledError } from '../errors/errors.ts';
import { Limiter } from './rate-limit.ts';

const settled = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });

function entrants(limiter: Limiter) {
  const entered: number[] = [];
  const enter = (name: number, signal?: AbortSignal): Promise<unknown> =>
    limiter.acquire(signal).then(
      () => entered.push(name),
      (error: unknown) => error,
    );
  return { entered, enter };
}

describe('Limiter', () => {
  it('lets so many in, and the others in the order in which they came', async () => {
    const limiter = new Limiter(2);
    const { entered, enter } = entrants(limiter);
    for (const name of [1, 2, 3, 4]) void enter(name);
    await settled();
    expect(entered).toEqual([1, 2]);
    limiter.release();
    void enter(5);
    await settled();
    expect(entered).toEqual([1, 2, 3]);
    limiter.release();
    limiter.release();
    await settled();
    expect(entered).toEqual([1, 2, 3, 4, 5]);
  });

  it('passes over those who gave up, and loses no place through them', async () => {
    const limiter = new Limiter(1);
    const { entered, enter } = entrants(limiter);
    const controller = new AbortController();
    void enter(1);
    const second = enter(2, controller.signal);
    void enter(3);
    controller.abort();
    expect(await second).toBeInstanceOf(CancelledError);
    limiter.release();
    limiter.release();
    await settled();
    void enter(4);
    await settled();
    expect(entered).toEqual([1, 3, 4]);
    expect(await enter(5, AbortSignal.abort())).toBeInstanceOf(CancelledError);
  });
});

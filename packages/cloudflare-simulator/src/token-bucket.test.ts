import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTokenBucket } from './token-bucket.ts';

describe('token bucket', () => {
  it('allows a burst of its capacity, then refills', () => {
    let time = 0;
    const bucket = createTokenBucket({ capacity: 2, perSecond: 0.5 }, () => time);
    expect([bucket.take(1), bucket.take(1), bucket.take(1)]).toEqual([0, 0, 2]);
    time = 1999;
    expect(bucket.take(1)).toBe(1);
    time = 2000;
    expect(bucket.take(1)).toBe(0);
    time = 1_000_000;
    expect([bucket.take(2), bucket.take(1)]).toEqual([0, 2]);
  });

  it('never gives more than capacity plus what flowed in', () => {
    const steps = fc.array(fc.record({ wait: fc.nat(5000), amount: fc.integer({ min: 1, max: 5 }) }));
    fc.assert(
      fc.property(steps, (requests) => {
        let time = 0;
        let taken = 0;
        const bucket = createTokenBucket({ capacity: 5, perSecond: 1 }, () => time);
        for (const { wait, amount } of requests) {
          time += wait;
          if (bucket.take(amount) === 0) taken += amount;
        }
        expect(taken).toBeLessThanOrEqual(5 + time / 1000 + 1e-6);
      }),
    );
  });
});

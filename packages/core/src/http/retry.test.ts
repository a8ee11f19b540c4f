import { describe, expect, it } from 'vitest';
import { DEFAULT_RETRY_LIMITS, type FailedAttempt, nextAttempt } from './retry.ts';

const LIMITS = { maxAttempts: 4, baseMs: 100, capMs: 250, maxWaitMs: 1_000 };

function decide(failed: Partial<FailedAttempt>, random = 0.5): number | undefined {
  const attempt = {
    attempt: 1,
    repeatable: true,
    sent: true,
    status: undefined,
    lost: false,
    retryAfterMs: undefined,
    undone: false,
    ...failed,
  };
  return nextAttempt(attempt, LIMITS, () => random);
}

describe('nextAttempt', () => {
  it.each([429, 500, 502, 503, 504, 520, 521, 522, 523, 524])('repeats a read after %d', (status) => {
    expect(decide({ status })).toBe(50);
  });

  it.each([200, 204, 301, 400, 401, 403, 404, 408, 409, 422, 501, 505, 519, 525, 530])(
    'does not repeat a read after %d',
    (status) => {
      expect(decide({ status })).toBeUndefined();
    },
  );

  it.each([500, 502, 503, 504, 520, 524])('never repeats a write after %d', (status) => {
    expect(decide({ repeatable: false, status })).toBeUndefined();
  });

  it.each([
    ['a read, sent', { lost: true, repeatable: true, sent: true }, 50],
    ['a read, not sent', { lost: true, repeatable: true, sent: false }, 50],
    ['a write, not sent', { lost: true, repeatable: false, sent: false }, 50],
    ['a write, sent', { lost: true, repeatable: false, sent: true }, undefined],
    ['a write, turned away', { status: 429, repeatable: false, sent: true }, 50],
    ['a write that an answer says was not made', { status: 200, repeatable: false, undone: true }, 50],
  ])('after a loss: %s', (_what, failed, wait) => {
    expect(decide(failed)).toBe(wait);
  });

  it('doubles the limit up to its cap, and stops after the last attempt', () => {
    const waits = [1, 2, 3, 4].map((attempt) => decide({ attempt, status: 503 }, 0.999_999));
    expect(waits.map((wait) => wait && Math.round(wait))).toEqual([100, 200, 250, undefined]);
  });

  it.each([
    [0, 50],
    [49, 50],
    [51, 51],
    [1_000, 1_000],
    [1_001, undefined],
  ])('waits no less than Retry-After: %d ms', (retryAfterMs, wait) => {
    expect(decide({ status: 429, retryAfterMs })).toBe(wait);
    expect(decide({ status: 503, retryAfterMs })).toBe(wait);
  });

  it('makes four attempts and waits 20 s at most, unless told otherwise', () => {
    expect(DEFAULT_RETRY_LIMITS).toMatchObject({ maxAttempts: 4, maxWaitMs: 20_000 });
  });
});

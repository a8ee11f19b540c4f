import { describe, expect, it } from 'vitest';
import { ApiFailure } from './contract.ts';
import { createRateLimiter } from './rate-limit.ts';

function limiterAt(start: number) {
  const clock = { time: start };
  const limiter = createRateLimiter({ requests: 3, windowSeconds: 10 }, () => clock.time);
  const refusal = () => {
    try {
      limiter.take('a');
      return undefined;
    } catch (error) {
      return error instanceof ApiFailure ? error : undefined;
    }
  };
  return { clock, limiter, refusal };
}

describe('rate limit', () => {
  it('counts down in the headers of the IETF draft', () => {
    const { clock, limiter } = limiterAt(1000);
    expect(limiter.untouched()).toEqual({
      ratelimit: '"default";r=3;t=10',
      'ratelimit-policy': '"default";q=3;w=10',
    });
    expect(limiter.take('a')['ratelimit']).toBe('"default";r=2;t=10');
    clock.time += 2500;
    expect(limiter.take('a')['ratelimit']).toBe('"default";r=1;t=8');
  });

  it('starts a new window when the old one is over', () => {
    const { clock, limiter, refusal } = limiterAt(0);
    for (let request = 0; request < 3; request += 1) limiter.take('a');
    clock.time = 10_000;
    expect(refusal()).toBeUndefined();
  });

  it('refuses everything for a whole window from the first request too many', () => {
    const { clock, limiter, refusal } = limiterAt(0);
    for (let request = 0; request < 3; request += 1) limiter.take('a');
    clock.time = 9_000;
    const failure = refusal();
    expect(failure?.status).toBe(429);
    expect(failure?.errors[0]?.code).toBe(971);
    expect(failure?.headers).toMatchObject({ 'retry-after': '10', ratelimit: '"default";r=0;t=10' });
    clock.time = 18_999;
    expect(refusal()?.headers['retry-after']).toBe('1');
    clock.time = 19_000;
    expect(refusal()).toBeUndefined();
  });

  it('keeps tokens apart, and forgets on reset', () => {
    const { limiter, refusal } = limiterAt(0);
    for (let request = 0; request < 3; request += 1) limiter.take('a');
    expect(refusal()?.status).toBe(429);
    expect(() => limiter.take('b')).not.toThrow();
    limiter.reset();
    expect(refusal()).toBeUndefined();
  });
});

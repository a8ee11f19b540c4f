import { ApiFailure } from './contract.ts';

/** Cloudflare's limit for one token: fundamentals/api/reference/limits. */
export interface RateLimit {
  readonly requests: number;
  readonly windowSeconds: number;
}

export const API_RATE_LIMIT: RateLimit = { requests: 1200, windowSeconds: 300 };

export interface RateLimiter {
  /**
   * Counts one request. After the last permitted one everything is refused for a whole further window.
   * @returns the headers of the answer.
   * @throws {ApiFailure} 429 with `retry-after`.
   */
  take(key: string): Readonly<Record<string, string>>;
  /** The headers when nobody in particular is asking. */
  untouched(): Readonly<Record<string, string>>;
  reset(): void;
}

interface Window {
  endsAt: number;
  used: number;
  blocked: boolean;
}

/**
 * Windows are fixed, beginning at a key's first request. Cloudflare counts per user over all of a user's tokens,
 * and per IP address (200 a second); here each token counts for itself, and addresses do not count.
 * @param now milliseconds.
 */
export function createRateLimiter(limit: RateLimit, now: () => number): RateLimiter {
  const windows = new Map<string, Window>();
  const windowMilliseconds = limit.windowSeconds * 1000;

  function current(key: string, time: number): Window {
    const known = windows.get(key);
    if (known !== undefined && time < known.endsAt) return known;
    const fresh = { endsAt: time + windowMilliseconds, used: 0, blocked: false };
    windows.set(key, fresh);
    return fresh;
  }

  return {
    take(key) {
      const time = now();
      const window = current(key, time);
      if (!window.blocked && window.used >= limit.requests) {
        window.blocked = true;
        window.endsAt = time + windowMilliseconds;
      }
      if (window.blocked) throw tooManyRequests(limit, secondsUntil(window.endsAt, time));
      window.used += 1;
      return headersOf(limit, limit.requests - window.used, secondsUntil(window.endsAt, time));
    },
    untouched: () => headersOf(limit, limit.requests, limit.windowSeconds),
    reset: () => windows.clear(),
  };
}

function tooManyRequests(limit: RateLimit, seconds: number): ApiFailure {
  return new ApiFailure(
    429,
    [{ code: 971, message: 'Please wait and consider throttling your request speed' }],
    { ...headersOf(limit, 0, seconds), 'retry-after': String(seconds) },
  );
}

function headersOf(limit: RateLimit, remaining: number, seconds: number): Record<string, string> {
  return {
    ratelimit: `"default";r=${remaining};t=${seconds}`,
    'ratelimit-policy': `"default";q=${limit.requests};w=${limit.windowSeconds}`,
  };
}

function secondsUntil(end: number, time: number): number {
  return Math.ceil((end - time) / 1000);
}

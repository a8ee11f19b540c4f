import { RateLimitedError } from '../errors/rate-limited-error.ts';
import type { Facts, Head } from './facts.ts';
import type { Sleep } from './wait.ts';

type Headers = Head['headers'];

/** RFC 9110 section 5.6.7, the one form that may still be generated; the two obsolete ones are not read. */
const IMF_FIXDATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;
/** One `"name";r=50;t=30` of draft-ietf-httpapi-ratelimit-headers. */
const POLICY = /"[^"]*"((?:\s*;\s*[a-z]+=[^\s;,]+)+)/g;
/** An announced wait beyond this is taken for a mistake: it would put the client out of service. */
const LONGEST_WINDOW_MS = 3_600_000;

/**
 * Milliseconds that `Retry-After` asks to wait (RFC 9110 section 10.2.3), as seconds or as a date. A date is
 * compared with the `Date` of the same response, so that a wrong local clock does no harm. `undefined` when
 * the header is missing or cannot be read.
 */
export function retryAfterMs(headers: Headers, now: number): number | undefined {
  const value = headers['retry-after'] ?? '';
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000;
  const until = httpDate(value);
  if (until === undefined) return undefined;
  return Math.max(0, until - (httpDate(headers['date']) ?? now));
}

function httpDate(value: string | undefined): number | undefined {
  if (value === undefined || !IMF_FIXDATE.test(value)) return undefined;
  const time = Date.parse(value);
  return Number.isNaN(time) ? undefined : time;
}

/** Milliseconds until a budget that `Ratelimit` reports as used up (`r=0`) is filled again; else 0. */
export function exhaustedMs(headers: Headers): number {
  let longest = 0;
  for (const [, parameters = ''] of (headers['ratelimit'] ?? '').matchAll(POLICY)) {
    const seconds = /;\s*t=(\d{1,9})(?![\d.])/.exec(parameters)?.[1];
    if (/;\s*r=0(?![\d.])/.test(parameters) && seconds !== undefined) {
      longest = Math.max(longest, Number(seconds) * 1000);
    }
  }
  return Math.min(longest, LONGEST_WINDOW_MS);
}

/** Holds requests back while the service's last word was that the budget is used up. */
export class Pacer {
  readonly #service: string;
  readonly #maxWaitMs: number;
  readonly #now: () => number;
  readonly #sleep: Sleep;
  #blocked = { from: 0, until: 0 };

  constructor(service: string, maxWaitMs: number, now: () => number, sleep: Sleep) {
    this.#service = service;
    this.#maxWaitMs = maxWaitMs;
    this.#now = now;
    this.#sleep = sleep;
  }

  /** Learns from a response. One without the header says nothing. */
  observe(headers: Headers): void {
    if (headers['ratelimit'] === undefined) return;
    const from = this.#now();
    this.#blocked = { from, until: from + exhaustedMs(headers) };
  }

  /**
   * Waits until requests may leave again.
   *
   * @throws {RateLimitedError} when that is further off than the longest wait; then it has not waited at all.
   * @throws {CancelledError} when the signal aborts.
   */
  async ready(signal: AbortSignal | undefined): Promise<void> {
    let waited = 0;
    for (let left = this.#left(); left > 0; left = this.#left()) {
      // Another response may have prolonged the wait meanwhile: the sum counts.
      if (waited + left > this.#maxWaitMs) throw rateLimited(this.#service, left, {});
      await this.#sleep(left, signal);
      waited += left;
    }
  }

  #left(): number {
    const now = this.#now();
    // A clock that was set back must not prolong the wait.
    return now < this.#blocked.from ? 0 : this.#blocked.until - now;
  }
}

/** @param waitMs when to come back, where it is known. */
export function rateLimited(service: string, waitMs: number | undefined, facts: Facts): RateLimitedError {
  const wait = retryAfter(waitMs);
  const when = waitMs === undefined ? 'in some minutes' : `in ${wait['retry_after_seconds']} s`;
  return new RateLimitedError(`${service} takes no more requests for now.`, {
    nextStep: `Try again ${when}.`,
    details: { ...facts, ...wait },
  });
}

/** The same as a detail of an error, in whole seconds that are never too few. */
export function retryAfter(waitMs: number | undefined): Facts {
  return waitMs === undefined ? {} : { retry_after_seconds: Math.ceil(waitMs / 1000) };
}

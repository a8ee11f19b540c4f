import { RateLimitedError } from '../errors/errors.ts';
import { cancelled, type Sleep } from './retry.ts';
import type { Head, ResponseFacts } from './transport.ts';

type Headers = Head['headers'];

/** RFC 9110 section 5.6.7, the one form that may still be generated; the two obsolete ones are not read. */
const IMF_FIXDATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;
/** One `"name";r=50;t=30` of draft-ietf-httpapi-ratelimit-headers. */
const ITEM = /"([^"]*)"((?:\s*;\s*[a-z]+=[^\s;,]+)+)/g;
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

/** What is left of one budget of requests, as the service reported it. */
interface Budget {
  /** Requests for a whole window, where a policy of the same name tells. */
  readonly quota: number | undefined;
  readonly remaining: number;
  /** Milliseconds until it is filled again. */
  readonly resetMs: number;
}

/**
 * The budgets that `Ratelimit` and `Ratelimit-Policy` describe (draft-ietf-httpapi-ratelimit-headers;
 * developers.cloudflare.com/fundamentals/api/reference/limits). What cannot be read is left out.
 */
export function budgetsOf(headers: Headers): readonly Budget[] {
  const quotas = new Map(itemsOf(headers['ratelimit-policy'], 'q').map(({ name, value }) => [name, value]));
  const resets = new Map(itemsOf(headers['ratelimit'], 't').map(({ name, value }) => [name, value]));
  return itemsOf(headers['ratelimit'], 'r').flatMap(({ name, value: remaining }) => {
    const seconds = resets.get(name);
    if (seconds === undefined) return [];
    const resetMs = Math.min(seconds * 1000, LONGEST_WINDOW_MS);
    return [{ quota: quotas.get(name), remaining, resetMs }];
  });
}

/** A whole number each. */
const parameters = {
  q: /;\s*q=(\d{1,9})(?![\d.])/,
  r: /;\s*r=(\d{1,9})(?![\d.])/,
  t: /;\s*t=(\d{1,9})(?![\d.])/,
};

/** The items of a list that have this parameter as a whole number. */
function itemsOf(
  header: string | undefined,
  parameter: keyof typeof parameters,
): readonly { readonly name: string; readonly value: number }[] {
  if (header === undefined) return [];
  return Array.from(header.matchAll(ITEM)).flatMap(([, name = '', given = '']) => {
    const value = parameters[parameter].exec(given)?.[1];
    return value === undefined ? [] : [{ name, value: Number(value) }];
  });
}

/** @param waitMs when to come back, where it is known. */
export function rateLimited(
  service: string,
  waitMs: number | undefined,
  facts: ResponseFacts,
): RateLimitedError {
  const wait = retryAfter(waitMs);
  const when = waitMs === undefined ? 'in some minutes' : `in ${wait['retry_after_seconds']} s`;
  return new RateLimitedError(`${service} takes no more requests for now.`, {
    nextStep: `Try again ${when}.`,
    details: { ...facts, ...wait },
  });
}

/** The same as a detail of an error, in whole seconds that are never too few. */
export function retryAfter(waitMs: number | undefined): ResponseFacts {
  return waitMs === undefined ? {} : { retry_after_seconds: Math.ceil(waitMs / 1000) };
}

/** A budget of which less than this part is left is spent evenly from there on. */
const SCARCE = 0.5;
/** Of what is left, this process takes one part in so many: others may be at it too. */
const SHARERS = 2;
/** This part is left to others, who may take it between an answer and the next request. */
const RESERVE = 0.05;

/** Since when something holds, until when, and how far apart requests have to leave. In milliseconds. */
interface Window {
  readonly from: number;
  readonly until: number;
  readonly spacingMs: number;
}

const OPEN: Window = { from: 0, until: 0, spacingMs: 0 };

/**
 * Spends the budget of requests that the service reports so that it lasts until it is filled again: freely while
 * there is plenty, evenly once it is scarce, and not at all when it is used up. What other clients take of the same
 * budget shows in the next answer.
 *
 * Not covered: limits that the service does not report, and budgets without a known quota, which are spent freely
 * to the end.
 */
export class Pacer {
  readonly #service: string;
  readonly #maxWaitMs: number;
  readonly #now: () => number;
  readonly #sleep: Sleep;
  /** While it lasts, nothing leaves. */
  #closed = OPEN;
  #scarce = OPEN;
  /** When the last request that had to wait for its turn has it. */
  #lastTurn = 0;

  /** @param maxWaitMs the longest that one request is held back. */
  constructor(service: string, maxWaitMs: number, now: () => number, sleep: Sleep) {
    this.#service = service;
    this.#maxWaitMs = maxWaitMs;
    this.#now = now;
    this.#sleep = sleep;
  }

  /** Learns from a response. One without the header says nothing. */
  observe(headers: Head['headers']): void {
    if (headers['ratelimit'] === undefined) return;
    const from = this.#now();
    const budgets = budgetsOf(headers);
    // Until a turn that is further off than anybody waits, others may have taken what is left.
    const usedUp = budgets.filter((budget) => spendable(budget) === 0 || spacingOf(budget) > this.#maxWaitMs);
    this.#closed = { from, until: from + longest(usedUp), spacingMs: 0 };
    const [slowest] = budgets.toSorted((one, other) => spacingOf(other) - spacingOf(one));
    const spacingMs = slowest === undefined ? 0 : spacingOf(slowest);
    this.#scarce = { from, until: from + (slowest?.resetMs ?? 0), spacingMs };
  }

  /**
   * Waits until the next request may leave.
   *
   * @throws {RateLimitedError} when that is further off than the longest wait; then it has not waited at all.
   * @throws {CancelledError} when the signal aborts.
   */
  async ready(signal: AbortSignal | undefined): Promise<void> {
    let waited = 0;
    let left = Math.max(this.#closedMs(), this.#takeTurn());
    while (left > 0) {
      // Another response may have prolonged the wait meanwhile: the sum counts.
      if (waited + left > this.#maxWaitMs) throw rateLimited(this.#service, left, {});
      await this.#sleep(left, signal);
      waited += left;
      left = this.#closedMs();
    }
  }

  #closedMs(): number {
    const now = this.#now();
    return holds(this.#closed, now) ? this.#closed.until - now : 0;
  }

  /** Milliseconds until the turn of this request. One that is too far off is left to others. */
  #takeTurn(): number {
    const now = this.#now();
    const { until, spacingMs } = this.#scarce;
    if (spacingMs === 0 || !holds(this.#scarce, now)) {
      this.#lastTurn = now;
      return 0;
    }
    // Behind the end of the window there is a new budget.
    const turn = Math.min(Math.max(now, this.#lastTurn + spacingMs), until);
    if (turn - now <= this.#maxWaitMs) this.#lastTurn = turn;
    return turn - now;
  }
}

/** A clock that was set back must not prolong a wait. */
function holds({ from, until }: Window, now: number): boolean {
  return now >= from && now < until;
}

function longest(budgets: readonly Budget[]): number {
  return Math.max(0, ...budgets.map(({ resetMs }) => resetMs));
}

/** Milliseconds between two requests, 0 while there is plenty or nothing left. */
function spacingOf(budget: Budget): number {
  const { quota, remaining, resetMs } = budget;
  const left = spendable(budget);
  if (quota === undefined || left === 0 || remaining >= quota * SCARCE) return 0;
  return (SHARERS * resetMs) / left;
}

function spendable({ quota = 0, remaining }: Budget): number {
  return Math.max(0, remaining - Math.ceil(quota * RESERVE));
}

/** Lets at most so many callers through at once; the others wait in the order in which they came. */
export class Limiter {
  #free: number;
  // A set keeps the order of insertion and forgets a cancelled waiter without a search.
  readonly #waiting = new Set<() => void>();

  constructor(limit: number) {
    this.#free = limit;
  }

  /**
   * Waits for a place. Whoever got one must `release` it, once.
   *
   * @throws {CancelledError} when the signal aborts first; then there is nothing to release.
   */
  async acquire(signal: AbortSignal | undefined): Promise<void> {
    if (signal?.aborted === true) throw cancelled();
    if (this.#free > 0) {
      this.#free -= 1;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const leave = (): void => {
        this.#waiting.delete(enter);
        reject(cancelled());
      };
      const enter = (): void => {
        signal?.removeEventListener('abort', leave);
        resolve();
      };
      this.#waiting.add(enter);
      signal?.addEventListener('abort', leave, { once: true });
    });
  }

  release(): void {
    const [next] = this.#waiting;
    if (next === undefined) {
      this.#free += 1;
      return;
    }
    // The place is handed over, never freed in between: a newcomer cannot overtake.
    this.#waiting.delete(next);
    next();
  }
}

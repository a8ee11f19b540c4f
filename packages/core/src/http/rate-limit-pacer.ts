import type { Head } from './facts.ts';
import { type Budget, budgetsOf, rateLimited } from './rate-limit.ts';
import type { Sleep } from './wait.ts';

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

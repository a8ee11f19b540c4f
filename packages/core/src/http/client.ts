import { type Attempt, type AttemptContext, attemptOnce } from './attempt.ts';
import { isSuccess } from './facts.ts';
import { outcomeUnknown } from './failures.ts';
import { Limiter } from './limiter.ts';
import { DEFAULT_CLIENT_LIMITS } from './limits.ts';
import { type Outgoing, prepare, withCredential } from './outgoing.ts';
import { retryAfterMs } from './rate-limit.ts';
import { Pacer } from './rate-limit-pacer.ts';
import { DEFAULT_RETRY_LIMITS, nextAttempt, type RetryLimits } from './retry.ts';
import type { ClientOptions, HttpClient, HttpRequest, HttpResponse } from './types.ts';
import { type Judge, judgeAnswer } from './verdict.ts';
import { sleep } from './wait.ts';

/**
 * The only way out to a service. It sends to the one origin of its transport, follows no redirect, limits what
 * it reads while reading, and repeats nothing that might take effect twice.
 *
 * Not covered: what the answer means beyond its status, which `interpret` says.
 */
export function createClient(options: ClientOptions): HttpClient {
  return new Client(options);
}

class Client implements HttpClient {
  readonly #options: ClientOptions;
  readonly #retry: RetryLimits;
  readonly #limiter: Limiter;
  readonly #pacer: Pacer;
  readonly #context: AttemptContext;
  readonly #judge: Judge;
  readonly #now: () => number;
  readonly #sleep: typeof sleep;
  readonly #random: () => number;

  constructor(options: ClientOptions) {
    const limits = { ...DEFAULT_CLIENT_LIMITS, ...options.limits };
    this.#options = options;
    this.#retry = { ...DEFAULT_RETRY_LIMITS, ...options.retry };
    this.#now = options.now ?? Date.now;
    this.#sleep = options.sleep ?? sleep;
    this.#random = options.random ?? Math.random;
    this.#limiter = new Limiter(limits.maxConcurrent);
    this.#pacer = new Pacer(options.service, this.#retry.maxWaitMs, this.#now, this.#sleep);
    const { service, transport, interpret, requestIdHeader } = options;
    this.#context = { service, transport, limits, requestIdHeader, now: this.#now };
    this.#judge = { service, interpret, requestIdHeader, now: this.#now };
  }

  async request(request: HttpRequest): Promise<HttpResponse> {
    const outgoing = prepare(request, this.#options);
    for (let attempt = 1; ; attempt += 1) {
      const result = await this.#attempt(outgoing, attempt);
      const wait = this.#nextAttempt(outgoing, result, attempt);
      if (wait === undefined) return this.#conclude(outgoing, result);
      await this.#sleep(wait, outgoing.signal);
    }
  }

  close(): void {
    this.#options.transport.close();
  }

  async #attempt(outgoing: Outgoing, attempt: number): Promise<Attempt> {
    await this.#limiter.acquire(outgoing.signal);
    try {
      // Within the place, so that whoever waits in the queue also waits for the budget.
      await this.#pacer.ready(outgoing.signal);
      const startedAt = this.#now();
      const wire = withCredential(outgoing, this.#options.authorization);
      const result = await attemptOnce(this.#context, wire, outgoing.maxBytes, outgoing.signal);
      if (result.head !== undefined) this.#pacer.observe(result.head.headers);
      this.#report(outgoing, result, attempt, startedAt);
      return result;
    } finally {
      this.#limiter.release();
    }
  }

  #report(outgoing: Outgoing, result: Attempt, attempt: number, startedAt: number): void {
    this.#options.onRequest?.({
      method: outgoing.method,
      attempt,
      status: result.head?.status,
      bytes: result.bytes,
      durationMs: this.#now() - startedAt,
      problem: result.problem?.code,
    });
  }

  #nextAttempt(outgoing: Outgoing, result: Attempt, attempt: number): number | undefined {
    const { head, sent } = result;
    const { repeatable } = outgoing;
    // An error status counts even when the body that should explain it was lost.
    const lost = result.lost && (head === undefined || isSuccess(head.status));
    const asked = head === undefined ? undefined : retryAfterMs(head.headers, this.#now());
    const failed = { attempt, repeatable, sent, status: head?.status, lost, retryAfterMs: asked };
    return nextAttempt(failed, this.#retry, this.#random);
  }

  #conclude(outgoing: Outgoing, result: Attempt): HttpResponse {
    const verdict = judgeAnswer(this.#judge, outgoing, result);
    if (verdict.response !== undefined) return verdict.response;
    throw outgoing.repeatable || verdict.settled ? verdict.error : outcomeUnknown(verdict.error);
  }
}

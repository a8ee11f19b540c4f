import type { SeedName } from './account.ts';
import { createAccountState } from './account.ts';
import type { TokenGrant } from './auth/tokens.ts';
import { createTokenStore, SIMULATOR_TOKEN } from './auth/tokens.ts';
import type { Determinism, PlanName, SimulatedRequest, SimulatedResponse } from './contract.ts';
import type { Controls } from './control.ts';
import { answerControl, CONTROL_PREFIX } from './control.ts';
import { createDeterminism, createSimulationClock } from './determinism.ts';
import { createExchange } from './exchange.ts';
import { sound } from './faults/apply.ts';
import { createFaultRegistry } from './faults/registry.ts';
import type { RateLimit } from './rate-limit.ts';
import { API_RATE_LIMIT, createRateLimiter } from './rate-limit.ts';
import { createRequestLog } from './request-log.ts';
import { createRouter } from './router.ts';

export interface SimulatorOptions {
  /** Default `demo`: a small company with three zones. `empty`: the zone `example.com` without records. */
  readonly seed?: SeedName;
  /** The plan that every zone changes to once it is filled. */
  readonly plan?: PlanName | undefined;
  /** The token with every permission. Default: `SIMULATOR_TOKEN`. 40 to 200 letters, digits, `_` or `-`. */
  readonly token?: string | undefined;
  /** Further tokens. */
  readonly tokens?: readonly TokenGrant[];
  /** Extra A, TXT and CNAME records in the first zone. */
  readonly records?: number | undefined;
  /** Requests for each token. Default: 1,200 in 300 seconds. */
  readonly rateLimit?: RateLimit;
  /**
   * Default: `createDeterminism()`, the same in every run, where rate limits do not recover by themselves. What
   * people talk to takes `createRealTime()`.
   */
  readonly determinism?: Determinism;
}

export interface Simulator extends Controls {
  /**
   * Answers a request for the API, below `/client/v4`, or for a control endpoint, below `/__simulator`.
   * @throws {ConnectionCut} when a fault ends the connection; reading the body can throw it too.
   */
  fetch(request: SimulatedRequest): Promise<SimulatedResponse>;
}

/** A Cloudflare account in memory behind Cloudflare's API. @throws {TypeError} for a malformed token. */
export function createSimulator(options: SimulatorOptions = {}): Simulator {
  const { determinism } = options;
  const clock = createSimulationClock(determinism === undefined ? createDeterminism : () => determinism);
  const account = createAccountState(
    { seed: options.seed ?? 'demo', plan: options.plan, records: options.records ?? 0 },
    clock,
  );
  const now = () => clock.now();
  const router = createRouter(account.resources.all.flatMap(({ routes }) => routes));
  const tokens = createTokenStore([{ token: options.token ?? SIMULATOR_TOKEN }, ...(options.tokens ?? [])]);
  const limiter = createRateLimiter(options.rateLimit ?? API_RATE_LIMIT, now);
  const faults = createFaultRegistry();
  const log = createRequestLog();
  const exchange = createExchange({ api: { account, router, tokens, limiter, now }, faults, log });

  const controls: Controls = {
    reset() {
      clock.reset();
      tokens.reset();
      faults.clear();
      limiter.reset();
      log.reset();
      account.reset();
      exchange.reset();
    },
    requests: (since = 0) => log.since(since),
    purges: () => account.resources.cache.purges(),
    faults,
    tokens: { add: (grant) => tokens.add(grant) },
    clock: { now, advance: (milliseconds) => clock.advance(milliseconds) },
  };

  return {
    ...controls,
    async fetch(request) {
      if (isControl(request.url)) return sound(answerControl(request, controls));
      return exchange.answer(request);
    },
  };
}

function isControl(url: string): boolean {
  return url === CONTROL_PREFIX || url.startsWith(`${CONTROL_PREFIX}/`);
}

import type { SeedName } from './account.ts';
import { createAccountState } from './account.ts';
import { answerApi } from './api.ts';
import { sentToken } from './auth/authenticate.ts';
import type { TokenGrant } from './auth/tokens.ts';
import { createTokenStore, SIMULATOR_TOKEN } from './auth/tokens.ts';
import { compressed } from './compress.ts';
import type { Determinism, PlanName, SimulatedRequest, SimulatedResponse } from './contract.ts';
import type { Controls } from './control.ts';
import { answerControl, CONTROL_PREFIX } from './control.ts';
import { createDeterminism, createSimulationClock, stableId } from './determinism.ts';
import type { RenderedResponse } from './envelope.ts';
import { withHeaders } from './envelope.ts';
import { sound, spoil } from './faults/apply.ts';
import { createFaultRegistry } from './faults/registry.ts';
import type { RateLimit } from './rate-limit.ts';
import { API_RATE_LIMIT, createRateLimiter } from './rate-limit.ts';
import { createRequestLog } from './request-log.ts';
import { createRouter } from './router.ts';

export interface SimulatorOptions {
  /** Default `demo`: a small company with three zones. `empty`: the zone `example.com` without records. */
  readonly seed?: SeedName;
  /** Replaces the plan of every zone. */
  readonly plan?: PlanName | undefined;
  /** The token with every permission. Default: `SIMULATOR_TOKEN`. 40 to 200 letters, digits, `_` or `-`. */
  readonly token?: string | undefined;
  /** Further tokens. */
  readonly tokens?: readonly TokenGrant[];
  /** Extra A, TXT and CNAME records in the first zone. */
  readonly records?: number | undefined;
  /** Requests for each token. Default: 1,200 in 300 seconds. */
  readonly rateLimit?: RateLimit;
  /** Default: `createDeterminism()`, the same in every run. A server for people takes `createRealTime()`. */
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
  const api = { account, router, tokens, limiter, now };
  let rays = 0;

  async function answer(request: SimulatedRequest): Promise<SimulatedResponse> {
    const close = log.open(request, now());
    const headers = { 'cf-ray': rayOf(rays++), server: 'cloudflare-simulator' };
    const fault = faults.take(request.method, request.url);
    const proceed = () => withHeaders(answerApi(request, api), headers);
    const kind = fault?.kind ?? null;
    close({ status: null, fault: kind });
    const response =
      fault === undefined
        ? sound(compressFor(request)(proceed()))
        : await spoil(fault, {
            token: sentToken(request.headers) ?? '',
            proceed,
            compress: compressFor(request),
            signal: request.signal,
          });
    close({ status: response.status, fault: kind });
    return { ...response, headers: { ...headers, ...limiter.untouched(), ...response.headers } };
  }

  const controls: Controls = {
    reset() {
      clock.reset();
      tokens.reset();
      faults.clear();
      limiter.reset();
      log.reset();
      account.reset();
      rays = 0;
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
      return answer(request);
    },
  };
}

function isControl(url: string): boolean {
  return url === CONTROL_PREFIX || url.startsWith(`${CONTROL_PREFIX}/`);
}

function compressFor(request: SimulatedRequest): (response: RenderedResponse) => RenderedResponse {
  return (response) => compressed(response, request.headers['accept-encoding']);
}

/** Sixteen digits and the airport code of a data centre, as Cloudflare's are; this place has none. */
function rayOf(sequence: number): string {
  return `${stableId('ray', String(sequence)).slice(0, 16)}-SIM`;
}

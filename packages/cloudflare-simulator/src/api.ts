import type { AccountState } from './account.ts';
import { authenticate } from './auth/authenticate.ts';
import { authorize } from './auth/authorize.ts';
import type { TokenStore } from './auth/tokens.ts';
import type { Caller, CallerRequest, SimulatedRequest, Zone } from './contract.ts';
import { ApiFailure } from './contract.ts';
import type { RenderedResponse } from './envelope.ts';
import { decode, renderAnswer, renderFailure, withHeaders } from './envelope.ts';
import { malformedJson, unknownZone } from './failures.ts';
import type { RateLimiter } from './rate-limit.ts';
import type { ResolvedPath, RouteMatch, Router } from './router.ts';
import { targetOf } from './target.ts';

export interface ApiParts {
  readonly account: AccountState;
  readonly router: Router;
  readonly tokens: TokenStore;
  readonly limiter: RateLimiter;
  readonly now: () => number;
}

/** Answers one request for the API. The order is Cloudflare's: path, token, rate limit, method, permission. */
export function answerApi(request: SimulatedRequest, parts: ApiParts): RenderedResponse {
  const { path, query } = targetOf(request.url);
  let limits = parts.limiter.untouched();
  try {
    const resolved = parts.router.resolve(path);
    const caller = identify(request, resolved, parts);
    limits = parts.limiter.take(caller.id);
    const match = resolved.forMethod(request.method);
    return withHeaders(renderAnswer(handle(request, query, match, caller, parts)), limits);
  } catch (error) {
    return withHeaders(renderFailure(error instanceof ApiFailure ? error : defect(error)), limits);
  }
}

/** A bug of the simulator, told apart from everything that Cloudflare answers; the server keeps running. */
function defect(error: unknown): ApiFailure {
  return new ApiFailure(500, [{ code: 0, message: `The simulator itself failed: ${String(error)}` }]);
}

function identify(request: SimulatedRequest, path: ResolvedPath, { tokens, now }: ApiParts): Caller {
  return authenticate(request.headers, path.pattern, tokens, now());
}

function handle(
  request: SimulatedRequest,
  query: URLSearchParams,
  { route, params }: RouteMatch,
  caller: Caller,
  { account }: ApiParts,
) {
  const zone = zoneOf(params, account);
  authorize(caller, route, zone);
  return route.handle(requestFor(request, query, params, zone, caller));
}

function zoneOf(params: RouteMatch['params'], account: AccountState): Zone | undefined {
  const id = params['zone_id'];
  if (id === undefined) return undefined;
  const zone = account.zone(id);
  if (zone === undefined) throw unknownZone();
  return zone;
}

function requestFor(
  { headers, body = new Uint8Array() }: SimulatedRequest,
  query: URLSearchParams,
  params: RouteMatch['params'],
  zone: Zone | undefined,
  caller: Caller,
): CallerRequest {
  return { params, query, headers, body, zone, caller, json: () => parseJson(body) };
}

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(decode(body));
  } catch {
    throw malformedJson();
  }
}

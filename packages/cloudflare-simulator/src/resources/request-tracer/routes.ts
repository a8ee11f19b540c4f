/**
 * "Request Trace" (API reference, Request Tracers > Traces; rules/trace-request/how-to): what the rules of a zone make of
 * a request that nobody sent. The shape of the answer is that of the reference, of which no recording is known: how
 * steps are named, and which come, is assumed. Without `skip_response` the real one sends the request to the origin;
 * there is none here.
 */

import {
  type Account,
  ApiFailure,
  type CallerRequest,
  type CallerResource,
  type Zone,
} from '../../contract.ts';
import { unauthorized } from '../../failures.ts';
import { isRecord } from '../../json.ts';
import type { Late } from '../../late.ts';
import type { PageRulesResource } from '../page-rules/index.ts';
import type { RulesetsResource } from '../rulesets/index.ts';
import { traceThrough } from './trace.ts';

export interface RequestTracerOptions {
  readonly accounts: () => readonly Account[];
  readonly zones: () => readonly Zone[];
  readonly rulesets: Late<RulesetsResource>;
  readonly pageRules: Late<PageRulesResource>;
}

export function createRequestTracer(options: RequestTracerOptions): CallerResource {
  return {
    routes: [
      {
        method: 'POST',
        pattern: '/accounts/:account_id/request-tracer/trace',
        permissions: ['Allow Request Tracer Read'],
        handle: (request) => ({ result: answer(options, request) }),
      },
    ],
    reset: () => undefined,
  };
}

function answer(
  { accounts, zones, rulesets, pageRules }: RequestTracerOptions,
  request: CallerRequest,
): unknown {
  const accountId = request.params['account_id'];
  if (!accounts().some(({ id }) => id === accountId)) throw unauthorized();
  const { method, url } = readRequest(request.json());
  const zone = zones()
    .filter(({ account, name }) => account.id === accountId && isIn(url.hostname, name))
    .toSorted((one, other) => other.name.length - one.name.length)[0];
  // "The URL must include a hostname that belongs to your account."
  if (zone === undefined || !request.caller.reaches(zone)) throw refused(`${url.hostname} is in no zone`);
  return traceThrough({ method, url }, zone, rulesets.get(), pageRules.get().all(zone.id));
}

function readRequest(body: unknown): { readonly method: string; readonly url: URL } {
  const { method, url, skip_response: skip = false } = isRecord(body) ? body : {};
  if (typeof method !== 'string' || !/^[A-Z]{1,20}$/.test(method)) throw refused('method is missing');
  if (typeof skip !== 'boolean') throw refused('skip_response must be true or false');
  const parsed = typeof url === 'string' ? urlOf(url) : undefined;
  if (parsed === undefined || !/^https?:$/.test(parsed.protocol)) throw refused('url is missing');
  return { method, url: parsed };
}

function urlOf(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

function isIn(host: string, zone: string): boolean {
  return host === zone || host.endsWith(`.${zone}`);
}

/** Code and words are assumed. */
function refused(what: string): ApiFailure {
  return new ApiFailure(400, [{ code: 1004, message: `Invalid trace request: ${what}` }]);
}

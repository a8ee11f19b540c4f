import type { TokenGrant } from './auth/tokens.ts';
import { parseTokenGrant } from './auth/tokens.ts';
import type { SimulatedRequest } from './contract.ts';
import type { RenderedResponse } from './envelope.ts';
import { decode, renderJson } from './envelope.ts';
import { parseFaultRules } from './faults/fault.ts';
import type { FaultRegistry } from './faults/registry.ts';
import { isRecord } from './json.ts';
import type { LoggedRequest } from './request-log.ts';
import type { PurgeRecord } from './resources/cache/routes.ts';
import type { RecordMeta } from './resources/dns/index.ts';
import type { DelegationSigner } from './resources/dnssec/index.ts';
import { delegationSigners } from './resources/dnssec/index.ts';
import { CONTROL_PREFIX, targetOf } from './target.ts';

/** What the owner of a zone does at the registrar. Zones are given by name. */
export interface RegistrarControls {
  publishDs(zone: string, signer: DelegationSigner): void;
  /**
   * Whether the registrar names Cloudflare's name servers; without, the zone is `moved`. A pending zone becomes active with
   * the next activation check.
   */
  delegate(zone: string, toCloudflare: boolean): void;
  /**
   * Whether the DNS provider of a partial zone sends a host to Cloudflare, by a CNAME to `<host>.cdn.cloudflare.net`.
   * @throws {TypeError} for a host of no partial zone.
   */
  point(host: string, toCloudflare: boolean): void;
}

/** What services of Cloudflare do to DNS records: they mark them as theirs, and lock them with `read_only`. */
export interface ServiceControls {
  /** @param record its id. @throws {TypeError} when there is none. */
  mark(record: string, meta: RecordMeta): void;
}

/** What steers the simulator from outside its API. */
export interface Controls {
  /** Back to the seed: state, tokens, faults, log, rate limits and, unless one was given, the clock and ids. */
  reset(): void;
  /** Requests for the API, oldest first, those after a sequence number. At most the newest 10,000. */
  requests(since?: number): readonly LoggedRequest[];
  /** What was purged from caches, oldest first. */
  purges(): readonly PurgeRecord[];
  readonly faults: FaultRegistry;
  readonly tokens: { add(grant: TokenGrant): void };
  readonly registrar: RegistrarControls;
  readonly services: ServiceControls;
  readonly clock: { now(): number; advance(milliseconds: number): void };
}

type Action = (simulator: Controls, body: Uint8Array, query: URLSearchParams) => unknown;

const ACTIONS: Readonly<Record<string, Action>> = {
  'GET /requests': (simulator, _body, query) => simulator.requests(sequenceOf(query)),
  'GET /purges': (simulator) => simulator.purges(),
  'POST /faults': (simulator, body) => {
    const rules = parseFaultRules(jsonOf(body));
    simulator.faults.add(...rules);
    return { added: rules.length };
  },
  'DELETE /faults': (simulator) => {
    simulator.faults.clear();
    return { cleared: true };
  },
  'POST /reset': (simulator) => {
    simulator.reset();
    return { reset: true };
  },
  'POST /tokens': (simulator, body) => {
    const value = jsonOf(body);
    const grants = (Array.isArray(value) ? value : [value]).map(parseTokenGrant);
    for (const grant of grants) simulator.tokens.add(grant);
    return { added: grants.length };
  },
  'POST /registrar': (simulator, body) => {
    const { zone, ds, delegated, pointed } = registrarEntry(jsonOf(body));
    if (ds !== undefined) simulator.registrar.publishDs(zone, ds);
    if (delegated !== undefined) simulator.registrar.delegate(zone, delegated);
    if (pointed !== undefined) simulator.registrar.point(pointed, true);
    return { zone, ds, delegated, pointed };
  },
  'POST /services': (simulator, body) => {
    const { record, meta } = serviceEntry(jsonOf(body));
    simulator.services.mark(record, meta);
    return { record, meta };
  },
  'POST /clock': (simulator, body) => {
    simulator.clock.advance(millisecondsOf(jsonOf(body)));
    return { now: new Date(simulator.clock.now()).toISOString() };
  },
};

/**
 * Answers a request for a path below `/__simulator` with plain JSON, no envelope. A browser sends `origin` from
 * another page, and is refused: a web page must not steer the simulator of the person who reads it.
 */
export function answerControl(request: SimulatedRequest, simulator: Controls): RenderedResponse {
  if (request.headers['origin'] !== undefined) return renderJson(403, { error: 'Not from a web page' });
  const { path, query } = targetOf(request.url);
  const action = ACTIONS[`${request.method} ${path.slice(CONTROL_PREFIX.length)}`];
  if (action === undefined) {
    return renderJson(404, { error: 'No such control endpoint', endpoints: Object.keys(ACTIONS) });
  }
  try {
    return renderJson(200, action(simulator, request.body ?? new Uint8Array(), query));
  } catch (error) {
    if (error instanceof TypeError || error instanceof SyntaxError) {
      return renderJson(400, { error: error.message });
    }
    throw error;
  }
}

function jsonOf(body: Uint8Array): unknown {
  return JSON.parse(decode(body));
}

function sequenceOf(query: URLSearchParams): number {
  const since = query.get('since') ?? '0';
  if (!/^\d{1,15}$/.test(since)) throw new TypeError('"since" must be a whole number');
  return Number(since);
}

function serviceEntry(value: unknown): { readonly record: string; readonly meta: RecordMeta } {
  const { record, meta } = isRecord(value) ? value : {};
  if (typeof record !== 'string') throw new TypeError('"record" must be the id of a DNS record');
  if (!isRecord(meta)) throw new TypeError('"meta" must be an object');
  return { record, meta };
}

function registrarEntry(value: unknown): {
  readonly zone: string;
  readonly ds: DelegationSigner | undefined;
  readonly delegated: boolean | undefined;
  /** A host that is sent here by a CNAME. */
  readonly pointed: string | undefined;
} {
  const { zone, ds, delegated, pointed } = isRecord(value)
    ? { zone: value['zone'], ds: value['ds'], delegated: value['delegated'], pointed: value['pointed'] }
    : { zone: undefined, ds: undefined, delegated: undefined, pointed: undefined };
  if (typeof zone !== 'string') throw new TypeError('"zone" must be the name of a zone');
  const signer = delegationSigners.find((known) => known === ds);
  if (ds !== undefined && signer === undefined) {
    throw new TypeError(`"ds" must be one of: ${delegationSigners.join(', ')}`);
  }
  if (delegated !== undefined && typeof delegated !== 'boolean') {
    throw new TypeError('"delegated" must be true or false');
  }
  if (pointed !== undefined && typeof pointed !== 'string')
    throw new TypeError('"pointed" must be the name of a host');
  return { zone, ds: signer, delegated, pointed };
}

function millisecondsOf(value: unknown): number {
  const milliseconds = isRecord(value) ? value['advance_ms'] : undefined;
  if (typeof milliseconds === 'number' && Number.isFinite(milliseconds) && milliseconds >= 0)
    return milliseconds;
  throw new TypeError('"advance_ms" must be a number, not negative');
}

/** Managed Transforms and URL normalization of a zone (API reference, Managed Transforms; URL Normalization). */

import { ApiFailure, type CallerResource, type CallerRoute, type RouteRequest } from '../../contract.ts';
import { unknownZone } from '../../failures.ts';
import { isRecord } from '../../json.ts';

const SIDES = ['managed_request_headers', 'managed_response_headers'] as const;

interface Transform {
  readonly id: string;
  readonly conflictsWith?: readonly string[];
  readonly enterpriseOnly?: boolean;
}

/** recordings/transforms.json; what needs a subscription (bots, leaked credentials) is left out. */
const CATALOG: Readonly<Record<(typeof SIDES)[number], readonly Transform[]>> = {
  managed_request_headers: [
    { id: 'add_client_certificate_headers' },
    { id: 'add_visitor_location_headers' },
    {
      id: 'add_true_client_ip_headers',
      conflictsWith: ['remove_visitor_ip_headers'],
      enterpriseOnly: true,
    },
    { id: 'remove_visitor_ip_headers', conflictsWith: ['add_true_client_ip_headers'] },
  ],
  managed_response_headers: [{ id: 'remove_x-powered-by_header' }, { id: 'add_security_headers' }],
};

/** What the tests of cloudflare-go (version 0, url_normalization_settings_test.go) show; that every zone begins so is assumed. */
const NORMALIZATION = { type: 'cloudflare', scope: 'incoming' };

interface Normalization {
  readonly type: string;
  readonly scope: string;
}

function at(method: CallerRoute['method'], name: string, handle: CallerRoute['handle']): CallerRoute {
  return {
    method,
    pattern: `/zones/:zone_id/${name}`,
    // One of the many that the reference accepts.
    permissions: [method === 'GET' ? 'Transform Rules Read' : 'Transform Rules Write'],
    handle,
  };
}

/** Nothing is transformed: both are stored and shown. */
export function createTransforms(): CallerResource {
  const enabled = new Map<string, ReadonlySet<string>>();
  const normalizations = new Map<string, Normalization>();
  const enabledIn = (request: RouteRequest): ReadonlySet<string> =>
    enabled.get(zoneOf(request).id) ?? new Set();
  const list = (request: RouteRequest) => ({ result: describe(request, enabledIn(request)) });
  return {
    routes: [
      at('GET', 'managed_headers', list),
      at('PATCH', 'managed_headers', (request) => {
        enabled.set(zoneOf(request).id, switched(request, enabledIn(request)));
        return list(request);
      }),
      at('DELETE', 'managed_headers', (request) => {
        enabled.delete(zoneOf(request).id);
        return { noContent: true };
      }),
      at('GET', 'url_normalization', (request) => ({
        result: normalizations.get(zoneOf(request).id) ?? NORMALIZATION,
      })),
      at('PUT', 'url_normalization', (request) => {
        const result = normalizationOf(request.json());
        normalizations.set(zoneOf(request).id, result);
        return { result };
      }),
      at('DELETE', 'url_normalization', (request) => {
        normalizations.delete(zoneOf(request).id);
        return { noContent: true };
      }),
    ],
    reset() {
      enabled.clear();
      normalizations.clear();
    },
  };
}

function describe(request: RouteRequest, enabled: ReadonlySet<string>): unknown {
  const shown = ({ id, conflictsWith }: Transform): unknown => ({
    id,
    enabled: enabled.has(id),
    has_conflict: conflictsWith?.some((other) => enabled.has(other)) ?? false,
    ...(conflictsWith === undefined ? {} : { conflicts_with: conflictsWith }),
  });
  return Object.fromEntries(SIDES.map((side) => [side, offered(request, side).map(shown)]));
}

/** Only those that the plan has: rules/transform/managed-transforms/configure. */
function offered(request: RouteRequest, side: (typeof SIDES)[number]): readonly Transform[] {
  const isEnterprise = zoneOf(request).plan === 'enterprise';
  return CATALOG[side].filter(({ enterpriseOnly = false }) => isEnterprise || !enterpriseOnly);
}

/** What the body does not name stays. */
function switched(request: RouteRequest, before: ReadonlySet<string>): ReadonlySet<string> {
  const body = request.json();
  if (!isRecord(body)) throw invalid('The body must be an object');
  const after = new Set(before);
  for (const side of SIDES) {
    const items: unknown = body[side] ?? [];
    if (!Array.isArray(items)) throw invalid(`'${side}' must be a list`);
    for (const item of items) apply(after, item, offered(request, side));
  }
  return after;
}

function apply(after: Set<string>, item: unknown, known: readonly Transform[]): void {
  const transform = isRecord(item) ? known.find(({ id }) => id === item['id']) : undefined;
  if (transform === undefined || !isRecord(item) || typeof item['enabled'] !== 'boolean') {
    throw invalid('A Managed Transform is unknown, not available, or has no state');
  }
  if (!item['enabled']) after.delete(transform.id);
  else if (transform.conflictsWith?.some((other) => after.has(other)) === true) {
    throw invalid(`'${transform.id}' conflicts with an enabled Managed Transform`);
  } else after.add(transform.id);
}

function normalizationOf(body: unknown): Normalization {
  const { type, scope } = isRecord(body) ? body : {};
  const isType = type === 'cloudflare' || type === 'rfc3986';
  const isScope = scope === 'incoming' || scope === 'both' || scope === 'none';
  if (!isType || !isScope) throw invalid("'type' or 'scope' is not valid");
  return { type, scope };
}

function zoneOf({ zone }: RouteRequest) {
  if (zone === undefined) throw unknownZone();
  return zone;
}

/** Code and words are assumed. */
function invalid(message: string): ApiFailure {
  return new ApiFailure(400, [{ code: 20_000, message }]);
}

import { isJsonObject, type JsonObject, urlOf } from '@crunchtools/mcp-core';
import { analyse, describeRequest, evaluate } from '@crunchtools/rules-language';

/** What a URL alone decides; anything else may differ between the visitor's request and the next. */
const decidedByUrl: ReadonlySet<string> = new Set([
  'http.host',
  'http.request.full_uri',
  'http.request.uri',
  'http.request.uri.path',
  'http.request.uri.path.extension',
  'http.request.uri.query',
  'ssl',
]);
const decidedByHost: ReadonlySet<string> = new Set(['http.host', 'http.request.full_uri']);

/**
 * - `certain`: whoever follows the redirect is redirected again, to the same address.
 * - `possible`: the same, if the host it leads to is one that Cloudflare proxies.
 */
export type Loop = 'certain' | 'possible';

/**
 * Whether a fixed redirect matches the address that it leads to. Not covered: computed targets, conditions on more
 * than the URL, and loops of several rules.
 */
export function loopOf(definition: JsonObject, zoneName: string): Loop | undefined {
  const target = fixedTarget(definition, zoneName);
  const { expression } = definition;
  if (target === undefined || typeof expression !== 'string') return undefined;
  const analysis = analyse(expression, { use: 'filter' });
  if (!analysis.ok || analysis.fields.some((field) => !decidedByUrl.has(field))) return undefined;
  const matches = evaluate(analysis.expression, describeRequest({ url: target.url.href }));
  if (matches.kind !== 'boolean' || !matches.value) return undefined;
  const namesHost = analysis.fields.some((field) => decidedByHost.has(field));
  return target.isSameHost ? (namesHost ? undefined : 'certain') : namesHost ? 'certain' : 'possible';
}

/** A redirect out of the zone leads to where these rules do not apply. */
function fixedTarget(
  { enabled, action_parameters: parameters }: JsonObject,
  zoneName: string,
): { readonly url: URL; readonly isSameHost: boolean } | undefined {
  const from = isJsonObject(parameters) ? parameters['from_value'] : undefined;
  const target = isJsonObject(from) ? from['target_url'] : undefined;
  const value = isJsonObject(target) ? target['value'] : undefined;
  if (enabled === false || typeof value !== 'string') return undefined;
  const isSameHost = value.startsWith('/');
  const base = `https://${zoneName}`;
  const url = urlOf(value, base);
  if (url === undefined) return undefined;
  const isInZone = url.hostname === zoneName || url.hostname.endsWith(`.${zoneName}`);
  return isInZone ? { url, isSameHost } : undefined;
}

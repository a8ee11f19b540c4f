import { booleanValue, integerValue, stringValue } from '../functions/results.ts';
import type { Value } from '../values.ts';
import { bodyFields } from './body.ts';
import { clientFields, timeFields, versionFields } from './client.ts';
import {
  type Headers,
  InvalidRequest,
  type RequestDescription,
  type ResponseDescription,
} from './description.ts';
import { givenField } from './given.ts';
import { requestHeaderFields, responseFields, toPairs } from './headers.ts';
import { headerValues, type Pair, pairFields } from './pairs.ts';
import { parseUrl, uriFields } from './url.ts';

/**
 * What is known about a request: values of fields by their current names, and members of lists. Made by
 * `describeRequest`; a field that is not in it is unknown.
 */
export interface RequestFacts {
  readonly fields: ReadonlyMap<string, Value>;
  readonly lists: ReadonlyMap<string, readonly string[]>;
}

/**
 * Derives the fields of a request as Cloudflare does, as far as a description can tell them (`FieldFact.known`).
 * The URL's path is normalised; its query string is not, and `raw.*` fields have what was written. `http.host` is the
 * Host header: the host of the URL in lower case, with the port unless it is the usual one.
 *
 * @throws {InvalidRequest} when something in the description is malformed.
 */
export function describeRequest(description: RequestDescription): RequestFacts {
  const { method = 'GET', url, normalization = 'rfc3986', response, also = {}, lists = {} } = description;
  if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(method))
    throw new InvalidRequest('The method is not a token (RFC 9110).');
  const parts = parseUrl(url, normalization);
  const headers = allHeaders(description, parts.host);
  const [host = parts.host] = headerValues(headers, 'host');
  const version = versionFields(description.http_version);
  const fields = new Map<string, Value>([
    ['http.request.method', stringValue(method.toUpperCase())],
    ['http.host', stringValue(host)],
    ['ssl', booleanValue(parts.secure)],
    ['cf.edge.server_port', integerValue(BigInt(parts.port))],
    // Always zero (the page of the field says).
    ['cf.threat_score', integerValue(0n)],
    ...uriFields({ secure: parts.secure, host, path: parts.path, query: parts.query }),
    ...uriFields({ secure: parts.secure, host, path: parts.rawPath, query: parts.query }, 'raw.'),
    ...requestHeaderFields(headers, new Map(version).get('http.request.version')),
    ...bodyFields(method.toUpperCase(), description.body, headers),
    ...clientFields(description),
    ...timeFields(description.time),
    ...version,
    ...(response === undefined ? [] : describeResponse(response)),
    ...Object.entries(also).map(([name, given]) => givenField(name, given)),
  ]);
  const members = Object.entries(lists).map(([name, list]) => [name.replace(/^\$/, ''), list] as const);
  return { fields, lists: new Map(members) };
}

/** The headers as given, with those that cookies and the URL make. */
function allHeaders({ headers = {}, cookies = {} }: RequestDescription, host: string): readonly Pair[] {
  const pairs = toPairs(headers);
  const written = Object.entries(cookies).map(([name, value]) => `${name}=${value}`);
  const cookie = written.length > 0 ? toPairs({ Cookie: written.join('; ') }) : [];
  const [hasHost] = headerValues(pairs, 'host');
  return [...(hasHost === undefined ? [['Host', host] as const] : []), ...pairs, ...cookie];
}

function describeResponse({
  status,
  headers = {},
}: ResponseDescription): readonly (readonly [string, Value])[] {
  if (!Number.isInteger(status) || status < 100 || status > 999) {
    throw new InvalidRequest('The status of the response is not a number from 100 to 999.');
  }
  const pairs = toPairs(headers);
  return [
    ['http.response.code', integerValue(BigInt(status))],
    ...responseFields(pairs),
    ...pairFields('raw.http.response.headers', pairs, (name) => name.toLowerCase()),
  ];
}

function withFields(request: RequestFacts, changed: Iterable<readonly [string, Value]>): RequestFacts {
  return { ...request, fields: new Map([...request.fields, ...changed]) };
}

/**
 * The request with another path or query string (octets, without `?`), as later phases see it. `raw.*` fields keep
 * the original; a new path is not normalised.
 */
export function withRewritten(
  request: RequestFacts,
  { path, query }: { readonly path?: string | undefined; readonly query?: string | undefined },
): RequestFacts {
  const text = (name: string) => {
    const value = request.fields.get(name);
    return value?.kind === 'string' ? value.value : '';
  };
  const ssl = request.fields.get('ssl');
  return withFields(
    request,
    uriFields({
      secure: ssl?.kind === 'boolean' && ssl.value,
      host: text('http.host'),
      path: path ?? text('http.request.uri.path'),
      query: query ?? text('http.request.uri.query'),
    }),
  );
}

/** The request with exactly these headers; what other fields tell of headers follows. `http.host` stays. */
export function withHeaders(request: RequestFacts, headers: Headers): RequestFacts {
  const version = request.fields.get('http.request.version');
  return withFields(request, requestHeaderFields(toPairs(headers), version));
}

/** The request after the origin has answered. `raw.http.response.*` is set too. */
export function withResponse(request: RequestFacts, response: ResponseDescription): RequestFacts {
  return withFields(request, describeResponse(response));
}

/** The request with other headers in its response; `raw.http.response.*` keeps the original. */
export function withResponseHeaders(request: RequestFacts, headers: Headers): RequestFacts {
  return withFields(request, responseFields(toPairs(headers)));
}

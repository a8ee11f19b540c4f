import { urlOf } from '@crunchtools/mcp-core';
import { foldCase, partsOf } from './pattern.ts';

/** What each `*` of a pattern stood for, from left to right: `$1`, `$2` … of a forwarding URL. */
export type Captures = readonly string[];

const defaultPorts: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' };

/**
 * Matches the URL of a request, with scheme and without fragment, against the URL pattern of a Page Rule, as
 * developers.cloudflare.com/rules/page-rules and its pages "Wildcard matching" and "Additional reference" say:
 *
 * - Letters count alike in both cases, in the path too.
 * - A pattern without scheme takes http and https, one without port takes every port. Neither is part of `$1`
 *   then: `*example.com/*` has the captures `www.` and `a` for `https://www.example.com:8443/a`.
 * - `*` takes any characters, none too, also slashes and the query string.
 * - A query string that the pattern neither names nor covers by a `*` does not matter.
 *
 * Where several readings fit, each `*` takes as few characters as it can; Cloudflare does not say. A query that the
 * last `*` can take is part of its capture. Not covered: `|`, which the API reference calls an "or" without more.
 *
 * @returns `undefined` when the pattern does not match, or `url` is no http or https URL.
 */
export function matchPageRule(pattern: string, url: string): Captures | undefined {
  const request = urlOf(url);
  const defaultPort = defaultPorts[request?.protocol ?? ''];
  if (request === undefined || defaultPort === undefined) return undefined;
  const { scheme, port, host, rest } = partsOf(pattern);
  const origin = [
    scheme === undefined ? '' : `${request.protocol}//`,
    request.hostname,
    port === undefined ? '' : `:${request.port === '' ? defaultPort : request.port}`,
  ].join('');
  const glob = `${scheme === undefined ? '' : `${scheme}://`}${host}${port === undefined ? '' : `:${port}`}${rest}`;
  return (
    matchGlob(glob, origin + request.pathname + queryOf(request)) ??
    (pattern.includes('?') ? undefined : matchGlob(glob, origin + request.pathname))
  );
}

/** With its question mark, also when nothing follows it; `URL.search` would drop that. */
function queryOf({ href }: URL): string {
  const [sent = ''] = href.split('#');
  const start = sent.indexOf('?');
  return start === -1 ? '' : sent.slice(start);
}

/**
 * Whether one pattern matches every URL that another matches. Never yes without reason, but a no may be mistaken:
 * a `*` that could reach over the scheme or the port of the narrow pattern is not looked into.
 */
export function coversPattern(wide: string, narrow: string): boolean {
  const outer = partsOf(wide);
  const inner = partsOf(narrow);
  if (!coversPart(outer.scheme, inner.scheme) || !coversPart(outer.port, inner.port)) return false;
  if (outer.port === undefined && inner.port !== undefined && inner.host.includes('*')) return false;
  const host = outer.port === undefined ? inner.host : `${inner.host}:${inner.port ?? ''}`;
  const glob = (outer.port === undefined ? outer.host : `${outer.host}:${outer.port}`) + outer.rest;
  if (matchesOpaque(glob, host + inner.rest)) return true;
  // Without a `*` in front, the query that the narrow pattern asks for is the request's whole query.
  const [path = ''] = inner.rest.split('?');
  const [plain, isIndifferent] = [host + path, !wide.includes('?')];
  return isIndifferent && !plain.includes('*') && matchesOpaque(glob, plain);
}

function coversPart(outer: string | undefined, inner: string | undefined): boolean {
  if (inner?.includes('*') === true) return false;
  return outer === undefined || (inner !== undefined && foldCase(outer) === foldCase(inner));
}

/** A `*` of the narrow pattern stays a character here, which only a `*` of the wide one can take. */
const opaque = '\u0000';

function matchesOpaque(wide: string, narrow: string): boolean {
  return matchGlob(wide, narrow.replaceAll('*', opaque)) !== undefined;
}

/**
 * Linear in the text for each `*`: the earliest place for a literal leaves the most for what follows, so there is
 * nothing to go back to.
 */
function matchGlob(glob: string, text: string): Captures | undefined {
  const [first = '', ...literals] = foldCase(glob).split('*');
  const folded = foldCase(text);
  if (literals.length === 0) return folded === first ? [] : undefined;
  if (!folded.startsWith(first)) return undefined;
  const last = literals.pop() ?? '';
  const captures: string[] = [];
  let position = first.length;
  for (const literal of literals) {
    const found = folded.indexOf(literal, position);
    if (found === -1) return undefined;
    captures.push(text.slice(position, found));
    position = found + literal.length;
  }
  const end = text.length - last.length;
  if (end < position || !folded.endsWith(last)) return undefined;
  return [...captures, text.slice(position, end)];
}

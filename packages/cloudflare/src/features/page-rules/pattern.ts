import { urlOf } from '@crunchtools/mcp-core';
import { foldHost } from '../../names.ts';
import { refuseUnprintable, show } from '../../problem.ts';

/** The parts of a Page Rule's URL pattern: `<scheme>://<host>:<port>/<path>?<query>`, each with `*` as it likes. */
export interface PatternParts {
  /** Without `://`; `undefined` when the pattern leaves it out, which means http and https alike. */
  readonly scheme: string | undefined;
  /** May hold `*`, and nothing else that a host name could not hold once it is checked. */
  readonly host: string;
  /** `undefined` when the pattern leaves it out, which means every port. */
  readonly port: string | undefined;
  /** Path and query, from the first `/` or `?` on; empty when there is none. */
  readonly rest: string;
}

/** Wildcards in one pattern (API reference, Create a Page Rule: up to four asterisks). */
const mostWildcards = 4;

/**
 * Takes a pattern apart (developers.cloudflare.com/rules/page-rules, "Priority order matters"). Every text has
 * parts; whether they make sense is for `refusePattern` to say.
 */
export function partsOf(pattern: string): PatternParts {
  const [, scheme, authority = '', rest = ''] = /^(?:([^/?]*):\/\/)?([^/?]*)(.*)$/su.exec(pattern) ?? [];
  const [, host = authority, port] = /^(.*):([^:\]]*)$/u.exec(authority) ?? [];
  return { scheme, host, port, rest };
}

export function countWildcards(pattern: string): number {
  return pattern.split('*').length - 1;
}

/**
 * The pattern as Cloudflare stores it: its host in A-labels, with a slash after each occurrence of the zone's name
 * (developers.cloudflare.com/rules/page-rules/reference/additional-reference). The page shows it at the end of a
 * pattern. Within one, a name that goes on, a port and a slash that is there already are left alone.
 */
export function storedPattern(pattern: string, zoneName: string): string {
  const name = zoneName.replaceAll('.', '\\.');
  // A name in front would make it another one: notexample.com is not in the zone example.com.
  return foldHost(pattern).replaceAll(
    new RegExp(`(?<![a-z0-9-])${name}(?=\\*?(?:$|\\?)|\\*/)`, 'giu'),
    '$&/',
  );
}

/** Lower case for A to Z only: other letters may change their number of characters with their case. */
export function foldCase(text: string): string {
  return text.replaceAll(/[A-Z]/gu, (letter) => letter.toLowerCase());
}

/** What each `*` of a pattern stood for, from left to right: `$1`, `$2` … of a forwarding URL. */
type Captures = readonly string[];

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

/** What the order of Page Rules depends on. */
export interface RankedRule {
  readonly url: string;
  /** The higher number wins. */
  readonly priority: number;
  readonly status: string;
}

/**
 * Rules in the order in which Cloudflare tries them: the highest priority first (API reference, Page Rules;
 * developers.cloudflare.com/rules/page-rules, "Priority order matters"). Only the first active rule that matches a
 * request takes effect. Rules of equal priority keep their order: Cloudflare numbers rules so that there are none.
 */
export function evaluationOrder<Rule extends RankedRule>(rules: readonly Rule[]): readonly Rule[] {
  return rules.toSorted((one, other) => other.priority - one.priority);
}

/** The one rule that takes effect on a request, if any. */
export function winningRule<Rule extends RankedRule>(rules: readonly Rule[], url: string): Rule | undefined {
  return evaluationOrder(rules).find(
    (rule) => rule.status === 'active' && matchPageRule(rule.url, url) !== undefined,
  );
}

/**
 * The active rule among those that are tried before this one that matches everything this one matches, so that this
 * one never takes effect; `undefined` when there is none, or none that is plain to see.
 */
export function shadowOf<Rule extends RankedRule>(
  { url }: Pick<RankedRule, 'url'>,
  triedBefore: readonly Rule[],
): Rule | undefined {
  return triedBefore.find((other) => other.status === 'active' && coversPattern(other.url, url));
}

/**
 * Why a URL pattern cannot be that of a Page Rule in this zone, or `undefined` when it can. Not covered: ports that
 * Cloudflare's proxy does not listen on, because a Spectrum application may.
 */
export function refuseUrl(url: unknown, zoneName: string): string | undefined {
  if (typeof url !== 'string') return `${show(url)} is not a string`;
  if (url === '') return `is empty: write a pattern such as ${zoneName}/*`;
  const folded = foldHost(url);
  const check = checks.find((refuse) => refuse(folded, zoneName) !== undefined);
  return check?.(folded, zoneName);
}

/** Whether a URL pattern is for hosts that are not this zone's: old rules are, and new ones cannot be. */
export function isOutsideZone(url: string, zoneName: string): boolean {
  return refuseForeignHost(foldHost(url), zoneName) !== undefined;
}

const checks: readonly ((url: string, zoneName: string) => string | undefined)[] = [
  refuseUnprintable,
  refuseSpace,
  refuseFragment,
  refuseAlternatives,
  refuseNonAscii,
  refuseWildcards,
  refuseScheme,
  refuseUserInformation,
  refuseForeignHost,
  refusePort,
];

function refuseSpace(url: string): string | undefined {
  return url.includes(' ') ? `${show(url)} has a space: write %20` : undefined;
}

function refuseFragment(url: string): string | undefined {
  return url.includes('#') ? `${show(url)} has a #fragment, which browsers do not send` : undefined;
}

/** The API reference calls `|` an "or" operator and says no more about it. */
function refuseAlternatives(url: string): string | undefined {
  return url.includes('|') ? `${show(url)} has "|": make one rule for each pattern, or write %7C` : undefined;
}

/** developers.cloudflare.com/rules/page-rules/manage, "Notes". */
function refuseNonAscii(url: string): string | undefined {
  if (/^\p{ASCII}*$/u.test(url)) return undefined;
  const { host } = partsOf(url);
  const advice = /^\p{ASCII}*$/u.test(host)
    ? `write ${show(encodeURI(url))}`
    : 'write whole labels, or "*" for a whole label';
  return `has characters beyond ASCII, which Page Rules do not take: ${advice}`;
}

function refuseWildcards(url: string): string | undefined {
  const amount = countWildcards(url);
  return amount > mostWildcards
    ? `has ${amount} asterisks; a pattern has at most ${mostWildcards}`
    : undefined;
}

/** Without a scheme a pattern takes both; `http*` is the same, said longer. */
function refuseScheme(url: string): string | undefined {
  const { scheme } = partsOf(url);
  if (scheme === undefined || /^(?:https?|http\*|\*)$/iu.test(scheme)) return undefined;
  return `${show(`${scheme}://`)} is not http:// or https://; leave it out for both`;
}

function refuseUserInformation(url: string): string | undefined {
  const { host } = partsOf(url);
  return host.includes('@') ? `${show(host)} has a user name in it; write the host only` : undefined;
}

/** A rule acts on requests for its own zone; `*` directly before the zone's name takes it and all names below. */
function refuseForeignHost(url: string, zoneName: string): string | undefined {
  const host = foldCase(partsOf(storedPattern(url, zoneName)).host);
  if (!/^[a-z0-9*._-]*$/u.test(host)) return `${show(host)} is not a host name`;
  const before = host.endsWith(zoneName) ? host.slice(0, -zoneName.length) : undefined;
  if (before !== undefined && (before === '' || /[.*]$/u.test(before))) return undefined;
  if (host === '')
    return `${show(url)} has no host: write ${zoneName}${url} for the zone's own, *${zoneName}${url} for all`;
  return `${show(host)} is not in the zone ${zoneName}: write ${zoneName}, a host below it, or *${zoneName} for all`;
}

function refusePort(url: string): string | undefined {
  const { port } = partsOf(url);
  if (port === undefined || /^(?:[\d*]*\*[\d*]*|[1-9]\d{0,4})$/u.test(port)) return undefined;
  return `${show(`:${port}`)} is not a port`;
}

/** `$1` to `$9`, or a backslash with what it escapes: `\$` is a dollar sign. */
const reference = /\\\$|\$(\d+)/gu;

/** The numbers of the captures that a forwarding URL uses, in order and with repeats. */
export function referencesIn(template: string): readonly number[] {
  return [...template.matchAll(reference)].flatMap(([, digits]) =>
    digits === undefined ? [] : [Number(digits)],
  );
}

/**
 * The URL that a forwarding URL leads to: `$1` is the first capture, `\$` a dollar sign
 * (developers.cloudflare.com/rules/page-rules/reference/wildcard-matching). A number without capture stays as it
 * is; Cloudflare answers such requests with an error 500 (its page "Troubleshoot Page Rules - General").
 */
export function forwardingTarget(template: string, captures: Captures): string {
  return template.replaceAll(reference, (whole: string, digits: string | undefined) =>
    digits === undefined ? '$' : (captures[Number(digits) - 1] ?? whole),
  );
}

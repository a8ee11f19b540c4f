import { type Issue, refuse } from '../../problem.ts';
import { partsOf } from '../page-rules/pattern.ts';

/** A pattern of a Page Rule that can be said in the Rules language. */
export interface Pattern {
  /** In lower case; may hold `*`, and does not end in one. */
  readonly host: string;
  /** A number, or absent for all. */
  readonly port: string | undefined;
  /** From the first slash on. */
  readonly rest: string;
  /** Absent for both. */
  readonly scheme: 'http' | 'https' | undefined;
  /** The scheme as it is written; one with a `*` is a capture. */
  readonly written: string | undefined;
}

/** How much of a pattern a condition is to cover. */
export interface Coverage {
  /** `usual`: 80 for http and 443 for https, where URLs hold none. Default `all`. */
  readonly ports?: 'all' | 'usual';
  /** `path`: what the path alone decides, where the `*` of a pattern could take a query string too. */
  readonly upTo?: 'query' | 'path';
}

/** A pattern taken apart, or why it has no equivalent. */
export function patternOf(url: string, zoneName: string): Pattern | Issue {
  const parts = partsOf(url);
  const { scheme: written, port, rest } = parts;
  const host = parts.host.toLowerCase();
  const scheme = written === undefined ? '' : written.toLowerCase();
  if (!/^[!-~]+$/u.test(url)) return refuse('its pattern has characters that URLs do not have');
  if (url.includes('|')) return refuse('its pattern has "|", whose meaning is not documented');
  if (!['', 'http', 'https', 'http*', '*'].includes(scheme))
    return refuse('its pattern has a scheme that is not understood');
  if (!host.endsWith(zoneName))
    return refuse('the host of its pattern does not end with the name of the zone');
  if (!rest.startsWith('/')) return refuse('its pattern has no path, so that it matches no URL');
  if (port !== undefined && !/^\d+$/u.test(port)) return refuse('the port of its pattern has a wildcard');
  return { host, port, rest, scheme: plainScheme(scheme), written };
}

function plainScheme(scheme: string): Pattern['scheme'] {
  return scheme === 'http' || scheme === 'https' ? scheme : undefined;
}

/**
 * When a pattern matches, as an expression: conditions joined by `and`.
 *
 * Host and path are compared one by one. Cloudflare's own guide (developers.cloudflare.com/rules/reference/
 * page-rules-migration) compares the full URI with `http*://<pattern>*`, which matches more: `http*://` also finds
 * `://` in a query string, and the `*` at the end takes `/pages` for `/page`. It matches less on other ports.
 */
export function conditionOf(pattern: Pattern, { ports = 'all', upTo = 'query' }: Coverage = {}): string {
  const { scheme, host, port } = pattern;
  const conditions = [
    scheme === undefined ? undefined : scheme === 'https' ? 'ssl' : 'not ssl',
    port === undefined ? undefined : `cf.edge.server_port eq ${Number(port)}`,
    ports === 'usual' ? wildcard('http.host', host) : hostOnAnyPort(host),
    restCondition(pattern.rest, upTo),
  ];
  return conditions.filter((condition) => condition !== undefined).join(' and ');
}

/** Whether a `*` in front of the path can take slashes, and with them URLs that the condition does not match. */
export function crossesSlash({ host, rest, written }: Pattern, zoneName: string): boolean {
  const isWholeZone = host === `*${zoneName}` && rest === '/*';
  return (host.includes('*') || written?.includes('*') === true) && !isWholeZone;
}

/** The host with its port, where it is not the usual one. */
function hostOnAnyPort(host: string): string {
  return `(${wildcard('http.host', host)} or ${wildcard('http.host', `${host}:*`)})`;
}

/**
 * A query string that a pattern does not name does not matter, unless a `*` takes it
 * (developers.cloudflare.com/rules/page-rules/reference/wildcard-matching).
 */
function restCondition(rest: string, upTo: Coverage['upTo']): string | undefined {
  if (rest === '/*') return undefined;
  const whole = wildcard('http.request.uri', rest);
  if (rest.includes('?') || rest.endsWith('*')) return whole;
  const path = wildcard('http.request.uri.path', rest);
  return upTo === 'path' || !rest.includes('*') ? path : `(${whole} or ${path})`;
}

function wildcard(field: string, glob: string): string {
  return `${field} wildcard ${wildcardText(glob)}`;
}

/** The text of a wildcard pattern in an expression. Letters count alike in both cases, as in Page Rules. */
export function wildcardText(glob: string): string {
  return quoted(glob.replaceAll('\\', '\\\\').replaceAll(/\*+/gu, '*'));
}

/** Printable ASCII as a string of the Rules language, which escapes as JSON does. */
export function quoted(text: string): string {
  return JSON.stringify(text);
}

/**
 * The cookie expression of a Page Rule as a condition: `|` means or, `.*` any characters; Cloudflare documents no
 * other operator (rules/page-rules/reference/additional-reference), so one with more has no sure meaning.
 */
export function cookieCondition(expression: string): string | Issue {
  const alternatives = expression.split('|');
  if (alternatives.some((alternative) => /^(?:\.\*)*$/u.test(alternative)))
    return refuse('one side of "|" in its expression takes every cookie');
  if (!/^[ -~]*$/u.test(expression)) return refuse('its expression has characters beyond ASCII');
  const unknown = /[.*+?^$()[\]{}\\]/u.exec(expression.replaceAll('.*', ''))?.[0];
  if (unknown !== undefined)
    return refuse(`its expression has ${quoted(unknown)}, whose meaning is not documented`);
  return `(${alternatives.map(alternativeCondition).join(' or ')})`;
}

function alternativeCondition(alternative: string): string {
  const literals = alternative.split('.*').filter((literal) => literal !== '');
  const [only = '', ...others] = literals;
  return others.length === 0
    ? `http.cookie contains ${quoted(only)}`
    : `http.cookie strict wildcard ${quoted(`*${literals.join('*')}*`)}`;
}

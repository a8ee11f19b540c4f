import { foldHost } from '../../schema/a-labels.ts';
import { refuseUnprintable, show } from '../problem.ts';
import { countWildcards, foldCase, mostWildcards, partsOf, storedPattern } from './pattern.ts';

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

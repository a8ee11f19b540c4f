import { urlOf } from '@crunchtools/mcp-core';
import { oneOf, refuseUnprintable, show } from './problem.ts';

/** Checks of single values; each gives the reason for which a value is refused, or nothing. */

const hostname =
  /^(?=.{1,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)+[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])$/iu;

export function refuseHostname(value: string | undefined): string | undefined {
  if (value === undefined || hostname.test(value)) return undefined;
  return `${show(value)} is not a full host name such as app.example.com`;
}

export function refuseOther(
  value: string | number | undefined,
  choices: readonly (string | number)[],
): string | undefined {
  if (value === undefined || choices.includes(value)) return undefined;
  return `${show(value)} is not possible: use ${oneOf(choices)}`;
}

/** Of a fixed value and an expression exactly one has to be there, at most one where neither is needed. */
export function refuseBoth(
  name: string,
  fixed: string | undefined,
  expression: string | undefined,
): string | undefined {
  return fixed !== undefined && expression !== undefined
    ? `give ${name} or ${name === 'value' ? 'expression' : `${name}_expression`}, not both`
    : undefined;
}

/** A path as it stands in a request line (RFC 9112 section 3.2.1), or an asterisk-free part of one. */
export function refusePath(path: string | undefined): string | undefined {
  if (path === undefined) return undefined;
  if (!path.startsWith('/')) return `${show(path)} must begin with /`;
  if (/[?#]/u.test(path))
    return `${show(path)} must not have a query or a fragment; the query has a member of its own`;
  return refuseUnprintable(path) ?? (path.includes(' ') ? 'must not have spaces: write %20' : undefined);
}

export function refuseQuery(query: string | undefined): string | undefined {
  if (query === undefined) return undefined;
  if (query.startsWith('?')) return `${show(query)} must not begin with ?`;
  if (query.includes('#')) return `${show(query)} must not have a fragment`;
  return refuseUnprintable(query);
}

/** Where a browser can be sent: a full URL, or a path in the same site. */
export function refuseTarget(target: string | undefined): string | undefined {
  if (target === undefined) return undefined;
  const reason = refuseUnprintable(target);
  if (reason !== undefined) return reason;
  if (/^\/(?!\/)/u.test(target)) return undefined;
  const url = urlOf(target);
  if (url === undefined || (url.protocol !== 'https:' && url.protocol !== 'http:'))
    return `${show(target)} is not a full URL: write https://www.example.com/path`;
  if (url.username !== '' || url.password !== '') return 'must not hold a user name or password';
  return undefined;
}

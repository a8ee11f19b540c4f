import { ours, unlisted } from '@crunchtools/mcp-core';
import * as z from 'zod';

/** Pieces that tools share, so that one thing is described and checked in one way everywhere. */

/** 32 hexadecimal digits (developers.cloudflare.com/fundamentals/account/find-account-and-zone-ids). */
const hexId = z.string().regex(/^[0-9a-f]{32}$/u, 'must be 32 lower-case hexadecimal digits');

/** The name or the id of a zone: list_zones says so once for all tools. */
export const zoneArgument = z.string().min(1).max(300);

export const recordId = hexId.describe('From list_dns_records.');

export const pageArgument = z.int().min(1).max(1_000_000).optional();

/** Added by core when an answer holds text that strangers chose. */
export const untrustedList = ours(z.array(z.string())).optional();

/** How a list says how much there is and how to get the rest. */
export const listing = {
  total: z.int(),
  page: unlisted(z.int()),
  pages: z.int(),
  next: ours(z.string()).optional(),
  untrusted: untrustedList,
};

/** The members of `listing` for one page of an answer. */
export function listingOf(
  { page, pages, total }: { readonly page: number; readonly pages: number; readonly total: number },
  shown: number,
): { total: number; page: number; pages: number; next?: string } {
  const position = { total, page, pages };
  if (page >= pages) return position;
  return { ...position, next: `${shown} of ${total} shown; call again with page: ${page + 1}` };
}

/**
 * Pieces of answers. Each text of an answer is one of three: `ours`, `untrusted`, or held to one of these rules,
 * which no sentence passes; an answer that breaks one is shown, and the place is named as untrusted.
 */

/** 32 hexadecimal digits (developers.cloudflare.com/fundamentals/account/find-account-and-zone-ids). */
export const shownId = z.string().regex(/^[0-9a-f]{32}$/u);

/** A word of Cloudflare's own vocabulary: a status, a plan, a record type. It may know more of them tomorrow. */
export const shownWord = z.string().regex(/^[A-Za-z0-9_-]{1,40}$/u);

/** A time as RFC 3339 writes it. */
export const shownTime = z.iso.datetime({ offset: true });

/** The name of a zone or of a host, in A-labels (RFC 5890 section 2.3.2.1); other names count as untrusted. */
export const shownHost = z.string().regex(/^(?=.{1,253}$)[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*$/u);

/** A sentence of this server. */
export const shownText = ours(z.string());

/**
 * A copy without the members that are `undefined`. Put together, not taken apart: V8 keeps an object of which
 * something was deleted as a table, which takes several times the memory, and there may be 100,000 of them.
 */
export function compact<Shape extends object>(object: Shape): Shape;
export function compact(object: object): object {
  return membersWhere(object, (_, value) => value !== undefined);
}

/** A copy with some of the members. A loop: of a thousand rules, each is copied several times. */
export function membersWhere<Value>(
  object: { readonly [name: string]: Value },
  isKept: (name: string, value: Value) => boolean,
): { [name: string]: Value };
export function membersWhere(object: object, isKept: (name: string, value: unknown) => boolean): object;
export function membersWhere(object: object, isKept: (name: string, value: unknown) => boolean): object {
  const kept: Record<string, unknown> = {};
  // Not their entries: each would be a list of its own.
  for (const name of Object.keys(object)) {
    const value: unknown = Reflect.get(object, name);
    if (!isKept(name, value)) continue;
    // A strange member of an answer must not become the prototype.
    if (name === '__proto__')
      return Object.fromEntries(Object.entries(object).filter((pair) => isKept(...pair)));
    kept[name] = value;
  }
  return kept;
}

/** A permission as the form for tokens names it: what the API calls Write is called Edit there. */
export function inDashboard(permission: string): string {
  return permission.replace(/ Write$/u, ': Edit').replace(/ Read$/u, ': Read');
}

import type { Zone } from '../../contract.ts';
import { ApiFailure } from '../../contract.ts';
import { isRecord } from '../../json.ts';
import { ITEMS_PER_REQUEST, LONGEST_HOST, LONGEST_TAG, PATH_SEPARATORS, PURGE_LIMITS } from './limits.ts';

export const selectors = ['files', 'tags', 'hosts', 'prefixes', 'purge_everything'] as const;

export type Selector = (typeof selectors)[number];

export interface PurgeTarget {
  readonly selector: Selector;
  /** As sent; none for `purge_everything`. */
  readonly items: readonly unknown[];
}

/**
 * Reads the body of a purge. The codes are those that Cloudflare once listed for "Zone"; it has published none for
 * prefixes and for values of the wrong type, which get the nearest of them.
 * @throws {ApiFailure} 400.
 */
export function parsePurge(body: unknown, zone: Zone): PurgeTarget {
  const selector = soleSelector(body);
  const value = isRecord(body) ? body[selector] : undefined;
  if (selector === 'purge_everything') {
    if (value !== true) throw refusal(1013, "'purge_everything' must be true");
    return { selector, items: [] };
  }
  if (!Array.isArray(value)) throw refusal(1014, `'${selector}' must be an array`);
  const items: readonly unknown[] = value;
  if (items.length === 0) throw withoutSelector();
  checkAmount(selector, items.length, zone);
  for (const item of items) CHECKS[selector](item, zone);
  return { selector, items };
}

function soleSelector(body: unknown): Selector {
  const present = isRecord(body) ? selectors.filter((selector) => body[selector] !== undefined) : [];
  const [first, ...others] = present;
  if (first === undefined) throw withoutSelector();
  if (others.length > 0) {
    throw refusal(1092, `Request cannot contain more than one of '${present.join("', '")}'`);
  }
  return first;
}

function checkAmount(selector: keyof typeof CHECKS, amount: number, zone: Zone): void {
  const most = selector === 'files' ? PURGE_LIMITS[zone.plan].filesPerRequest : ITEMS_PER_REQUEST;
  if (amount <= most) return;
  const code = { files: 1094, tags: 1101, hosts: 1111, prefixes: 1094 }[selector];
  throw refusal(
    code,
    `Exceeded maximum amount of ${most} ${selector} that can be purged on a single request`,
  );
}

const CHECKS = { files: checkFile, tags: checkTag, hosts: checkHost, prefixes: checkPrefix } as const;

function checkFile(item: unknown, zone: Zone): void {
  const url = isRecord(item) ? item['url'] : item;
  if (typeof url !== 'string' || !hasTextHeaders(item)) throw unpurgeable(item);
  const host = hostOfUrl(url);
  if (host === undefined) throw unpurgeable(url);
  if (!isWithin(host, zone)) {
    throw refusal(1082, `Unable to purge '${url}'. You can only purge files for this zone`);
  }
}

function hasTextHeaders(item: unknown): boolean {
  if (!isRecord(item) || item['headers'] === undefined) return true;
  const headers = item['headers'];
  return isRecord(headers) && Object.values(headers).every((value) => typeof value === 'string');
}

function checkTag(tag: unknown): void {
  if (typeof tag !== 'string' || tag === '') throw unpurgeable(tag);
  if (tag.length > LONGEST_TAG) {
    throw refusal(1100, `Tag exceeds maximum length of ${LONGEST_TAG} characters`);
  }
}

function checkHost(host: unknown, zone: Zone): void {
  if (typeof host !== 'string' || !isWithin(host, zone)) throw refusal(1115, 'Invalid host');
  if (host.length > LONGEST_HOST) {
    throw refusal(1114, `Host exceeds maximum length of ${LONGEST_HOST} characters`);
  }
}

/** A hostname and perhaps a path: no scheme, no query, no fragment. */
function checkPrefix(prefix: unknown, zone: Zone): void {
  if (typeof prefix !== 'string' || /:\/\/|[?#]/.test(prefix)) throw unpurgeable(prefix);
  const [host = '', ...path] = prefix.split('/');
  if (path.length > PATH_SEPARATORS) throw unpurgeable(prefix);
  if (!isWithin(host, zone)) {
    throw refusal(1082, `Unable to purge '${prefix}'. You can only purge files for this zone`);
  }
}

function hostOfUrl(text: string): string | undefined {
  const url = urlOf(text);
  return url?.protocol === 'http:' || url?.protocol === 'https:' ? url.hostname : undefined;
}

function isWithin(host: string, zone: Zone): boolean {
  const name = host.toLowerCase();
  if (!/^[\p{L}\p{N}_.-]+$/u.test(name)) return false;
  return name === zone.name || name.endsWith(`.${zone.name}`);
}

function withoutSelector(): ApiFailure {
  return refusal(1012, `Request must contain one of '${selectors.join("', '")}'`);
}

function unpurgeable(item: unknown): ApiFailure {
  const name = typeof item === 'string' ? item : JSON.stringify(item);
  return refusal(1084, `Unable to purge '${name}'.`);
}

function refusal(code: number, message: string): ApiFailure {
  return new ApiFailure(400, [{ code, message }]);
}

/** Not by `URL.canParse`, which refuses letters of Latin-1 after some thousand calls (findings/node-url-can-parse.sh). */
function urlOf(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

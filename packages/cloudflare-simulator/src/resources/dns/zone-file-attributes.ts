/**
 * Comments, tags and Cloudflare's own settings in the comment behind a record of a zone file:
 * `; a comment cf_tags=team:web,cf-proxied:true` (dns/manage-dns-records/how-to/import-and-export).
 */

import { splitTag } from './attributes.ts';
import type { DnsRecord } from './model.ts';

const MARK = 'cf_tags=';

export interface ZoneFileAttributes {
  readonly comment: string | null;
  readonly tags: readonly string[];
  /** Undefined when the file does not say. */
  readonly proxied: boolean | undefined;
  readonly flattenCname: boolean;
}

/** The text after the `;`, without surrounding space; empty when there is nothing to say. */
export function writeAttributes(record: DnsRecord): string {
  const tags = [...record.tags.map(writeTag), ...reservedTags(record)];
  const needsMark = tags.length > 0 || (record.comment?.includes(MARK) ?? false);
  const parts = [record.comment ?? '', needsMark ? `${MARK}${tags.join(',')}` : ''];
  return parts.filter((part) => part !== '').join(' ');
}

/** Reads what `writeAttributes` writes. A mark counts only where nothing but tags follows it. */
export function readAttributes(text: string): ZoneFileAttributes {
  for (let at = text.indexOf(MARK); at !== -1; at = text.indexOf(MARK, at + 1)) {
    const tags = /(?:^|\s)$/.test(text.slice(0, at)) ? readTags(text.slice(at + MARK.length)) : undefined;
    if (tags) return attributes(text.slice(0, at), tags);
  }
  return attributes(text, []);
}

/** Flattened records carry `cf-flatten-cname` alone, since they cannot be proxied. */
function reservedTags(record: DnsRecord): string[] {
  if (record.settings.flatten_cname) return ['cf-flatten-cname'];
  const canProxy = record.type === 'A' || record.type === 'AAAA' || record.type === 'CNAME';
  return canProxy ? [`cf-proxied:${record.proxied}`] : [];
}

function writeTag(tag: string): string {
  const [name, value] = splitTag(tag);
  return /["=,\\]|^\s|\s$/.test(value) ? `${name}:${JSON.stringify(value)}` : tag;
}

const TAG = /^([\w-]+)(?::("(?:[^"\\]|\\.)*"|[^"=,\\]*))?(?:,|$)/u;

function readTags(text: string): string[] | undefined {
  const tags: string[] = [];
  let rest = text.trim();
  while (rest !== '') {
    const match = TAG.exec(rest);
    if (match?.[1] === undefined) return undefined;
    const value = readValue(match[2]);
    if (value === undefined) return undefined;
    tags.push(match[2] === undefined ? match[1] : `${match[1]}:${value}`);
    rest = rest.slice(match[0].length);
  }
  return tags;
}

function readValue(raw: string | undefined): string | undefined {
  if (!raw?.startsWith('"')) return raw ?? '';
  try {
    return String(JSON.parse(raw));
  } catch {
    return undefined;
  }
}

function attributes(comment: string, tags: readonly string[]): ZoneFileAttributes {
  const proxied = tags.find((tag) => /^cf-proxied:(?:true|false)$/i.test(tag));
  return {
    comment: comment.trim() || null,
    tags: tags.filter((tag) => !/^cf-/i.test(tag)),
    proxied: proxied === undefined ? undefined : /true$/i.test(proxied),
    flattenCname: tags.some((tag) => /^cf-flatten-cname(?::true|:)?$/i.test(tag)),
  };
}

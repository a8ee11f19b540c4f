import { canonicalJson, isJsonObject, type JsonObject } from '@crunchtools/mcp-core';
import { Refusal } from '../../problem.ts';
import { toAsciiName } from '../labels.ts';
import { parsePresentation } from '../presentation.ts';
import { isDataType } from '../types.ts';
import { splitWords, wordText } from '../words.ts';

/** What of a record has an effect on those who ask for it; comment, tags and TTL have none. */
export interface GuardedRecord {
  readonly type: string;
  /** In A-labels and lower case, without a trailing dot. */
  readonly name: string;
  /** A host in the form of `name`; the strings of a TXT record as one text; else as it is. */
  readonly content: string;
  readonly data: JsonObject;
  readonly priority: number | undefined;
  readonly proxied: boolean;
  /** Whether it answers with the address of a private network. */
  readonly isRouted: boolean;
}

/** @param state a record as a change holds it, whatever is in it. */
export function guardedRecord(state: JsonObject, zoneName: string): GuardedRecord {
  const type = textIn(state, 'type').toUpperCase();
  const name = foldName(textIn(state, 'name'), zoneName);
  const content = contentOf(type, textIn(state, 'content'));
  const data = dataOf(type, state);
  const { priority: beside } = state;
  const priority = typeof beside === 'number' ? beside : undefined;
  const proxied = state['proxied'] === true;
  const isRouted = state['private_routing'] === true;
  return { type, name, content, data, priority, proxied, isRouted };
}

/** Equal for records that do the same. */
export function effectOf({ type, name, content, data, priority, proxied, isRouted }: GuardedRecord): string {
  const value = isDataType(type) ? canonicalJson(data) : content;
  return JSON.stringify([type, name, value, priority, proxied, isRouted]);
}

/** A name for comparing: names are the same in any case, with or without the dot at the end, as A- or U-labels. */
export function foldName(name: string, zoneName: string): string {
  return name === '@' || name === '' ? folded(zoneName) : folded(name);
}

function folded(name: string): string {
  const bare = name.replace(/\.$/u, '').toLowerCase();
  if (/^\p{ASCII}*$/u.test(bare)) return bare;
  const [, wildcard = '', rest = ''] = /^(\*\.)?(.*)$/su.exec(bare) ?? [];
  const ascii = toAsciiName(rest);
  return ascii instanceof Refusal ? bare : `${wildcard}${ascii}`;
}

const hostTypes: ReadonlySet<string> = new Set(['CNAME', 'MX', 'NS', 'PTR']);

function contentOf(type: string, content: string): string {
  if (type === 'TXT') return joinedText(content);
  if (hostTypes.has(type)) return content === '.' ? content : folded(content);
  return type === 'A' || type === 'AAAA' ? content.toLowerCase() : content;
}

/**
 * The text of a TXT record as its readers see it: the strings follow one another without a space (RFC 7208
 * section 3.3, RFC 6376 section 3.6.2.2).
 */
export function joinedText(content: string): string {
  if (!content.startsWith('"')) return content;
  const words = splitWords(content);
  if (words instanceof Refusal) return content;
  const texts = words.map(wordText);
  return texts.map((text, index) => (text instanceof Refusal ? (words[index] ?? '') : text)).join('');
}

/** Fields of data that are the same in any case. */
const anyCase: ReadonlySet<string> = new Set(['digest', 'fingerprint', 'tag']);

function dataOf(type: string, state: JsonObject): JsonObject {
  if (!isDataType(type)) return {};
  const { data } = state;
  const fields = isJsonObject(data) ? data : parsed(type, textIn(state, 'content'));
  return Object.fromEntries(
    Object.entries(fields).map(([field, value]) => {
      if (typeof value !== 'string') return [field, value];
      if (field === 'target') return [field, value === '.' ? value : folded(value)];
      return [field, anyCase.has(field) || type === 'TLSA' ? value.toLowerCase() : value];
    }),
  );
}

function parsed(type: Parameters<typeof parsePresentation>[0], content: string): JsonObject {
  const value = parsePresentation(type, content);
  // What cannot be read is told apart by its text.
  return value instanceof Refusal ? { unread: content } : (value.data ?? {});
}

export function textIn(state: JsonObject, member: string): string {
  const value = state[member];
  return typeof value === 'string' ? value : '';
}

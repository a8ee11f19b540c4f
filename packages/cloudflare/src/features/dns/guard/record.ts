import { canonicalJson, type GuardReason, isJsonObject, type JsonObject } from '@crunchtools/mcp-core';
import { Issue } from '../../../problem.ts';
import { parseIPv4, parseIPv6 } from '../address.ts';
import { toAsciiName } from '../names.ts';
import { parsePresentation } from '../presentation.ts';
import { splitWords, wordText } from '../text.ts';
import { isDataType } from '../types.ts';

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
  const [wildcard, rest] = bare.startsWith('*.') ? ['*.', bare.slice(2)] : ['', bare];
  const ascii = toAsciiName(rest);
  return ascii instanceof Issue ? bare : `${wildcard}${ascii}`;
}

const hostTypes: ReadonlySet<string> = new Set(['CNAME', 'MX', 'NS', 'PTR']);

function contentOf(type: string, content: string): string {
  if (type === 'TXT') return joinedText(content);
  if (hostTypes.has(type)) return content === '.' ? content : folded(content);
  return type === 'AAAA' ? content.toLowerCase() : content;
}

/**
 * The text of a TXT record as its readers see it: the strings follow one another without a space (RFC 7208
 * section 3.3, RFC 6376 section 3.6.2.2).
 */
export function joinedText(content: string): string {
  if (!content.startsWith('"')) return content;
  const words = splitWords(content);
  if (words instanceof Issue) return content;
  const texts = words.map((word) => {
    const text = wordText(word);
    return text instanceof Issue ? word : text;
  });
  return texts.join('');
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
  return value instanceof Issue ? { unread: content } : (value.data ?? {});
}

export function textIn(state: JsonObject, member: string): string {
  const value = state[member];
  return typeof value === 'string' ? value : '';
}

/** What a plan makes of the records of one kind at one name: those that go and those that come, without what stays. */
export interface Net {
  readonly name: string;
  /** In the form of `name`. */
  readonly zoneName: string;
  readonly before: readonly GuardedRecord[];
  readonly after: readonly GuardedRecord[];
  /** The records at this name that the plan leaves as they are, of every type; `undefined` where they were not read. */
  readonly others?: readonly GuardedRecord[] | undefined;
}

/** The reasons that one kind of record gives; none when nothing that matters differs. */
export type NetJudge = (net: Net) => readonly GuardReason[];

/** Without the records that are there before and after alike. */
export function withoutSame(net: Net): Net {
  const { before, after } = net;
  const counts = new Map<string, number>();
  for (const effect of before.map(effectOf)) counts.set(effect, (counts.get(effect) ?? 0) + 1);
  const comes = after.filter((record) => take(counts, effectOf(record)) <= 0);
  const goes = before.filter((record) => take(counts, effectOf(record)) > 0);
  return { ...net, before: goes, after: comes };
}

/** How many are left, before one is taken. */
function take(counts: Map<string, number>, effect: string): number {
  const left = counts.get(effect) ?? 0;
  counts.set(effect, left - 1);
  return left;
}

export function labelsOf(name: string, zoneName: string): readonly string[] {
  if (name === zoneName) return [];
  const below = name.endsWith(`.${zoneName}`) ? name.slice(0, -(zoneName.length + 1)) : name;
  return below.split('.');
}

/**
 * A name as it may stand in a sentence of ours: only if it is a well-formed name. Labels that serve a protocol
 * (`_dmarc`) are left away, because the sentence is about the domain.
 */
export function domainOf(name: string): string {
  const labels = name.split('.');
  return sayable(labels.slice(labels.findLastIndex((label) => label.startsWith('_')) + 1).join('.'));
}

export function sayable(name: string): string {
  return /^[a-z0-9_*-]{1,63}(?:\.[a-z0-9_-]{1,63}){0,127}$/u.test(name) ? name : 'this name';
}

/** Whether the joined text of a TXT record is SPF, well-formed or not (RFC 7208 section 4.5). */
export function isSpf(text: string): boolean {
  return /^v=spf1(?: |$)/iu.test(text);
}

/** Tags of a text as DMARC, DKIM, MTA-STS and TLS-RPT have them: `v=DMARC1; p=none`. */
export interface Tags {
  readonly all: ReadonlyMap<string, string>;
  /** Whether each has a name and a value, and none is there twice. */
  readonly isWellFormed: boolean;
  /** The name of the first. */
  readonly first: string | undefined;
}

/** RFC 6376 section 3.2, which RFC 7489 uses too. White space around names and values does not count. */
export function readTags(text: string): Tags {
  const parts = text.split(';').map((part) => part.trim());
  // One semicolon may end the list.
  const written = parts.at(-1) === '' ? parts.slice(0, -1) : parts;
  const all = new Map<string, string>();
  let isWellFormed = true;
  for (const part of written) {
    const name = /^[a-z][a-z0-9_]*(?=\s*=)/iu.exec(part)?.[0].toLowerCase();
    if (name === undefined || all.has(name)) isWellFormed = false;
    else all.set(name, part.slice(part.indexOf('=') + 1).trim());
  }
  const [first] = all.keys();
  return { all, isWellFormed, first };
}

/** Values with commas between them, as a set. Addresses are the same in any case. */
export function listIn(tags: Tags, name: string): ReadonlySet<string> {
  const values = (tags.all.get(name) ?? '').split(',').map((value) => value.trim().toLowerCase());
  return new Set(values.filter((value) => value !== ''));
}

/** Whether reports that go somewhere would go elsewhere or end; where none went, nothing is lost by a new address. */
export function losesReports(before: ReadonlySet<string>, after: ReadonlySet<string>): boolean {
  if (before.size === 0) return false;
  return before.size !== after.size || [...before].some((address) => !after.has(address));
}

/** The bits that all addresses of a range begin with, behind the family. */
export function rangeOf(text: string): string | undefined {
  const [, address = '', length] = /^([^/]*)(?:\/(\d{1,3}))?$/u.exec(text) ?? [];
  const isV6 = address.includes(':');
  const written = isV6 ? bitsOfIPv6(address) : bitsOfIPv4(address);
  if (written === undefined || Number(length ?? written.length) > written.length) return undefined;
  return `${isV6 ? 6 : 4}:${written.slice(0, Number(length ?? written.length))}`;
}

/** Whether a mechanism `ip4:` or `ip6:` of SPF holds all addresses of another. */
export function covers(wide: string, narrow: string): boolean {
  const outer = rangeIn(wide);
  return outer !== undefined && rangeIn(narrow)?.startsWith(outer) === true;
}

function rangeIn(mechanism: string): string | undefined {
  return /^ip[46]:/u.test(mechanism) ? rangeOf(mechanism.slice(4)) : undefined;
}

function bitsOfIPv4(address: string): string | undefined {
  const checked = parseIPv4(address);
  if (checked instanceof Issue) return undefined;
  return checked
    .split('.')
    .map((part) => bits(Number(part), 8))
    .join('');
}

function bitsOfIPv6(address: string): string | undefined {
  const checked = parseIPv6(address);
  if (checked instanceof Issue) return undefined;
  // Without an embedded IPv4 address and with every group written out.
  const plain = checked.replace(
    /(\d+)\.(\d+)\.(\d+)\.(\d+)/u,
    (_, a: string, b: string, c: string, d: string) => `${pair(a, b)}:${pair(c, d)}`,
  );
  const [head = [], tail = []] = plain.split('::').map(groupsOf);
  const zeros = Array.from({ length: 8 - head.length - tail.length }, () => '0');
  return [...head, ...zeros, ...tail].map((group) => bits(Number.parseInt(group, 16), 16)).join('');
}

/** Two octets as one group of an IPv6 address. */
function pair(high: string, low: string): string {
  return (Number(high) * 256 + Number(low)).toString(16);
}

function groupsOf(side: string): readonly string[] {
  return side === '' ? [] : side.split(':');
}

function bits(value: number, width: number): string {
  return value.toString(2).padStart(width, '0');
}

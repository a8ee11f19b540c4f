/** Reading BIND zone files (RFC 1035 §5, RFC 2308 §4 for `$TTL`). */

import { type Entry, entries } from './bind-lexer.ts';
import type { Token } from './data-fields.ts';
import { dataFromZoneFile } from './data-value.ts';
import { AUTOMATIC_TTL } from './limits.ts';
import { isContentType, isDataType, type Members } from './model.ts';
import { isWithin } from './names.ts';
import { zoneFileInvalid } from './refusals.ts';
import { readAttributes } from './zone-file-attributes.ts';

export interface ZoneFile {
  /** Bodies of POST requests, in the order of the file. */
  readonly records: readonly Members[];
  /** Records in the file, with those that the zone keeps itself: SOA, and NS of the apex. */
  readonly parsed: number;
}

interface Reader {
  readonly zoneName: string;
  /** Proxy status of records for which the file gives none. */
  readonly proxied: boolean;
  /** An absolute name, without the final dot. */
  origin: string;
  owner: string;
  ttl: number;
}

/**
 * Reads a zone file. Names outside of the zone are refused. Classes other than IN are refused.
 *
 * @param proxied the proxy status of A, AAAA and CNAME records without a `cf-proxied` tag.
 * @throws {ApiFailure} 400 with the line of the first mistake. `$GENERATE`, which Cloudflare supports, is
 * refused as well: the simulator does not read it.
 */
export function parseZoneFile(text: string, zoneName: string, proxied: boolean): ZoneFile {
  const reader: Reader = { zoneName, proxied, origin: zoneName, owner: zoneName, ttl: AUTOMATIC_TTL };
  const records: Members[] = [];
  let parsed = 0;
  for (const entry of entries(text)) {
    if (readDirective(reader, entry)) continue;
    const record = readRecord(reader, entry);
    parsed += 1;
    if (record) records.push(record);
  }
  return { records, parsed };
}

function readDirective(reader: Reader, entry: Entry): boolean {
  const [first, argument] = entry.tokens;
  if (!first || first.quoted || !first.text.startsWith('$') || entry.continues) return false;
  const directive = first.text.toUpperCase();
  if (directive === '$ORIGIN' && argument) reader.origin = absolute(reader, argument.text);
  else if (directive === '$TTL' && argument) reader.ttl = seconds(argument.text, entry.line);
  else throw zoneFileInvalid(entry.line, `${directive} directive not allowed`);
  return true;
}

function readRecord(reader: Reader, entry: Entry): Members | undefined {
  const tokens = [...entry.tokens];
  if (!entry.continues) reader.owner = absolute(reader, tokens.shift()?.text ?? '@');
  if (!isWithin(reader.owner.toLowerCase(), reader.zoneName)) {
    throw zoneFileInvalid(entry.line, `${reader.owner} is not in the zone`);
  }
  readTtlAndClass(reader, tokens, entry.line);
  const type = tokens.shift()?.text.toUpperCase() ?? '';
  if (isKeptByZone(reader, type)) return undefined;
  const value = valueMembers(type, tokens, (name) => absolute(reader, name));
  if (!value) throw zoneFileInvalid(entry.line, `bad ${type || 'record'}`);
  return {
    type,
    name: reader.owner,
    ttl: reader.ttl,
    ...value,
    ...attributesOf(reader, type, entry.comment),
  };
}

/** TTL and class may come in either order, and both may be left out. */
function readTtlAndClass(reader: Reader, tokens: Token[], line: number): void {
  for (let seen = 0; seen < 2; seen += 1) {
    const text = tokens[0]?.text.toUpperCase() ?? '';
    if (/^\d/.test(text)) reader.ttl = seconds(text, line);
    else if (['CH', 'HS', 'CS'].includes(text)) throw zoneFileInvalid(line, `class ${text} not allowed`);
    else if (text !== 'IN') return;
    tokens.shift();
  }
}

function isKeptByZone(reader: Reader, type: string): boolean {
  return type === 'SOA' || (type === 'NS' && reader.owner.toLowerCase() === reader.zoneName);
}

function valueMembers(type: string, tokens: Token[], qualify: (name: string) => string): Members | undefined {
  if (isDataType(type)) return dataFromZoneFile(type, tokens, qualify);
  if (!isContentType(type)) return undefined;
  if (type === 'TXT') return { content: tokens.map(({ text }) => `"${text}"`).join(' ') };
  if (type === 'OPENPGPKEY') return { content: tokens.map(({ text }) => text).join('') };
  const priority = type === 'MX' ? { priority: Number(tokens.shift()?.text) } : {};
  const [value, ...surplus] = tokens;
  if (!value || surplus.length > 0) return undefined;
  const isAddress = type === 'A' || type === 'AAAA';
  return { content: isAddress ? value.text : qualify(value.text), ...priority };
}

function attributesOf(reader: Reader, type: string, text: string): Members {
  const { comment, tags, proxied, flattenCname } = readAttributes(text);
  const isProxiable = type === 'A' || type === 'AAAA' || type === 'CNAME';
  return {
    comment,
    tags,
    ...(flattenCname ? { settings: { flatten_cname: true } } : {}),
    ...(isProxiable ? { proxied: proxied ?? (reader.proxied && !flattenCname) } : {}),
  };
}

/** An absolute name without its final dot; the root alone stays a dot. */
function absolute(reader: Reader, name: string): string {
  if (name === '@') return reader.origin;
  if (name === '.') return name;
  if (name.endsWith('.')) return name.slice(0, -1);
  return reader.origin === '.' ? name : `${name}.${reader.origin}`;
}

const UNITS = { W: 604_800, D: 86_400, H: 3_600, M: 60, S: 1 } as const;

/** Seconds, also in BIND's form with units: `1h30m`. */
function seconds(text: string, line: number): number {
  const parts = [...text.toUpperCase().matchAll(/(\d+)([WDHMS]?)/gy)];
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== text.toUpperCase()) {
    throw zoneFileInvalid(line, `bad TTL ${text}`);
  }
  return parts.reduce((total, [, amount, unit]) => total + Number(amount) * secondsIn(unit), 0);
}

function secondsIn(unit: string | undefined): number {
  return Object.entries(UNITS).find(([name]) => name === unit)?.[1] ?? 1;
}

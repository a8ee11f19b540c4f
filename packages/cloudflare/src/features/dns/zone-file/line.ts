import { nearest } from '@crunchtools/mcp-core';
import { Issue, show } from '../../../problem.ts';
import { isProxiable } from '../attributes.ts';
import type { FileParts } from '../sync/desired.ts';
import { quoteBytes, splitWords, wordBytes } from '../text.ts';
import { isRecordType, type RecordInput, recordTypes } from '../types.ts';
import { isGenericForm, textOfGenericForm, typeNumbers } from '../wire.ts';
import {
  looksLikeTtl,
  type Mistake,
  mistake,
  type Position,
  readComment,
  targetOf,
  type Word,
} from './lexer.ts';

/** The value of a record, as `checkRecord` takes it. */
export type FileValue = Pick<RecordInput, 'content'>;

/** Which column of a type, from 0, holds a name; relative names are completed there. */
export const nameColumns: Readonly<Record<string, number>> = {
  CNAME: 0,
  HTTPS: 1,
  MX: 1,
  NAPTR: 5,
  NS: 0,
  PTR: 0,
  SRV: 3,
  SVCB: 1,
};

/** How many words the value of a type has, where Cloudflare takes it as one string. */
const wordCounts: Readonly<Record<string, number>> = { A: 1, AAAA: 1, CNAME: 1, MX: 2, NS: 1, PTR: 1 };

/** A problem of one word, by its index. */
export interface WordProblem {
  readonly index: number;
  readonly reason: string;
}

/**
 * The value that the words behind a type mean. Names are completed, strings quoted; whether the values are good is
 * for `checkRecord` to say.
 */
export function readValue(
  type: string,
  words: readonly string[],
  place: { readonly origin: string; readonly zoneName: string },
): FileValue | WordProblem {
  if (words[0] === '\\#') return readGeneric(type, words, place);
  const expected = wordCounts[type];
  if (words.length === 0 || (expected !== undefined && words.length !== expected)) {
    return {
      index: Math.min(expected ?? 0, words.length),
      reason: countReason(type, words.length, expected),
    };
  }
  if (type === 'TXT') return readStrings(words);
  if (type === 'OPENPGPKEY') return { content: words.join('') };
  const column = nameColumns[type];
  const name = column === undefined ? undefined : words[column];
  if (column === undefined || name === undefined) return { content: words.join(' ') };
  const full = targetOf(name, place.origin, place.zoneName);
  if (full instanceof Issue) return { index: column, reason: full.reason };
  return { content: words.with(column, full).join(' ') };
}

/** `\# 4 C0000201`: the octets of any value (RFC 3597 section 5). */
function readGeneric(
  type: string,
  words: readonly string[],
  place: { readonly origin: string; readonly zoneName: string },
): FileValue | WordProblem {
  const [mark = '', length = '', ...digits] = words;
  const text = isRecordType(type)
    ? textOfGenericForm(type, `${mark} ${length} ${digits.join('')}`.trim())
    : undefined;
  const read = text === undefined || isGenericForm(text) ? undefined : splitWords(text);
  return read === undefined || read instanceof Issue
    ? { index: 0, reason: `is not a value of ${type} in the generic form (RFC 3597 section 5)` }
    : readValue(type, read, place);
}

function countReason(type: string, found: number, expected: number | undefined): string {
  if (found === 0) return `the value of the ${type} record is missing`;
  return `the ${type} record has ${found} values; it takes ${expected ?? 1}`;
}

/**
 * Strings without quotes are quoted: `checkRecord` would take a text without quotes as one string. A quote begins a
 * string even within a word, as BIND and NSD read it: `a"b c"` is two strings.
 */
function readStrings(words: readonly string[]): FileValue | WordProblem {
  const strings: string[] = [];
  const pieces = words.flatMap((word, index) => piecesOf(word).map((piece) => [index, piece] as const));
  for (const [index, word] of pieces) {
    if (/^"[^"\\]*"$/.test(word)) {
      strings.push(word);
      continue;
    }
    const bytes = wordBytes(word);
    if (bytes instanceof Issue) return { index, reason: bytes.reason };
    strings.push(word.startsWith('"') ? word : quoteBytes(bytes));
  }
  return { content: strings.join(' ') };
}

function piecesOf(word: string): readonly string[] {
  if (word.startsWith('"') || !word.includes('"')) return [word];
  return word.match(/"(?:[^"\\]|\\.)*"?|(?:[^"\\]|\\.)+/gsu) ?? [word];
}

/**
 * Why a line of a zone file is no wish:
 * - `made`: Cloudflare makes the record itself: the start of authority, and what signs a zone.
 * - `servers`, `keys`, `parent`: what the zone says of itself at the provider before: its name servers, its keys, and
 *   a DS record, which belongs to the parent zone.
 * - `private`: something between one brand of name server and itself.
 */
export type LeftOutKind = 'made' | 'servers' | 'keys' | 'parent' | 'private';

const anywhere: ReadonlyMap<string, LeftOutKind> = new Map([
  ['SOA', 'made'],
  ['RRSIG', 'made'],
  ['NSEC', 'made'],
  ['NSEC3', 'made'],
  ['NSEC3PARAM', 'made'],
  ['CDS', 'made'],
  ['CDNSKEY', 'made'],
  ['CSYNC', 'made'],
  ['ZONEMD', 'made'],
  // What signed zones before RFC 4034.
  ['SIG', 'made'],
  ['NXT', 'made'],
  // A transfer that was signed ends in it (RFC 8945).
  ['TSIG', 'private'],
  // Lookups that Windows makes in its own name service.
  ['WINS', 'private'],
  ['WINSR', 'private'],
  ['WINS-R', 'private'],
]);

const atTheZone: ReadonlyMap<string, LeftOutKind> = new Map([
  ['NS', 'servers'],
  ['DNSKEY', 'keys'],
  ['DS', 'parent'],
]);

/** `undefined` for a record that is wished. @param isZone whether it is the zone's own name. */
export function leftOutAs(type: string, isZone: boolean): LeftOutKind | undefined {
  return (
    anywhere.get(type) ??
    (isPrivate(type) ? 'private' : undefined) ??
    (isZone ? atTheZone.get(type) : undefined)
  );
}

/** RFC 6895 section 3.1: BIND keeps the state of its signing in TYPE65534 (dnssec-policy). */
function isPrivate(type: string): boolean {
  const number = numberOf(type);
  return number !== undefined && number >= 65_280 && number <= 65_534;
}

function numberOf(type: string): number | undefined {
  const digits = /^TYPE(\d{1,5})$/.exec(type)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** Numbers of types that are not written (IANA, "Resource Record TYPEs"). */
const otherTypes: Readonly<Record<number, string>> = {
  6: 'SOA',
  24: 'SIG',
  30: 'NXT',
  46: 'RRSIG',
  47: 'NSEC',
  50: 'NSEC3',
  51: 'NSEC3PARAM',
  59: 'CDS',
  60: 'CDNSKEY',
  62: 'CSYNC',
  63: 'ZONEMD',
  99: 'SPF',
  250: 'TSIG',
  65281: 'WINS',
  65282: 'WINSR',
};

const names: ReadonlyMap<number, string> = new Map([
  ...Object.entries(typeNumbers).map(([name, number]) => [number, name] as const),
  ...Object.entries(otherTypes).map(([number, name]) => [Number(number), name] as const),
]);

/** The name of a type that is written by its number, `TYPE257` (RFC 3597 section 5), where it has one here. */
function namedType(type: string): string {
  const number = numberOf(type);
  return number === undefined ? type : (names.get(number) ?? type);
}

/** Types that other name servers have and Cloudflare does not, by what to write in their place. */
type Family = 'alias' | 'spf' | 'dname' | 'redirect' | 'computed' | 'standard' | 'unknown';

const families: Readonly<Record<Exclude<Family, 'unknown'>, readonly string[]>> = {
  // Pseudo types of providers: DNSimple, DNS Made Easy, PowerDNS, octoDNS; dnscontrol; cli53 for Route 53 (`AWS ALIAS A`).
  alias: ['ALIAS', 'ANAME', 'AWS', 'AZURE_ALIAS', 'FLATTENED', 'R53_ALIAS', 'ROUTE53'],
  spf: ['SPF'],
  dname: ['DNAME'],
  // ClouDNS, DNS Made Easy, Namecheap, NS1, Porkbun, dnscontrol.
  redirect: [
    'CF_REDIRECT',
    'CF_TEMP_REDIRECT',
    'CLOUDNS_WR',
    'FORWARD',
    'FRAME',
    'HTTPRED',
    'REDIRECT',
    'URL',
    'URL301',
    'URL302',
    'URLFWD',
    'URLFRAME',
    'WEBFWD',
    'WEBREDIR',
    'WEB_REDIRECT',
    'WR',
  ],
  // Made when they are asked for: PowerDNS, DNS Made Easy, gdnsd.
  computed: ['DYNA', 'DYNC', 'GEO', 'LUA', 'POOL', 'SCRIPT'],
  // IANA, "Domain Name System (DNS) Parameters", Resource Record TYPEs: those that Cloudflare does not take.
  standard: [
    'A6 AFSDB AMTRELAY APL ATMA AVC BRID CLA DHCID DLV DOA DSYNC EID EUI48 EUI64 GID GPOS HHIT HINFO',
    'HIP IPN IPSECKEY ISDN KEY KX L32 L64 LP MB MD MF MG MINFO MR NID NIMLOC NINFO NSAP NSAP-PTR',
    'NULL NXNAME OPT PX RESINFO RKEY RP RT SINK TA TALINK TKEY UID UINFO UNSPEC WALLET WKS X25',
  ].flatMap((line) => line.split(' ')),
};

const familyOf: ReadonlyMap<string, Family> = new Map([
  ...families.alias.map((type) => [type, 'alias'] as const),
  ...families.spf.map((type) => [type, 'spf'] as const),
  ...families.dname.map((type) => [type, 'dname'] as const),
  ...families.redirect.map((type) => [type, 'redirect'] as const),
  ...families.computed.map((type) => [type, 'computed'] as const),
  ...families.standard.map((type) => [type, 'standard'] as const),
]);

/** Words that a served type or the class may have been meant by. */
const knownWords: readonly string[] = [...recordTypes, 'IN', 'SOA'];

/**
 * Whether a word behind the owner is a type that Cloudflare does not serve: one of the known ones, a number of a type,
 * or a word as types are written. Not one that is nearly a type that Cloudflare serves: that is a mistake.
 * @param type in upper case. @param written as the file has it.
 */
export function isUnserved(type: string, written: string): boolean {
  if (isRecordType(type)) return false;
  if (familyOf.has(type)) return true;
  const number = /^TYPE(\d{1,5})$/.exec(type)?.[1];
  if (number !== undefined) return Number(number) <= 65_535;
  return /^[A-Z][A-Z0-9_-]{1,31}$/.test(written) && nearest(written, knownWords) === undefined;
}

/** The type that a word is nearly. */
function meantType(written: string): string | undefined {
  return nearest(written, knownWords);
}

const most = { lines: 5, warnings: 20 } as const;

/** Records of a file that Cloudflare does not serve. */
export class Unserved {
  readonly #found = new Map<string, { readonly family: Family; count: number; readonly lines: number[] }>();

  /** @param type in upper case, one that `isUnserved`. */
  add(type: string, line: number): void {
    const family = familyOf.get(type) ?? 'unknown';
    // A word that is known to nobody may be anything, so it is not repeated.
    const key = family === 'unknown' && !type.startsWith('TYPE') ? '' : type;
    const found = this.#found.get(key) ?? { family, count: 0, lines: [] };
    this.#found.set(key, found);
    found.count += 1;
    if (found.lines.length < most.lines && found.lines.at(-1) !== line) found.lines.push(line);
  }

  /** One for each type, with the lines and what to write in its place. */
  warnings(): readonly string[] {
    const told = [...this.#found].map(([type, { family, count, lines }]) => {
      const more = count > lines.length ? ' …' : '';
      const where = `line${lines.length > 1 || count > 1 ? 's' : ''} ${lines.join(', ')}${more}`;
      const what = type === '' ? 'Records of types that are unknown here' : `${count} ${type}`;
      return `Left out, because Cloudflare does not serve the type: ${what} (${where}). ${advice[family]} \`prune\` deletes nothing at these names.`;
    });
    const others = told.length - most.warnings;
    return others > 0
      ? [...told.slice(0, most.warnings), `${others} more types are left out for the same reason.`]
      : told;
  }
}

const advice: Readonly<Record<Family, string>> = {
  alias: 'Write a CNAME record in its place: at the zone itself Cloudflare flattens it.',
  spf: 'Mail servers do not ask for it any more (RFC 7208 section 3.1): write the same text in a TXT record.',
  dname: 'Write a record for each name below it, or a wildcard.',
  redirect: 'Make a redirect rule in its place, with create_rule, and a proxied record for the name.',
  computed: 'Write the answers as records, or use Load Balancing.',
  standard: 'If something still asks for it, the zone needs another DNS provider.',
  unknown: 'Look whether a record of another type can say it.',
};

/** A record of a zone file, not yet held against the rules of its type, and where its parts stand. */
export interface FileRecord {
  readonly record: RecordInput;
  readonly at: Position;
  /** By field of the record: name, type, ttl, content, comment. */
  readonly parts: FileParts;
}

/** What follows the owner of a record. */
export interface RecordLine {
  readonly ttl: Word | undefined;
  readonly recordClass: Word | undefined;
  /** In upper case, and by its name. */
  readonly type: Word;
  /** The type as the file has it. */
  readonly written: string;
  readonly value: readonly Word[];
}

const classes = /^(?:IN|CH|CS|HS|ANY|NONE|CLASS\d{1,5})$/i;

/** How long a record has not been used, in exports of Windows. */
const age = /^\[AGE:\d+\]$/i;

/**
 * `[TTL] [class] type value` or `[class] [TTL] type value` (RFC 1035 section 5.1); types and classes also by their
 * numbers (RFC 3597 section 5).
 * @param start where the record begins, for what is missing.
 */
export function splitLine(words: readonly Word[], start: Word): RecordLine | Mistake {
  let ttl: Word | undefined;
  let given: Word | undefined;
  let index = 0;
  for (let word = words[0]; word !== undefined; index += 1, word = words[index]) {
    if (ttl === undefined && looksLikeTtl(word.text)) ttl = word;
    else if (given === undefined && classes.test(word.text)) given = word;
    else if (!age.test(word.text)) break;
  }
  const type = words[index];
  if (type === undefined) return mistake(start, 'the type and the value of this record are missing');
  const upper = type.text.toUpperCase();
  return {
    ttl,
    recordClass: given,
    type: { ...type, text: namedType(upper) },
    written: type.text,
    value: words.slice(index + 1),
  };
}

/** Why a record that is wished cannot be read by its class or type. */
export function refuseLine({ recordClass, type, written }: RecordLine): Mistake | undefined {
  const name = recordClass?.text.toUpperCase() ?? 'IN';
  if (recordClass !== undefined && name !== 'IN' && !/^CLASS0*1$/.test(name)) {
    return mistake(recordClass, `the class ${name} is refused: Cloudflare has IN only`);
  }
  if (isRecordType(type.text)) return undefined;
  if (/^TYPE\d+$/.test(type.text))
    return mistake(type, `${type.text.slice(0, 40)} is not the number of a type`);
  const meant = meantType(written);
  return mistake(
    type,
    meant === undefined
      ? `${show(written)} is not a record type`
      : `${show(written)} is not a record type: if ${meant} is meant, write that`,
  );
}

/** What the comment behind a record says of it. */
export function attributesOf(type: string, word: Word | undefined): Partial<RecordInput> {
  if (word === undefined) return {};
  const { comment, tags, proxied, flattenCname } = readComment(word.text);
  return {
    ...(comment === undefined ? {} : { comment }),
    ...(tags === undefined ? {} : { tags }),
    ...(flattenCname === true ? { settings: { flatten_cname: true } } : {}),
    ...(proxied === undefined || !isProxiable(type) ? {} : { proxied }),
  };
}

/** Where each field stands; an owner that is left out stands where the record begins. */
export function positionsOf(
  { ttl, type, value }: RecordLine,
  start: Word,
  comment: Word | undefined,
): FileParts {
  const { line } = start;
  return {
    name: start.column,
    type: placeIn(line, type),
    content: placeIn(line, value[0] ?? type),
    ttl: ttl && placeIn(line, ttl),
    comment: comment && placeIn(line, comment),
  };
}

/** A number where it can be one: there may be 250,000 of them, kept until the plan is made. */
function placeIn(line: number, word: Word): Position | number {
  return word.line === line ? word.column : positionOf(word);
}

export function positionOf({ line, column }: Position): Position {
  return { line, column };
}

/** What reads otherwise than its writer may have meant. */
export type NoteKind = 'cut' | 'joined' | 'escape' | 'octets' | 'single' | 'no_ttl' | 'empty' | 'repeated';

/** Lines of a file by what is to be said of them; of each kind the first few lines are kept. */
export class Notes {
  readonly #lines = new Map<NoteKind, { count: number; readonly first: number[] }>();

  add(kind: NoteKind, line: number): void {
    const found = this.#lines.get(kind) ?? { count: 0, first: [] };
    this.#lines.set(kind, found);
    found.count += 1;
    if (found.first.length < mostLines && found.first.at(-1) !== line) found.first.push(line);
  }

  /** The lines as `line 3` or `lines 3, 7 …`; `undefined` where there are none. */
  of(kind: NoteKind): string | undefined {
    const found = this.#lines.get(kind);
    if (found === undefined) return undefined;
    const more = found.count > found.first.length ? ' …' : '';
    return `line${found.count > 1 ? 's' : ''} ${found.first.join(', ')}${more}`;
  }
}

const mostLines = 5;

/**
 * Escapes of letters and digits: no program needs to write them, and some write escapes in octal (`\052` is "*" there,
 * and "4" by RFC 1035 section 5.1).
 */
export function hasStrangeEscape(word: string): boolean {
  return escapedOctets(word).some((octet) => /[a-z0-9]/i.test(String.fromCharCode(octet)));
}

/** Escapes beyond ASCII: RFC 1035 has no letters there. */
export function hasOctets(word: string): boolean {
  return escapedOctets(word).some((octet) => octet > 127);
}

function escapedOctets(word: string): readonly number[] {
  if (!word.includes('\\')) return [];
  const escapes = word.match(/\\(?:\d{3}|[\s\S])/g) ?? [];
  return escapes.filter(({ length }) => length === 4).map((octet) => Number(octet.slice(1)));
}

/** Notes on the strings of a text. `v=DKIM1; k=rsa` without quotes ends at its semicolon. */
export function noteText(words: readonly Word[], comment: Word | undefined, notes: Notes): void {
  const [first] = words;
  const last = words.at(-1);
  if (first === undefined || last === undefined) return;
  const isBare = words.some(({ text }) => !text.startsWith('"'));
  const touches = comment?.line === last.line && comment.column === last.column + last.text.length;
  const goesOn = /^"?v=/i.test(first.text) && /=/.test(comment?.text ?? '');
  if (!last.text.startsWith('"') && comment !== undefined && (touches || goesOn))
    notes.add('cut', first.line);
  if (isBare && words.length > 1) notes.add('joined', first.line);
  if (words.some(({ text }) => hasStrangeEscape(text))) notes.add('escape', first.line);
}

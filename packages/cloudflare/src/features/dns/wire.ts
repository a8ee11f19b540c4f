import { quoteBytes, quoteText } from './text.ts';
import { type RecordType, recordTypes } from './types.ts';

/** Reads octets from the front; everything is `undefined` once there are too few. */
class Octets {
  readonly #octets: Uint8Array;
  #position = 0;

  constructor(octets: Uint8Array) {
    this.#octets = octets;
  }

  get left(): number {
    return this.#octets.length - this.#position;
  }

  take(count: number): Uint8Array | undefined {
    if (count > this.left) return undefined;
    this.#position += count;
    return this.#octets.subarray(this.#position - count, this.#position);
  }

  rest(): Uint8Array {
    return this.take(this.left) ?? new Uint8Array();
  }

  /** An unsigned number, the highest octet first. */
  number(size: 1 | 2): number | undefined {
    return this.take(size)?.reduce((number, octet) => number * 256 + octet, 0);
  }

  /** What the next number, of this size, counts. */
  counted(size: 1 | 2): Uint8Array | undefined {
    const count = this.number(size);
    return count === undefined ? undefined : this.take(count);
  }
}

/** The value of a LOC record from its octets (RFC 1876 section 2); `undefined` where they are none of version 0. */
function readLocation(octets: Octets): string | undefined {
  const version = octets.number(1);
  const sizes = [octets.number(1), octets.number(1), octets.number(1)].map(metresOf);
  const latitude = angleOf(octets, 90, 'N', 'S');
  const longitude = angleOf(octets, 180, 'E', 'W');
  const altitude = longOf(octets);
  if (version !== 0 || sizes.includes(undefined)) return undefined;
  if (latitude === undefined || longitude === undefined || altitude === undefined) return undefined;
  return [latitude, longitude, `${metres(altitude - lowest)}m`, ...sizes].join(' ');
}

/** Centimetres below the reference where altitudes begin. */
const lowest = 10_000_000;
/** What stands for the equator and the prime meridian. */
const middle = 2 ** 31;

function metres(centimetres: number): string {
  return String(Number((centimetres / 100).toFixed(2)));
}

/** A digit and an exponent of ten, in centimetres. */
function metresOf(octet: number | undefined): string | undefined {
  const [digit, exponent] = [(octet ?? 255) >> 4, (octet ?? 255) & 15];
  return digit > 9 || exponent > 9 ? undefined : `${metres(digit * 10 ** exponent)}m`;
}

/** Thousandths of a second of arc. */
function angleOf(octets: Octets, most: number, positive: string, negative: string): string | undefined {
  const value = longOf(octets);
  if (value === undefined) return undefined;
  const arc = Math.abs(value - middle);
  if (arc > most * 3_600_000) return undefined;
  const [degrees, minutes] = [Math.floor(arc / 3_600_000), Math.floor(arc / 60_000) % 60];
  const seconds = Number(((arc % 60_000) / 1_000).toFixed(3));
  return `${degrees} ${minutes} ${seconds} ${value >= middle ? positive : negative}`;
}

function longOf(octets: Octets): number | undefined {
  const high = octets.number(2);
  const low = octets.number(2);
  return high === undefined || low === undefined ? undefined : high * 65_536 + low;
}

/** The value as text; `undefined` for a key that has none, and `false` for octets that are no such value. */
type Write = (octets: Octets) => string | undefined | false;

/** By number: RFC 9460 section 14.3.2, RFC 9461, RFC 9540. */
const keys: readonly (readonly [name: string, write: Write])[] = [
  ['mandatory', (octets) => listOf(octets, () => keyName(octets.number(2)))],
  ['alpn', (octets) => listOf(octets, () => identifierOf(octets.counted(1)))],
  ['no-default-alpn', () => undefined],
  ['port', (octets) => octets.number(2)?.toString() ?? false],
  ['ipv4hint', (octets) => listOf(octets, () => octets.take(4)?.join('.'))],
  ['ech', (octets) => Buffer.from(octets.rest()).toString('base64')],
  ['ipv6hint', (octets) => listOf(octets, () => groupsOf(octets.take(16)))],
  ['dohpath', (octets) => Buffer.from(octets.rest()).toString('utf8')],
  ['ohttp', () => undefined],
];

/** The name of a key by its number; `key667` where it has none. */
export function nameOfKey(number: number): string {
  return keys[number]?.[0] ?? `key${number}`;
}

/**
 * The parameters of an HTTPS or SVCB record from its octets (RFC 9460 section 2.2) in the form of a zone file;
 * `undefined` when they are cut.
 */
function serviceParams(octets: Octets): string | undefined {
  const params: string[] = [];
  while (octets.left > 0) {
    const key = octets.number(2);
    const value = octets.counted(2);
    const param = key === undefined || value === undefined ? undefined : serviceParam(key, value);
    if (param === undefined) return undefined;
    params.push(param);
  }
  return params.join(' ');
}

/** One parameter from its number and the octets of its value; `undefined` when these are no value of the key. */
export function serviceParam(key: number, value: Uint8Array): string | undefined {
  const known = keys[key];
  if (known === undefined) return value.length === 0 ? `key${key}` : `key${key}=${quoteBytes([...value])}`;
  const octets = new Octets(value);
  const [name, write] = known;
  const text = write(octets);
  if (text === false || octets.left > 0) return undefined;
  return text === undefined ? name : `${name}=${quoteText(text)}`;
}

function keyName(key: number | undefined): string | undefined {
  return key === undefined ? undefined : nameOfKey(key);
}

/** Items up to the end, of which none is cut. */
function listOf(octets: Octets, item: () => string | undefined): string | false {
  const items: string[] = [];
  while (octets.left > 0) {
    const next = item();
    if (next === undefined) return false;
    items.push(next);
  }
  return items.join(',');
}

/** RFC 9460 appendix A.1: a comma or backslash within an identifier has a backslash. */
function identifierOf(octets: Uint8Array | undefined): string | undefined {
  return octets === undefined
    ? undefined
    : Buffer.from(octets).toString('utf8').replaceAll(/[\\,]/gu, '\\$&');
}

/** In full: whoever compares it writes it in its canonical form first. */
function groupsOf(octets: Uint8Array | undefined): string | undefined {
  if (octets === undefined) return undefined;
  return (Buffer.from(octets).toString('hex').match(/.{4}/gu) ?? []).join(':');
}

/** `\# 22 00 01 00 …`: the form of data that has no text of its own (RFC 3597 section 5). */
const genericForm = /^\\# (\d{1,5})((?: ?[0-9a-f]{2})*)$/iu;

export function isGenericForm(data: string): boolean {
  return data.startsWith('\\#');
}

/**
 * Data in the generic form, as text in the form of a zone file; `undefined` when it is malformed, or of a type that
 * is not known here. The documentation promises text for types with a standard, and the service gives the generic
 * form for some of them, such as HTTPS.
 */
export function textOfGenericForm(type: RecordType, data: string): string | undefined {
  const [, length, hex = ''] = genericForm.exec(data) ?? [];
  const digits = hex.replaceAll(' ', '');
  const layout = layouts[type];
  if (length === undefined || digits.length !== Number(length) * 2) return undefined;
  const octets = new Octets(Uint8Array.from(Buffer.from(digits, 'hex')));
  const text = layout(octets);
  return octets.left === 0 ? text : undefined;
}

type Layout = (octets: Octets) => string | undefined;

/** RFC 1035, 3596, 8659, 4398, 4034, 9460, 1876, 3403, 7929, 8162, 2782, 4255, 6698, 7553. */
const layouts: Readonly<Record<RecordType, Layout>> = {
  A: (octets) => octets.take(4)?.join('.'),
  AAAA: (octets) => groupsOf(octets.take(16)),
  CAA: readCaa,
  CERT: (octets) => numbersThen(octets, [2, 2, 1], base64),
  CNAME: domainName,
  DNSKEY: (octets) => numbersThen(octets, [2, 1, 1], base64),
  DS: (octets) => numbersThen(octets, [2, 1, 1], hexadecimal),
  HTTPS: readService,
  LOC: readLocation,
  MX: (octets) => numbersThenName(octets, 1),
  NAPTR: readNaptr,
  NS: domainName,
  OPENPGPKEY: (octets) => base64(octets.rest()),
  PTR: domainName,
  SMIMEA: (octets) => numbersThen(octets, [1, 1, 1], hexadecimal),
  SRV: (octets) => numbersThenName(octets, 3),
  SSHFP: (octets) => numbersThen(octets, [1, 1], hexadecimal),
  SVCB: readService,
  TLSA: (octets) => numbersThen(octets, [1, 1, 1], hexadecimal),
  TXT: (octets) => stringsOf(octets, Number.POSITIVE_INFINITY)?.join(' '),
  URI: (octets) => numbersThen(octets, [2, 2], quoted),
};

function numbersThen(
  octets: Octets,
  sizes: readonly (1 | 2)[],
  write: (rest: Uint8Array) => string,
): string | undefined {
  const numbers = sizes.map((size) => octets.number(size));
  return numbers.includes(undefined) ? undefined : [...numbers, write(octets.rest())].join(' ');
}

function numbersThenName(octets: Octets, count: number): string | undefined {
  const numbers = Array.from({ length: count }, () => octets.number(2));
  const name = domainName(octets);
  return numbers.includes(undefined) || name === undefined ? undefined : [...numbers, name].join(' ');
}

function readNaptr(octets: Octets): string | undefined {
  const numbers = [octets.number(2), octets.number(2)];
  const strings = stringsOf(octets, 3);
  const name = domainName(octets);
  if (numbers.includes(undefined) || strings === undefined || name === undefined) return undefined;
  return [...numbers, ...strings, name].join(' ');
}

/** Character-strings (RFC 1035 section 3.3), up to as many; `undefined` when one is cut. */
function stringsOf(octets: Octets, most: number): readonly string[] | undefined {
  const strings: string[] = [];
  while (strings.length < most && (octets.left > 0 || Number.isFinite(most))) {
    const string = octets.counted(1);
    if (string === undefined) return undefined;
    strings.push(quoted(string));
  }
  return strings;
}

function readCaa(octets: Octets): string | undefined {
  const flags = octets.number(1);
  const tag = octets.counted(1);
  if (flags === undefined || tag === undefined) return undefined;
  return `${flags} ${Buffer.from(tag).toString('latin1')} ${quoted(octets.rest())}`;
}

function readService(octets: Octets): string | undefined {
  const priority = octets.number(2);
  const target = domainName(octets);
  const params = serviceParams(octets);
  if (priority === undefined || target === undefined || params === undefined) return undefined;
  return `${priority} ${target} ${params}`.trimEnd();
}

/** A name that is not compressed (RFC 9460 section 2.2), with its trailing dot. */
function domainName(octets: Octets): string | undefined {
  const labels: string[] = [];
  for (;;) {
    const label = octets.counted(1);
    if (label === undefined || label.length > 63) return undefined;
    if (label.length === 0) return `${labels.join('.')}.`;
    labels.push(Array.from(label, shownOctet).join(''));
  }
}

/** Octets that have a meaning in a zone file, or none that can be printed, are escaped. */
function shownOctet(octet: number): string {
  const character = String.fromCharCode(octet);
  return /[a-z0-9_*/+-]/i.test(character) ? character : `\\${String(octet).padStart(3, '0')}`;
}

function hexadecimal(octets: Uint8Array): string {
  return Buffer.from(octets).toString('hex');
}

function base64(octets: Uint8Array): string {
  return Buffer.from(octets).toString('base64');
}

function quoted(octets: Uint8Array): string {
  return quoteBytes([...octets]);
}

/** Numbers of record types (IANA, "Domain Name System (DNS) Parameters", Resource Record TYPEs). */
export const typeNumbers: Readonly<Record<RecordType, number>> = {
  A: 1,
  NS: 2,
  CNAME: 5,
  PTR: 12,
  MX: 15,
  TXT: 16,
  AAAA: 28,
  LOC: 29,
  SRV: 33,
  NAPTR: 35,
  CERT: 37,
  DS: 43,
  SSHFP: 44,
  DNSKEY: 48,
  TLSA: 52,
  SMIMEA: 53,
  OPENPGPKEY: 61,
  SVCB: 64,
  HTTPS: 65,
  URI: 256,
  CAA: 257,
};

/** The type of the record that stands in a denial, and says how long it holds (RFC 2308). */
export const startOfAuthority = 6;

/** The name of a type; `undefined` for those that no record of a zone can have. */
export function typeNamed(number: number): RecordType | undefined {
  return recordTypes.find((type) => typeNumbers[type] === number);
}

import type { RecordType } from '../types.ts';
import { quoteBytes } from '../words.ts';
import { Octets } from './octets.ts';
import { groupsOf, serviceParams } from './service-params.ts';
import { readLocation } from './wire-location.ts';

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
  CNAME: nameOf,
  DNSKEY: (octets) => numbersThen(octets, [2, 1, 1], base64),
  DS: (octets) => numbersThen(octets, [2, 1, 1], hexadecimal),
  HTTPS: readService,
  LOC: readLocation,
  MX: (octets) => numbersThenName(octets, 1),
  NAPTR: readNaptr,
  NS: nameOf,
  OPENPGPKEY: (octets) => base64(octets.rest()),
  PTR: nameOf,
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
  const name = nameOf(octets);
  return numbers.includes(undefined) || name === undefined ? undefined : [...numbers, name].join(' ');
}

function readNaptr(octets: Octets): string | undefined {
  const numbers = [octets.number(2), octets.number(2)];
  const strings = stringsOf(octets, 3);
  const name = nameOf(octets);
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
  const target = nameOf(octets);
  const params = serviceParams(octets);
  if (priority === undefined || target === undefined || params === undefined) return undefined;
  return `${priority} ${target} ${params}`.trimEnd();
}

/** A name that is not compressed (RFC 9460 section 2.2), with its trailing dot. */
function nameOf(octets: Octets): string | undefined {
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

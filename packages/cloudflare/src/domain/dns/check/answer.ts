import { isJsonObject, type JsonObject, type JsonValue, MalformedResponseError } from '@crunchtools/mcp-core';
import type { RecordType } from '../types.ts';
import { startOfAuthority, typeNumbers } from './record-types.ts';

/** A record as a resolver answered it. `data` is text that strangers chose. */
export interface AnsweredRecord {
  /** Lower-case, without the trailing dot. */
  readonly name: string;
  readonly type: number;
  /** Seconds. */
  readonly ttl: number;
  /** In the form of a zone file, or in the generic form of RFC 3597. */
  readonly data: string;
}

export interface DnsAnswer {
  /** The response code (RFC 1035 section 4.1.1). */
  readonly status: number;
  readonly truncated: boolean;
  /** Whether the resolver validated all of it with DNSSEC. */
  readonly authenticated: boolean;
  readonly answers: readonly AnsweredRecord[];
  readonly authority: readonly AnsweredRecord[];
  /** Numbers of extended DNS errors (RFC 8914). */
  readonly extendedErrors: readonly number[];
}

export interface DnsQuestion {
  /** Lower-case, in A-labels, without the trailing dot. */
  readonly name: string;
  readonly type: RecordType;
}

export const responseCodes = { noError: 0, serverFailure: 2, nameError: 3 } as const;

/** The records of a denial that say how long it holds (RFC 2308 section 5). */
export function startOfAuthorityOf({ authority }: DnsAnswer): readonly AnsweredRecord[] {
  return authority.filter(({ type }) => type === startOfAuthority);
}

/** As many as fit into a DNS message of 65,535 octets. */
const mostRecords = 4_096;
/** 255 octets, each as an escape of four characters. */
const longestName = 1_020;
/** 65,535 octets, each as an escape of four characters. */
const longestData = 262_140;
/** RFC 2181 section 8. */
const longestTtl = 2 ** 31 - 1;
const mostExtendedErrors = 10;

/**
 * An answer in the JSON form of Cloudflare's resolver
 * (developers.cloudflare.com/1.1.1.1/encryption/dns-over-https/make-api-requests/dns-json). Members that nobody here
 * uses are not looked at.
 * @throws {MalformedResponseError} for anything that is not one, or is the answer to another question. Nothing of it
 * is quoted.
 */
export function readDnsAnswer(json: JsonValue | undefined, question: DnsQuestion): DnsAnswer {
  if (!isJsonObject(json)) throw malformed('is not an object');
  requireQuestion(json['Question'], question);
  return {
    status: numberIn(json, 'Status', 4_095),
    truncated: flagIn(json, 'TC'),
    authenticated: flagIn(json, 'AD'),
    answers: recordsIn(json, 'Answer'),
    authority: recordsIn(json, 'Authority'),
    extendedErrors: extendedErrorsIn(json['Comment']),
  };
}

function requireQuestion(value: JsonValue | undefined, { name, type }: DnsQuestion): void {
  const [echo, ...others] = Array.isArray(value) ? value : [];
  const isSame =
    isJsonObject(echo) &&
    others.length === 0 &&
    normalName(echo['name']) === name &&
    echo['type'] === typeNumbers[type];
  if (!isSame) throw malformed('is not for the question that was asked');
}

function recordsIn(json: JsonObject, section: string): readonly AnsweredRecord[] {
  const value = json[section];
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value) || value.length > mostRecords) throw malformed(`has no usable ${section}`);
  return value.map((record: JsonValue) => recordOf(record, section));
}

function recordOf(value: JsonValue, section: string): AnsweredRecord {
  const name = isJsonObject(value) ? normalName(value['name']) : undefined;
  if (!isJsonObject(value) || name === undefined)
    throw malformed(`has a record without a name in ${section}`);
  const data = value['data'];
  if (typeof data !== 'string' || data.length > longestData) {
    throw malformed(`has a record without usable data in ${section}`);
  }
  return {
    name,
    type: numberIn(value, 'type', 65_535),
    ttl: numberIn(value, 'TTL', longestTtl),
    data,
  };
}

/** Lower-case, without the trailing dot; the root is the empty name. Escapes of printable characters are undone. */
function normalName(value: JsonValue | undefined): string | undefined {
  if (typeof value !== 'string' || value.length > longestName) return undefined;
  return value
    .replaceAll(/\\(\d{3})/gu, (escaped, digits: string) => {
      const code = Number(digits);
      return code > 0x20 && code < 0x7f && code !== 0x2e ? String.fromCharCode(code) : escaped;
    })
    .toLowerCase()
    .replace(/\.$/u, '');
}

function numberIn(object: JsonObject, name: string, most: number): number {
  const value = object[name];
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= most) return value;
  throw malformed(`has no usable ${name}`);
}

function flagIn(object: JsonObject, name: string): boolean {
  const value = object[name];
  if (typeof value === 'boolean') return value;
  throw malformed(`has no usable ${name}`);
}

/** The numbers in `EDE(9): DNSKEY Missing …`, which the documentation writes `EDE: 9 (DNSKEY Missing): …`. */
function extendedErrorsIn(value: JsonValue | undefined): readonly number[] {
  const comments = Array.isArray(value) ? value : [value];
  const numbers = comments
    .slice(0, mostExtendedErrors)
    .filter((comment: JsonValue | undefined) => typeof comment === 'string')
    .map((comment: string) => /^EDE(?:\(|: )(\d{1,5})\b/u.exec(comment)?.[1])
    .filter((digits) => digits !== undefined)
    .map(Number);
  return [...new Set(numbers)];
}

function malformed(what: string): MalformedResponseError {
  return new MalformedResponseError(`The answer of Cloudflare's resolver ${what}.`, {
    nextStep: 'Try again; check whether something between here and the resolver changes answers.',
  });
}

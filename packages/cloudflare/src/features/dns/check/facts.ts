import { isJsonObject, type JsonObject, type JsonValue, MalformedResponseError } from '@crunchtools/mcp-core';
import { Issue } from '../../../problem.ts';
import { toAsciiName } from '../names.ts';
import { parsePresentation, printPresentation } from '../presentation.ts';
import { type RecordKey, valueKey } from '../sync/existing.ts';
import { splitWords, wordBytes } from '../text.ts';
import { isRecordType, type RecordType } from '../types.ts';
import { isGenericForm, startOfAuthority, textOfGenericForm, typeNumbers } from '../wire.ts';

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
function startOfAuthorityOf({ authority }: DnsAnswer): readonly AnsweredRecord[] {
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

/**
 * A text that is equal for stored and answered values that mean the same. The strings of a TXT record count as one
 * text, as SPF and DKIM read them: where it is cut into strings is not covered.
 */
export function keyOfExisting(value: RecordKey, zoneName: string): string {
  if (value.type === 'TXT') return keyOfText(value.content ?? '');
  return keyOf(value, zoneName);
}

/** As `keyOfStored`, for data in an answer; `undefined` when it cannot be read. */
export function keyOfAnswered(
  type: RecordType,
  data: string,
  name: string,
  zoneName: string,
): string | undefined {
  const text = isGenericForm(data) ? textOfGenericForm(type, data) : data;
  if (text === undefined) return undefined;
  if (type === 'TXT') return keyOfText(text);
  const parsed = parsePresentation(type, text);
  if (parsed instanceof Issue) return undefined;
  const content = hostTypes.has(type)
    ? parsed.content?.replace(/(?<=.)\.$/u, '').toLowerCase()
    : parsed.content;
  return keyOf({ type, name, ...parsed, ...(content === undefined ? {} : { content }) }, zoneName);
}

/** Rules about what may stand at the zone's own name, such as a DS record, say nothing about values. */
function keyOf(value: RecordKey, zoneName: string): string {
  const name = value.name === zoneName ? `at.${zoneName}` : value.name;
  return valueKey(sorted({ ...value, name }), zoneName);
}

/** The value of a stored record as an answer would show it. */
export function shownValue({ type, content, data, priority }: RecordKey): string {
  if (!isRecordType(type)) return content ?? '';
  if (content !== undefined && type !== 'MX') return content;
  return printPresentation(type, {
    ...(content === undefined ? {} : { content }),
    ...(data === undefined ? {} : { data }),
    ...(priority === undefined ? {} : { priority }),
  });
}

/** Types whose value is the name of a host, which answers write with a trailing dot. */
const hostTypes: ReadonlySet<string> = new Set(['CNAME', 'MX', 'NS', 'PTR']);

function keyOfText(content: string): string {
  const words = content.startsWith('"') ? splitWords(content) : undefined;
  if (words === undefined || words instanceof Issue) return Buffer.from(content).toString('hex');
  const octets = words.map(wordBytes);
  if (octets.some((each) => each instanceof Issue)) return Buffer.from(content).toString('hex');
  return Buffer.from(octets.flatMap((each) => (each instanceof Issue ? [] : [...each]))).toString('hex');
}

/** Answers give the parameters of a service in the order of their numbers, whatever the order they were stored in. */
function sorted(value: RecordKey): RecordKey {
  const { data } = value;
  const params = isJsonObject(data) ? data['value'] : undefined;
  if ((value.type !== 'HTTPS' && value.type !== 'SVCB') || typeof params !== 'string') return value;
  const words = splitWords(params);
  if (words instanceof Issue) return value;
  return { ...value, data: { ...data, value: words.toSorted().join(' ') } };
}

/** A record of the zone, as far as the world can see it. */
export interface ZoneRecord {
  /** 32 hexadecimal digits, where it is known. */
  readonly id?: string | undefined;
  readonly type: string;
  readonly name: string;
  readonly content?: string | undefined;
  readonly data?: JsonObject | undefined;
  readonly priority?: number | undefined;
  readonly proxied?: boolean | undefined;
  readonly settings?: JsonObject | undefined;
}

export interface CheckedZone {
  readonly name: string;
  readonly status: string | undefined;
  /** Nothing is proxied in a paused zone. */
  readonly paused: boolean;
  readonly nameServers: readonly string[];
}

/** What speaks for a name in the zone. */
export interface CheckedName {
  /** The full name. */
  readonly name: string;
  readonly zone: CheckedZone;
  /** Whether the records are its own, of a wildcard, or somebody else's because the name is delegated. */
  readonly source: 'own' | 'wildcard' | 'delegation';
  /** For a delegation: those at the name that delegates. */
  readonly records: readonly ZoneRecord[];
  /** The name at which the delegation begins. */
  readonly cut?: string | undefined;
}

export interface Asked {
  readonly type: RecordType;
  readonly answer: DnsAnswer;
  /** The answer without validation, asked for when validation may be what fails. */
  readonly unchecked?: DnsAnswer | undefined;
  /** What the target of a flattened alias answers for the same type. */
  readonly target?: DnsAnswer | undefined;
}

/** Stored and answered values of one type, side by side. */
export interface Facts extends CheckedName, Asked {
  readonly isApex: boolean;
  /** The records of the type. */
  readonly wanted: readonly ZoneRecord[];
  /** The alias that stands for the name and is visible or flattened; not one that is proxied. */
  readonly alias: ZoneRecord | undefined;
  /** The records that make the name a proxied one. */
  readonly proxied: readonly ZoneRecord[];
  /** The answered records of the type under the name itself. */
  readonly seen: readonly AnsweredRecord[];
  /** The answered alias of the name. */
  readonly seenAlias: AnsweredRecord | undefined;
  /** Those that are wanted and not seen. */
  readonly missing: readonly ZoneRecord[];
  /** Those that are seen and not wanted. */
  readonly extra: readonly AnsweredRecord[];
  /** Whether an answered value is in a form that cannot be read. */
  readonly isUnreadable: boolean;
  /** Seconds for which resolvers may keep what was answered; absent when it is not said. */
  readonly keptFor: number | undefined;
}

const proxiable: ReadonlySet<string> = new Set(['A', 'AAAA', 'CNAME']);

export function factsOf(checked: CheckedName, asked: Asked): Facts {
  const { name, zone, records } = checked;
  const { type, answer } = asked;
  const at = (number: number): readonly AnsweredRecord[] =>
    answer.answers.filter((record) => record.name === name && record.type === number);
  const wanted = records.filter((record) => record.type === type);
  const seen = at(typeNumbers[type]);
  const keys = seen.map(({ data }) => keyOfAnswered(type, data, name, zone.name));
  const wantedKeys = wanted.map((record) => keyOfExisting({ ...record, name }, zone.name));
  const proxied = proxiedOf(checked);
  return {
    ...checked,
    ...asked,
    isApex: name === zone.name,
    wanted,
    alias: visibleAliasOf(checked),
    proxied,
    seen,
    seenAlias: at(typeNumbers.CNAME)[0],
    missing: wanted.filter((_, index) => !keys.includes(wantedKeys[index])),
    extra: seen.filter((_, index) => !wantedKeys.includes(keys[index] ?? '')),
    isUnreadable: keys.includes(undefined),
    keptFor: keptFor(seen, answer),
  };
}

/** The alias of a name that the world is shown, or whose addresses it is shown; not a proxied one. */
function visibleAliasOf(checked: CheckedName): ZoneRecord | undefined {
  return proxiedOf(checked).length > 0 ? undefined : checked.records.find(({ type }) => type === 'CNAME');
}

function proxiedOf({ zone, records }: CheckedName): readonly ZoneRecord[] {
  return zone.paused ? [] : records.filter(({ proxied, type }) => proxied === true && proxiable.has(type));
}

/** Whether the resolver said that there is no such name, rather than no such record. */
export function isNameError({ answer }: Pick<Facts, 'answer'>): boolean {
  return answer.status === responseCodes.nameError;
}

function keptFor(seen: readonly AnsweredRecord[], answer: DnsAnswer): number | undefined {
  const kept = seen.length > 0 ? seen : startOfAuthorityOf(answer);
  return kept.length === 0 ? undefined : Math.max(...kept.map(({ ttl }) => ttl));
}

/** The names from right below the zone to `name` itself; none for the zone. */
export function namesDownTo(name: string, zoneName: string): readonly string[] {
  const labels = name === zoneName ? [] : name.slice(0, -(zoneName.length + 1)).split('.');
  return labels.map((_, index) => [...labels.slice(index), zoneName].join('.')).toReversed();
}

/** Where a delegation takes a name away from the zone (RFC 1034 section 4.2.1): the highest one counts. */
export function delegationOf(
  name: string,
  zoneName: string,
  nameServers: readonly ZoneRecord[],
): string | undefined {
  return namesDownTo(name, zoneName).find((candidate) =>
    nameServers.some((record) => record.type === 'NS' && record.name === candidate),
  );
}

/** Names whose wildcard could stand for `name`, the closest first (RFC 4592 section 3.3.1). */
export function enclosersOf(name: string, zoneName: string): readonly string[] {
  return [zoneName, ...namesDownTo(name, zoneName).slice(0, -1)].toReversed();
}

/** developers.cloudflare.com/dns/cname-flattening: at the zone itself always, elsewhere on request. */
export function flattens({ alias, isApex }: Pick<Facts, 'alias' | 'isApex'>): boolean {
  return alias !== undefined && (isApex || alias.settings?.['flatten_cname'] === true);
}

/** Whether the addresses of the alias's target are needed to judge those of the name. */
export function needsTarget(checked: CheckedName, type: RecordType): boolean {
  const isAddress = type === 'A' || type === 'AAAA';
  return (
    isAddress && flattens({ alias: visibleAliasOf(checked), isApex: checked.name === checked.zone.name })
  );
}

/** Where the alias points; `undefined` for a name that cannot be asked for. */
export function aliasTargetOf(checked: CheckedName): string | undefined {
  const target = toAsciiName(visibleAliasOf(checked)?.content ?? '');
  return target instanceof Issue ? undefined : target;
}

export const checkStatuses = ['matches', 'differs', 'not_there_yet', 'proxied', 'unknown'] as const;
export type CheckStatus = (typeof checkStatuses)[number];

export interface CheckVerdict {
  readonly status: CheckStatus;
  /** One sentence of our own: nothing of an answer or of a stored value is in it. */
  readonly summary: string;
}

export function verdict(status: CheckStatus, summary: string): CheckVerdict {
  return { status, summary };
}

/** `1 record`, `3 records`. */
export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

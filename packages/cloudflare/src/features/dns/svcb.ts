import type { JsonObject } from '@crunchtools/mcp-core';
import { Issue, type Problem, refuse, refuseUnprintable, show } from '../../problem.ts';
import { parseIPv4, parseIPv6 } from './address.ts';
import {
  type DataRules,
  type Field,
  host,
  numberIn,
  type RecordName,
  refuseBase64,
  textIn,
  uint16,
} from './field.ts';
import { quoteBytes, quoteText, splitWords, wordBytes, wordText } from './text.ts';
import { nameOfKey, serviceParam } from './wire.ts';

/** The value of a parameter: as text, `undefined` where it has none, and as it is printed. */
interface SvcValue {
  readonly text: string | undefined;
  readonly printed: string | undefined;
}

/** The parameters of an HTTPS or SVCB record by their keys. */
type SvcParams = ReadonlyMap<string, SvcValue>;

interface ParamRules {
  /** The value in canonical form, or why it cannot be one. */
  readonly check: (value: string) => string | Issue;
  readonly hasNoValue?: boolean;
}

/** Keys: RFC 9460 section 14.3.2, RFC 9461 (dohpath), RFC 9540 (ohttp). Any other is written keyNNNNN. */
const rules: Readonly<Record<string, ParamRules>> = {
  mandatory: { check: checkMandatory },
  alpn: { check: checkAlpn },
  'no-default-alpn': { check: (value) => value, hasNoValue: true },
  port: { check: checkPort },
  ipv4hint: { check: (value) => checkHints(value, parseIPv4) },
  ech: { check: (value) => asRefusal(value, value === '' ? 'is empty' : refuseBase64(value)) },
  ipv6hint: { check: (value) => checkHints(value, parseIPv6) },
  dohpath: { check: (value) => asRefusal(value, refuseDohPath(value)) },
  ohttp: { check: (value) => value, hasNoValue: true },
};

const anything: ParamRules = { check: (value) => value };

/**
 * The parameters of an HTTPS or SVCB record in service mode (RFC 9460 section 2.1), every value quoted, in the
 * order given. A key that has a name is written by it: behind its number, `key1="\002h2"`, stand the octets of the
 * value. Refused: unknown and repeated keys, bad values, `no-default-alpn` without `alpn`, and a `mandatory`
 * that names itself or a key that is not there.
 */
export function svcParams(value: string): string | Issue {
  const params = readParams(value);
  if (params instanceof Issue) return params;
  const reason = refuseInconsistent(params);
  return reason === undefined ? printParams(params) : refuse(reason);
}

function readParams(value: string): SvcParams | Issue {
  const words = splitWords(value);
  if (words instanceof Issue) return words;
  const params = new Map<string, SvcValue>();
  for (const word of words.map(namedParam)) {
    if (word instanceof Issue) return word;
    const equals = word.indexOf('=');
    const key = equals < 0 ? word : word.slice(0, equals);
    if (params.has(key)) return refuse(`has the key ${show(key)} twice (RFC 9460 section 2.1)`);
    const checked = checkParam(key, equals < 0 ? undefined : word.slice(equals + 1));
    if (checked instanceof Issue) return refuse(`${key.slice(0, 63)}: ${checked.reason}`);
    params.set(key, checked);
  }
  return params;
}

/** A parameter whose key is the number of one that has a name, by that name. */
function namedParam(word: string): string | Issue {
  const [, digits, equals, raw = ''] = /^key(\d{1,5})(=)?(.*)$/s.exec(word) ?? [];
  if (digits === undefined || nameOfKey(Number(digits)).startsWith('key')) return word;
  const octets = equals === undefined ? [] : wordBytes(raw);
  if (octets instanceof Issue) return octets;
  const named = serviceParam(Number(digits), Uint8Array.from(octets));
  return (
    named ??
    refuse(`${show(word)} has no octets of ${nameOfKey(Number(digits))}: write the parameter by its name`)
  );
}

function checkParam(key: string, raw: string | undefined): SvcValue | Issue {
  const found = rulesOf(key);
  if (found instanceof Issue) return found;
  if (found === anything && raw !== undefined) return opaque(raw);
  const text = raw === undefined ? undefined : wordText(raw);
  if (text instanceof Issue) return text;
  if (text === undefined || text === '') return emptyParam(key, found);
  if (found.hasNoValue === true) return refuse(`takes no value: write ${key} alone`);
  const unprintable = refuseUnprintable(text);
  if (unprintable !== undefined) return refuse(unprintable);
  const value = found.check(text);
  return value instanceof Issue ? value : { text: value, printed: quoteText(value) };
}

/** The value of a key that nobody here knows may be any octets. */
function opaque(raw: string): SvcValue | Issue {
  const octets = wordBytes(raw);
  if (octets instanceof Issue) return octets;
  return { text: undefined, printed: octets.length === 0 ? undefined : quoteBytes(octets) };
}

function emptyParam(key: string, found: ParamRules): SvcValue | Issue {
  if (found.hasNoValue === true || found === anything) return { text: undefined, printed: undefined };
  return refuse(`needs a value, such as ${key}=${quoteText(examples[key] ?? '…')}`);
}

const examples: Readonly<Record<string, string>> = {
  mandatory: 'alpn',
  alpn: 'h3,h2',
  port: '8443',
  ipv4hint: '192.0.2.1',
  ipv6hint: '2001:db8::1',
  dohpath: '/dns-query{?dns}',
};

function rulesOf(key: string): ParamRules | Issue {
  if (Object.hasOwn(rules, key)) return rules[key] ?? anything;
  const number = /^key(0|[1-9]\d{0,4})$/.exec(key)?.[1];
  if (number !== undefined && Number(number) < 65_535) return anything;
  if (Object.hasOwn(rules, key.toLowerCase()))
    return refuse(`keys are in lower case: write ${show(key.toLowerCase())}`);
  return refuse(`is not a key of service parameters: use ${Object.keys(rules).join(', ')} or keyNNNNN`);
}

function refuseInconsistent(params: SvcParams): string | undefined {
  if (params.has('no-default-alpn') && !params.has('alpn'))
    return 'has no-default-alpn without alpn (RFC 9460 section 7.1.1)';
  const missing = params
    .get('mandatory')
    ?.text?.split(',')
    .find((key) => !params.has(key));
  return missing === undefined
    ? undefined
    : `mandatory names ${show(missing)}, which is not there (RFC 9460 section 8)`;
}

function printParams(params: SvcParams): string {
  return [...params]
    .map(([key, { printed }]) => (printed === undefined ? key : `${key}=${printed}`))
    .join(' ');
}

function asRefusal(value: string, reason: string | undefined): string | Issue {
  return reason === undefined ? value : refuse(reason);
}

/** RFC 9460 section 8. */
function checkMandatory(value: string): string | Issue {
  const keys = value.split(',').map(namedKey);
  if (keys.includes('mandatory')) return refuse('must not name itself (RFC 9460 section 8)');
  if (new Set(keys).size < keys.length) return refuse('names a key twice');
  const unknown = keys.find((key) => rulesOf(key) instanceof Issue);
  return unknown === undefined ? keys.join(',') : refuse(`names ${show(unknown)}, which is not a key`);
}

/** `key1` is `alpn`. */
function namedKey(key: string): string {
  const digits = /^key(\d{1,5})$/.exec(key)?.[1];
  return digits === undefined ? key : nameOfKey(Number(digits));
}

const misnamed: Readonly<Record<string, string>> = {
  http1: 'http/1.1',
  'http/1': 'http/1.1',
  http2: 'h2',
  'http/2': 'h2',
  http3: 'h3',
  'http/3': 'h3',
};

/** RFC 9460 section 7.1.1 and appendix A.1: commas separate; within an identifier they have a backslash. */
function checkAlpn(value: string): string | Issue {
  const identifiers = [...value.matchAll(/(?:^|,)((?:\\.|[^,\\])*)/gs)].map((match) => match[1] ?? '');
  if (identifiers.includes('')) return refuse(`${show(value)} has an empty identifier`);
  const wrong = identifiers.find((identifier) => Object.hasOwn(misnamed, identifier.toLowerCase()));
  if (wrong !== undefined)
    return refuse(`${show(wrong)} is not an identifier: write ${show(misnamed[wrong.toLowerCase()])}`);
  const spaced = identifiers.find((identifier) => /\s/.test(identifier));
  if (spaced !== undefined)
    return refuse(`${show(spaced)} has a space: separate identifiers with commas only`);
  return identifiers.every((identifier) => identifier.length <= 255)
    ? value
    : refuse('has an identifier of more than 255 octets');
}

/** RFC 9460 section 7.2. */
function checkPort(value: string): string | Issue {
  if (/^\d{1,5}$/.test(value) && Number(value) <= 65_535) return String(Number(value));
  return refuse(`${show(value)} is not a port, 0-65535`);
}

/** RFC 9460 section 7.3. */
function checkHints(value: string, parse: (text: string) => string | Issue): string | Issue {
  const addresses: string[] = [];
  for (const text of value.split(',')) {
    const address = parse(text);
    if (address instanceof Issue) return address;
    addresses.push(address);
  }
  return addresses.join(',');
}

/** RFC 9461 section 5: a relative URI template with the variable "dns". */
function refuseDohPath(value: string): string | undefined {
  if (value.startsWith('/') && /\{[?&]?[^}]*\bdns\b[^}]*\}/.test(value)) return undefined;
  return `${show(value)} is not a path template with the variable dns, such as "/dns-query{?dns}"`;
}

const value: Field = {
  meaning: 'the parameters, such as alpn="h3,h2"',
  check: (params) =>
    typeof params === 'string' ? svcParams(params) : refuse(`${show(params)} is not a string`),
  read: (word) => word,
  write: String,
};

const fields = {
  priority: uint16('0 for an alias, else the order of preference'),
  target: host('the host that serves, or "." for this name itself', { allowsRoot: true, isHost: false }),
  value,
};

/** SVCB and HTTPS: RFC 9460. Parameters in a record that is an alias are refused: clients ignore them. */
export const svcb: DataRules = {
  fields,
  defaults: { value: '' },
  example: '1 . alpn="h3,h2"',
  parse: parseService,
  print: (data) =>
    [numberIn(data, 'priority'), textIn(data, 'target'), textIn(data, 'value')].join(' ').trimEnd(),
  problemsAcross: (data, place) => (numberIn(data, 'priority') === 0 ? problemsOfAlias(data, place) : []),
};

function parseService(content: string): JsonObject | Issue {
  const words = splitWords(content);
  if (words instanceof Issue) return words;
  const [first, target, ...params] = words;
  if (first === undefined || target === undefined) {
    return refuse('takes a priority, a target and parameters');
  }
  const priority = fields.priority.read(first);
  if (priority instanceof Issue) return refuse(`priority: ${priority.reason}`);
  return { priority, target, value: params.join(' ') };
}

function problemsOfAlias(data: JsonObject, place: RecordName): readonly Problem[] {
  const problems: Problem[] = [];
  if (textIn(data, 'value') !== '') {
    const problem =
      'must be empty while priority is 0, which makes the record an alias (RFC 9460 section 2.4.2): give priority 1 or more to use parameters';
    problems.push({ field: 'value', problem });
  }
  if (textIn(data, 'target') === place.name) {
    problems.push({
      field: 'target',
      problem: `${show(place.name)} is the record's own name: an alias to itself never resolves`,
    });
  }
  return problems;
}

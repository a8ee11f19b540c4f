import { fromOctets, toOctets } from '../octets.ts';
import type { Value } from '../values.ts';
import { lowerAscii, upperAscii } from './ascii.ts';
import type { Implementation } from './implementation.ts';
import { lookUpJson } from './json.ts';
import { booleanValue, integerValue, missing, stringsValue, stringValue, unknown } from './results.ts';
import { urlDecode } from './url-decode.ts';

function onString(change: (octets: string) => string): Implementation {
  return ([source]) => (source?.kind === 'string' ? stringValue(change(source.value)) : missing);
}

function onTwoStrings(test: (source: string, other: string) => boolean): Implementation {
  return ([source, other]) =>
    source?.kind === 'string' && other?.kind === 'string'
      ? booleanValue(test(source.value, other.value))
      : missing;
}

/** A number that a double cannot hold exactly is far outside of every string, and stays so. */
function positionOf(value: bigint, length: number): number {
  return value < 0n ? length + Number(value) : Number(value);
}

/** What positions outside the string give, or an end before the start, is not documented: not certain. */
const substring: Implementation = ([source, start, end]) => {
  if (source?.kind !== 'string' || start?.kind !== 'integer') return missing;
  const { length } = source.value;
  const from = positionOf(start.value, length);
  const to = end?.kind === 'integer' ? positionOf(end.value, length) : length;
  if (from < 0 || from > to || to > length) return unknown('substring');
  return stringValue(source.value.slice(from, to));
};

const split: Implementation = ([input, separator, limit]) => {
  if (input?.kind !== 'string' || separator?.kind !== 'string' || limit?.kind !== 'integer') return missing;
  if (separator.value === '' || limit.value < 1n) return missing;
  const parts = input.value.split(separator.value);
  const kept = Number(limit.value < BigInt(parts.length) ? limit.value : BigInt(parts.length));
  const rest = parts.slice(kept - 1).join(separator.value);
  return stringsValue([...parts.slice(0, kept - 1), rest]);
};

const join: Implementation = ([items, separator]) => {
  if (items?.kind !== 'array' || separator?.kind !== 'string') return missing;
  const strings = items.value.flatMap((item) => (item.kind === 'string' ? [item.value] : []));
  return stringValue(strings.join(separator.value));
};

const removeBytes: Implementation = ([source, octets]) => {
  if (source?.kind !== 'string' || octets?.kind !== 'string') return missing;
  const removed = new Set(octets.value);
  return stringValue(Array.from(source.value, (octet) => (removed.has(octet) ? '' : octet)).join(''));
};

const removeQueryArguments: Implementation = ([query, ...names]) => {
  if (query?.kind !== 'string') return missing;
  const removed = new Set(names.flatMap((name) => (name.kind === 'string' ? [name.value] : [])));
  const kept = query.value.split('&').filter((argument) => !removed.has(nameOf(argument)));
  return stringValue(kept.join('&'));
};

function nameOf(argument: string): string {
  const equals = argument.indexOf('=');
  return equals === -1 ? argument : argument.slice(0, equals);
}

const toText: Implementation = ([value]) => {
  if (value?.kind === 'ip') return stringValue(value.value);
  return value?.kind === 'integer' || value?.kind === 'boolean' ? stringValue(String(value.value)) : missing;
};

const decodeUrl: Implementation = ([source, options]) => {
  if (source?.kind !== 'string') return missing;
  const letters = options?.kind === 'string' ? options.value : '';
  const decoded = urlDecode(source.value, {
    recursive: letters.includes('r'),
    unicode: letters.includes('u'),
  });
  return decoded === undefined ? unknown('url_decode') : stringValue(decoded);
};

const smallestInteger = -(2n ** 63n);
const largestInteger = 2n ** 63n - 1n;

function lookUp([document, ...keys]: readonly Value[]): ReturnType<typeof lookUpJson> {
  const text = document?.kind === 'string' ? fromOctets(document.value) : undefined;
  const path = keys.map((key) => {
    if (key.kind === 'integer') return key.value;
    return key.kind === 'string' ? fromOctets(key.value) : undefined;
  });
  const known = path.filter((key) => key !== undefined);
  return text === undefined || known.length < path.length ? undefined : lookUpJson(text, known);
}

const lookUpString: Implementation = (values) => {
  const found = lookUp(values);
  return found?.kind === 'string' ? stringValue(toOctets(found.value)) : missing;
};

const lookUpInteger: Implementation = (values) => {
  const found = lookUp(values);
  if (found?.kind !== 'number' || !/^-?[0-9]+$/.test(found.written)) return missing;
  const value = BigInt(found.written);
  return value < smallestInteger || value > largestInteger ? missing : integerValue(value);
};

/** Functions on strings, as developers.cloudflare.com/ruleset-engine/rules-language/functions describes them. */
export const textFunctions: Readonly<Record<string, Implementation>> = {
  ends_with: onTwoStrings((source, end) => source.endsWith(end)),
  join,
  lookup_json_integer: lookUpInteger,
  lookup_json_string: lookUpString,
  lower: onString(lowerAscii),
  remove_bytes: removeBytes,
  remove_query_args: removeQueryArguments,
  split,
  starts_with: onTwoStrings((source, start) => source.startsWith(start)),
  substring,
  to_string: toText,
  upper: onString(upperAscii),
  url_decode: decodeUrl,
};

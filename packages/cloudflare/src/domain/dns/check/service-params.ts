import { quoteBytes, quoteText } from '../words.ts';
import { Octets } from './octets.ts';

/** The value as text; `undefined` for a key that has none, and `false` for octets that are no such value. */
type Write = (octets: Octets) => string | undefined | false;

/** By number: RFC 9460 section 14.3.2, RFC 9461, RFC 9540. */
const keys: readonly (readonly [name: string, write: Write])[] = [
  ['mandatory', (octets) => listOf(octets, () => nameOf(octets.number(2)))],
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
export function serviceParams(octets: Octets): string | undefined {
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

function nameOf(key: number | undefined): string | undefined {
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
export function groupsOf(octets: Uint8Array | undefined): string | undefined {
  if (octets === undefined) return undefined;
  return (Buffer.from(octets).toString('hex').match(/.{4}/gu) ?? []).join(':');
}

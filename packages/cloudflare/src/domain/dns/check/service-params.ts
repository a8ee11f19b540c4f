import { quoteText } from '../words.ts';
import { Octets } from './octets.ts';

type Write = (octets: Octets) => string | undefined;

/** By number: RFC 9460 section 14.3.2, RFC 9461, RFC 9540. */
const keys: readonly (readonly [name: string, write: Write])[] = [
  ['mandatory', (octets) => listOf(octets, () => nameOf(octets.number(2)))],
  ['alpn', (octets) => listOf(octets, () => textOf(octets.counted(1)))],
  ['no-default-alpn', () => undefined],
  ['port', (octets) => String(octets.number(2))],
  ['ipv4hint', (octets) => listOf(octets, () => octets.take(4)?.join('.'))],
  ['ech', (octets) => Buffer.from(octets.rest()).toString('base64')],
  ['ipv6hint', (octets) => listOf(octets, () => groupsOf(octets.take(16)))],
  ['dohpath', (octets) => textOf(octets.rest())],
  ['ohttp', () => undefined],
];

/**
 * The parameters of an HTTPS or SVCB record from its octets (RFC 9460 section 2.2) in the form of a zone file;
 * `undefined` when they are cut.
 */
export function serviceParams(octets: Octets): string | undefined {
  const params: string[] = [];
  while (octets.left > 0) {
    const key = octets.number(2);
    const value = octets.counted(2);
    if (key === undefined || value === undefined) return undefined;
    const [name, write] = keys[key] ?? [`key${key}`, (rest: Octets) => textOf(rest.rest())];
    const text = write(new Octets(value));
    params.push(text === undefined ? name : `${name}=${quoteText(text)}`);
  }
  return params.join(' ');
}

function nameOf(key: number | undefined): string | undefined {
  return key === undefined ? undefined : (keys[key]?.[0] ?? `key${key}`);
}

/** Items up to the end; what is cut at the end is left out. */
function listOf(octets: Octets, item: () => string | undefined): string {
  const items: string[] = [];
  while (octets.left > 0) {
    const next = item();
    if (next === undefined) break;
    items.push(next);
  }
  return items.join(',');
}

function textOf(octets: Uint8Array | undefined): string | undefined {
  return octets === undefined ? undefined : Buffer.from(octets).toString('utf8');
}

/** In full: whoever compares it writes it in its canonical form first. */
function groupsOf(octets: Uint8Array | undefined): string | undefined {
  if (octets === undefined) return undefined;
  return (Buffer.from(octets).toString('hex').match(/.{4}/gu) ?? []).join(':');
}

/** What the world sees of a proxied name: addresses of Cloudflare, never the origin. */

import { createHash } from 'node:crypto';
import type { DnsRecord } from '../resources/dns/index.ts';
import type { AnsweredRecord } from './model.ts';

/** Seconds; the automatic TTL, which proxied records always have (dns/manage-dns-records/reference/ttl). */
const TTL = 300;

/** The types that a proxied name answers by itself. */
export const PROXIED_TYPES: ReadonlySet<string> = new Set(['A', 'AAAA', 'CNAME', 'HTTPS']);

/**
 * Two addresses of each family for a name, always the same ones, from 104.16.0.0/13 and 2606:4700::/32, which are
 * among the published ranges (cloudflare.com/ips). Both families are answered whatever the records are, unless
 * `ipv4_only` or `ipv6_only` is set. An alias is not shown.
 */
export function proxiedAnswers(name: string, type: string, records: readonly DnsRecord[]): AnsweredRecord[] {
  const digest = createHash('sha256').update(name).digest();
  const [low = 0, high = 0] = digest;
  const without4 = records.some(({ settings }) => settings.ipv6_only === true);
  const without6 = records.some(({ settings }) => settings.ipv4_only === true);
  const v4 = without4 ? [] : [`104.21.${low}.${high}`, `104.18.${low}.${high}`];
  const group = (low * 256 + high).toString(16);
  const v6 = without6 ? [] : [`2606:4700:3030::ac43:${group}`, `2606:4700:3037::6815:${group}`];
  const answer = (data: string): AnsweredRecord => ({ name, type, ttl: TTL, data });
  if (type === 'A') return v4.map(answer);
  if (type === 'AAAA') return v6.map(answer);
  if (type === 'HTTPS') return [answer(generic(serviceBinding(v4)))];
  return [];
}

/**
 * The HTTPS record that Cloudflare makes for proxied names, `1 . alpn="h2" ipv4hint=…`, on the wire (RFC 9460 §2.2).
 * Hints for IPv6 are left out.
 */
function serviceBinding(v4: readonly string[]): Buffer {
  const hints = Buffer.from(v4.flatMap((address) => address.split('.').map(Number)));
  return Buffer.concat([
    Buffer.from([0, 1, 0]),
    Buffer.from([0, 1, 0, 3, 2, 0x68, 0x32]),
    Buffer.from(hints.length === 0 ? [] : [0, 4, 0, hints.length]),
    hints,
  ]);
}

/** The resolver writes HTTPS data in the form for types it has no text for (RFC 3597 §5). */
function generic(octets: Buffer): string {
  const hex = [...octets].map((octet) => octet.toString(16).padStart(2, '0'));
  return `\\# ${octets.length} ${hex.join(' ')}`;
}

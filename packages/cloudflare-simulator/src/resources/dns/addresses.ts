/** Addresses in A and AAAA records. */

import { isIPv4, isIPv6 } from 'node:net';

export type AddressType = 'A' | 'AAAA';

/**
 * Address ranges that nobody can reach over the Internet, and Cloudflare's own public resolvers. Cloudflare
 * does not publish the list behind its error 9003; the documentation ranges 192.0.2.0/24 and 100::/64 are
 * allowed, since its guides use them for hosts without an origin. Cloudflare's other ranges are refused only
 * when a request is proxied (error 1000), and so are accepted here.
 */
const RESERVED_IPV4: readonly (readonly [network: string, prefix: number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['224.0.0.0', 3],
  ['1.1.1.1', 32],
  ['1.0.0.1', 32],
];

/** Unique local, link-local and multicast addresses, by their first sixteen bits. */
const RESERVED_IPV6: readonly (readonly [first: number, last: number])[] = [
  [0xfc00, 0xfdff],
  [0xfe80, 0xfebf],
  [0xff00, 0xffff],
];

const RESERVED_IPV6_ADDRESSES: ReadonlySet<string> = new Set([
  '::',
  '::1',
  '2606:4700:4700::1111',
  '2606:4700:4700::1001',
]);

/**
 * The address in its canonical form (RFC 5952 §4 for IPv6). Shortened IPv4 such as `1.1` is refused, as
 * Cloudflare's page on record types says.
 *
 * @returns undefined when the text is no address of this family.
 */
export function canonicalAddress(type: AddressType, text: string): string | undefined {
  if (type === 'A') return isIPv4(text) ? text : undefined;
  // A zone index (`fe80::1%eth0`) means something on one machine only.
  if (!isIPv6(text) || text.includes('%')) return undefined;
  return new URL(`http://[${text}]`).hostname.slice(1, -1);
}

/** Whether a record with this address, in canonical form, may be proxied. */
export function isReachable(type: AddressType, address: string): boolean {
  if (type === 'A') return !RESERVED_IPV4.some(([network, prefix]) => isInNetwork(address, network, prefix));
  const head = Number.parseInt(address, 16);
  const isReserved = RESERVED_IPV6.some(([first, last]) => head >= first && head <= last);
  return !isReserved && !RESERVED_IPV6_ADDRESSES.has(address);
}

function isInNetwork(address: string, network: string, prefix: number): boolean {
  const size = 2 ** (32 - prefix);
  return Math.floor(numberOf(address) / size) === Math.floor(numberOf(network) / size);
}

function numberOf(address: string): number {
  return address.split('.').reduce((number, octet) => number * 256 + Number(octet), 0);
}

/** Addresses in A and AAAA records. */

import { BlockList, isIPv4, isIPv6 } from 'node:net';

export type AddressType = 'A' | 'AAAA';

/**
 * Address ranges that nobody can reach over the Internet, and Cloudflare's own public resolvers. Cloudflare
 * does not publish the list behind its error 9003; the documentation ranges 192.0.2.0/24 and 100::/64 are
 * allowed, since its guides use them for hosts without an origin. Cloudflare's other ranges are refused only
 * when a request is proxied (error 1000), and so are accepted here.
 */
const RESERVED: readonly (readonly [network: string, prefix: number, family: 'ipv4' | 'ipv6'])[] = [
  ['0.0.0.0', 8, 'ipv4'],
  ['10.0.0.0', 8, 'ipv4'],
  ['100.64.0.0', 10, 'ipv4'],
  ['127.0.0.0', 8, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['224.0.0.0', 3, 'ipv4'],
  ['1.1.1.1', 32, 'ipv4'],
  ['1.0.0.1', 32, 'ipv4'],
  ['::', 127, 'ipv6'],
  ['fc00::', 7, 'ipv6'],
  ['fe80::', 10, 'ipv6'],
  ['ff00::', 8, 'ipv6'],
  ['2606:4700:4700::1111', 128, 'ipv6'],
  ['2606:4700:4700::1001', 128, 'ipv6'],
];

const reserved = new BlockList();
for (const [network, prefix, family] of RESERVED) reserved.addSubnet(network, prefix, family);

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

/** Whether a record with this address may be proxied. */
export function isReachable(type: AddressType, address: string): boolean {
  return !reserved.check(address, type === 'A' ? 'ipv4' : 'ipv6');
}

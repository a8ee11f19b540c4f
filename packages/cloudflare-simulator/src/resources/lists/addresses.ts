import { isIPv4, isIPv6 } from 'node:net';

/**
 * An address or a range as lists hold it, or why not. IPv4: `/8` to `/32`; IPv6: ranges of `/4` to `/64` only
 * (waf/tools/lists/custom-lists). What is stored has no bits behind the prefix, and no `/32`: the acceptance tests of
 * the Terraform provider demand exactly that form.
 */
export function storedRange(text: string): { readonly value: string } | { readonly why: string } {
  const [address = '', prefix, ...more] = text.split('/');
  if (more.length > 0 || (prefix !== undefined && !/^\d{1,3}$/.test(prefix)))
    return { why: 'not an address' };
  if (isIPv4(address)) return storedV4(address, Number(prefix ?? 32));
  if (!isIPv6(address) || address.includes('%')) return { why: 'not an address' };
  if (prefix === undefined) return { why: 'an IPv6 address has to be a range, /64 at most' };
  return storedV6(address, Number(prefix));
}

function storedV4(address: string, prefix: number): { value: string } | { why: string } {
  if (prefix < 8 || prefix > 32) return { why: 'the prefix has to be from /8 to /32' };
  const size = 2 ** (32 - prefix);
  const number = address.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);
  const first = Math.floor(number / size) * size;
  const network = [24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256).join('.');
  return { value: prefix === 32 ? network : `${network}/${prefix}` };
}

function storedV6(address: string, prefix: number): { value: string } | { why: string } {
  if (prefix < 4 || prefix > 64) return { why: 'the prefix has to be from /4 to /64' };
  const host = BigInt(128 - prefix);
  const first = (numberOf(address) >> host) << host;
  const groups = Array.from({ length: 8 }, (_, index) => (first >> BigInt(112 - index * 16)) & 0xffffn);
  const plain = groups.map((group) => group.toString(16)).join(':');
  return { value: `${new URL(`http://[${plain}]`).hostname.slice(1, -1)}/${prefix}` };
}

function numberOf(address: string): bigint {
  const canonical = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [head = '', tail] = canonical.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? [] : Array.from({ length: 8 - before.length - after.length }, () => '0');
  return [...before, ...zeros, ...after].reduce((sum, group) => (sum << 16n) + BigInt(`0x${group}`), 0n);
}

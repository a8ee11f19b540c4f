import { isIPv4, isIPv6 } from 'node:net';

/** A range as lists of addresses hold it. */
export interface ListedRange {
  /** `10.0.0.1`, `10.0.0.0/8`, `2001:db8::/32`: no bits behind the prefix, and no `/32`. */
  readonly ip: string;
  readonly version: 4 | 6;
  readonly prefix: number;
  /** What was given is a part of it: an IPv6 address stands for its /64. */
  readonly isWidened: boolean;
}

/**
 * What Cloudflare stores for an address or a range, or what is wrong with it. IPv6 is held in ranges of `/4` to `/64`:
 * a single address is to be given as its `/64` (developers.cloudflare.com/waf/tools/lists/custom-lists). IPv4 begins with `/8`
 * there and with `/2` in waf/tools/lists/lists-api/json-object: Cloudflare decides about what is between.
 */
export function listedRange(text: string): ListedRange | string {
  const given = text.trim();
  const [address = '', prefix, ...more] = given.split('/');
  const isPrefix = prefix === undefined || /^\d{1,3}$/u.test(prefix);
  if (more.length > 0 || !isPrefix || address.includes('%')) return notAnAddress;
  if (isIPv4(address)) return rangeOfV4(address, Number(prefix ?? 32));
  return isIPv6(address) ? rangeOfV6(address, Number(prefix ?? 128)) : notAnAddress;
}

const notAnAddress = 'is neither an IP address nor a range such as 192.0.2.0/24 or 2001:db8::/48';

function rangeOfV4(address: string, prefix: number): ListedRange | string {
  if (prefix > 32) return 'has a prefix longer than /32';
  if (prefix < 2) return 'is a half of all addresses or more: lists hold IPv4 ranges of /2 to /32';
  const size = 2 ** (32 - prefix);
  const first = Math.floor(v4Number(address) / size) * size;
  const network = [24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256).join('.');
  return { ip: prefix === 32 ? network : `${network}/${prefix}`, version: 4, prefix, isWidened: false };
}

function rangeOfV6(address: string, prefix: number): ListedRange | string {
  if (prefix > 128) return 'has a prefix longer than /128';
  if (prefix < 4) return 'is too wide: lists hold IPv6 ranges of /4 to /64';
  const kept = Math.min(prefix, 64);
  const host = BigInt(128 - kept);
  const first = (v6Number(address) >> host) << host;
  const groups = Array.from({ length: 8 }, (_, index) =>
    ((first >> BigInt(112 - index * 16)) & 0xffffn).toString(16),
  );
  return { ip: `${shortestV6(groups.join(':'))}/${kept}`, version: 6, prefix: kept, isWidened: prefix > 64 };
}

/** Whether every address of one range is in another. Both as lists hold them. */
export function isWithin(inner: string, outer: string): boolean {
  const [one, other] = [listedRange(inner), listedRange(outer)];
  if (typeof one === 'string' || typeof other === 'string') return false;
  if (one.version !== other.version || one.prefix < other.prefix) return false;
  const [network = ''] = one.ip.split('/');
  const same = listedRange(`${network}/${other.prefix}`);
  return typeof same !== 'string' && same.ip === other.ip;
}

function v4Number(address: string): number {
  return address.split('.').reduce((number, octet) => number * 256 + Number(octet), 0);
}

/** RFC 5952, as browsers write it. */
function shortestV6(address: string): string {
  return new URL(`http://[${address}]`).hostname.slice(1, -1);
}

function v6Number(address: string): bigint {
  const [head = '', tail] = shortestV6(address).split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const gap = tail === undefined ? 0 : 8 - before.length - after.length;
  const groups = [...before, ...Array.from({ length: gap }, () => '0'), ...after];
  return groups.reduce((number, group) => (number << 16n) + BigInt(`0x${group}`), 0n);
}

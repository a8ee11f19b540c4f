import { type Issue, refuse, show } from '../../problem.ts';

/** The host of a URL, or `undefined` for anything else; found without a parser that would repair the URL. */
export function hostOfUrl(text: string): string | undefined {
  const authority = /^[a-z][a-z0-9+.-]*:\/\/([^/?#\s]+)/i.exec(text)?.[1];
  return authority
    ?.replace(/^.*@/, '')
    .replace(/:\d*$/, '')
    .replace(/^\[(.*)\]$/, '$1');
}

/** The host of `host:port`, `host/path` or `user@host`, or `undefined` for anything else. */
export function hostOfPartialUrl(text: string): string | undefined {
  return /^(?:[^@/\s]+@)?([^@:/?#\s]+\.[^@:/?#\s]+)(?::\d+)?(?:[/?#]\S*)?$/.exec(text)?.[1];
}

const ordinals = ['first', 'second', 'third', 'fourth'] as const;

/** Whether text is meant as an IPv4 address, valid or not: four or so numbers with dots between them. */
export function looksLikeIPv4(text: string): boolean {
  return /^\d+(?:\.\d+){3}$/.test(text);
}

/** Whether text is meant as an IPv6 address, valid or not: hexadecimal groups and at least two colons. */
export function looksLikeIPv6(text: string): boolean {
  return /^\[?[0-9a-f:.]*:[0-9a-f:.]*:[0-9a-f:.]*\]?$/i.test(text);
}

/**
 * A dotted quad of four decimal numbers from 0 to 255 (RFC 1035 section 3.4.1), returned unchanged.
 * Leading zeros are refused: some programs read them as octal. So are the short forms of `inet_aton`.
 */
export function parseIPv4(text: string): string | Issue {
  if (quad.test(text)) return text;
  const reason = refuseForeignNotation(text) ?? refuseQuad(text.split('.'));
  return reason === undefined ? text : refuse(`${show(text)} is not an IPv4 address: ${reason}`);
}

const quad = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;

function refuseForeignNotation(text: string): string | undefined {
  const url = hostOfUrl(text);
  if (url !== undefined) return `it is a URL, and a record holds an address only: write ${show(url)}`;
  if (looksLikeIPv6(text)) return 'it is an IPv6 address, which belongs in an AAAA record';
  const prefix = /^(\d+(?:\.\d+){3})\/\d+$/.exec(text)?.[1];
  if (prefix !== undefined) return `a record holds one address, not a range: write ${show(prefix)}`;
  const port = /^(\d+(?:\.\d+){3}):\d+$/.exec(text)?.[1];
  if (port !== undefined) return `a record cannot hold a port: write ${show(port)}`;
  if (/^\s|\s$/.test(text)) return `it has spaces around it: write ${show(text.trim())}`;
  if (/[a-z]/i.test(text) && text.includes('.')) return 'it is a name, which belongs in a CNAME record';
  return undefined;
}

function refuseQuad(parts: readonly string[]): string | undefined {
  if (!parts.every((part) => /^\d+$/.test(part))) return 'it must be four numbers with dots between them';
  if (parts.length !== 4) return `it has ${parts.length} numbers instead of four`;
  for (const [index, part] of parts.entries()) {
    const which = `the ${ordinals[index] ?? ''} number`;
    if (Number(part) > 255) return `${which} is above 255`;
    if (part.length > 1 && part.startsWith('0')) {
      return `${which} has a leading zero: write ${show(parts.map(Number).join('.'))}`;
    }
  }
  return undefined;
}

/**
 * An IPv6 address in any form of RFC 4291 section 2.2, returned in the canonical form of RFC 5952, which is how
 * Cloudflare stores it. A zone index (`%eth0`) is refused: it means something on one machine only.
 */
export function parseIPv6(text: string): string | Issue {
  const reason = refuseForeignIPv6(text);
  if (reason !== undefined) return refuse(`${show(text)} is not an IPv6 address: ${reason}`);
  const groups = readGroups(text);
  return typeof groups === 'string'
    ? refuse(`${show(text)} is not an IPv6 address: ${groups}`)
    : formatIPv6(groups);
}

function refuseForeignIPv6(text: string): string | undefined {
  const url = hostOfUrl(text);
  if (url !== undefined) return `it is a URL, and a record holds an address only: write ${show(url)}`;
  if (looksLikeIPv4(text)) return 'it is an IPv4 address, which belongs in an A record';
  const bracketed = /^\[(.*)\](?::\d+)?$/.exec(text)?.[1];
  if (bracketed !== undefined) return `brackets and a port belong in URLs: write ${show(bracketed)}`;
  const [address = '', extra] = text.split(/[%/]/, 2);
  if (extra !== undefined && address.includes(':')) {
    const what = text.includes('%') ? 'a zone index means something on one machine only' : 'it is a range';
    return `${what}: write ${show(address)}`;
  }
  if (/^\s|\s$/.test(text)) return `it has spaces around it: write ${show(text.trim())}`;
  if (!text.includes(':')) return 'it has no colons';
  return undefined;
}

function readGroups(text: string): readonly number[] | string {
  const [left = '', right, ...more] = text.split('::');
  if (more.length > 0) return '"::" stands in it more than once';
  const head = readSide(left);
  if (typeof head === 'string') return head;
  const tail = readSide(right ?? '');
  if (typeof tail === 'string') return tail;
  if (right !== undefined && left.includes('.')) return 'an embedded IPv4 address must stand at its end';
  const count = head.length + tail.length;
  if (right === undefined) return count === 8 ? head : `it has ${count} groups instead of 8`;
  if (count > 7) return `it has ${count} groups beside "::", which stands for at least one of the 8`;
  return [...head, ...Array.from({ length: 8 - count }, () => 0), ...tail];
}

function readSide(text: string): number[] | string {
  if (text === '') return [];
  const parts = text.split(':');
  const groups: number[] = [];
  for (const [index, part] of parts.entries()) {
    if (part.includes('.') && index === parts.length - 1) {
      const reason = refuseQuad(part.split('.'));
      if (reason !== undefined) return `in the embedded IPv4 address ${reason}`;
      const [a = 0, b = 0, c = 0, d = 0] = part.split('.').map(Number);
      groups.push(a * 256 + b, c * 256 + d);
    } else if (/^[0-9a-f]{1,4}$/i.test(part)) {
      groups.push(Number.parseInt(part, 16));
    } else {
      return `${show(part)} is not a group of one to four hexadecimal digits`;
    }
  }
  return groups;
}

function formatIPv6(groups: readonly number[]): string {
  if (isMapped(groups)) return `::ffff:${embeddedQuad(groups)}`;
  const run = longestZeroRun(groups);
  const hex = groups.map((group) => group.toString(16));
  if (run.length < 2) return hex.join(':');
  return `${hex.slice(0, run.start).join(':')}::${hex.slice(run.start + run.length).join(':')}`;
}

function longestZeroRun(groups: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  let start = 0;
  for (const [index, group] of groups.entries()) {
    if (group !== 0) start = index + 1;
    else if (index + 1 - start > best.length) best = { start, length: index + 1 - start };
  }
  return best;
}

function isMapped(groups: readonly number[]): boolean {
  return groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
}

function embeddedQuad(groups: readonly number[]): string {
  const [high = 0, low = 0] = groups.slice(6);
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}

/** Why Cloudflare's proxy cannot reach an address, and whether a tunnel (`private_routing`) could. */
export interface Unreachable {
  readonly reason: string;
  readonly routable: boolean;
}

interface Range extends Unreachable {
  readonly base: number;
  readonly bits: number;
}

// The documentation ranges (192.0.2.0/24, 2001:db8::/32) and 100::/64 are left out on purpose: proxied records
// that point to them are the usual way to serve a name from Workers or redirects alone.
const ranges4: readonly Range[] = [
  { base: 0x00000000, bits: 8, reason: 'of "this network" (0.0.0.0/8)', routable: false },
  { base: 0x0a000000, bits: 8, reason: 'private (10.0.0.0/8)', routable: true },
  { base: 0x64400000, bits: 10, reason: 'shared by carriers (100.64.0.0/10)', routable: true },
  { base: 0x7f000000, bits: 8, reason: 'a loopback address (127.0.0.0/8)', routable: false },
  { base: 0xa9fe0000, bits: 16, reason: 'link-local (169.254.0.0/16)', routable: false },
  { base: 0xac100000, bits: 12, reason: 'private (172.16.0.0/12)', routable: true },
  { base: 0xc0a80000, bits: 16, reason: 'private (192.168.0.0/16)', routable: true },
  { base: 0xe0000000, bits: 4, reason: 'a multicast address (224.0.0.0/4)', routable: false },
  { base: 0xf0000000, bits: 4, reason: 'reserved (240.0.0.0/4)', routable: false },
];

/**
 * Says why the proxy cannot reach an address (Cloudflare refuses it with code 9003), or `undefined`.
 * Takes an address that `parseIPv4` or `parseIPv6` returned. Ranges: RFC 6890, and Cloudflare's page "Private
 * network routing" for those a tunnel can reach. Does not cover Cloudflare's own addresses, whose list changes.
 */
export function unreachable(address: string): Unreachable | undefined {
  if (!address.includes(':')) return unreachable4(address);
  const groups = readGroups(address);
  return typeof groups === 'string' ? undefined : unreachable6(groups);
}

function unreachable4(address: string): Unreachable | undefined {
  const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number);
  const value = ((a * 256 + b) * 256 + c) * 256 + d;
  return ranges4.find(({ base, bits }) => value >= base && value < base + 2 ** (32 - bits));
}

function unreachable6(groups: readonly number[]): Unreachable | undefined {
  if (isMapped(groups)) return unreachable4(embeddedQuad(groups));
  const first = groups[0] ?? 0;
  const onlyLast = groups.slice(0, 7).every((group) => group === 0) ? groups[7] : undefined;
  if (onlyLast === 0) return { reason: 'the unspecified address', routable: false };
  if (onlyLast === 1) return { reason: 'the loopback address', routable: false };
  if ((first & 0xfe00) === 0xfc00) return { reason: 'private (fc00::/7)', routable: true };
  if ((first & 0xffc0) === 0xfe80) return { reason: 'link-local (fe80::/10)', routable: false };
  if ((first & 0xff00) === 0xff00) return { reason: 'a multicast address (ff00::/8)', routable: false };
  return undefined;
}

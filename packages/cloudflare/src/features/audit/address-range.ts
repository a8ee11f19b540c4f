import { rangeOf } from '../dns/guard/record.ts';
import type { AuditedRecord } from './zone-facts.ts';

type Ranges = readonly (readonly [range: string, what: string])[];

/** The special-purpose ranges of RFC 6890 section 2.2 that are not reached from the Internet, as its registry has them now. */
const notReached: Ranges = [
  ['0.0.0.0/8', 'this network (RFC 791)'],
  ['10.0.0.0/8', 'private use (RFC 1918)'],
  ['100.64.0.0/10', 'shared address space (RFC 6598)'],
  ['127.0.0.0/8', 'loopback (RFC 1122)'],
  ['169.254.0.0/16', 'link local (RFC 3927)'],
  ['172.16.0.0/12', 'private use (RFC 1918)'],
  ['192.168.0.0/16', 'private use (RFC 1918)'],
  ['198.18.0.0/15', 'benchmarking (RFC 2544)'],
  ['224.0.0.0/4', 'multicast (RFC 5771)'],
  ['240.0.0.0/4', 'reserved (RFC 1112)'],
  ['::/128', 'unspecified (RFC 4291)'],
  ['::1/128', 'loopback (RFC 4291)'],
  ['fc00::/7', 'unique local (RFC 4193)'],
  ['fe80::/10', 'link local (RFC 4291)'],
  ['ff00::/8', 'multicast (RFC 4291)'],
];

/** RFC 5737, RFC 3849 and RFC 9637. */
const forDocuments: Ranges = [
  ['192.0.2.0/24', 'documentation (RFC 5737)'],
  ['198.51.100.0/24', 'documentation (RFC 5737)'],
  ['203.0.113.0/24', 'documentation (RFC 5737)'],
  ['2001:db8::/32', 'documentation (RFC 3849)'],
  ['3fff::/20', 'documentation (RFC 9637)'],
];

/** Prefixes of IPv6 addresses that say an IPv4 address: mapped (RFC 4291 section 2.5.5.2) and translated (RFC 6052). */
const embedding = ['::ffff:0:0/96', '64:ff9b::/96'].flatMap((range) => rangeOf(range) ?? []);

/** The bits of an address behind its family; an IPv4 address within an IPv6 address counts as itself. */
export function addressBits(address: string): string | undefined {
  const bits = rangeOf(address);
  const prefix = embedding.find((each) => bits?.startsWith(each) === true);
  return prefix === undefined || bits === undefined ? bits : `4:${bits.slice(prefix.length)}`;
}

function find(address: string, ranges: Ranges): string | undefined {
  const bits = addressBits(address);
  if (bits === undefined) return undefined;
  return ranges.find(([range]) => bits.startsWith(rangeOf(range) ?? '-'))?.[1];
}

/** What an address that is not reached from the Internet is for; `undefined` for all others. */
export function reservedFor(address: string): string | undefined {
  return find(address, notReached);
}

export function documentationFor(address: string): string | undefined {
  return find(address, forDocuments);
}

/**
 * Addresses that stand for "there is no origin" (developers.cloudflare.com/dns/troubleshooting/faq and
 * /workers/configuration/routing/routes): they are no secret.
 */
const standIns: ReadonlySet<string> = new Set(
  ['192.0.2.0', '192.0.2.1', '100::', '100::1'].flatMap((address) => addressBits(address) ?? []),
);

export function isStandIn(address: string): boolean {
  return standIns.has(addressBits(address) ?? '');
}

export function isAddress({ type }: Pick<AuditedRecord, 'type'>): boolean {
  return type === 'A' || type === 'AAAA';
}

import { BlockList, isIP } from 'node:net';
import { InputError } from '../errors/errors.ts';
import { lazily } from '../lazily.ts';
import { urlOf } from '../url.ts';

/** The one place that a process talks to, as the person who started it named it. */
export interface Site {
  /** Without brackets; IDNA names as A-labels. Also what the certificate must be valid for. */
  readonly hostname: string;
  readonly port: number;
  /** Every request path begins with it: `/wiki`, or nothing. */
  readonly basePath: string;
  /** Whether TLS protects the connection. Without it the host is this machine. */
  readonly isSecure: boolean;
}

/** What a path may hold below the host: no percent-encoding, no dot segment, no empty segment. */
const pathSegment = /^(?!\.{1,2}$)[A-Za-z0-9_.~-]{1,100}$/;

/**
 * The site in a variable of the environment: `https://wiki.example.com/w`. Private addresses are allowed, because that is
 * where such services live; what is named once at the start cannot be changed by a model.
 *
 * @param variable what it is called, for messages.
 * @throws {InputError} that says what to write instead and never repeats the value, which may hold a password.
 */
export function readSite(value: string, variable: string): Site {
  const refuse = (problem: string, nextStep: string): InputError =>
    new InputError(`${variable} ${problem}.`, { nextStep });
  const plain = 'Write the address at which a browser shows the site, such as https://wiki.example.com/wiki.';
  // The parser would repair these, and what is contacted would not be what was read.
  const isPlain = /^[!-~]+$/.test(value) || /^[!-~\p{L}\p{M}\p{N}]+$/u.test(value);
  if (!isPlain || /[\\%]/.test(value))
    throw refuse('is no plain address: it has blanks, backslashes, percent signs or other signs', plain);
  const [, scheme = '', authority = '', path = ''] = /^([a-z]+):\/\/([^/?#]*)([^?#]*)/i.exec(value) ?? [];
  const url = urlOf(value);
  const isSecure = scheme.toLowerCase() === 'https';
  if (url === undefined || authority === '' || !/^https?$/i.test(scheme))
    throw refuse('is no address of a site', plain);
  if (authority.includes('@'))
    throw refuse('has a user name or password', `Leave them out: credentials have variables of their own.`);
  if (/[?#]/.test(value)) throw refuse('has a query or a fragment', 'End it before the "?" or "#".');
  const segments = path.split('/').slice(1);
  if (segments.at(-1) === '') segments.pop();
  if (!segments.every((segment) => pathSegment.test(segment)))
    throw refuse('has a path with empty, dot or unusual parts', plain);
  const hostname = url.hostname.replace(/^\[(.*)\]$/, '$1');
  if (!isHostAsWritten(authority, url)) throw refuse('has a host in an unusual form', plain);
  const problem = siteProblem(hostname, isSecure);
  if (problem !== undefined) throw refuse(problem.what, problem.nextStep);
  const port = url.port === '' ? (isSecure ? 443 : 80) : Number(url.port);
  return { hostname, port, basePath: segments.map((segment) => `/${segment}`).join(''), isSecure };
}

/** Not `0x7f.1` and not `2130706433`, which parsers read as addresses: what is not written is not meant. */
function isHostAsWritten(authority: string, { hostname, port }: URL): boolean {
  const host = authority.replace(/:\d*$/, '').toLowerCase();
  if (port === '0') return false;
  return /[^\p{ASCII}]/u.test(host) || host === hostname;
}

interface SiteProblem {
  readonly what: string;
  readonly nextStep: string;
}

function siteProblem(hostname: string, isSecure: boolean): SiteProblem | undefined {
  if (isNeverASite(hostname)) {
    return {
      what: 'names a link-local or metadata address, where machines keep credentials',
      nextStep: 'Write the address of the site itself.',
    };
  }
  if (isSecure || hostname === 'localhost' || isLoopback(hostname)) return undefined;
  return {
    what: 'is http, which anybody on the way can read and change',
    nextStep:
      'Write https. For a site that has none, open a tunnel to it (ssh -L 8080:localhost:80 HOST) and write http://localhost:8080.',
  };
}

type Network = readonly [address: string, prefix: number];

// "This" network, link-local (where clouds serve credentials), multicast and broadcast: RFC 6890.
const never: { readonly ipv4: readonly Network[]; readonly ipv6: readonly Network[] } = {
  ipv4: [
    ['0.0.0.0', 8],
    ['169.254.0.0', 16],
    ['224.0.0.0', 4],
    ['240.0.0.0', 4],
    // Metadata of Alibaba Cloud, of Oracle Cloud, and of Azure's host.
    ['100.100.100.200', 32],
    ['192.0.0.192', 32],
    ['168.63.129.16', 32],
  ],
  ipv6: [
    ['::', 128],
    ['fe80::', 10],
    ['ff00::', 8],
    // Metadata of EC2 and of Google Cloud.
    ['fd00:ec2::254', 128],
    ['fd20:ce::254', 128],
  ],
};

/** Built on first use: a server with an origin of its own never needs them. */
const lists = lazily<{ readonly never: BlockList; readonly loopback: BlockList }>({
  never: () => listOf(never),
  loopback: () => listOf({ ipv4: [['127.0.0.0', 8]], ipv6: [['::1', 128]] }),
});

function listOf({ ipv4, ipv6 }: typeof never): BlockList {
  const list = new BlockList();
  for (const [address, prefix] of ipv4) list.addSubnet(address, prefix, 'ipv4');
  for (const [address, prefix] of ipv6) list.addSubnet(address, prefix, 'ipv6');
  return list;
}

const metadataHosts: ReadonlySet<string> = new Set(['metadata', 'metadata.google.internal', 'instance-data']);

/** Whether a host, or the address that a name turned out to have, is one that no site has. */
function isNeverASite(host: string): boolean {
  return isIn(lists.never, host) || metadataHosts.has(host.replace(/\.$/, '').toLowerCase());
}

function isLoopback(host: string): boolean {
  return isIn(lists.loopback, host);
}

/** Also for an IPv4 address that is written as an IPv6 one: mapped, translated or in 6to4. */
function isIn(list: BlockList, host: string): boolean {
  const version = isIP(host);
  if (version === 4) return list.check(host, 'ipv4');
  if (version === 0) return false;
  const inner = innerAddress(host);
  return list.check(host, 'ipv6') || (inner !== undefined && list.check(inner, 'ipv4'));
}

/** The IPv4 address within `::ffff:a.b.c.d`, `::a.b.c.d`, `64:ff9b::a.b.c.d` (RFC 6052) or `2002:…` (RFC 3056). */
function innerAddress(address: string): string | undefined {
  const groups = groupsOf(address);
  const pair = /^(?:0:0:0:0:0:(?:ffff|0)|64:ff9b:0:0:0:0):/.test(`${groups.join(':')}:`)
    ? groups.slice(6)
    : groups[0] === '2002'
      ? groups.slice(1, 3)
      : undefined;
  const [high = 0, low = 0] = pair?.map((group) => Number.parseInt(group, 16)) ?? [];
  // `::` and `::1` are addresses of their own.
  return pair === undefined || high === 0
    ? undefined
    : [high >> 8, high & 255, low >> 8, low & 255].join('.');
}

/** The eight groups in lower-case hexadecimal without leading zeros. */
function groupsOf(address: string): readonly string[] {
  // The parser of URLs writes every form alike.
  const canonical = urlOf(`http://[${address.replace(/%.*$/, '')}]`)?.hostname.slice(1, -1) ?? '';
  const [head = '', tail] = canonical.split('::');
  const [left, right] = [head, tail ?? ''].map((side) => (side === '' ? [] : side.split(':')));
  const missing = 8 - (left?.length ?? 0) - (right?.length ?? 0);
  return [
    ...(left ?? []),
    ...Array.from({ length: tail === undefined ? 0 : missing }, () => '0'),
    ...(right ?? []),
  ];
}

/**
 * Whether a connection may be used, by the address at its other end: names can come to mean other addresses after they
 * were read, by a mistake or by somebody who wants the credential.
 */
export function mayTalkTo(address: string | undefined, { isSecure }: Pick<Site, 'isSecure'>): boolean {
  if (address === undefined || isIP(address.replace(/%.*$/, '')) === 0) return false;
  const plain = address.replace(/%.*$/, '');
  return !isNeverASite(plain) && (isSecure || isLoopback(plain));
}

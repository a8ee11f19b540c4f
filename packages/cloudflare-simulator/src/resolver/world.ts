/** What is not in any zone of the account: an invented rest of the Internet. */

import { createHash } from 'node:crypto';
import { foreignDs } from '../resources/dnssec/keys.ts';
import { type AnsweredRecord, NOERROR, NXDOMAIN, type Resolution, SERVFAIL } from './model.ts';

/** Names reserved for examples (RFC 2606, RFC 6761): here they all exist. */
const EXISTING = /(?:^|\.)(?:example|test|example\.(?:com|net|org))$/;

const TTL = 300;
const DELEGATION_TTL = 86_400;
const DENIAL_TTL = 900;

/**
 * A foreign name. Those reserved for examples have one address of each family, from the ranges reserved for
 * documentation; every other name does not exist, so that an alias to it dangles.
 */
export function foreign(name: string, type: string, told: World = new Map()): Resolution {
  const known = told.get(name) ?? wildcardIn(told, name);
  return known === undefined ? invented(name, type) : toldOf(name, type, known);
}

function wildcardIn(told: World, name: string): readonly string[] | undefined {
  const labels = name.split('.');
  return labels
    .map((_, index) => told.get(`*.${labels.slice(index + 1).join('.')}`))
    .find((each) => each !== undefined);
}

/** What a test tells of names outside the account, in place of what is invented. */
export type World = ReadonlyMap<string, readonly string[]>;

/**
 * Lines such as `_spf.mail.test TXT "v=spf1 -all"`, with a type and a value as in a zone file, or with `NXDOMAIN`, `SERVFAIL` or
 * `EMPTY` in place of them. A name that begins with `*.` stands for those below it that are not told.
 */
export function worldOf(lines: readonly string[]): World {
  const told = new Map<string, string[]>();
  for (const line of lines) {
    const [name = '', ...rest] = line.split(' ');
    const there = told.get(name) ?? [];
    there.push(rest.join(' '));
    told.set(name, there);
  }
  return told;
}

function toldOf(name: string, type: string, known: readonly string[]): Resolution {
  const values = known.flatMap((line) => (line.startsWith(`${type} `) ? [line.slice(type.length + 1)] : []));
  const answers = values.map((data) => ({ name, type, ttl: TTL, data }));
  const status = known.includes('NXDOMAIN') ? NXDOMAIN : known.includes('SERVFAIL') ? SERVFAIL : NOERROR;
  const authority = answers.length > 0 || status === SERVFAIL ? [] : [authorityAbove(name)];
  return { status, answers, authority, authenticated: false, comments: [] };
}

function invented(name: string, type: string): Resolution {
  const exists = EXISTING.test(name);
  const answers = exists ? [...delegation(name, type), ...senders(name, type), ...addresses(name, type)] : [];
  return {
    status: exists ? NOERROR : NXDOMAIN,
    answers,
    authority: answers.length > 0 ? [] : [authorityAbove(name)],
    authenticated: false,
    comments: [],
  };
}

/** The SOA with which a registry denies a name (RFC 2308 §3). */
export function authorityAbove(name: string): AnsweredRecord {
  const parent = name.split('.').at(-1) ?? '';
  const data = `a.registry.example. hostmaster.registry.example. 1 1800 900 604800 ${DENIAL_TTL}`;
  return { name: parent, type: 'SOA', ttl: DENIAL_TTL, data };
}

/**
 * What a registry says of a domain right below `example`: another provider serves it. Those whose name begins with
 * `signed` have a DS record as well.
 */
function delegation(name: string, type: string): AnsweredRecord[] {
  if (!/^[^.]+\.example$/.test(name)) return [];
  if (type === 'NS') {
    return [1, 2].map((number) => ({
      name,
      type,
      ttl: DELEGATION_TTL,
      data: `ns${number}.hosting.example.`,
    }));
  }
  return type === 'DS' && isSigned(name) ? [{ name, type, ttl: DELEGATION_TTL, data: foreignDs(name) }] : [];
}

/** Whether the provider that serves a domain signs it: who moves the domain leaves its DS record behind. */
export function isSigned(name: string): boolean {
  return /^signed[^.]*\.example$/.test(name);
}

/** Who sends mail for others says from where: under a name that begins with `_spf` (RFC 7208 §10.1.3). */
function senders(name: string, type: string): AnsweredRecord[] {
  if (type !== 'TXT' || !name.startsWith('_spf.')) return [];
  return [{ name, type, ttl: TTL, data: '"v=spf1 ip4:198.51.100.128/28 -all"' }];
}

function addresses(name: string, type: string): AnsweredRecord[] {
  const octet = 1 + ((createHash('sha256').update(name).digest()[0] ?? 0) % 254);
  if (type === 'A') return [{ name, type, ttl: TTL, data: `198.51.100.${octet}` }];
  if (type === 'AAAA') return [{ name, type, ttl: TTL, data: `2001:db8:f0::${octet.toString(16)}` }];
  return [];
}

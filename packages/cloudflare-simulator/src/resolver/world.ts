/** What is not in any zone of the account: an invented rest of the Internet. */

import { createHash } from 'node:crypto';
import { foreignDs } from '../resources/dnssec/keys.ts';
import { type AnsweredRecord, NOERROR, NXDOMAIN, type Resolution } from './model.ts';

/** Names reserved for examples (RFC 2606, RFC 6761): here they all exist. */
const EXISTING = /(?:^|\.)(?:example|test|example\.(?:com|net|org))$/;

const TTL = 300;
const DELEGATION_TTL = 86_400;
const DENIAL_TTL = 900;

/**
 * A foreign name. Those reserved for examples have one address of each family, from the ranges reserved for
 * documentation; every other name does not exist, so that an alias to it dangles.
 */
export function foreign(name: string, type: string): Resolution {
  const exists = EXISTING.test(name);
  const answers = exists ? [...delegation(name, type), ...addresses(name, type)] : [];
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

function addresses(name: string, type: string): AnsweredRecord[] {
  const octet = 1 + ((createHash('sha256').update(name).digest()[0] ?? 0) % 254);
  if (type === 'A') return [{ name, type, ttl: TTL, data: `198.51.100.${octet}` }];
  if (type === 'AAAA') return [{ name, type, ttl: TTL, data: `2001:db8:f0::${octet.toString(16)}` }];
  return [];
}

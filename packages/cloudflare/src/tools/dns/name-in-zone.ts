import { InputError } from '@crunchtools/mcp-core';
import {
  type CheckedName,
  delegationOf,
  enclosersOf,
  type ZoneRecord,
} from '../../domain/dns/check/index.ts';
import { type RecordType, Refusal, recordTypes } from '../../domain/dns/index.ts';
import { ownerName } from '../../domain/dns/name.ts';
import type { ZoneContext } from '../define.ts';

type Context = Pick<ZoneContext, 'api' | 'zone'>;

/** @throws {InputError} for a name that cannot be in the zone. */
export function nameIn(zoneName: string, name: string): string {
  const full = ownerName(name, zoneName);
  if (!(full instanceof Refusal)) return full;
  throw new InputError(`name: ${full.reason}.`, {
    nextStep: 'Write @, a name such as www, or a full name in this zone.',
  });
}

/** Everything in the zone that speaks for a name: its own records, a wildcard's, or a delegation's. */
export async function readName(name: string, { api, zone }: Context): Promise<CheckedName> {
  const isApex = name === zone.name;
  const [own, nameServers, found] = await Promise.all([
    api.dns.listAll(zone.id, { name }),
    isApex ? [] : api.dns.listAll(zone.id, { type: 'NS' }),
    api.zones.get(zone.id),
  ]);
  const { status, paused, name_servers: servers } = found;
  const checked = { name, zone: { name: zone.name, status, paused, nameServers: servers } };
  const cut = delegationOf(name, zone.name, nameServers);
  if (cut !== undefined) {
    const records = cut === name ? own : await api.dns.listAll(zone.id, { name: cut });
    return { ...checked, source: 'delegation', records, cut };
  }
  if (own.length > 0 || isApex) return { ...checked, source: 'own', records: own };
  const wildcard = await wildcardFor(name, { api, zone });
  return { ...checked, source: wildcard.length > 0 ? 'wildcard' : 'own', records: wildcard };
}

/** RFC 4592: the wildcard below the closest name that exists, unless `name` itself exists through names below it. */
async function wildcardFor(name: string, context: Context): Promise<readonly ZoneRecord[]> {
  const { api, zone } = context;
  const enclosers = enclosersOf(name, zone.name);
  const wildcards = await Promise.all(
    enclosers.map((encloser) => api.dns.listAll(zone.id, { name: `*.${encloser}` })),
  );
  const index = wildcards.findIndex((records) => records.length > 0);
  if (index === -1) return [];
  // Whatever exists between the name and the wildcard keeps the wildcard away.
  for (const closer of [name, ...enclosers.slice(0, index)]) {
    if (await exists(closer, context)) return [];
  }
  return wildcards[index] ?? [];
}

/** A name exists when it has records, or names below it have some (RFC 4592 section 2.2.2). */
async function exists(name: string, { api, zone }: Context): Promise<boolean> {
  const [own, below] = await Promise.all([
    api.dns.list(zone.id, { name, per_page: 1 }),
    api.dns.list(zone.id, { name_contains: `.${name}`, per_page: 1 }),
  ]);
  return own.total > 0 || below.total > 0;
}

/**
 * The types there is something to say about: those stored, or addresses. Of a proxied record it is the address, of an
 * alias also what is behind it, and of a delegated name what the zone says about the delegation.
 */
export function typesOf({ name, cut, records }: CheckedName): readonly RecordType[] {
  const stored = new Set(records.flatMap((record) => typesAbout(record)));
  const counted =
    cut === undefined ? [...stored] : [...stored].filter((type) => type === 'NS' || type === 'DS');
  const types = recordTypes.filter((type) => counted.includes(type));
  return types.length === 0 || (cut !== undefined && cut !== name) ? ['A', 'AAAA'] : types;
}

function typesAbout({ type, proxied }: ZoneRecord): readonly string[] {
  if (proxied === true) return ['A'];
  return type === 'CNAME' ? ['A', 'CNAME'] : [type];
}

/**
 * The DS record that should be at the registrar, as a record of the zone's name: the one of DNSSEC when it is
 * enabled, and none when it is not.
 */
export async function delegationSigner({ api, zone }: Context): Promise<readonly ZoneRecord[]> {
  const { status, ds = '' } = await api.dnssec.get(zone.id);
  const content = /\bDS (\d+ \d+ \d+ [0-9A-Fa-f]+)$/u.exec(ds)?.[1];
  const isWanted = status === 'active' || status === 'pending';
  return isWanted && content !== undefined ? [{ type: 'DS', name: zone.name, content }] : [];
}

import {
  choiceFrom,
  InputError,
  type JsonObject,
  type ToolTrial,
  unlisted,
  untrusted,
} from '@crunchtools/mcp-core';
import * as z from 'zod';
import { Issue } from '../../problem.ts';
import { shownId, shownWord } from '../../schema.ts';
import type { ZoneContext } from '../../tool.ts';
import { exampleZone, idOfFirst } from '../../tool.ts';
import type { DnsRecord } from './api.ts';
import { type CheckedName, delegationOf, enclosersOf, type ZoneRecord } from './check/facts.ts';
import { ownerName, shortName } from './names.ts';
import { printPresentation } from './presentation.ts';
import { isDataType, type RecordType, recordTypes } from './types.ts';

export const typeArgument = z.enum(recordTypes);

/** Where create_dns_record has shown the types. */
export const knownType = choiceFrom(typeArgument);

const dataObject = z.record(z.string(), z.union([z.string(), z.number()])).optional();
const settings = z.record(z.string(), z.boolean()).optional();

/** What can be set on a record. The rules of the field are in files of their own; here are only shapes and sizes. */
export const settable = {
  content: z.string().max(20_000).optional(),
  data: dataObject.describe('Instead of content.'),
  ttl: z.int().optional().describe('Seconds; 1 is automatic.'),
  priority: z.int().optional().describe('MX, URI.'),
  proxied: z.boolean().optional(),
  comment: z.string().max(1_000).optional(),
  tags: z.array(z.string().max(200)).max(50).optional(),
  settings: settings.describe('As in create_dns_record.'),
};

/** The same, explained where a model learns of it. */
export const newSettable = {
  ...settable,
  content: settable.content.describe(
    'Value as in a zone file, without priority for MX: "192.0.2.1", "0 issue \\"ca.example\\"".',
  ),
  data: dataObject.describe("Cloudflare's data object, instead of content."),
  ttl: settable.ttl.describe('Seconds, 60-86400; 1 is automatic (default).'),
  proxied: settable.proxied.describe('A, AAAA, CNAME.'),
  settings: settings.describe('ipv4_only, ipv6_only, flatten_cname.'),
};

/** A record in a list: defaults are left out, because lists are long. */
export const compactRecord = z.strictObject({
  id: shownId,
  type: shownWord,
  name: untrusted(z.string()),
  content: untrusted(z.string()).optional(),
  priority: z.number().optional(),
  ttl: z.number().optional(),
  proxied: z.literal(true).optional(),
  comment: untrusted(z.string()).optional(),
  tags: unlisted(untrusted(z.array(z.string())).optional()),
});

/**
 * Names are as short as tools take them: `@`, `www`. `ttl` is left out when it is automatic, `proxied` when it is false.
 */
export function compactRecordOf(record: DnsRecord, zoneName: string): z.input<typeof compactRecord> {
  const { id, type, name, ttl, proxied, comment, tags } = record;
  return {
    id,
    type,
    name: shortName(name, zoneName),
    content: shownValue(record),
    priority: showsPriority.has(type) ? priorityOf(record) : undefined,
    ttl: ttl === 1 ? undefined : ttl,
    proxied: proxied === true ? true : undefined,
    comment,
    tags: tags === undefined ? undefined : [...tags],
  };
}

/** The types whose `content` holds no priority: with it, create_dns_record makes the same record again. */
const showsPriority: ReadonlySet<string> = new Set(['MX', 'SRV', 'URI']);

function priorityOf({ priority, data }: DnsRecord): number | undefined {
  const within = data?.['priority'];
  return priority ?? (typeof within === 'number' ? within : undefined);
}

/** Older records of a type with `data` come without `content` (CAA, SRV; recorded in 2023). */
function shownValue({ type, content, data, priority }: DnsRecord): string | undefined {
  if (content !== undefined || data === undefined) return content;
  if (!isDataType(type)) return JSON.stringify(data);
  return printPresentation(type, priority === undefined ? { data } : { data, priority });
}

type Context = Pick<ZoneContext, 'api' | 'zone'>;

/** @throws {InputError} for a name that cannot be in the zone. */
export function nameIn(zoneName: string, name: string): string {
  const full = ownerName(name, zoneName);
  if (!(full instanceof Issue)) return full;
  throw new InputError(`name: ${full.reason}.`, {
    nextStep: 'Write @, a name such as www, or a full name in this zone.',
  });
}

/**
 * Everything in the zone that speaks for a name: its own records, a wildcard's, or a delegation's.
 * @param known the zone, for who has read it already.
 */
export async function readName(
  name: string,
  { api, zone }: Context,
  known?: Awaited<ReturnType<Context['api']['zones']['get']>>,
): Promise<CheckedName> {
  const isApex = name === zone.name;
  // Above a name right below the zone, nothing is delegated: its own records tell.
  const isDeep = !isApex && name.slice(0, -(zone.name.length + 1)).includes('.');
  const [own, deeper, found] = await Promise.all([
    api.dns.listAll(zone.id, { name }),
    isDeep ? api.dns.listAll(zone.id, { type: 'NS' }) : [],
    known ?? api.zones.get(zone.id),
  ]);
  const { status, paused, name_servers: servers } = found;
  const checked = { name, zone: { name: zone.name, status, paused, nameServers: servers } };
  const cut = isApex ? undefined : delegationOf(name, zone.name, isDeep ? deeper : own);
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

/** Arguments about a record of the example's own, so that examples do not get into each other's way. */
export function exampleRecord(name: string, also: JsonObject = {}): ToolTrial['example'] {
  return async (apply) => {
    const content = `made for ${name}, ${crypto.randomUUID()}`;
    const { changes } = await apply('create_dns_record', { zone: exampleZone, type: 'TXT', name, content });
    return { zone: exampleZone, record_id: idOfFirst(changes), ...also };
  };
}

import { defineJsonResource, ours, type Resource, SafeError } from '@crunchtools/mcp-core';
import * as z from 'zod';
import { inZone, type ZoneReading, zoneCompletion, zoneVariable } from '../../resource.ts';
import { shownWord, untrustedList } from '../../schema.ts';
import type { Services } from '../../services.ts';
import { type SettingId, valueFromApi } from '../settings/settings.ts';
import { listedZone, listedZoneOf, wholeZone, wholeZoneOf } from './zone-shape.ts';

/** What says most about how a zone is protected. */
const keySettings = [
  'ssl',
  'always_use_https',
  'min_tls_version',
  'security_level',
  'development_mode',
] as const satisfies readonly SettingId[];

const settingValue = z
  .string()
  .regex(/^[a-z0-9_.]{1,40}$/u)
  .optional();

const shownSettings = z.strictObject({
  ssl: settingValue,
  always_use_https: settingValue,
  min_tls_version: settingValue,
  security_level: settingValue,
  development_mode: settingValue,
});

const parts = ['settings', 'dns_records', 'dnssec', 'page_rules'] as const;

export const zoneResource: Resource<Services> = defineJsonResource({
  name: 'zone',
  title: 'A zone',
  description:
    'Overview of a zone: status, plan, name servers, the settings that protect it, DNSSEC, how many records and Page Rules it has. The name of the account was written by others.',
  toolset: 'zones',
  effect: 'read',
  uri: 'cloudflare://zones/{zone}',
  variables: zoneVariable,
  complete: zoneCompletion,
  ttlMs: 0,
  output: z.strictObject({
    ...wholeZone,
    settings: shownSettings.optional(),
    dns_records: z.int().optional(),
    dnssec: shownWord.optional(),
    page_rules: z.int().optional(),
    /** What this token may not read. */
    unavailable: z.array(z.enum(parts)).optional(),
    untrusted: untrustedList,
  }),
  read: ({ zone }, context) => inZone(zone, context, overview),
});

async function overview(reading: ZoneReading) {
  const { api, zone, offers } = reading;
  const { id } = zone;
  const unavailable = new Set<(typeof parts)[number]>();
  const part = <Result>(name: (typeof parts)[number], toolset: string, read: () => Promise<Result>) =>
    offers(toolset) ? orUnavailable(read, () => unavailable.add(name)) : undefined;
  const [whole, settings, records, dnssec, pageRules] = await Promise.all([
    api.zones.get(id),
    part('settings', 'zones', () => settingsOf(reading)),
    part('dns_records', 'dns', () => api.dns.count(id)),
    part('dnssec', 'dns', async () => (await api.dnssec.get(id)).status),
    part('page_rules', 'page_rules', async () => (await api.pageRules.list(id)).length),
  ]);
  return {
    ...wholeZoneOf(whole),
    settings,
    dns_records: records,
    dnssec,
    page_rules: pageRules,
    unavailable: unavailable.size === 0 ? undefined : parts.filter((name) => unavailable.has(name)),
  };
}

async function settingsOf({ api, zone }: ZoneReading): Promise<z.input<typeof shownSettings>> {
  const found = await Promise.all(
    keySettings.map(async (name) => {
      const { value } = await api.settings.get(zone.id, name);
      return [name, String(valueFromApi(name, value) ?? '')] as const;
    }),
  );
  return Object.fromEntries(found);
}

/** A token for some of it still gets the rest. */
async function orUnavailable<Result>(
  read: () => Promise<Result>,
  note: () => void,
): Promise<Result | undefined> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof SafeError) || error.code !== 'permission_denied') throw error;
    note();
    return undefined;
  }
}

const perPage = 50;
/** A thousand zones. */
const mostPages = 20;

export const zonesResource: Resource<Services> = defineJsonResource({
  name: 'zones',
  title: 'Zones',
  description: 'Zones (domains) that the token can see, by name. Names of accounts were written by others.',
  toolset: 'zones',
  effect: 'read',
  uri: 'cloudflare://zones',
  variables: {},
  complete: {},
  ttlMs: 60_000,
  output: z.strictObject({
    zones: z.array(listedZone),
    total: z.int(),
    next: ours(z.string()).optional(),
    untrusted: untrustedList,
  }),
  async read(_values, { services }) {
    const { zones, total } = await everyZone(services);
    const isAll = zones.length >= total;
    return {
      zones,
      total,
      next: isAll ? undefined : `${zones.length} of ${total} shown; list_zones has the rest`,
    };
  },
});

async function everyZone({ api, allowedZones }: Services) {
  if (allowedZones !== undefined) {
    const zones = await api.zones.named(allowedZones.toSorted());
    return { zones: zones.map(listedZoneOf), total: zones.length };
  }
  const zones: z.input<typeof listedZone>[] = [];
  let total = 0;
  for (let page = 1; page <= mostPages; page += 1) {
    const found = await api.zones.list({ page, per_page: perPage, order: 'name', direction: 'asc' });
    zones.push(...found.items.map(listedZoneOf));
    total = found.total;
    if (page >= found.pages) break;
  }
  return { zones, total };
}

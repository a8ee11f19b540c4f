import { defineJsonResource, ours, type Resource } from '@crunchtools/mcp-core';
import * as z from 'zod';
import { untrustedList } from '../schema/index.ts';
import type { Services } from '../services.ts';
import { listedZone, listedZoneOf } from '../tools/zones/zone-shape.ts';

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
    // Each by its name, so that the answer cannot even hint at others.
    const pages = await Promise.all(allowedZones.toSorted().map((name) => api.zones.list({ name })));
    const zones = pages.flatMap(({ items }) => items.filter(({ name }) => allowedZones.includes(name)));
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

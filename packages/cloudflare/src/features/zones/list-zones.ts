import * as z from 'zod';
import { listing, listingOf, pageArgument } from '../../schema.ts';
import type { Services } from '../../services.ts';
import { defineAccountRead } from '../../tool.ts';
import { listedZone, listedZoneOf } from './zone-shape.ts';

const perPage = 50;

export const listZones = defineAccountRead({
  name: 'list_zones',
  title: 'List zones',
  description:
    'Zones (domains) that the token can see, by name, 50 a page. Other tools take a zone by name or id.',
  toolset: 'zones',
  effect: 'read',
  permissions: ['Zone Read'],
  input: {
    status: z.enum(['active', 'pending', 'initializing', 'moved']).optional(),
    page: pageArgument,
  },
  output: z.strictObject({ zones: z.array(listedZone), ...listing }),
  async run({ status, page = 1 }, { services }) {
    if (services.allowedZones !== undefined)
      return allowedOnly(services.allowedZones, status, page, services);
    const found = await services.api.zones.list({
      status,
      page,
      per_page: perPage,
      order: 'name',
      direction: 'asc',
    });
    return { zones: found.items.map(listedZoneOf), ...listingOf(found, found.items.length) };
  },
  example: { status: 'active' },
  hostile: { name: 'mapleandpine.com&account.id=0' },
  requests: ['GET /zones'],
  scopes: 'answer',
});

async function allowedOnly(
  names: readonly string[],
  status: string | undefined,
  page: number,
  { api }: Services,
): Promise<{
  zones: z.input<typeof listedZone>[];
  total: number;
  page: number;
  pages: number;
  next?: string;
}> {
  const zones = (await api.zones.named(names, status)).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const shownZones = zones.slice((page - 1) * perPage, page * perPage).map(listedZoneOf);
  const position = { page, pages: Math.max(1, Math.ceil(zones.length / perPage)), total: zones.length };
  return { zones: shownZones, ...listingOf(position, shownZones.length) };
}

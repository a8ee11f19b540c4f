import { domainToUnicode } from 'node:url';
import { type Completer, completeFrom, NotFoundError, type ReadContext } from '@crunchtools/mcp-core';
import { rulePhases } from './features/rules/phases.ts';
import { zoneArgument } from './schema.ts';
import { type Services, servicesWith } from './services.ts';
import type { ZoneRef } from './zone.ts';

/** Cloudflare's largest page of zones. */
const mostZones = 50;
const mostRecords = 500;

const phases: Completer<Services> = completeFrom(rulePhases);

export { phases as completePhase };

/** Zones whose name begins so. With an allow-list its names, and nobody is asked. */
export const completeZone: Completer<Services> = async (
  typed,
  _given,
  { services: { recentNames, allowedZones } },
) => {
  const start = typed.normalize('NFC').toLowerCase();
  if (allowedZones !== undefined) return { values: inFormOf(start, allowedZones).toSorted() };
  if (mayBeInternational(start)) return recentNames.zones(start, (api) => internationalZones(start, api));
  // Cloudflare reads a colon in the filter as an operator; in a name there is none.
  if (!/^[a-z0-9.-]{0,253}$/u.test(start)) return { values: [] };
  return recentNames.zones(start, async (api) => {
    const found = await api.zones.list({
      ...(start === '' ? {} : { name_starts_with: start }),
      per_page: mostZones,
      order: 'name',
      direction: 'asc',
    });
    return { values: found.items.map(({ name }) => name), more: found.total > found.items.length };
  });
};

/** A part of a U-label is no part of its A-label, and Cloudflare's filter may look at either. */
function mayBeInternational(start: string): boolean {
  return start.startsWith('xn--') || /^(?=.*\P{ASCII})[\p{L}\p{M}\p{N}\p{So}.-]{1,253}$/u.test(start);
}

/** A completion begins as what was typed. */
function inFormOf(start: string, names: readonly string[]): readonly string[] {
  return /^\p{ASCII}*$/u.test(start) ? names : names.map((name) => domainToUnicode(name));
}

/** Looked for here, in the first zones by name. */
const mostPages = 4;

async function internationalZones(
  start: string,
  api: Pick<Services['api'], 'zones'>,
): Promise<{ readonly values: readonly string[]; readonly more: boolean }> {
  const values: string[] = [];
  let page = 1;
  for (let pages = 1; page <= Math.min(pages, mostPages); page += 1) {
    const found = await api.zones.list({ page, per_page: mostZones, order: 'name', direction: 'asc' });
    const names = inFormOf(
      start,
      found.items.map(({ name }) => name),
    );
    values.push(...names.filter((name) => name.startsWith(start)));
    pages = found.pages;
    if (pages > mostPages && page === mostPages) return { values, more: true };
  }
  return { values, more: false };
}

/** Names that records of the zone have, once the zone is known. */
export const completeRecordName: Completer<Services> = async (typed, given, { services }) => {
  const { zone: wanted = '' } = given;
  const start = typed.toLowerCase();
  if (wanted === '' || !/^[a-z0-9._*-]{0,253}$/u.test(start)) return { values: [] };
  const zone = await services.zones.resolve(wanted);
  return services.recentNames.records(zone.id, start, async (api) => {
    const found = await api.dns.list(zone.id, {
      ...(start === '' ? {} : { name_starts_with: start }),
      per_page: mostRecords,
      order: 'name',
      direction: 'asc',
    });
    const names = new Set(found.items.map(({ name }) => name));
    return { values: [...names], more: found.total > found.items.length };
  });
};

/** What a resource of one zone is given. */
export type ZoneReading = Services & { readonly zone: ZoneRef } & Pick<ReadContext<Services>, 'offers'>;

/** The variable of every resource of one zone. */
export const zoneVariable = { zone: zoneArgument };
export const zoneCompletion = { zone: completeZone };

/** Reads from the zone that a URI names, by name or id. */
export async function inZone<Result>(
  nameOrId: string,
  { services, offers }: ReadContext<Services>,
  work: (reading: ZoneReading) => Promise<Result>,
): Promise<Result> {
  const zone = await services.zones.resolve(nameOrId);
  try {
    return await work(servicesWith(services, { zone, offers }));
  } catch (error) {
    // The zone itself may be gone; the next read has to look again.
    if (error instanceof NotFoundError) services.zones.forget(zone);
    throw error;
  }
}

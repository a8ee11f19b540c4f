import { type Completer, completeFrom } from '@crunchtools/mcp-core';
import { rulePhases } from '../domain/rules/index.ts';
import type { Services } from '../services.ts';

/** Cloudflare's largest page of zones. */
const mostZones = 50;
const mostRecords = 500;

const phases: Completer<Services> = completeFrom(rulePhases);

export { phases as completePhase };

/** Zones whose name begins so. With an allow-list its names, and nobody is asked. */
export const completeZone: Completer<Services> = async (
  typed,
  _given,
  { services: { api, allowedZones } },
) => {
  if (allowedZones !== undefined) return { values: allowedZones.toSorted() };
  const start = typed.toLowerCase();
  // Cloudflare reads a colon in the filter as an operator; in a name there is none.
  if (!/^[a-z0-9.-]{0,253}$/u.test(start)) return { values: [] };
  const found = await api.zones.list({
    ...(start === '' ? {} : { name_starts_with: start }),
    per_page: mostZones,
    order: 'name',
    direction: 'asc',
  });
  return { values: found.items.map(({ name }) => name), more: found.total > found.items.length };
};

/** Names that records of the zone have, once the zone is known. */
export const completeRecordName: Completer<Services> = async (typed, given, { services: { api, zones } }) => {
  const { zone: wanted = '' } = given;
  const start = typed.toLowerCase();
  if (wanted === '' || !/^[a-z0-9._*-]{0,253}$/u.test(start)) return { values: [] };
  const zone = await zones.resolve(wanted);
  const found = await api.dns.list(zone.id, {
    ...(start === '' ? {} : { name_starts_with: start }),
    per_page: mostRecords,
    order: 'name',
    direction: 'asc',
  });
  const names = new Set(found.items.map(({ name }) => name));
  return { values: [...names], more: found.total > found.items.length };
};

import { NotFoundError, type ReadContext } from '@crunchtools/mcp-core';
import { zoneArgument } from '../schema/index.ts';
import type { Services } from '../services.ts';
import type { ZoneRef } from '../zone.ts';
import { completeZone } from './completers.ts';

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
    return await work({ ...services, zone, offers });
  } catch (error) {
    // The zone itself may be gone; the next read has to look again.
    if (error instanceof NotFoundError) services.zones.forget(zone);
    throw error;
  }
}

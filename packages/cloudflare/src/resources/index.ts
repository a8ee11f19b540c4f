import { changesResource, Resources } from '@crunchtools/mcp-core';
import { recordsResource, zoneFileResource } from '../features/dns/resources.ts';
import { rulesResource } from '../features/rules/resources.ts';
import { zoneResource, zonesResource } from '../features/zones/resources.ts';
import type { Services } from '../services.ts';

/** Every resource, in the order in which clients see them. */
export function resources(): Resources<Services> {
  return new Resources<Services>([
    zonesResource,
    changesResource('cloudflare://changes'),
    zoneResource,
    zoneFileResource,
    recordsResource,
    rulesResource,
  ]);
}

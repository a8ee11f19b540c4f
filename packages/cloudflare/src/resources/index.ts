import { changesResource, Resources } from '@crunchtools/mcp-core';
import type { Services } from '../services.ts';
import { recordsResource, zoneFileResource } from './dns.ts';
import { rulesResource } from './rules.ts';
import { zoneResource } from './zone.ts';
import { zonesResource } from './zones.ts';

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

import type { Feature } from '@crunchtools/mcp-core';
import type { Services } from '../../services.ts';
import { getZone } from './get-zone.ts';
import { listZones } from './list-zones.ts';
import { auditZone, launchSite } from './prompts.ts';
import { zoneResource, zonesResource } from './resources.ts';

export const zones: Feature<Services> = {
  toolset: 'zones',
  tools: [listZones, getZone],
  resources: [zonesResource, zoneResource],
  prompts: [launchSite, auditZone],
  permissionProbes: { 'Zone Read': ({ api }, zoneId) => api.zones.get(zoneId) },
};

import type { Feature } from '@crunchtools/mcp-core';
import type { Services } from '../../services.ts';
import { activateZone } from './activate-zone.ts';
import { ZoneActivationExecutor, ZoneExecutor } from './change.ts';
import { createZone } from './create-zone.ts';
import { getZone } from './get-zone.ts';
import { listAccounts } from './list-accounts.ts';
import { listZones } from './list-zones.ts';
import { launchSite } from './prompts.ts';
import { zoneResource, zonesResource } from './resources.ts';

export const zones: Feature<Services> = {
  toolset: 'zones',
  tools: [() => listZones, () => getZone, () => listAccounts, () => createZone, () => activateZone],
  executors: {
    zone: (services) => new ZoneExecutor(services),
    zone_activation: ({ api }) => new ZoneActivationExecutor(api.zones),
  },
  get resources() {
    return [zonesResource, zoneResource];
  },
  get prompts() {
    return [launchSite];
  },
  permissionProbes: { 'Zone Read': ({ api }, zoneId) => api.zones.get(zoneId) },
};

import type { Feature } from '@crunchtools/mcp-core';
import type { Services } from '../../services.ts';
import { ZoneSettingExecutor } from './change.ts';
import { getZoneSettings } from './get-zone-settings.ts';
import { updateZoneSetting } from './update-zone-setting.ts';

export const settings: Feature<Services> = {
  toolset: 'zones',
  tools: [() => getZoneSettings, () => updateZoneSetting],
  executors: { zone_setting: ({ api }) => new ZoneSettingExecutor(api.settings) },
  permissionProbes: { 'Zone Settings Read': ({ api }, zoneId) => api.settings.get(zoneId, 'ssl') },
};

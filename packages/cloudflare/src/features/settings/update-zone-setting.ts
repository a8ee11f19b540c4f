import { choiceFrom } from '@crunchtools/mcp-core';
import * as z from 'zod';
import { defineZoneWrite } from '../../tool.ts';
import { desiredSetting, updateSetting } from './change.ts';
import { settingIds } from './settings.ts';

export const updateZoneSetting = defineZoneWrite({
  name: 'update_zone_setting',
  title: 'Update a zone setting',
  description: 'Change one setting of a zone. What weakens security waits for approval.',
  toolset: 'zones',
  effect: 'update',
  permissions: ['Zone Settings Write'],
  input: {
    setting: choiceFrom(z.enum(settingIds).describe('ssl, always_use_https, … of get_zone_settings.')),
    value: z
      .union([z.string().min(1).max(100), z.number().min(0).max(1e9)])
      .describe(
        'on or off; a word, as in ssl: full; a TLS version; seconds for *_ttl; for security_header: off or max-age=31536000; includeSubDomains; preload; nosniff.',
      ),
  },
  async plan({ setting, value }, { zone, api }) {
    const wish = desiredSetting(zone, setting, value);
    return updateSetting(zone, setting, await api.settings.get(zone.id, setting), wish);
  },
  example: { zone: 'mapleandpine.net', setting: 'always_use_https', value: 'off' },
  hostile: { zone: 'mapleandpine.net', setting: '../purge_cache', value: 'on' },
  requests: ['GET /zones/{}/settings/{}', 'PATCH /zones/{}/settings/{}'],
});

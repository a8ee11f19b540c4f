import { InputError, NotFoundError, nearest, RejectedError, unlisted } from '@crunchtools/mcp-core';
import * as z from 'zod';
import { show } from '../../problem.ts';
import { shownTime, untrustedList } from '../../schema.ts';
import { defineZoneRead } from '../../tool.ts';
import { settingState } from './change.ts';
import { headerLine, isSettingId, type SettingId, settingIds } from './settings.ts';

const shownSetting = z.strictObject({
  setting: z.enum(settingIds),
  value: z.union([z.string().regex(/^[a-z0-9_.]{1,40}$/u), z.string().regex(headerLine), z.int()]),
  editable: unlisted(z.literal(false).optional()),
  modified_on: unlisted(shownTime.optional()),
  time_remaining: unlisted(z.int().optional()),
});

export const getZoneSettings = defineZoneRead({
  name: 'get_zone_settings',
  title: 'Get zone settings',
  description: 'Settings of a zone: encryption, protection, cache, speed. All, or the named ones.',
  toolset: 'zones',
  effect: 'read',
  permissions: ['Zone Settings Read'],
  // Named by text: their names would be in the list of tools twice.
  input: { settings: z.array(z.string().min(1).max(60)).min(1).max(settingIds.length).optional() },
  output: z.strictObject({
    settings: z.array(shownSetting),
    unavailable: z.array(z.enum(settingIds)).optional(),
    untrusted: untrustedList,
  }),
  async run({ settings }, { api, zone, progress }) {
    const ids = settings === undefined ? settingIds : [...new Set(settings.map(known))];
    const told = (done: number): Promise<void> => progress(done, ids.length, `${done} settings read`);
    const refusals: unknown[] = [];
    const found = await api.settings.getEach(zone.id, ids, told, (_id, error) => {
      refusals.push(absent(error));
      return undefined;
    });
    // That none of them is there says more of the zone than of the settings.
    if (refusals.length === ids.length) throw refusals[0];
    const shown = ids.map((id, index) => {
      const setting = found[index];
      if (setting === undefined) return undefined;
      return {
        setting: id,
        value: settingState(id, setting)[id] ?? '',
        editable: setting.editable ? undefined : (false as const),
        modified_on: settings === undefined ? undefined : setting.modified_on,
        time_remaining: isRunning(id, setting) ? setting.time_remaining : undefined,
      };
    });
    const unavailable = ids.filter((_, index) => found[index] === undefined);
    return {
      settings: shown.filter((setting) => setting !== undefined),
      unavailable: unavailable.length === 0 ? undefined : unavailable,
    };
  },
  example: { zone: 'mapleandpine.net', settings: ['ssl', 'security_header', 'browser_cache_ttl', 'polish'] },
  hostile: { zone: 'mapleandpine.net', settings: ['../dnssec'] },
  requests: ['GET /zones/{}/settings/{}'],
});

/** @throws {InputError} for a name that no setting has, with the nearest. */
function known(name: string): SettingId {
  if (isSettingId(name)) return name;
  const meant = nearest(name, settingIds);
  throw new InputError(`settings: there is none named ${show(name)} here.`, {
    nextStep: `${meant === undefined ? '' : `Did you mean ${meant}? `}There are ${settingIds.join(', ')}.`,
  });
}

/** Cloudflare retires settings from time to time, and hides some from some plans. @throws {unknown} for all else. */
function absent(error: unknown): unknown {
  if (error instanceof RejectedError || error instanceof NotFoundError) return error;
  throw error;
}

function isRunning(id: SettingId, { value }: { readonly value: unknown }): boolean {
  return id === 'development_mode' && value === 'on';
}

import { unlisted, unshaped, untrusted } from '@crunchtools/mcp-core';
import * as z from 'zod';
import { shownHost, shownId, shownTime, shownWord } from '../../schema.ts';
import type { Zone } from './api.ts';

/** A zone in a list. */
export const listedZone = z.strictObject({
  id: shownId,
  name: shownHost,
  status: shownWord.optional(),
  plan: shownWord.optional(),
  account: untrusted(z.string()).optional(),
  paused: z.literal(true).optional(),
});

export function listedZoneOf(zone: Zone): z.input<typeof listedZone> {
  return {
    id: zone.id,
    name: zone.name,
    status: zone.status,
    plan: zone.plan,
    account: zone.account.name,
    paused: zone.paused ? true : undefined,
  };
}

/** A zone by itself. */
export const wholeZone = {
  id: shownId,
  name: shownHost,
  status: shownWord.optional(),
  type: unlisted(shownWord.optional()),
  paused: z.boolean(),
  plan: shownWord.optional(),
  account: unshaped(untrusted(z.strictObject({ id: z.string().optional(), name: z.string().optional() }))),
  name_servers: z.array(shownHost),
  created_on: unlisted(shownTime.optional()),
};

const whole = z.strictObject(wholeZone);

export function wholeZoneOf({ name_servers: nameServers, ...rest }: Zone): z.input<typeof whole> {
  return { ...rest, name_servers: [...nameServers] };
}

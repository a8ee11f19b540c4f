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
  /** Of a partial zone. */
  verification: unlisted(untrusted(z.string()).optional()),
};

/** The record that proves who owns a partial zone (dns/zone-setups/partial-setup/setup, "Verify ownership"). */
function verificationOf(name: string, key: string): string {
  return `cloudflare-verify.${name} TXT ${key}`;
}

const whole = z.strictObject(wholeZone);

export function wholeZoneOf({
  name_servers: nameServers,
  verification_key: verificationKey,
  vanity_name_servers: _vanity,
  development_mode: _development,
  ...rest
}: Zone): z.input<typeof whole> {
  return {
    ...rest,
    name_servers: [...nameServers],
    verification: verificationKey === undefined ? undefined : verificationOf(rest.name, verificationKey),
  };
}

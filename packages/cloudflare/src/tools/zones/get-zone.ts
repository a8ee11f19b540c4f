import { untold, untrusted } from '@crunchtools/mcp-core';
import * as z from 'zod';
import { shownHost, shownId, shownTime, shownWord } from '../../schema/answer.ts';
import { untrustedList } from '../../schema/index.ts';
import { defineZoneRead } from '../define.ts';

export const getZone = defineZoneRead({
  name: 'get_zone',
  title: 'Get zone',
  description: 'Status, plan, account and name servers of a zone.',
  toolset: 'zones',
  effect: 'read',
  permissions: ['Zone Read'],
  input: {},
  output: z.strictObject({
    id: shownId,
    name: shownHost,
    status: shownWord.optional(),
    type: untold(shownWord.optional()),
    paused: z.boolean(),
    plan: shownWord.optional(),
    account: untrusted(z.strictObject({ id: z.string().optional(), name: z.string().optional() })),
    name_servers: z.array(shownHost),
    created_on: untold(shownTime.optional()),
    untrusted: untrustedList,
  }),
  async run(_args, { api, zone }) {
    const { name_servers: nameServers, ...rest } = await api.zones.get(zone.id);
    return { ...rest, name_servers: [...nameServers] };
  },
});

import * as z from 'zod';
import { untrustedList } from '../../schema.ts';
import { defineZoneRead } from '../../tool.ts';
import { wholeZone, wholeZoneOf } from './zone-shape.ts';

export const getZone = defineZoneRead({
  name: 'get_zone',
  title: 'Get zone',
  description: 'Status, plan, account and name servers of a zone.',
  toolset: 'zones',
  effect: 'read',
  permissions: ['Zone Read'],
  input: {},
  output: z.strictObject({ ...wholeZone, untrusted: untrustedList }),
  async run(_args, { api, zone }) {
    return wholeZoneOf(await api.zones.get(zone.id));
  },
  example: { zone: 'mapleandpine.net' },
  hostile: { zone: '../../user/tokens' },
  requests: ['GET /zones/{}'],
});

import * as z from 'zod';
import { defineZoneWrite } from '../../tool.ts';
import { updateDnssecState } from './change.ts';

export const updateDnssec = defineZoneWrite({
  name: 'update_dnssec',
  title: 'Update DNSSEC',
  description:
    'Enable or disable DNSSEC of a zone, or change how it is signed. The order with the registrar matters: read the warnings of the plan. get_dnssec has the DS record afterwards.',
  toolset: 'dns',
  effect: 'update',
  permissions: ['DNS Write'],
  input: {
    status: z.enum(['active', 'disabled']).optional(),
    multi_signer: z.boolean().optional().describe('Allow keys of other providers.'),
    presigned: z.boolean().optional().describe('Secondary zones: serve the signatures of the primary.'),
    use_nsec3: z.boolean().optional().describe('Enterprise.'),
  },
  async plan({ zone: _, ...wish }, { zone, api }) {
    return updateDnssecState(zone, await api.dnssec.get(zone.id), wish);
  },
  example: { zone: 'mapleandpine.net', status: 'active' },
  hostile: { zone: 'mapleandpine.net', status: 'disabled\u0000' },
  requests: ['GET /zones/{}/dnssec', 'PATCH /zones/{}/dnssec'],
});

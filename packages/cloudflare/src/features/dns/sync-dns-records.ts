import * as z from 'zod';
import { defineZoneWrite } from '../../tool.ts';
import { loosely } from '../rules/rule-input.ts';
import { planSync } from './bulk-change.ts';
import { knownType, settable } from './record-shape.ts';
import type { DesiredRecord } from './sync/desired.ts';

const recordShape = z.strictObject({ type: knownType, name: z.string().max(300), ...settable });

export const syncDnsRecords = defineZoneWrite({
  name: 'sync_dns_records',
  title: 'Sync DNS records',
  description:
    'Make the listed DNS records exist with the fewest changes, in transactions. Fields that are not given stay, and so do other records, unless prune is set or they cannot stand beside a listed one. NS records of the zone itself are left alone.',
  toolset: 'dns',
  effect: 'update',
  paged: true,
  permissions: ['DNS Write'],
  input: {
    records: z
      .array(loosely(recordShape))
      .max(50_000)
      .describe('[{type, name, content, ttl, …}]: members of create_dns_record.'),
    names: z.array(z.string().max(300)).max(50_000).optional().describe('Look at these only.'),
    types: z.array(knownType).max(50).optional().describe('Look at these only.'),
    prune: z.boolean().optional().describe('Delete what is looked at and not listed.'),
  },
  async plan({ zone: _, records, ...options }, context) {
    return planSync(context, wishesOf(records), options);
  },
  example: { zone: 'mapleandpine.net', records: [{ type: 'A', name: 'to-sync', content: '192.0.2.1' }] },
  hostile: {
    zone: 'mapleandpine.net',
    records: [{ type: 'A', name: 'x', content: '192.0.2.1', zone_id: '0' }],
  },
  requests: ['GET /zones/{}/dns_records', 'GET /zones/{}/dns_records/usage', 'POST /zones/{}/dns_records'],
});

function* wishesOf(records: readonly DesiredRecord['record'][]): Generator<DesiredRecord> {
  for (const [index, record] of records.entries()) yield { record, origin: { index } };
}

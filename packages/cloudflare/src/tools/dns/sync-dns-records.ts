import * as z from 'zod';
import { defineZoneWrite } from '../define.ts';
import { planSync } from './planned-sync.ts';
import { typeArgument } from './record-shape.ts';

/** As `settable`, without the descriptions: the model has them from create_dns_record, and each one costs tokens. */
const recordShape = z.strictObject({
  type: typeArgument,
  name: z.string().max(300),
  content: z.string().max(20_000).optional(),
  data: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  ttl: z.int().optional(),
  priority: z.int().optional(),
  proxied: z.boolean().optional(),
  comment: z.string().max(1_000).optional(),
  tags: z.array(z.string().max(200)).max(50).optional(),
  settings: z.record(z.string(), z.boolean()).optional(),
});

export const syncDnsRecords = defineZoneWrite({
  name: 'sync_dns_records',
  title: 'Sync DNS records',
  description:
    'Make the listed DNS records exist with the fewest changes, in transactions. What a record does not name stays. Others stay too, unless prune is set or they cannot stand beside a listed one. NS records of the zone itself are left alone.',
  toolset: 'dns',
  effect: 'update',
  paged: true,
  permissions: ['DNS Write'],
  input: {
    records: z.array(recordShape).max(50_000).describe('As for create_dns_record.'),
    names: z.array(z.string().max(300)).max(50_000).optional().describe('Look at these names only.'),
    types: z.array(typeArgument).max(50).optional().describe('Look at these types only.'),
    prune: z.boolean().optional().describe('Delete what is looked at and not listed. Default false.'),
  },
  async plan({ zone: _, records, ...options }, context) {
    const wishes = records.map((record, index) => ({ record, origin: { index } }));
    return planSync(context, wishes, options);
  },
});

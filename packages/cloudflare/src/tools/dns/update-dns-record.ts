import * as z from 'zod';
import { edit } from '../../changes/dns-record.ts';
import { recordId } from '../../schema/index.ts';
import { defineZoneWrite } from '../define.ts';
import { settable, typeArgument } from './record-shape.ts';

export const updateDnsRecord = defineZoneWrite({
  name: 'update_dns_record',
  title: 'Update a DNS record',
  description:
    'Change the given fields of one DNS record and leave the others. A new type is made by delete and create in one transaction.',
  toolset: 'dns',
  effect: 'update',
  permissions: ['DNS Write'],
  input: {
    record_id: recordId,
    type: typeArgument.optional(),
    name: z.string().max(300).optional(),
    ...settable,
  },
  async plan({ zone: _, record_id: id, ...wished }, { zone, api }) {
    const changes = edit(zone, await api.dns.get(zone.id, id), wished);
    return changes.length > 0 ? { changes } : { changes, warnings: ['The record is like this already.'] };
  },
});

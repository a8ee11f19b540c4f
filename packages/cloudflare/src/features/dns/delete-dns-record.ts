import { recordId } from '../../schema.ts';
import { defineZoneWrite } from '../../tool.ts';
import { deleteRecord } from './change.ts';
import { exampleRecord } from './record-shape.ts';

export const deleteDnsRecord = defineZoneWrite({
  name: 'delete_dns_record',
  title: 'Delete DNS record',
  description: 'Delete one DNS record. The answer holds the deleted record, and undo_change recreates it.',
  toolset: 'dns',
  effect: 'delete',
  permissions: ['DNS Write'],
  input: { record_id: recordId },
  async plan({ record_id: id }, { zone, api }) {
    return { changes: [deleteRecord(zone, await api.dns.get(zone.id, id))] };
  },
  example: exampleRecord('to-delete'),
  hostile: { zone: 'mapleandpine.net', record_id: '*' },
  requests: ['DELETE /zones/{}/dns_records/{}', 'GET /zones/{}/dns_records/{}'],
});

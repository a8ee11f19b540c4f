import { untrusted } from '@crunchtools/mcp-core';
import * as z from 'zod';
import { recordId, untrustedList } from '../../schema.ts';
import { defineZoneRead } from '../../tool.ts';
import { exampleRecord } from './record-shape.ts';

export const getDnsRecord = defineZoneRead({
  name: 'get_dns_record',
  title: 'Get DNS record',
  description: 'One DNS record with everything Cloudflare stores about it.',
  toolset: 'dns',
  effect: 'read',
  permissions: ['DNS Read'],
  input: { record_id: recordId },
  output: z.strictObject({
    record: untrusted(z.record(z.string(), z.unknown())),
    untrusted: untrustedList,
  }),
  async run({ record_id: id }, { api, zone }) {
    return { record: { ...(await api.dns.get(zone.id, id)) } };
  },
  example: exampleRecord('to-get'),
  hostile: { zone: 'mapleandpine.net', record_id: '../../purge_cache' },
  requests: ['GET /zones/{}/dns_records/{}'],
});

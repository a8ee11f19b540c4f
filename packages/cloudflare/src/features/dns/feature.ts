import type { Feature } from '@crunchtools/mcp-core';
import type { Services } from '../../services.ts';
import { DnsRecordExecutor } from './change.ts';
import { checkDns } from './check-dns.ts';
import { createDnsRecord } from './create-dns-record.ts';
import { deleteDnsRecord } from './delete-dns-record.ts';
import { exportDnsRecords } from './export-dns-records.ts';
import { getDnsRecord } from './get-dns-record.ts';
import { importDnsRecords } from './import-dns-records.ts';
import { listDnsRecords } from './list-dns-records.ts';
import { recordsResource, zoneFileResource } from './resources.ts';
import { syncDnsRecords } from './sync-dns-records.ts';
import { updateDnsRecord } from './update-dns-record.ts';

export const dns: Feature<Services> = {
  toolset: 'dns',
  tools: [
    () => listDnsRecords,
    () => getDnsRecord,
    () => createDnsRecord,
    () => updateDnsRecord,
    () => deleteDnsRecord,
    () => syncDnsRecords,
    () => importDnsRecords,
    () => exportDnsRecords,
    () => checkDns,
  ],
  executors: { dns_record: ({ api, zones }) => new DnsRecordExecutor(api.dns, zones) },
  get resources() {
    return [zoneFileResource, recordsResource];
  },
  permissionProbes: { 'DNS Read': ({ api }, zoneId) => api.dns.list(zoneId, { per_page: 1 }) },
};

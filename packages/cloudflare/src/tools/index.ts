import { listChanges, Registry, type Tool, undoChange } from '@crunchtools/mcp-core';
import type { Services } from '../services.ts';
import { purgeCache } from './cache/purge-cache.ts';
import { createDnsRecord } from './dns/create-dns-record.ts';
import { deleteDnsRecord } from './dns/delete-dns-record.ts';
import { getDnsRecord } from './dns/get-dns-record.ts';
import { listDnsRecords } from './dns/list-dns-records.ts';
import { updateDnsRecord } from './dns/update-dns-record.ts';
import { getZone } from './zones/get-zone.ts';
import { listZones } from './zones/list-zones.ts';
import { verifyToken } from './zones/verify-token.ts';

/** Every tool of this server, in the order in which clients show them. */
const catalog: readonly Tool<Services>[] = [
  listZones,
  getZone,
  verifyToken,
  listDnsRecords,
  getDnsRecord,
  createDnsRecord,
  updateDnsRecord,
  deleteDnsRecord,
  purgeCache,
  listChanges,
  undoChange,
];

export function registry(): Registry<Services> {
  return new Registry(catalog);
}

import { listChanges, Registry, type Tool, undoChange } from '@crunchtools/mcp-core';
import type { Services } from '../services.ts';
import { getAnalytics } from './analytics/get-analytics.ts';
import { purgeCache } from './cache/purge-cache.ts';
import { checkDns } from './dns/check-dns.ts';
import { createDnsRecord } from './dns/create-dns-record.ts';
import { deleteDnsRecord } from './dns/delete-dns-record.ts';
import { exportDnsRecords } from './dns/export-dns-records.ts';
import { getDnsRecord } from './dns/get-dns-record.ts';
import { getDnssec } from './dns/get-dnssec.ts';
import { importDnsRecords } from './dns/import-dns-records.ts';
import { listDnsRecords } from './dns/list-dns-records.ts';
import { syncDnsRecords } from './dns/sync-dns-records.ts';
import { updateDnsRecord } from './dns/update-dns-record.ts';
import { updateDnssec } from './dns/update-dnssec.ts';
import { createPageRule } from './page_rules/create-page-rule.ts';
import { deletePageRule } from './page_rules/delete-page-rule.ts';
import { listPageRules } from './page_rules/list-page-rules.ts';
import { migratePageRules } from './page_rules/migrate-page-rules.ts';
import { updatePageRule } from './page_rules/update-page-rule.ts';
import { checkExpression } from './rules/check-expression.ts';
import { createRule } from './rules/create-rule.ts';
import { deleteRule } from './rules/delete-rule.ts';
import { listRules } from './rules/list-rules.ts';
import { setRules } from './rules/set-rules.ts';
import { traceRequest } from './rules/trace-request.ts';
import { updateRule } from './rules/update-rule.ts';
import { getZone } from './zones/get-zone.ts';
import { getZoneSettings } from './zones/get-zone-settings.ts';
import { listZones } from './zones/list-zones.ts';
import { updateZoneSetting } from './zones/update-zone-setting.ts';
import { verifyToken } from './zones/verify-token.ts';

/** Every tool of this server, in the order in which clients show them. */
const catalog: readonly Tool<Services>[] = [
  listZones,
  getZone,
  getZoneSettings,
  updateZoneSetting,
  verifyToken,
  listDnsRecords,
  getDnsRecord,
  createDnsRecord,
  updateDnsRecord,
  deleteDnsRecord,
  syncDnsRecords,
  importDnsRecords,
  exportDnsRecords,
  getDnssec,
  updateDnssec,
  checkDns,
  listRules,
  createRule,
  updateRule,
  deleteRule,
  setRules,
  checkExpression,
  traceRequest,
  listPageRules,
  createPageRule,
  updatePageRule,
  deletePageRule,
  migratePageRules,
  purgeCache,
  getAnalytics,
  listChanges,
  undoChange,
];

export function registry(): Registry<Services> {
  return new Registry(catalog);
}

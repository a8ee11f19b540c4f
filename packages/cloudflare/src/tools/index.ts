import { listChanges, Registry, type Tool, undoChange } from '@crunchtools/mcp-core';
import { getAnalytics } from '../features/analytics/get-analytics.ts';
import { purgeCache } from '../features/cache/purge-cache.ts';
import { checkDns } from '../features/dns/check-dns.ts';
import { createDnsRecord } from '../features/dns/create-dns-record.ts';
import { deleteDnsRecord } from '../features/dns/delete-dns-record.ts';
import { exportDnsRecords } from '../features/dns/export-dns-records.ts';
import { getDnsRecord } from '../features/dns/get-dns-record.ts';
import { importDnsRecords } from '../features/dns/import-dns-records.ts';
import { listDnsRecords } from '../features/dns/list-dns-records.ts';
import { syncDnsRecords } from '../features/dns/sync-dns-records.ts';
import { updateDnsRecord } from '../features/dns/update-dns-record.ts';
import { getDnssec } from '../features/dnssec/get-dnssec.ts';
import { updateDnssec } from '../features/dnssec/update-dnssec.ts';
import { migratePageRules } from '../features/migration/migrate-page-rules.ts';
import { createPageRule } from '../features/page-rules/create-page-rule.ts';
import { deletePageRule } from '../features/page-rules/delete-page-rule.ts';
import { listPageRules } from '../features/page-rules/list-page-rules.ts';
import { updatePageRule } from '../features/page-rules/update-page-rule.ts';
import { checkExpression } from '../features/rules/check-expression.ts';
import { createRule } from '../features/rules/create-rule.ts';
import { deleteRule } from '../features/rules/delete-rule.ts';
import { listRules } from '../features/rules/list-rules.ts';
import { setRules } from '../features/rules/set-rules.ts';
import { updateRule } from '../features/rules/update-rule.ts';
import { getZoneSettings } from '../features/settings/get-zone-settings.ts';
import { updateZoneSetting } from '../features/settings/update-zone-setting.ts';
import { verifyToken } from '../features/token/verify-token.ts';
import { traceRequest } from '../features/trace/trace-request.ts';
import { getZone } from '../features/zones/get-zone.ts';
import { listZones } from '../features/zones/list-zones.ts';
import type { Services } from '../services.ts';

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

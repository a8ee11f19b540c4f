/** DNS records of simulated zones. */

import { ApiFailure, type Determinism, type Resource, type RouteRequest, type Zone } from '../../contract.ts';
import { recordQuota } from './limits.ts';
import type { DnsRecord, RecordMeta, SeedRecord } from './model.ts';
import { dnsRoutes } from './routes.ts';
import { ZoneRecords } from './store.ts';
import { seedRecord, type WriteContext } from './writes.ts';

export { recordToZoneFile } from './bind-export.ts';
export { demoRecords } from './demo-records.ts';
export type { DnsRecord, RecordData, RecordMeta, RecordSettings, RecordType, SeedRecord } from './model.ts';

export interface DnsRecordsResource extends Resource {
  /**
   * Adds records to a zone. They pass every rule of a POST except the quota, so that a zone can start larger
   * than its plan.
   *
   * @throws {RangeError} when there is no such zone.
   * @throws {ApiFailure} when a record breaks a rule; then none is added.
   */
  seed(zoneId: string, records: readonly SeedRecord[]): void;
  /** Gives a record another `meta`, as its service does. @throws {TypeError} when there is no such record. */
  mark(recordId: string, meta: RecordMeta): void;
  /** The records of a zone, by name. */
  all(zoneId: string): readonly DnsRecord[];
  /** How many records a zone has. */
  count(zoneId: string): number;
}

export interface DnsRecordsOptions {
  readonly determinism: Determinism;
  /** All zones there are; asked again at every seed, since zones come and go. */
  readonly zones: () => readonly Zone[];
  /** For every zone, in place of the quota of its plan: Cloudflare raises it on request. */
  readonly quota?: number | undefined;
}

export function createDnsRecords({ determinism, zones, quota }: DnsRecordsOptions): DnsRecordsResource {
  const recordsByZone = new Map<string, ZoneRecords>();

  function contextOf(zone: Zone): WriteContext {
    const records = recordsByZone.get(zone.id) ?? new ZoneRecords();
    recordsByZone.set(zone.id, records);
    return { zone, records, determinism, quota: quota ?? recordQuota(zone) };
  }

  return {
    routes: dnsRoutes((request) => contextOf(zoneOf(request))),
    reset: () => recordsByZone.clear(),
    seed(zoneId, records) {
      const zone = zones().find(({ id }) => id === zoneId);
      if (!zone) throw new RangeError(`no zone ${zoneId}`);
      const context = contextOf(zone);
      context.records.transaction(() => {
        for (const record of records) seedRecord(context, record);
      });
    },
    mark(recordId, meta) {
      for (const records of recordsByZone.values()) {
        const record = records.get(recordId);
        if (record !== undefined) return records.put({ ...record, meta });
      }
      throw new TypeError(`There is no record ${JSON.stringify(recordId)}`);
    },
    all: (zoneId) => recordsByZone.get(zoneId)?.sorted('name', 'asc') ?? [],
    count: (zoneId) => recordsByZone.get(zoneId)?.size ?? 0,
  };
}

/** The framework resolves the zone; without it the pattern was mounted wrongly. */
function zoneOf({ zone }: RouteRequest): Zone {
  if (zone) return zone;
  throw new ApiFailure(404, [{ code: 1001, message: 'Invalid zone identifier' }]);
}

/** DNS records of simulated zones. */

import { ApiFailure, type Determinism, type Resource, type RouteRequest, type Zone } from '../../contract.ts';
import { recordQuota } from './limits.ts';
import type { DnsRecord, RecordMeta, SeedRecord } from './model.ts';
import { dnsRoutes } from './routes.ts';
import { addSeed } from './seeding.ts';
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
   * @param reserved an id for each, and the time at which they were made. They are then made when somebody looks at the zone:
   *   that takes most of a start.
   * @throws {ApiFailure} when a record breaks a rule; then none is added.
   */
  seed(zone: Zone, records: readonly SeedRecord[], reserved?: Determinism): void;
  /** Gives a record another `meta`, as its service does. @throws {TypeError} when there is no such record. */
  mark(recordId: string, meta: RecordMeta): void;
  /** The records of a zone, by name. */
  all(zoneId: string): readonly DnsRecord[];
  /** How many records a zone has. */
  count(zoneId: string): number;
}

export interface DnsRecordsOptions {
  readonly determinism: Determinism;
  /** For every zone, in place of the quota of its plan: Cloudflare raises it on request. */
  readonly quota?: number | undefined;
}

export function createDnsRecords({ determinism, quota }: DnsRecordsOptions): DnsRecordsResource {
  const recordsByZone = new Map<string, ZoneRecords>();
  const unmade = new Map<string, () => void>();

  function recordsOf(zoneId: string): ZoneRecords | undefined {
    const make = unmade.get(zoneId);
    unmade.delete(zoneId);
    make?.();
    return recordsByZone.get(zoneId);
  }

  function contextOf(zone: Zone): WriteContext {
    const records = recordsOf(zone.id) ?? new ZoneRecords();
    recordsByZone.set(zone.id, records);
    return { zone, records, determinism, quota: quota ?? recordQuota(zone) };
  }

  return {
    routes: dnsRoutes((request) => contextOf(zoneOf(request))),
    reset() {
      recordsByZone.clear();
      unmade.clear();
    },
    seed(zone, records, reserved) {
      const context = contextOf(zone);
      const make = (): void =>
        context.records.transaction(() => {
          if (reserved === undefined) for (const record of records) seedRecord(context, record);
          else for (const record of records) addSeed({ ...context, determinism: reserved }, record);
        });
      if (reserved === undefined) make();
      else unmade.set(zone.id, make);
    },
    mark(recordId, meta) {
      for (const zoneId of recordsByZone.keys()) {
        const records = recordsOf(zoneId);
        const record = records?.get(recordId);
        if (records !== undefined && record !== undefined) return records.put({ ...record, meta });
      }
      throw new TypeError(`There is no record ${JSON.stringify(recordId)}`);
    },
    all: (zoneId) => recordsOf(zoneId)?.sorted('name', 'asc') ?? [],
    count: (zoneId) => recordsOf(zoneId)?.size ?? 0,
  };
}

/** The framework resolves the zone; without it the pattern was mounted wrongly. */
function zoneOf({ zone }: RouteRequest): Zone {
  if (zone) return zone;
  throw new ApiFailure(404, [{ code: 1001, message: 'Invalid zone identifier' }]);
}

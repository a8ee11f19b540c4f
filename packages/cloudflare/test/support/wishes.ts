import type { DesiredRecord } from '../../src/features/dns/sync/desired.ts';
import type { ExistingRecord } from '../../src/features/dns/sync/existing.ts';
import type { RecordInput } from '../../src/features/dns/types.ts';

/** For tests: records as a caller lists them. */
export function wishes(...records: readonly RecordInput[]): readonly DesiredRecord[] {
  return records.map((record, index) => ({ record, origin: { index } }));
}

/** For tests: a record as Cloudflare holds it. */
export function stored(id: string, record: RecordInput): ExistingRecord {
  return {
    content: undefined,
    data: undefined,
    priority: undefined,
    proxied: undefined,
    private_routing: undefined,
    comment: undefined,
    tags: undefined,
    settings: undefined,
    ...record,
    ttl: record.ttl ?? 1,
    id,
  };
}

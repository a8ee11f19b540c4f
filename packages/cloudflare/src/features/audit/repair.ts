import type { JsonObject } from '@crunchtools/mcp-core';
import type { Repair } from './finding.ts';
import type { AuditedRecord, ZoneFacts } from './zone-facts.ts';

/** Calls that repair, complete but for what only a person can decide: then there is none. */

export function deletion({ zone }: Pick<ZoneFacts, 'zone'>, { id }: Pick<AuditedRecord, 'id'>): Repair {
  return { tool: 'delete_dns_record', arguments: { zone: zone.name, record_id: id } };
}

export function update(
  { zone }: Pick<ZoneFacts, 'zone'>,
  { id }: Pick<AuditedRecord, 'id'>,
  to: JsonObject,
): Repair {
  return { tool: 'update_dns_record', arguments: { zone: zone.name, record_id: id, ...to } };
}

export function creation({ zone }: Pick<ZoneFacts, 'zone'>, record: JsonObject): Repair {
  return { tool: 'create_dns_record', arguments: { zone: zone.name, ...record } };
}

export function setting({ zone }: Pick<ZoneFacts, 'zone'>, id: string, value: string): Repair {
  return { tool: 'update_zone_setting', arguments: { zone: zone.name, setting: id, value } };
}

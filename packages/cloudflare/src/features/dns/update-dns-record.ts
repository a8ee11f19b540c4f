import { type Change, InputError } from '@crunchtools/mcp-core';
import * as z from 'zod';
import { recordId } from '../../schema.ts';
import { defineZoneWrite } from '../../tool.ts';
import { updateRecord } from './change.ts';
import { exampleRecord, knownType, settable } from './record-shape.ts';

export const updateDnsRecord = defineZoneWrite({
  name: 'update_dns_record',
  title: 'Update DNS record',
  description: 'Change the given fields, as in create_dns_record, of one DNS record.',
  toolset: 'dns',
  effect: 'update',
  permissions: ['DNS Write'],
  input: {
    record_id: recordId,
    type: knownType.optional(),
    name: z.string().max(300).optional(),
    ...settable,
  },
  async plan({ zone: _, record_id: id, ...wished }, { zone, api }) {
    const record = await api.dns.get(zone.id, id);
    const changes = quoting(() => updateRecord(zone, record, wished));
    return changes.length > 0 ? { changes } : { changes, warnings: ['The record is like this already.'] };
  },
  example: exampleRecord('to-update', { ttl: 300 }),
  hostile: { zone: 'mapleandpine.net', record_id: '..%2f..%2fsettings', ttl: 300 },
  requests: ['GET /zones/{}/dns_records/{}', 'PATCH /zones/{}/dns_records/{}'],
});

/** What is wrong with the record as it would be is told in words of the record as it is, which strangers wrote. */
function quoting(plan: () => readonly Change[]): readonly Change[] {
  try {
    return plan();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const { message, nextStep = '', details = {} } = error;
    throw new InputError(message, { nextStep, details, quotes: true, cause: error });
  }
}

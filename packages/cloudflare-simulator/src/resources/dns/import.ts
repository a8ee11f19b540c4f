/** Adding the records of an uploaded zone file (dns/manage-dns-records/how-to/import-and-export). */

import { ApiFailure, type RouteRequest } from '../../contract.ts';
import { parseZoneFile } from './bind-import.ts';
import { ZONE_FILE_LIMIT } from './limits.ts';
import type { Members } from './model.ts';
import { formFields } from './multipart.ts';
import { bodyInvalid, identicalExists, zoneFileTooLarge } from './refusals.ts';
import { createRecord, type WriteContext } from './writes.ts';

export interface ImportResult {
  readonly recs_added: number;
  readonly total_records_parsed: number;
}

/**
 * Adds every record of the form's `file` that the zone does not have yet; `proxied` (default `true`) is the
 * proxy status of records without a `cf-proxied` tag. All are added or none. Cloudflare's limit of three
 * imports a minute is not simulated.
 *
 * @throws {ApiFailure} 400 for the first mistake in the form, the file or a record.
 */
export function importZone(
  context: WriteContext,
  { headers, body }: Pick<RouteRequest, 'headers' | 'body'>,
): ImportResult {
  const form = formFields(headers['content-type'] ?? '', body);
  const file = form?.get('file');
  if (file === undefined) throw bodyInvalid('file is a required form field');
  if (Buffer.byteLength(file) > ZONE_FILE_LIMIT) throw zoneFileTooLarge(ZONE_FILE_LIMIT);
  const proxied = form?.get('proxied') ?? 'true';
  if (proxied !== 'true' && proxied !== 'false') throw bodyInvalid('proxied must be true or false');
  const { records, parsed } = parseZoneFile(file, context.zone.name, proxied === 'true');
  const added = context.records.transaction(
    () => records.filter((record) => addUnlessIdentical(context, record)).length,
  );
  return { recs_added: added, total_records_parsed: parsed };
}

const [IDENTICAL] = identicalExists().errors;

function addUnlessIdentical(context: WriteContext, record: Members): boolean {
  try {
    createRecord(context, record);
    return true;
  } catch (error) {
    if (error instanceof ApiFailure && error.errors[0]?.code === IDENTICAL?.code) return false;
    throw error;
  }
}

/** A zone as a BIND zone file (RFC 1035 §5). */

import type { Zone } from '../../contract.ts';
import { characterStrings, quote } from './character-strings.ts';
import { dataToZoneFile } from './data-value.ts';
import { type DnsRecord, isDataType, type RecordFields } from './model.ts';
import { writeAttributes } from './zone-file-attributes.ts';

/** Timers and TTLs in seconds that Cloudflare gives a zone by default (page on record types, SOA). */
const SOA_TIMERS = '10000 2400 604800 1800';
const SOA_TTL = 3_600;
const NAME_SERVER_TTL = 86_400;

/**
 * Writes every record, grouped by type, with the SOA and NS records that Cloudflare keeps itself in front.
 * Automatic TTL is written as 1, as Cloudflare does. Only the heading's first lines resemble Cloudflare's.
 *
 * @param records in the order of their types.
 * @param now milliseconds since the epoch.
 */
export function exportZone(zone: Zone, records: readonly DnsRecord[], now: number): string {
  const lines = [
    ';;',
    `;; Domain:     ${zone.name}.`,
    `;; Exported:   ${new Date(now).toISOString().slice(0, 19).replace('T', ' ')}`,
    ';;',
    '',
    ';; SOA Record',
    soa(zone, now),
    '',
    ';; NS Records',
    ...zone.nameServers.map((server) => fields(zone.name, NAME_SERVER_TTL, 'NS', `${server}.`)),
  ];
  let type = '';
  for (const record of records) {
    if (record.type !== type) lines.push('', `;; ${record.type} Records`);
    type = record.type;
    lines.push(recordLine(record));
  }
  return `${lines.join('\n')}\n`;
}

function soa(zone: Zone, now: number): string {
  const primary = zone.nameServers[0] ?? 'ns.cloudflare.com';
  const serial = Math.floor(now / 1000) % 2 ** 32;
  // Without the final dot that the owners of all other lines have, as in exports of 2025 and 2026.
  return [zone.name, SOA_TTL, 'IN', 'SOA', `${primary}. dns.cloudflare.com. ${serial} ${SOA_TIMERS}`].join(
    '\t',
  );
}

function recordLine(record: DnsRecord): string {
  const line = fields(record.name, record.ttl, record.type, recordToZoneFile(record));
  const attributes = writeAttributes(record);
  return attributes === '' ? line : `${line} ; ${attributes}`;
}

function fields(name: string, ttl: number, type: string, data: string): string {
  return [`${name}.`, ttl, 'IN', type, data].join('\t');
}

/** The data of a record as in a zone file. */
export function recordToZoneFile({ type, content, data, priority }: RecordFields): string {
  if (isDataType(type)) return dataToZoneFile(type, data ?? {}, priority);
  switch (type) {
    case 'CNAME':
    case 'NS':
    case 'PTR':
      return `${content}.`;
    case 'MX':
      return `${priority} ${content === '.' ? content : `${content}.`}`;
    case 'TXT':
      return (characterStrings(content) ?? []).map(quote).join(' ');
    case 'A':
    case 'AAAA':
    case 'OPENPGPKEY':
      return content;
    default:
      return type;
  }
}

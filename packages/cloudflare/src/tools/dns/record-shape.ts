import { choiceFrom, untold, untrusted } from '@crunchtools/mcp-core';
import * as z from 'zod';
import type { DnsRecord } from '../../api/dns-records.ts';
import { isDataType, printPresentation, recordTypes } from '../../domain/dns/index.ts';
import { shortName } from '../../domain/dns/name.ts';
import { shownId, shownWord } from '../../schema/answer.ts';

export const typeArgument = z.enum(recordTypes);

/** Where create_dns_record has shown the types. */
export const knownType = choiceFrom(typeArgument);

const dataObject = z.record(z.string(), z.union([z.string(), z.number()])).optional();
const settings = z.record(z.string(), z.boolean()).optional();

/** What can be set on a record. The rules of the field are in domain/dns; here are only shapes and sizes. */
export const settable = {
  content: z.string().max(20_000).optional(),
  data: dataObject.describe('Instead of content.'),
  ttl: z.int().optional().describe('Seconds; 1 is automatic.'),
  priority: z.int().optional().describe('MX, URI.'),
  proxied: z.boolean().optional(),
  comment: z.string().max(1_000).optional(),
  tags: z.array(z.string().max(200)).max(50).optional(),
  settings: settings.describe('As in create_dns_record.'),
};

/** The same, explained where a model learns of it. */
export const newSettable = {
  ...settable,
  content: settable.content.describe(
    'Value as in a zone file, without priority for MX: "192.0.2.1", "0 issue \\"ca.example\\"".',
  ),
  data: dataObject.describe("Cloudflare's data object, instead of content."),
  ttl: settable.ttl.describe('Seconds, 60-86400; 1 is automatic (default).'),
  proxied: settable.proxied.describe('A, AAAA, CNAME.'),
  settings: settings.describe('ipv4_only, ipv6_only, flatten_cname.'),
};

/** A record in a list: defaults are left out, because lists are long. */
export const compactRecord = z.strictObject({
  id: shownId,
  type: shownWord,
  name: untrusted(z.string()),
  content: untrusted(z.string()).optional(),
  priority: z.number().optional(),
  ttl: z.number().optional(),
  proxied: z.literal(true).optional(),
  comment: untrusted(z.string()).optional(),
  tags: untold(untrusted(z.array(z.string())).optional()),
});

/**
 * Names are as short as tools take them: `@`, `www`. `ttl` is left out when it is automatic, `proxied` when it is false.
 */
export function compactRecordOf(record: DnsRecord, zoneName: string): z.input<typeof compactRecord> {
  const { id, type, name, ttl, proxied, comment, tags } = record;
  return {
    id,
    type,
    name: shortName(name, zoneName),
    content: shownValue(record),
    priority: showsPriority.has(type) ? priorityOf(record) : undefined,
    ttl: ttl === 1 ? undefined : ttl,
    proxied: proxied === true ? true : undefined,
    comment,
    tags: tags === undefined ? undefined : [...tags],
  };
}

/** The types whose `content` holds no priority: with it, create_dns_record makes the same record again. */
const showsPriority: ReadonlySet<string> = new Set(['MX', 'SRV', 'URI']);

function priorityOf({ priority, data }: DnsRecord): number | undefined {
  const within = data?.['priority'];
  return priority ?? (typeof within === 'number' ? within : undefined);
}

/** Older records of a type with `data` come without `content` (CAA, SRV; recorded in 2023). */
function shownValue({ type, content, data, priority }: DnsRecord): string | undefined {
  if (content !== undefined || data === undefined) return content;
  if (!isDataType(type)) return JSON.stringify(data);
  return printPresentation(type, priority === undefined ? { data } : { data, priority });
}

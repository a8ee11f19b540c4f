import * as z from 'zod';
import { listing, listingOf, pageArgument } from '../../schema/index.ts';
import { defineZoneRead } from '../define.ts';
import { compactRecord, compactRecordOf, knownType } from './record-shape.ts';

const text = z.string().min(1).max(2_048).optional();

export const listDnsRecords = defineZoneRead({
  name: 'list_dns_records',
  title: 'List DNS records',
  description:
    'DNS records of a zone, filtered by any of the arguments. A missing ttl means automatic, a missing proxied means no.',
  toolset: 'dns',
  effect: 'read',
  permissions: ['DNS Read'],
  input: {
    name: text.describe('Exact: @, www or www.example.com'),
    name_contains: text,
    type: knownType.optional(),
    content: text.describe('Exact value.'),
    content_contains: text,
    comment_contains: text,
    tag: text.describe('name:value'),
    search: text.describe('In name, content, comment, tags.'),
    proxied: z.boolean().optional(),
    order: z.enum(['type', 'name', 'content', 'ttl', 'proxied']).optional(),
    direction: z.enum(['asc', 'desc']).optional(),
    page: pageArgument,
    per_page: z.int().min(1).max(1_000).optional().describe('Default 100, at most 1000.'),
  },
  output: z.strictObject({ records: z.array(compactRecord), ...listing }),
  async run({ zone: _, page = 1, per_page: perPage = 100, ...filter }, { api, zone }) {
    const found = await api.dns.list(zone.id, { ...filter, page, per_page: perPage });
    return { records: found.items.map(compactRecordOf), ...listingOf(found, found.items.length) };
  },
});

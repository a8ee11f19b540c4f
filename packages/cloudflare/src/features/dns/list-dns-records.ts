import { unlisted } from '@crunchtools/mcp-core';
import * as z from 'zod';
import { foldHost } from '../../names.ts';
import { listing, listingOf, pageArgument, shownHost } from '../../schema.ts';
import { defineZoneRead } from '../../tool.ts';
import { compactRecord, compactRecordOf, knownType, nameIn } from './record-shape.ts';

const text = z.string().min(1).max(2_048).optional();

export const listDnsRecords = defineZoneRead({
  name: 'list_dns_records',
  title: 'List DNS records',
  description:
    'DNS records of a zone, filtered by any of the arguments. Names are relative to the zone, @ is the zone itself. No ttl means automatic, no proxied means no.',
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
  output: z.strictObject({
    zone: unlisted(shownHost.optional()),
    records: z.array(compactRecord),
    ...listing,
  }),
  async run(
    { zone: _, name, name_contains: part, page = 1, per_page: perPage = 100, ...filter },
    { api, zone },
  ) {
    const named = {
      name: name === undefined ? undefined : nameIn(zone.name, name),
      name_contains: part === undefined || /^\p{ASCII}*$/u.test(part) ? part : foldHost(part),
    };
    const found = await api.dns.list(zone.id, { ...filter, ...named, page, per_page: perPage });
    const records = found.items.map((record) => compactRecordOf(record, zone.name));
    return { zone: zone.name, records, ...listingOf(found, records.length) };
  },
  example: { zone: 'mapleandpine.net', per_page: 5, order: 'name' },
  hostile: { zone: 'mapleandpine.net', type: 'A\u202e' },
  requests: ['GET /zones/{}/dns_records'],
});

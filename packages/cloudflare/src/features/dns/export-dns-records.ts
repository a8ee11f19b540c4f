import { untrusted } from '@crunchtools/mcp-core';
import * as z from 'zod';
import { listing, listingOf, pageArgument } from '../../schema.ts';
import { defineZoneRead } from '../../tool.ts';
import { shownFile } from './zone-file/desired.ts';

/** UTF-16 units on a page, some 20,000 tokens: several clients cut longer answers. */
const pageSize = 60_000;

export const exportDnsRecords = defineZoneRead({
  name: 'export_dns_records',
  title: 'Export zone file',
  description:
    'All DNS records as a BIND zone file, in lines, for a backup or import_dns_records. Characters beyond ASCII are \\DDD. Cloudflare allows few exports a minute; every page is one.',
  toolset: 'dns',
  effect: 'read',
  permissions: ['DNS Read'],
  input: { page: pageArgument },
  output: z.strictObject({
    zone_file: untrusted(z.array(z.string())),
    records: z.int(),
    ...listing,
  }),
  async run({ page = 1 }, { api, zone }) {
    const { lines, records } = shownFile(await api.dns.export(zone.id));
    const pages = pagesOf(lines);
    const shown = pages[page - 1] ?? [];
    const place = { page, pages: pages.length, total: lines.length };
    return { zone_file: [...shown], records, ...listingOf(place, shown.length) };
  },
  example: { zone: 'mapleandpine.net' },
  hostile: { zone: 'mapleandpine.net/../../user' },
  requests: ['GET /zones/{}/dns_records/export'],
});

/** Whole lines; a page has one at least. */
function pagesOf(lines: readonly string[]): readonly (readonly string[])[] {
  const pages: string[][] = [[]];
  let size = 0;
  for (const line of lines) {
    if (size + line.length > pageSize && size > 0) {
      pages.push([]);
      size = 0;
    }
    pages.at(-1)?.push(line);
    size += line.length + 1;
  }
  return pages;
}

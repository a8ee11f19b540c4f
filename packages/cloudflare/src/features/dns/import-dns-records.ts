import * as z from 'zod';
import { defineZoneWrite } from '../../tool.ts';
import { zonePlanOf } from '../../zone.ts';
import { planSync } from './bulk-change.ts';
import { recordsOfFileInSteps } from './zone-file/desired.ts';

/** UTF-16 units. A message to this server has 4 MiB at most, and line ends take two octets in it. */
const longestFile = 3_000_000;

export const importDnsRecords = defineZoneWrite({
  name: 'import_dns_records',
  title: 'Import zone file',
  description:
    'Make the records of a BIND zone file exist, as sync_dns_records does. Comments, tags and cf-proxied of an export count. SOA and DNSSEC signatures are left out.',
  toolset: 'dns',
  effect: 'update',
  paged: true,
  permissions: ['DNS Write'],
  input: {
    zone_file: z
      .string()
      .min(1)
      .max(longestFile)
      .describe('At most 3 MB. Names without final dot are relative.'),
    proxied: z
      .boolean()
      .optional()
      .describe('For A, AAAA and CNAME without cf-proxied. Default: as they are.'),
    prune: z.boolean().optional().describe('Delete what the file does not have.'),
  },
  async plan({ zone_file: text, proxied, prune }, context) {
    const { zone } = context;
    const { wishes, problems, warnings, spares } = await context.breath.through(
      recordsOfFileInSteps(text, {
        zoneName: zone.name,
        plan: zonePlanOf(zone),
        proxied,
      }),
    );
    const planned = await planSync(context, wishes, { prune, keepsKeys: true, spares }, problems);
    return { ...planned, warnings: [...(planned.warnings ?? []), ...warnings()] };
  },
  example: { zone: 'mapleandpine.net', zone_file: 'to-import 300 IN A 192.0.2.1' },
  hostile: { zone: 'mapleandpine.net', zone_file: '$INCLUDE /etc/passwd' },
  requests: ['GET /zones/{}/dns_records', 'GET /zones/{}/dns_records/usage', 'POST /zones/{}/dns_records'],
});

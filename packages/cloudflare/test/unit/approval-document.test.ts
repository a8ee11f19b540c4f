import type { Transport } from '@crunchtools/mcp-core';
import { readConfig, Secret } from '@crunchtools/mcp-core/app';
import { describeApprovalDocument } from '@crunchtools/mcp-core/testing';
import { openServices } from '../../src/connect.ts';
import { purgeGuards } from '../../src/features/cache/purge.ts';
import { dnsGuards } from '../../src/features/dns/guard/table.ts';
import { dnssecGuards } from '../../src/features/dnssec/dnssec.ts';
import { listGuards } from '../../src/features/lists/guard/table.ts';
import { guardsOfPageRules } from '../../src/features/page-rules/guard/table.ts';
import { phaseGuards } from '../../src/features/rules/guard/table.ts';
import { settingGuards } from '../../src/features/settings/guard.ts';
import { zoneGuards } from '../../src/features/zones/change.ts';
import { connectCloudflare, features } from '../../src/main.ts';
import { program } from '../../src/program.ts';

const nowhere: Transport = {
  send: () => Promise.reject(new Error('a document needs no network')),
  close() {},
};
const transports = { api: nowhere, resolver: nowhere };
const cloudflare = connectCloudflare(readConfig(program, [], {}), new Secret('none'), transports);
const services = openServices(cloudflare, new AbortController().signal);

describeApprovalDocument({
  file: new URL('../../../../docs/approval.md', import.meta.url),
  kinds: {
    'DNS records': dnsGuards,
    DNSSEC: dnssecGuards,
    Rules: phaseGuards,
    'Page Rules': guardsOfPageRules,
    'Bulk redirects and lists of addresses': [...listGuards.redirect, ...listGuards.ip, ...listGuards.rule],
    Zones: zoneGuards,
    'Zone settings': settingGuards,
    Cache: purgeGuards,
  },
  listed: features.executors(services).guards(),
  core: {
    deletion: { example: 'delete_dns_record' },
    position: {
      why: 'What is evaluated earlier decides; a protection that moves behind an exception no longer protects.',
      example: 'update_rule with description and position',
    },
    many: { example: 'sync_dns_records with 6 differences' },
    share: { example: 'sync_dns_records with prune, in a zone of 10 records of which 4 differ' },
    manyUnasked: {
      example: 'the 51st create_dns_record in ten minutes; the question says what was done so far',
    },
    shareUnasked: {
      asked:
        'Updates and deletions of more than 30 % of the objects of a kind in a zone, over all calls since the last approval.',
      why: 'A zone that is rewritten record by record is rewritten all the same.',
      example: 'the 12th update_dns_record in a zone of 37 records',
    },
  },
  scopes: 'zones',
  look: `Of
rules it looks at what becomes of sample requests of each host. Comments, tags and descriptions are nothing to ask about.`,
  remains: [
    `Planning a rule asks Cloudflare to check it, with a write that carries \`dry_run=true\`: Cloudflare stores nothing of it, but the request is sent before
  anybody approves. \`--read-only\` sends none.`,
    `\`check_dns\` and \`check_site\` ask Cloudflare's resolver for any name in the zone, and \`create_zone\` for the one of the new zone. Below a delegation the question reaches the name server of somebody else, also with
  \`--read-only\`: what is in the name is told to them.`,
    `A name that comes into being below a wildcard also ends what the wildcard answers for names below that name (RFC 4592 section 3.3.1). This is not
  asked about where the name itself loses nothing.`,
    `A guard knows Cloudflare's documents, the fields of the rules language and the conventions of DNS; not what a host is for in your company. A record
  that only you know to be important is changed without a question. \`--confirm always\` asks about it.`,
  ],
});

import { readFile, writeFile } from 'node:fs/promises';
import { coreGuards } from '@crunchtools/mcp-core';
import { describe, expect, it } from 'vitest';
import { purgeGuards as cacheGuards } from '../../src/features/cache/purge.ts';
import { dnsGuards } from '../../src/features/dns/guard/table.ts';
import { dnssecGuards } from '../../src/features/dnssec/dnssec.ts';
import { guardsOfPageRules as pageRuleGuards } from '../../src/features/page-rules/guard/table.ts';
import { phaseGuards as ruleGuards } from '../../src/features/rules/guard/table.ts';
import { settingGuards } from '../../src/features/settings/guard.ts';
import { zoneGuards } from '../../src/features/zones/change.ts';
import { approvalDocument } from '../support/approval-document.ts';

const document = new URL('../../../../docs/approval.md', import.meta.url);

const kinds = {
  'DNS records': dnsGuards,
  DNSSEC: dnssecGuards,
  Rules: ruleGuards,
  'Page Rules': pageRuleGuards,
  Zones: zoneGuards,
  'Zone settings': settingGuards,
  Cache: cacheGuards,
};

const all = [...Object.values(coreGuards), ...Object.values(kinds).flat()];

describe('docs/approval.md', () => {
  it('is what the guards say (npm run docs rewrites it)', async () => {
    const current = approvalDocument(kinds);
    if (process.env['UPDATE_SNAPSHOTS'] === '1') await writeFile(document, current);
    expect((await readFile(document, 'utf8')).replaceAll('\r\n', '\n')).toBe(current);
  });

  it('names every guard once', () => {
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  });

  it.each(all.map((guard) => [guard.id, guard] as const))(
    'says of %s what, why and for example',
    (_, guard) => {
      expect(guard.id).toMatch(/^[a-z_]+\.[a-z_]+$/u);
      expect(guard.asked.length).toBeGreaterThan(10);
      expect(guard.why.length).toBeGreaterThan(10);
      expect(guard.example.length).toBeGreaterThan(5);
      expect(JSON.stringify(guard)).not.toMatch(/\\n/u);
    },
  );
});

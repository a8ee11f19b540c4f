import { atOnce } from '@crunchtools/mcp-core';
import { describe, expect, it } from 'vitest';
import { features } from '../../src/main.ts';
import { corpusZones, findingsIn } from '../audit/corpus.ts';

const tools = features.tools();

/** Ids of the corpus that are not those of Cloudflare. */
const id = /^(?:rule|page)\d+$/u;

/** The content that the repair of a zone of the corpus sets. */
async function repaired(title: string, kind: string): Promise<unknown> {
  const zone = corpusZones('faulty').find((each) => each.title === title);
  const found = zone === undefined ? [] : await findingsIn(zone);
  return found.find(({ id: each }) => each === kind)?.repair?.arguments['content'];
}

describe('the calls that repair', () => {
  it('are calls that their tools take, for every finding of the corpus', async () => {
    const used = new Set<string>();
    for (const zone of corpusZones('faulty')) {
      for (const { repair, id: kind } of await findingsIn(zone)) {
        if (repair === undefined) continue;
        used.add(repair.tool);
        const args = Object.fromEntries(
          Object.entries(repair.arguments).map(([name, value]) => [
            name,
            typeof value === 'string' && id.test(value) ? 'ab'.repeat(16) : value,
          ]),
        );
        const tool = tools.get(repair.tool);
        expect(tool, `${zone.title}: ${kind}`).toBeDefined();
        if (tool !== undefined)
          expect(() => atOnce(tool.prepare(args)), `${zone.title}: ${kind}`).not.toThrow();
      }
    }
    expect([...used].toSorted()).toEqual([
      'activate_zone',
      'create_dns_record',
      'delete_dns_record',
      'delete_page_rule',
      'delete_rule',
      'get_certificates',
      'get_dnssec',
      'migrate_page_rules',
      'trace_request',
      'update_dns_record',
      'update_dnssec',
      'update_zone_setting',
    ]);
  });

  it('leave a text that is read as what was meant', async () => {
    expect(await repaired('spf-plus-all', 'spf-allows-all')).toBe('"v=spf1 include:_spf.google.com ~all"');
    expect(await repaired('spf-bare-all', 'spf-allows-all')).toBe('"v=spf1 mx ~all"');
    expect(await repaired('spf-question', 'spf-neutral')).toBe('"v=spf1 mx ~all"');
    expect(await repaired('spf-no-end', 'spf-neutral')).toBe('"v=spf1 mx ip4:203.0.113.0/28 ~all"');
    expect(await repaired('spf-glued', 'spf-unread')).toBe('"v=spf1 include:_spf.google.com ~all"');
    expect(await repaired('spf-quoted-twice', 'spf-unread')).toBe('"v=spf1 include:_spf.google.com ~all"');
    expect(await repaired('spf-all-addresses', 'spf-allows-all')).toBeUndefined();
    expect(await repaired('dmarc-half', 'dmarc-partial')).toMatch(
      /^"v=DMARC1; p=reject; rua=mailto:d@dmarc-half.example"$/u,
    );
    expect(await repaired('dkim-testing', 'dkim-test')).toMatch(/^"v=DKIM1; k=rsa; p=/u);
  });
});

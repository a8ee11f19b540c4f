import { SIMULATOR_TOKEN } from '@crunchtools/cloudflare-simulator';
import { tokensIn } from '@crunchtools/mcp-core/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Harness, startInProcess } from '../../../test/support/in-process.ts';

let server: Harness;

beforeEach(async () => {
  server = await startInProcess();
});
afterEach(() => server.close());

const zone = 'mapleandpine.com';

describe('list_dns_records', () => {
  it('pages a list and says how to get the rest', async () => {
    const seen = new Set<string>();
    let page = 1;
    let last = await server.call('list_dns_records', { zone, per_page: 10, page });
    for (; ; last = await server.call('list_dns_records', { zone, per_page: 10, page })) {
      for (const { id } of last.data.records) seen.add(id);
      if (last.data.next === undefined) break;
      expect(last.data.next).toContain(`page: ${page + 1}`);
      page += 1;
    }
    expect(seen.size).toBe(last.data.total);
    expect(page).toBe(last.data.pages);
  });

  it('names records as short as tools take a name, and finds one by the short or the full name', async () => {
    const { data } = await server.call('list_dns_records', { zone, per_page: 100 });
    const names = new Set(data.records.map(({ name }) => name));
    expect(names).toContain('@');
    expect(names).toContain('s1._domainkey');
    for (const name of ['api', 'api.mapleandpine.com', '@', zone]) {
      const found = (await server.call('list_dns_records', { zone, name })).data.records;
      expect(new Set(found.map((record) => record['name']))).toEqual(
        new Set([name.replace(`.${zone}`, '').replace(zone, '@')]),
      );
    }
    const foreign = await server.call('list_dns_records', { zone, name: 'www.example.org' });
    expect(foreign.data.error.message).toContain('is not in the zone mapleandpine.com');
  });

  it.each([
    ['of a company', { seed: 'demo', records: 200 }],
    ['of one kind', { seed: 'empty', records: 200 }],
  ] as const)(
    'costs at most 40 % of the tokens of the same page of Cloudflare, for 100 records %s',
    async (_, simulator) => {
      const own = await startInProcess({ simulator: { ...simulator, recordQuota: 1_000 } });
      const name = simulator.seed === 'demo' ? zone : 'example.com';
      for (const page of [1, 2]) {
        const { data } = await own.call('list_dns_records', { zone: name, page });
        const { url } = own.simulator.requests().at(-1) ?? { url: '' };
        const response = await own.simulator.fetch({
          method: 'GET',
          url,
          headers: { authorization: `Bearer ${SIMULATOR_TOKEN}` },
        });
        const theirs = await new Response(response.body).text();
        expect(data.records).toHaveLength(100);
        expect(JSON.parse(theirs).result).toHaveLength(100);
        expect(tokensIn(data) / tokensIn(theirs)).toBeLessThanOrEqual(0.4);
      }
      own.close();
    },
  );

  it('marks and defuses text that strangers chose', async () => {
    const { data, text } = await server.call('list_dns_records', { zone, type: 'TXT' });
    expect(data.untrusted).toContain('records[].content');
    expect(text).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/u);
    expect(text).toContain('u{202e}');
  });

  it('tells enough of every record to ask for the same one', async () => {
    await server.apply('create_dns_record', {
      zone,
      type: 'SRV',
      name: '_sip._tcp',
      priority: 0,
      content: '60 5061 sip.mapleandpine.com',
    });
    const { data } = await server.call('list_dns_records', { zone, per_page: 500 });
    // The text at `notice` is shown defused, so it is not the one that is stored.
    const records = data.records
      .filter(({ name }) => name !== 'notice')
      .map(({ id: _, ...wished }) => wished);
    expect(records.find((record) => record['type'] === 'SRV' && record['priority'] === 0)).toBeDefined();
    const again = await server.call('sync_dns_records', { zone, records, dry_run: true });
    expect(again.data, again.text).toMatchObject({ status: 'planned', changes: [] });
  });

  // The shapes of recordings of 2023 (octodns-cloudflare, issues of dnscontrol): no content, and more members than now.
  it.each([
    [
      { type: 'CAA', data: { flags: 0, tag: 'issue', value: 'ca.example' } },
      '0 issue "ca.example"',
      undefined,
    ],
    [
      { type: 'CAA', data: { flags: '0', tag: 'issue', value: 'ca.example' } },
      '0 issue "ca.example"',
      undefined,
    ],
    [
      {
        type: 'SRV',
        data: {
          service: '_sip',
          proto: '_tcp',
          name: zone,
          priority: 10,
          weight: 60,
          port: 5061,
          target: 'sip.example.com',
        },
      },
      '10 60 5061 sip.example.com',
      10,
    ],
    [
      { type: 'URI', data: { weight: 1, target: 'https://a.example/' }, priority: 5 },
      '5 1 "https://a.example/"',
      5,
    ],
    [{ type: 'NEW', data: { some: 'thing' } }, '{"some":"thing"}', undefined],
  ])('shows %j by its data', async (record, content, priority) => {
    const result = [{ id: 'a'.repeat(32), name: zone, ttl: 1, proxied: false, ...record }];
    const body = { success: true, errors: [], messages: [], result };
    server.fault({ match: { path: '/dns_records' }, fault: { kind: 'status', status: 200, body } });
    const { data } = await server.call('list_dns_records', { zone });
    expect(data.records[0]).toMatchObject({ content, ...(priority === undefined ? {} : { priority }) });
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Harness, startInProcess } from '../../../test/support/in-process.ts';

let server: Harness;

beforeEach(async () => {
  server = await startInProcess();
});
afterEach(() => server.close());

const zone = 'mapleandpine.com';

async function exported(of: string): Promise<string> {
  const { data } = await server.call('export_dns_records', { zone: of });
  return (data as unknown as { zone_file: string[] }).zone_file.join('\n');
}

describe('import_dns_records', () => {
  it.each(['mapleandpine.com', 'mapleandpine.net', 'northfork-labs.dev'])(
    'has nothing to do for the export of %s',
    async (name) => {
      const args = { zone: name, zone_file: await exported(name), prune: true };
      const { data } = await server.call('import_dns_records', args);
      expect(data).toMatchObject({ status: 'applied', changes: [] });
      expect(data.warnings.join(' ')).toMatch(/2 NS records of .* itself are left out.* 1 SOA/u);
    },
  );

  it('leaves out types that Cloudflare does not serve, and deletes nothing because of them', async () => {
    const made = await server.apply('sync_dns_records', {
      zone,
      records: [
        { type: 'CNAME', name: 'shopfront', content: 'shops.example.net' },
        { type: 'TXT', name: 'post', content: 'v=spf1 include:_spf.example.net -all' },
        { type: 'TXT', name: 'gone', content: 'nobody lists this' },
      ],
    });
    expect(made.data.changes).toHaveLength(3);
    const lines = (await exported(zone))
      .split('\n')
      .filter((line) => !/^(?:shopfront|post|gone)\./u.test(line));
    const zone_file = [
      ...lines,
      'shopfront 300 IN ALIAS shops.example.net.',
      'post 300 IN SPF "v=spf1 include:_spf.example.net -all"',
      'post 300 IN TXT "site-verification=1"',
    ].join('\n');
    const { data } = await server.apply('import_dns_records', { zone, zone_file, prune: true });
    expect(data.changes.map(({ summary }) => summary)).toEqual([
      expect.stringMatching(/^create TXT post.*site-verification/u),
      expect.stringMatching(/^delete TXT gone/u),
    ]);
    expect(data.warnings.join(' ')).toMatch(/1 ALIAS \(line \d+\)\. Write a CNAME.*1 SPF \(line \d+\)/u);
  });

  it('moves a zone of another service', async () => {
    const zone_file = [
      '$TTL 2w',
      '@ IN SOA ns1.old.example. admin.old.example. ( 1 7200 3600 1209600 3600 )',
      '  IN NS ns1.old.example.',
      'files 300 IN A 192.0.2.7 ; the file server cf_tags=team:web',
      '      IN AAAA 2001:db8::7',
      'lan IN A 10.0.0.7',
      'dav CNAME files',
      '_caldav._tcp SRV 0 1 443 dav',
      'long TXT ( "first "',
      '  "second" )',
      '$GENERATE 1-2 node-$ A 192.0.2.1$',
    ].join('\n');
    const { data } = await server.apply('import_dns_records', { zone, zone_file, proxied: true });
    const made = data.changes.map(({ after }) => [
      after['type'],
      after['name'],
      after['content'] ?? after['data'],
      after['ttl'],
      after['proxied'],
    ]);
    expect(made).toEqual([
      ['A', 'files.mapleandpine.com', '192.0.2.7', 1, true],
      ['AAAA', 'files.mapleandpine.com', '2001:db8::7', 1, true],
      ['A', 'lan.mapleandpine.com', '10.0.0.7', 86_400, false],
      ['CNAME', 'dav.mapleandpine.com', 'files.mapleandpine.com', 1, true],
      [
        'SRV',
        '_caldav._tcp.mapleandpine.com',
        { priority: 0, weight: 1, port: 443, target: 'dav.mapleandpine.com' },
        86_400,
        undefined,
      ],
      ['TXT', 'long.mapleandpine.com', '"first " "second"', 86_400, undefined],
      ['A', 'node-1.mapleandpine.com', '192.0.2.11', 1, true],
      ['A', 'node-2.mapleandpine.com', '192.0.2.12', 1, true],
    ]);
    expect(data.changes[0]?.after).toMatchObject({ comment: 'the file server', tags: ['team:web'] });
    expect(data.warnings.join(' ')).toMatch(
      /TTLs were outside of 60 to 86400 seconds.*1 addresses are not on the public Internet/u,
    );
  });

  it('leaves what the file does not say as it is', async () => {
    const zone_file = 'api 300 IN A 203.0.113.20\nvpn 300 IN A 198.51.100.7';
    const { data } = await server.call('import_dns_records', { zone, zone_file });
    expect(data).toMatchObject({ status: 'applied', changes: [] });
  });

  it('names every mistake with its place, and sends nothing', async () => {
    await server.call('get_zone', { zone });
    server.requests();
    const zone_file =
      'a 300 IN A 192.0.2.300\n$INCLUDE x\nb 300 IN MX 10 mail.other.com\nc IN CNAME x.\n  IN A 192.0.2.1\nother.example. A 192.0.2.1';
    const { data } = await server.call('import_dns_records', { zone, zone_file });
    expect(data).toMatchObject({ status: 'refused', error: { code: 'invalid_input' } });
    const problems = data.error.details['problems'] as { field: string }[];
    expect(problems.map(({ field }) => field)).toEqual([
      'line 1, column 12, content',
      'line 2, column 1',
      'line 3, column 16',
      'line 5, column 3',
      'line 6, column 1, name',
    ]);
    expect(server.requests()).toEqual([]);
  });

  it('refuses a file that is longer than a message can be', async () => {
    const { data } = await server.call('import_dns_records', { zone, zone_file: ';'.repeat(3_000_001) });
    expect(data.error).toMatchObject({ code: 'invalid_input' });
  });
});

import { createRealTime, createSimulator, type Simulator } from '@crunchtools/cloudflare-simulator';
import { afterEach, describe, expect, it } from 'vitest';
import { type Harness, startInProcess } from '../../../test/support/in-process.ts';

interface Found {
  readonly zone?: string;
  readonly id: string;
  readonly severity: string;
  readonly name: string;
  readonly evidence: string;
  readonly source: string;
  readonly repair?: { readonly tool: string; readonly arguments: Record<string, unknown> };
}

interface Audit {
  readonly zones: readonly ({ readonly zone: string } & Record<string, number | string>)[];
  readonly findings: readonly Found[];
  readonly unknown: readonly { readonly zone?: string; readonly what: string; readonly because: string }[];
  readonly ignored: number;
  readonly total: number;
  readonly page: number;
  readonly pages: number;
  readonly next?: string;
  readonly untrusted?: readonly string[];
  readonly error?: { readonly code: string; readonly message: string };
}

let open: Harness[] = [];

async function started(options: Parameters<typeof startInProcess>[0] = {}): Promise<Harness> {
  const server = await startInProcess(options);
  open.push(server);
  return server;
}

afterEach(() => {
  for (const server of open) server.close();
  open = [];
});

async function audit(server: Harness, args: Record<string, unknown> = {}): Promise<Audit> {
  return (await server.call('audit_zone', args)).data as unknown as Audit;
}

const named = ({ findings }: Audit): readonly string[] => findings.map(({ id, name }) => `${id}:${name}`);
const toApi = (requests: readonly string[]): readonly string[] =>
  requests.filter((each) => !each.includes('/dns-query'));

describe('audit_zone of one zone', () => {
  it('says what is wrong in the demo account, the worst first, with the call that repairs it', async () => {
    const found = await audit(await started(), { zone: 'mapleandpine.com' });
    expect(named(found).filter((each) => !each.startsWith('documentation-address'))).toEqual([
      'dangling-claimable:summer-sale',
      'private-address:intranet',
      'hsts-off:@',
      'https-not-forced:@',
      'min-tls:@',
      'page-rules:page rules',
      'ssl-full:@',
    ]);
    expect(found.unknown).toEqual([]);
    expect(found.untrusted).toContain('findings[].evidence');
    expect(found.findings[0]).toMatchObject({
      severity: 'critical',
      source: expect.stringContaining('subdomain-takeover'),
      repair: { tool: 'delete_dns_record', arguments: { zone: 'mapleandpine.com' } },
    });
  });

  it('repairs with the call that it gives', async () => {
    const server = await started();
    const zone = 'mapleandpine.net';
    const before = await audit(server, { zone });
    const [worst] = before.findings;
    expect(worst).toMatchObject({ id: 'ssl-flexible', repair: { tool: 'update_zone_setting' } });
    await server.apply(worst?.repair?.tool ?? '', worst?.repair?.arguments ?? {});
    expect(named(await audit(server, { zone }))).not.toContain('ssl-flexible:@');
  });

  it('only reads', async () => {
    const server = await started();
    await audit(server, { zone: 'mapleandpine.com' });
    expect(server.requests().filter((each) => !each.startsWith('GET '))).toEqual([]);
  });

  it.each([
    [['private-address'], 1, 'private-address:intranet'],
    [['private-address:intranet'], 1, 'private-address:intranet'],
    [['private-address:intranet.mapleandpine.com'], 1, 'private-address:intranet'],
    [['private-address:intranet.mapleandpine.net'], 0, undefined],
    [['private-address:other'], 0, undefined],
    [['page-rules', 'private-address'], 2, 'page-rules:page rules'],
  ])('leaves out %j, and tells how many', async (ignore, ignored, gone) => {
    const found = await audit(await started(), { zone: 'mapleandpine.com', ignore });
    expect(found.ignored).toBe(ignored);
    expect(named(found).includes(gone ?? '')).toBe(false);
    expect(named(found).includes('private-address:intranet')).toBe(gone === undefined);
  });

  it('leaves out what the comment of a record accepts', async () => {
    const server = await started();
    const zone = 'mapleandpine.com';
    const { findings } = await audit(server, { zone });
    const { repair } = findings.find(({ id }) => id === 'private-address') ?? {};
    const { record_id } = repair?.arguments ?? {};
    await server.apply('update_dns_record', {
      zone,
      record_id,
      comment: 'VPN only, audit-ok: private-address',
    });
    const after = await audit(server, { zone });
    expect([after.ignored, named(after).includes('private-address:intranet')]).toEqual([1, false]);
  });

  it('refuses to ignore what no finding is called', async () => {
    const { error } = await audit(await started(), { zone: 'mapleandpine.com', ignore: ['spf-mising'] });
    expect(error).toMatchObject({ code: 'invalid_input' });
  });

  it('names as unknown what the token may not read, and goes on', async () => {
    const token = `cfut_${'r'.repeat(48)}`;
    const permissions = ['Zone Read', 'DNS Read'] as const;
    const server = await started({ token, simulator: { tokens: [{ token, permissions }] } });
    const found = await audit(server, { zone: 'mapleandpine.com' });
    expect(named(found)).toContain('dangling-claimable:summer-sale');
    expect(found.unknown.map(({ because }) => because)).toEqual(
      expect.arrayContaining([
        'the token lacks SSL and Certificates Read',
        'the token lacks Zone Settings Read',
      ]),
    );
    expect(found.findings.filter(({ id }) => id.startsWith('ssl-') || id === 'certificate-missing')).toEqual(
      [],
    );
  });

  it('says nothing of mail, names and rules without the records', async () => {
    const token = `cfut_${'r'.repeat(48)}`;
    const server = await started({ token, simulator: { tokens: [{ token, permissions: ['Zone Read'] }] } });
    const found = await audit(server, { zone: 'mapleandpine.net' });
    expect(found.findings).toEqual([]);
    expect(JSON.stringify(found.unknown)).toContain('DNS records, and with them mail');
  });

  it('takes a resolver that is down for unknown, and stops asking it', async () => {
    const server = await started();
    server.fault({ match: { path: '/dns-query' }, times: 1_000, fault: { kind: 'status', status: 503 } });
    server.requests();
    const found = await audit(server, { zone: 'mapleandpine.com' });
    expect(named(found)).not.toContain('dangling-claimable:summer-sale');
    expect(named(found)).toContain('private-address:intranet');
    expect(JSON.stringify(found.unknown)).toContain('the resolver does not answer');
    expect(server.requests().filter((each) => each.includes('/dns-query')).length).toBeLessThan(60);
  });

  it('warns before its own token ends', async () => {
    const token = `cfut_${'r'.repeat(48)}`;
    const soon = new Date(Date.now() + 3 * 86_400_000).toISOString();
    const server = await started({ token, simulator: { tokens: [{ token, expires_on: soon }] } });
    expect(named(await audit(server, { zone: 'mapleandpine.net' }))).toContain('token-expires-soon:token');
  });

  it('shows 100 findings a page', async () => {
    const simulator = account([]);
    await fill(simulator, 'example.com', 130, (index) => ({
      type: 'A',
      name: `h${index}`,
      content: `10.0.0.${index}`,
    }));
    const server = await started({ account: simulator });
    const first = await audit(server, { zone: 'example.com' });
    expect([first.findings.length, first.pages, first.next]).toEqual([
      100,
      2,
      expect.stringContaining('page: 2'),
    ]);
    const second = await audit(server, { zone: 'example.com', page: 2 });
    expect(first.findings.length + second.findings.length).toBe(first.total);
    expect(new Set([...named(first), ...named(second)]).size).toBe(first.total);
    expect(second.next).toBeUndefined();
  });
});

/** An account of zones that are active. */
function account(world: readonly string[]): Simulator {
  return createSimulator({
    seed: 'empty',
    plan: 'pro',
    world,
    determinism: createRealTime(),
    rateLimit: { requests: 100_000, windowSeconds: 300 },
  });
}

async function fill(
  simulator: Simulator,
  zone: string,
  count: number,
  record: (index: number) => Record<string, unknown>,
): Promise<void> {
  const server = await startInProcess({ account: simulator, args: ['--confirm', 'never'] });
  const records = Array.from({ length: count }, (_, index) => record(index));
  await server.apply('sync_dns_records', { zone, records });
  server.close();
}

/** Zones with a redirect, a firewall rule, a header, a Page Rule and names of all kinds. */
async function manyZones(count: number): Promise<Simulator> {
  const simulator = account(['_spf.shared.example TXT "v=spf1 ip4:198.51.100.0/28 -all"']);
  const server = await startInProcess({ account: simulator, args: ['--confirm', 'never'] });
  for (let index = 0; index < count; index += 1) {
    const zone = `z${String(index).padStart(4, '0')}.example`;
    await server.apply('create_zone', { zone });
    simulator.registrar.delegate(zone, true);
    await server.call('activate_zone', { zone });
    const records = [
      { type: 'A', name: '@', content: '203.0.113.9', proxied: true },
      { type: 'A', name: 'direct', content: '203.0.113.9' },
      { type: 'TXT', name: '@', content: '"v=spf1 include:_spf.shared.example -all"' },
      { type: 'CNAME', name: 'shop', content: `${index}.gone.invalid` },
    ];
    await server.apply('sync_dns_records', { zone, records });
    const rule = { zone, expression: 'http.request.uri.path eq "/a"' };
    await server.apply('create_rule', {
      ...rule,
      phase: 'redirect',
      redirect: { target_url: `https://${zone}/b` },
    });
    await server.apply('create_rule', { ...rule, phase: 'waf_custom', action: 'block' });
    await server.apply('create_rule', { ...rule, phase: 'cache', cache: { cache: true } });
    await server.apply('create_rule', { ...rule, phase: 'config', config: { rocket_loader: false } });
  }
  server.close();
  return simulator;
}

describe('audit_zone of all zones', () => {
  it('goes through them page by page, with at most 12 requests for each', async () => {
    const simulator = await manyZones(45);
    const server = await started({ account: simulator });
    server.requests();
    const seen: string[] = [];
    let questions = 0;
    for (let page = 1, pages = 1; page <= pages; page += 1) {
      const found = await audit(server, { page });
      ({ pages } = found);
      seen.push(...found.zones.map(({ zone }) => zone));
      expect(found.next === undefined).toBe(page === pages);
      const requests = server.requests();
      expect(toApi(requests).length).toBeLessThanOrEqual(12 * found.zones.length);
      questions += requests.length - toApi(requests).length;
      for (const zone of found.zones.filter((each) => each.zone !== 'example.com')) {
        expect(zone, zone.zone).toMatchObject({ high: 1, medium: 2 });
      }
      expect(found.unknown.every(({ because }) => because.includes(`call audit_zone with zone `))).toBe(true);
    }
    expect(seen).toEqual(seen.toSorted());
    expect(new Set(seen).size).toBe(46);
    // What all of them include is asked for once a page, and the rest for each zone.
    expect(questions).toBeLessThan(46 * 12);
  });

  it('is kept to the zones that are allowed, with at most 12 requests for each', async () => {
    const simulator = await manyZones(3);
    const server = await started({ account: simulator, args: ['--zones', 'z0001.example,z0002.example'] });
    server.requests();
    const found = await audit(server);
    expect(found.zones.map(({ zone }) => zone)).toEqual(['z0001.example', 'z0002.example']);
    expect(toApi(server.requests()).length).toBeLessThanOrEqual(24);
    expect(JSON.stringify(found)).not.toContain('z0000');
  });

  it('tells how far it is', async () => {
    const server = await started({ account: await manyZones(2) });
    const { client } = server;
    await client.request('tools/call', { name: 'audit_zone', arguments: {}, _meta: { progressToken: 'p' } });
    const told = client.lines.flatMap((line) => {
      const { method, params } = JSON.parse(line) as {
        method?: string;
        params?: { progress: number; message: string };
      };
      return method === 'notifications/progress' ? [`${params?.progress} ${params?.message}`] : [];
    });
    expect(told).toEqual(['1 1 of 3 zones audited', '2 2 of 3 zones audited', '3 3 of 3 zones audited']);
  });

  it('keeps what it has when the limit of requests is reached', async () => {
    const server = await started({ account: await manyZones(3) });
    // The second zone is the one at which Cloudflare has enough.
    const fault = { kind: 'status', status: 429, headers: { 'retry-after': '3600' } } as const;
    server.fault({ match: { path: '/dnssec' }, skip: 1, times: 100, fault });
    const found = await audit(server);
    expect(found.zones.map(({ zone }) => zone)).toEqual(['example.com']);
    expect(found.next).toContain('from z0000.example on nothing was looked at');
    expect(found.next).toContain('call again with page: 1');
  });

  it('shows the worst 100 and counts the others', async () => {
    const simulator = account([]);
    await fill(simulator, 'example.com', 150, (index) => ({
      type: 'A',
      name: `h${index}`,
      content: `10.0.0.${index}`,
    }));
    const found = await audit(await started({ account: simulator }));
    expect([found.findings.length, found.next]).toEqual([100, expect.stringContaining('lesser findings')]);
  });
});

import { describe, expect, it } from 'vitest';
import { call, collect, send, served } from '../../test/support.ts';
import { stableId } from '../determinism.ts';
import { createSimulator, type Simulator, type SimulatorOptions } from '../index.ts';

interface Rr {
  readonly name: string;
  readonly type: number;
  readonly TTL: number;
  readonly data: string;
}

interface Dns {
  readonly Status: number;
  readonly AD: boolean;
  readonly CD: boolean;
  readonly Question: readonly { readonly name: string; readonly type: number }[];
  readonly Answer?: readonly Rr[];
  readonly Authority?: readonly Rr[];
  readonly Comment?: readonly string[];
  readonly error?: string;
}

const accept = { accept: 'application/dns-json' };

async function query(
  simulator: Simulator,
  search: string,
  headers = accept,
): Promise<{ status: number; dns: Dns }> {
  const response = await simulator.resolve({ method: 'GET', url: `/dns-query?${search}`, headers });
  return { status: response.status, dns: JSON.parse((await collect(response.body)).toString()) };
}

async function ask(simulator: Simulator, name: string, type: string, more = ''): Promise<Dns> {
  const { status, dns } = await query(simulator, `name=${name}&type=${type}${more}`);
  expect(status).toBe(200);
  return dns;
}

const dataOf = ({ Answer = [] }: Dns): readonly string[] => Answer.map(({ data }) => data).toSorted();

async function withRecords(
  records: readonly Record<string, unknown>[],
  options: SimulatorOptions = {},
): Promise<Simulator> {
  const simulator = createSimulator({ seed: 'empty', ...options });
  for (const record of records) {
    const body = { ttl: 1, ...record };
    const answer = await call(simulator, 'POST', `/zones/${stableId('zone', 'example.com')}/dns_records`, {
      body,
    });
    expect(answer.status).toBe(200);
  }
  return simulator;
}

describe('an answer', () => {
  it('has the members of the documentation', async () => {
    const { Status, ...rest } = await ask(createSimulator(), 'vpn.mapleandpine.com', 'A');
    expect({ Status, ...rest }).toEqual({
      Status: 0,
      TC: false,
      RD: true,
      RA: true,
      AD: true,
      CD: false,
      Question: [{ name: 'vpn.mapleandpine.com.', type: 1 }],
      Answer: [{ name: 'vpn.mapleandpine.com.', type: 1, TTL: 300, data: '198.51.100.7' }],
    });
  });

  it.each([
    ['name=&type=A', 'Invalid query name'],
    ['type=A', 'Invalid query name'],
    [`name=${'a'.repeat(64)}.com`, 'Invalid query name'],
    [`name=${encodeURIComponent('bücher.example')}`, 'Invalid query name'],
    ['name=example.com&type=NONSENSE', 'Invalid query type `NONSENSE`'],
    ['name=example.com&type=70000', 'Invalid query type `70000`'],
    ['name=example.com&cd=2', 'Invalid CD flag `2`'],
    ['name=example.com&do=yes', 'Invalid DO flag `yes`'],
  ])('to ?%s is 400', async (search, error) => {
    const { status, dns } = await query(createSimulator(), search);
    expect(status).toBe(400);
    expect(dns.error).toContain(error);
  });

  it.each(['', '&type=1', '&type=a', '&type=A&cd=&do='])('to ?name=…%s asks for A', async (search) => {
    const { dns } = await query(createSimulator(), `name=VPN.mapleandpine.com.${search}`);
    expect(dns.Question).toEqual([{ name: 'vpn.mapleandpine.com.', type: 1 }]);
  });

  it('is only given as JSON', async () => {
    const { status } = await query(createSimulator(), 'name=example.com', {
      accept: 'application/dns-message',
    });
    expect(status).toBe(400);
  });
});

describe('the host of the resolver', () => {
  it('is not that of the API', async () => {
    const simulator = createSimulator();
    expect((await send(simulator, 'GET', '/dns-query?name=mapleandpine.com', accept)).status).toBe(400);
    const api = await simulator.resolve({ method: 'GET', url: '/client/v4/zones', headers: accept });
    expect(api.status).toBe(400);
  });

  it('shares the port when served', async () => {
    await served(createSimulator(), async ({ port }) => {
      const url = `http://127.0.0.1:${port}/dns-query?name=vpn.mapleandpine.com`;
      const response = await fetch(url, { headers: accept });
      expect(response.headers.get('content-type')).toBe('application/dns-json');
      expect(await response.json()).toMatchObject({ Status: 0, Answer: [{ data: '198.51.100.7' }] });
    });
  });

  it('is logged and spoiled like the API, told apart by the path', async () => {
    const simulator = createSimulator();
    simulator.faults.add({ match: { path: '/dns-query' }, times: 1, fault: { kind: 'status', status: 503 } });
    expect((await call(simulator, 'GET', '/zones')).status).toBe(200);
    expect((await query(simulator, 'name=mapleandpine.com')).status).toBe(503);
    expect(simulator.requests().map(({ url, fault }) => [url, fault])).toEqual([
      ['/client/v4/zones', null],
      ['/dns-query?name=mapleandpine.com', 'status'],
    ]);
  });
});

describe('records', () => {
  it.each([
    ['mapleandpine.com', 'MX', ['10 mx1.mailhost.example.', '20 mx2.mailhost.example.']],
    ['mapleandpine.com', 'NS', ['hazel.ns.cloudflare.com.', 'rowan.ns.cloudflare.com.']],
    [
      'mapleandpine.com',
      'CAA',
      [
        '0 iodef "mailto:security@mapleandpine.com"',
        '0 issue "letsencrypt.org"',
        // Cloudflare's own (ssl/edge-certificates/caa-records).
        '0 issue "pki.goog; cansignhttpexchanges=yes"',
        '0 issue "ssl.com"',
        '0 issuewild ";"',
        '0 issuewild "letsencrypt.org"',
        '0 issuewild "pki.goog; cansignhttpexchanges=yes"',
        '0 issuewild "ssl.com"',
      ],
    ],
    ['_smtp._tls.mapleandpine.com', 'TXT', ['"v=TLSRPTv1; rua=mailto:tls@mapleandpine.com"']],
    ['_sips._tcp.mapleandpine.com', 'SRV', ['10 60 5061 sip.telephony.example.']],
    ['stores.mapleandpine.com', 'NS', ['ns1.retail-dns.example.', 'ns2.retail-dns.example.']],
    ['sensors.northfork-labs.dev', 'DS', [`20326 13 2 ${'e3b0c44298fc1c149afbf4c8996fb924'.repeat(2)}`]],
  ])('of %s %s are answered as in a zone file', async (name, type, expected) => {
    expect(dataOf(await ask(createSimulator(), name, type))).toEqual(expected);
  });

  it('with automatic TTL are kept for 300 seconds', async () => {
    const simulator = await withRecords([{ type: 'A', name: 'a', content: '192.0.2.1' }]);
    expect((await ask(simulator, 'a.example.com', 'A')).Answer?.[0]?.TTL).toBe(300);
  });

  it('that are proxied show addresses of Cloudflare in both families, and no alias', async () => {
    const simulator = createSimulator();
    const v4 = await ask(simulator, 'shop.mapleandpine.com', 'A');
    expect(dataOf(v4).every((data) => data.startsWith('104.'))).toBe(true);
    expect(v4.Answer?.map(({ name, TTL }) => [name, TTL])).toEqual([
      ['shop.mapleandpine.com.', 300],
      ['shop.mapleandpine.com.', 300],
    ]);
    expect(dataOf(await ask(simulator, 'shop.mapleandpine.com', 'AAAA'))[0]).toMatch(/^2606:4700:/u);
    expect((await ask(simulator, 'shop.mapleandpine.com', 'CNAME')).Answer).toBeUndefined();
    expect(dataOf(await ask(simulator, 'shop.mapleandpine.com', 'HTTPS'))[0]).toMatch(/^\\# 22 00 01 00 /u);
  });

  it('limit the families of a proxied name', async () => {
    const settings = { ipv4_only: true };
    const record = { type: 'A', name: 'only4', content: '192.0.2.1', proxied: true, settings };
    const simulator = await withRecords([record], { plan: 'enterprise' });
    expect(dataOf(await ask(simulator, 'only4.example.com', 'A'))).toHaveLength(2);
    expect((await ask(simulator, 'only4.example.com', 'AAAA')).Answer).toBeUndefined();
  });

  it('of an alias are followed, and end where the name does not exist', async () => {
    const simulator = createSimulator();
    const blog = await ask(simulator, 'blog.mapleandpine.com', 'A');
    expect(blog.Answer?.map(({ type }) => type)).toEqual([5, 1]);
    const dangling = await ask(simulator, 'summer-sale.mapleandpine.com', 'A');
    expect([dangling.Status, dataOf(dangling)]).toEqual([3, ['mapleandpine-summer.azurewebsites.net.']]);
  });

  it('of an alias at the apex are flattened', async () => {
    const simulator = await withRecords([{ type: 'CNAME', name: '@', content: 'host.test' }]);
    const { Answer } = await ask(simulator, 'example.com', 'A');
    expect(Answer?.map(({ name, type }) => [name, type])).toEqual([['example.com.', 1]]);
    expect((await ask(simulator, 'example.com', 'CNAME')).Answer).toBeUndefined();
  });
});

describe('names outside the account', () => {
  const world = [
    'spf.partner.test TXT "v=spf1 -all"',
    'gone.partner.test NXDOMAIN',
    'lame.partner.test SERVFAIL',
    'bare.partner.test EMPTY',
    '*._report.partner.test TXT "v=DMARC1"',
  ];

  it.each([
    ['spf.partner.test', 'TXT', 0, ['"v=spf1 -all"']],
    ['spf.partner.test', 'A', 0, []],
    ['gone.partner.test', 'A', 3, []],
    ['lame.partner.test', 'NS', 2, []],
    ['bare.partner.test', 'A', 0, []],
    ['a._report.partner.test', 'TXT', 0, ['"v=DMARC1"']],
    ['_spf.mailhost.example', 'TXT', 0, ['"v=spf1 ip4:198.51.100.128/28 -all"']],
  ])('%s %s is as a test tells it', async (name, type, status, data) => {
    const found = await ask(createSimulator({ world }), name, type);
    expect([found.Status, dataOf(found)]).toEqual([status, data]);
  });

  it('have CAA records of their own only', async () => {
    const simulator = await withRecords([{ type: 'TXT', name: '@', content: '"a"' }]);
    expect(dataOf(await ask(simulator, 'example.com', 'CAA'))).toEqual([]);
  });
});

describe('names without records (RFC 4592 section 2.2.1)', () => {
  const zone = [
    { type: 'MX', name: '*', content: 'host1.test', priority: 10 },
    { type: 'A', name: 'host1', content: '192.0.2.1' },
    { type: 'A', name: 'host2', content: '192.0.2.2' },
    {
      type: 'SRV',
      name: '_ssh._tcp.host1',
      data: { priority: 0, weight: 0, port: 22, target: 'host1.test' },
    },
    { type: 'NS', name: 'subdel', content: 'ns.test' },
    { type: 'TXT', name: '*.deep.host4', content: '"deep"' },
  ];

  it.each([
    ['host3.example.com', 'MX', 0, 1],
    ['host3.example.com', 'A', 0, 0],
    ['foo.bar.example.com', 'MX', 0, 1],
    ['host1.example.com', 'MX', 0, 0],
    ['_telnet._tcp.host1.example.com', 'MX', 3, 0],
    ['_tcp.host1.example.com', 'MX', 0, 0],
    ['host.subdel.example.com', 'MX', 0, 0],
    ['x.deep.host4.example.com', 'TXT', 0, 1],
    ['deep.host4.example.com', 'TXT', 0, 0],
    ['x.host4.example.com', 'MX', 3, 0],
  ])('%s %s has the status %d and %d records', async (name, type, status, count) => {
    const found = await ask(await withRecords(zone), name, type);
    expect([found.Status, found.Answer?.length ?? 0]).toEqual([status, count]);
    for (const record of found.Answer ?? []) expect(record.name).toBe(`${name}.`);
    if (count === 0) expect(found.Authority?.[0]?.type).toBe(6);
  });

  it('look empty where the zone is signed and denies compactly (RFC 9824)', async () => {
    const simulator = createSimulator();
    expect((await ask(simulator, 'nowhere.mapleandpine.com', 'A')).Status).toBe(0);
    expect((await ask(simulator, 'nowhere.mapleandpine.net', 'A')).Status).toBe(3);
  });
});

describe('the registrar', () => {
  it.each([
    ['cloudflare', 'mapleandpine.net', 2],
    ['foreign', 'mapleandpine.net', 2],
    ['foreign', 'mapleandpine.com', 2],
    ['none', 'mapleandpine.com', 0],
    ['cloudflare', 'northfork-labs.dev', 0],
  ] as const)('with the DS record of %s for %s leads to the status %d', async (signer, zone, status) => {
    const simulator = createSimulator();
    simulator.registrar.publishDs(zone, signer);
    const found = await ask(simulator, zone, 'TXT');
    expect(found.Status).toBe(status);
    if (status === 2) expect(found.Comment?.[0]).toMatch(/^EDE\(9\)/u);
    const unchecked = await ask(simulator, zone, 'TXT', '&cd=1');
    expect([unchecked.Status, unchecked.AD, unchecked.CD]).toEqual([0, false, true]);
  });

  it.each([
    ['vpn.mapleandpine.com', true],
    ['blog.mapleandpine.com', false],
    ['build.northfork-labs.dev', false],
  ])('makes %s validated: %s', async (name, authenticated) => {
    expect((await ask(createSimulator(), name, 'A')).AD).toBe(authenticated);
  });

  it('without Cloudflare’s name servers leaves nothing of the zone', async () => {
    const simulator = createSimulator();
    simulator.registrar.delegate('mapleandpine.com', false);
    expect((await ask(simulator, 'vpn.mapleandpine.com', 'A')).Status).toBe(3);
  });

  it.each([
    [{ zone: 'mapleandpine.net', ds: 'foreign' }, 200],
    [{ zone: 'mapleandpine.net', delegated: false }, 200],
    [{ zone: 'nowhere.test', ds: 'none' }, 400],
    [{ zone: 'mapleandpine.net', ds: 'mine' }, 400],
    [{ zone: 'mapleandpine.net', delegated: 'no' }, 400],
    [{ ds: 'none' }, 400],
  ])('is steered by %o: %d', async (body, status) => {
    const simulator = createSimulator();
    expect((await send(simulator, 'POST', '/__simulator/registrar', {}, body)).status).toBe(status);
  });
});

describe('a resolver that caches', () => {
  it('answers the old record until its TTL is over, counting down', async () => {
    const simulator = await withRecords([{ type: 'A', name: 'a', content: '192.0.2.1', ttl: 120 }], {
      resolverCaches: true,
    });
    expect(dataOf(await ask(simulator, 'a.example.com', 'A'))).toEqual(['192.0.2.1']);
    const records = `/zones/${stableId('zone', 'example.com')}/dns_records`;
    const [record] = (await call(simulator, 'GET', records)).json.result as { id: string }[];
    await call(simulator, 'PATCH', `${records}/${record?.id}`, { body: { content: '192.0.2.9' } });
    simulator.clock.advance(60_000);
    const old = await ask(simulator, 'a.example.com', 'A');
    expect([dataOf(old), old.Answer?.[0]?.TTL]).toEqual([['192.0.2.1'], 60]);
    simulator.clock.advance(60_000);
    expect(dataOf(await ask(simulator, 'a.example.com', 'A'))).toEqual(['192.0.2.9']);
  });

  it('keeps a denial for as long as the SOA says', async () => {
    const simulator = await withRecords([], { resolverCaches: true });
    expect((await ask(simulator, 'new.example.com', 'A')).Status).toBe(3);
    const body = { type: 'A', name: 'new', content: '192.0.2.1', ttl: 300 };
    await call(simulator, 'POST', `/zones/${stableId('zone', 'example.com')}/dns_records`, { body });
    expect((await ask(simulator, 'new.example.com', 'A')).Status).toBe(3);
    simulator.clock.advance(1_800_000);
    expect((await ask(simulator, 'new.example.com', 'A')).Status).toBe(0);
  });
});

async function added(name: string, more: Record<string, unknown> = {}, options: SimulatorOptions = {}) {
  const simulator = createSimulator({ seed: 'empty', ...options });
  const account = { id: stableId('account', 'Example Account') };
  const made = await call(simulator, 'POST', '/zones', { body: { name, account, ...more } });
  const { id } = made.json.result as { id: string };
  const record = { type: 'A', name: 'www', content: '192.0.2.1', proxied: true };
  expect((await call(simulator, 'POST', `/zones/${id}/dns_records`, { body: record })).status).toBe(200);
  const check = () => call(simulator, 'PUT', `/zones/${id}/activation_check`);
  const zone = async () => (await call(simulator, 'GET', `/zones/${id}`)).json.result as { status: string };
  const certificate = async () => {
    const { json } = await call(simulator, 'GET', `/zones/${id}/ssl/certificate_packs?status=all`);
    return (json.result as { status: string }[])[0]?.status;
  };
  return { simulator, check, zone, certificate };
}

describe('a new zone', () => {
  it('is served by who serves it, until the registrar names Cloudflare; and proxied once it is active', async () => {
    const { simulator, check } = await added('fresh.example');
    expect(dataOf(await ask(simulator, 'fresh.example', 'NS'))).toEqual([
      'ns1.hosting.example.',
      'ns2.hosting.example.',
    ]);
    simulator.registrar.delegate('fresh.example', true);
    expect(dataOf(await ask(simulator, 'fresh.example', 'NS'))[0]).toBe('hazel.ns.cloudflare.com.');
    expect(dataOf(await ask(simulator, 'www.fresh.example', 'A'))).toEqual(['192.0.2.1']);
    await check();
    expect(dataOf(await ask(simulator, 'www.fresh.example', 'A'))[0]).toMatch(/^104\./u);
  });

  it('keeps the DS record of the provider before, and breaks when it moves with it', async () => {
    const { simulator } = await added('signed-before.example');
    expect((await ask(simulator, 'signed-before.example', 'DS')).Answer).toHaveLength(1);
    expect((await ask(simulator, 'www.signed-before.example', 'A')).Status).toBe(0);
    simulator.registrar.delegate('signed-before.example', true);
    expect((await ask(simulator, 'www.signed-before.example', 'A')).Status).toBe(2);
    simulator.registrar.publishDs('signed-before.example', 'none');
    expect((await ask(simulator, 'www.signed-before.example', 'A')).Status).toBe(0);
  });

  it('that is partial is reached by the hosts that are sent to it', async () => {
    const { simulator, check } = await added('part.example', { type: 'partial' });
    simulator.registrar.delegate('part.example', true);
    await check();
    expect(dataOf(await ask(simulator, 'www.part.example', 'A'))[0]).toMatch(/^198\.51\.100\./u);
    simulator.registrar.point('www.part.example', true);
    const { Answer = [] } = await ask(simulator, 'www.part.example', 'A');
    expect(Answer[0]).toMatchObject({ type: 5, data: 'www.part.example.cdn.cloudflare.net.' });
    expect(Answer[1]).toMatchObject({ name: 'www.part.example.cdn.cloudflare.net.', type: 1 });
    expect(Answer[1]?.data).toMatch(/^104\./u);
    expect(dataOf(await ask(simulator, 'part.example', 'NS'))[0]).toBe('ns1.hosting.example.');
    expect(() => simulator.registrar.point('www.example.com', true)).toThrow(TypeError);
  });

  it('is looked at by Cloudflare itself after a minute, and less and less often', async () => {
    const { simulator, zone } = await added('fresh.example');
    simulator.clock.advance(70_000);
    simulator.registrar.delegate('fresh.example', true);
    expect((await zone()).status).toBe('pending');
    simulator.clock.advance(100_000);
    expect((await zone()).status).toBe('pending');
    simulator.clock.advance(20_000);
    expect((await zone()).status).toBe('active');
  });

  it('has an owner who does what was asked for, if so wished', async () => {
    const { simulator } = await added('fresh.example', {}, { ownerFollows: true });
    const servers = async () => dataOf(await ask(simulator, 'fresh.example', 'NS'))[0];
    expect(await servers()).toBe('ns1.hosting.example.');
    expect(await servers()).toBe('hazel.ns.cloudflare.com.');
  });

  it('has its certificate some time after it is active', async () => {
    const { simulator, check, certificate } = await added(
      'fresh.example',
      {},
      { certificateMilliseconds: 60_000 },
    );
    simulator.registrar.delegate('fresh.example', true);
    await check();
    expect(await certificate()).toBe('pending_validation');
    simulator.clock.advance(60_000);
    expect(await certificate()).toBe('active');
  });
});

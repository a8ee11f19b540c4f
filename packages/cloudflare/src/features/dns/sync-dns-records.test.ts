import { afterEach, describe, expect, it } from 'vitest';
import { type Harness, startInProcess } from '../../../test/support/in-process.ts';
import { secondWriter } from '../../../test/support/rules.ts';

type Shown = Readonly<Record<string, unknown>>;
type Start = NonNullable<Parameters<typeof startInProcess>[0]>['simulator'];

let server: Harness;

afterEach(() => server.close());

async function start(simulator: Start = {}): Promise<Harness> {
  server = await startInProcess({ simulator });
  return server;
}

/** Every record of a zone, as list_dns_records shows it. */
async function recordsOf(zone: string): Promise<readonly Shown[]> {
  const records: Shown[] = [];
  for (let page = 1; ; page += 1) {
    const { data } = await server.call('list_dns_records', { zone, page, per_page: 1_000 });
    records.push(...data.records);
    if (page >= data.pages) return records;
  }
}

/** The records of a zone as wishes, each with something changed. */
async function wishedFrom(zone: string, also: Shown = {}): Promise<readonly Shown[]> {
  const records = await recordsOf(zone);
  return records.map(({ id: _, ...record }) => ({ ...record, ...also }));
}

/** What an answer shows as \u{1b}, as a zone file writes it. */
function asWritten(shown: string): string {
  return shown.replaceAll(/\\u\{([0-9a-f]+)\}/gu, (_, digits: string) =>
    [...Buffer.from(String.fromCodePoint(Number.parseInt(digits, 16)))]
      .map((octet) => `\\${String(octet).padStart(3, '0')}`)
      .join(''),
  );
}

/** Records brought back have new ids. */
function plain(all: readonly Shown[]): ReadonlySet<string> {
  return new Set(all.map(({ id: _, ...record }) => JSON.stringify(record)));
}

function batches(): readonly string[] {
  return server.requests().filter((line) => line.endsWith('/batch'));
}

/** A call that goes on by itself once it was confirmed; `done` is its answer. */
async function begin(args: Shown): Promise<{ readonly id: string }> {
  const { data } = await server.call('sync_dns_records', { ...args });
  const id = 'sync';
  server.client.send({
    jsonrpc: '2.0',
    id,
    method: 'tools/call',
    params: {
      name: 'sync_dns_records',
      arguments: { ...args, confirm: data.confirm },
      _meta: { progressToken: 'p' },
    },
  });
  return { id };
}

function progress(): readonly number[] {
  return server.client.lines
    .map((line) => JSON.parse(line) as { method?: string; params?: { progress?: number } })
    .filter(({ method }) => method === 'notifications/progress')
    .map(({ params }) => params?.progress ?? Number.NaN);
}

const patience = { timeout: 60_000 };
const shop = 'mapleandpine.com';
const empty = 'example.com';

describe('sync_dns_records', () => {
  it('plans the fewest changes, and applies them in one request', async () => {
    await start();
    const records = [
      { type: 'A', name: 'vpn', content: '198.51.100.8' },
      { type: 'CNAME', name: 'chat', content: 'chat.example.net' },
      { type: 'TXT', name: '@', content: 'v=spf1 -all' },
      { type: 'TXT', name: '@', content: 'storefront-domain-check=5f1c0a9e' },
      { type: 'A', name: 'new', content: '192.0.2.9' },
    ];
    const { data } = await server.apply('sync_dns_records', { zone: shop, records });
    expect(data.changes.map(({ summary }) => summary)).toEqual([
      'create A new.mapleandpine.com → 192.0.2.9',
      expect.stringMatching(/^update A vpn.mapleandpine.com: value 198.51.100.7 → 198.51.100.8$/u),
      expect.stringMatching(/^update TXT mapleandpine.com: value "v=spf1 include/u),
      'delete A chat.mapleandpine.com → 203.0.113.40',
      'create CNAME chat.mapleandpine.com → chat.example.net',
    ]);
    expect(data.warnings[0]).toMatch(/^1 of 5 listed records are there already; 9 more of these names/u);
    expect(batches()).toHaveLength(1);
    const wished = { type: 'A', name: 'brand-new', content: '192.0.2.44' };
    const fresh = await server.call('sync_dns_records', { zone: shop, records: [wished], dry_run: true });
    expect(fresh.data.warnings).toBeUndefined();
    const again = await server.call('sync_dns_records', { zone: shop, records });
    expect(again.data).toMatchObject({ status: 'applied', changes: [] });
  });

  // What other clients sent, as Cloudflare keeps it (recordings/dns-records.json of the simulator).
  it.each<[string, Shown, string]>([
    [
      'HTTPS',
      { data: { priority: 1, target: 'svc.example.net.', value: ' alpn="h2"' } },
      '1 svc.example.net',
    ],
    ['SVCB', { data: { priority: 1, target: 'svc.example.net.', value: 'port="853"' } }, '1 svc.example.net'],
    [
      'NAPTR',
      {
        data: {
          order: '10',
          preference: '100',
          flags: 'S',
          service: 'SIP+D2U',
          regex: '',
          replacement: '_sip._udp.example.net.',
        },
      },
      '10 100 "S" "SIP+D2U" "" _sip._udp.example.net',
    ],
    ['CAA', { data: { flags: '0', tag: 'issue', value: 'ca.example' } }, '0 issue "ca.example"'],
    [
      'LOC',
      {
        data: {
          lat_degrees: 31,
          lat_minutes: 58,
          lat_seconds: 52.1,
          lat_direction: 'S',
          long_degrees: 115,
          long_minutes: 49,
          long_seconds: 11.7,
          long_direction: 'E',
          altitude: 20,
          size: 10,
          precision_horz: 10,
          precision_vert: 2,
        },
      },
      '31 58 52.1 S 115 49 11.7 E 20m 10m 10m 2m',
    ],
  ])('has nothing to do for a record of %s that another client made', async (type, value, content) => {
    await start();
    const client = secondWriter(server);
    const { data: found } = await server.call('get_zone', { zone: shop });
    const id = String(Reflect.get(found, 'id'));
    const made = await client.send('POST', `/zones/${id}/dns_records`, {
      type,
      name: 'theirs',
      ttl: 300,
      ...value,
    });
    expect(made.status).toBe(200);
    const listed = (await wishedFrom(shop)).find(({ name }) => name === 'theirs');
    const params = type === 'HTTPS' ? ' alpn="h2"' : type === 'SVCB' ? ' port="853"' : '';
    for (const wish of [listed, { type, name: 'theirs', ttl: 300, content: `${content}${params}` }]) {
      const { data, text } = await server.call('sync_dns_records', { zone: shop, records: [wish] });
      expect(data, text).toMatchObject({ status: 'applied', changes: [] });
    }
  });

  it('keeps comment and tags that are not named', async () => {
    await start();
    const records = [{ type: 'A', name: 'api', content: '203.0.113.21' }];
    const { data } = await server.apply('sync_dns_records', { zone: shop, records });
    expect(data.changes[0]?.after).toMatchObject({ proxied: true, ttl: 1, tags: ['team:web', 'tier:1'] });
  });

  it('is undone as one change, to the records there were', async () => {
    await start();
    const before = await recordsOf(shop);
    const records = [
      { type: 'CNAME', name: 'chat', content: 'chat.example.net' },
      { type: 'A', name: 'vpn', content: '198.51.100.8', comment: 'moved' },
    ];
    const args = { zone: shop, records, prune: true, types: ['A', 'CNAME', 'MX'] };
    const { data } = await server.apply('sync_dns_records', args);
    expect(await recordsOf(shop)).toHaveLength(
      before.length - data.changes.filter(({ action }) => action === 'delete').length + 1,
    );
    const undone = await server.apply('undo_change', { change_ids: [data.change_id] });
    expect(undone.isError).toBe(false);
    expect(plain(await recordsOf(shop))).toEqual(plain(before));
  });

  it('tells the problems of all records with their places, before anything is sent', async () => {
    await start();
    await server.call('get_zone', { zone: shop });
    server.requests();
    const records = [
      { type: 'A', name: 'a', content: 'nonsense' },
      { type: 'A', name: 'b', content: '192.0.2.1' },
      { type: 'A', name: 'b', content: '192.0.2.1', ttl: 60 },
      { type: 'MX', name: 'c', content: 'm.example.net' },
    ];
    const { data } = await server.call('sync_dns_records', { zone: shop, records });
    expect(data).toMatchObject({ status: 'refused', error: { code: 'invalid_input' } });
    const problems = data.error.details['problems'] as { field: string }[];
    expect(problems.map(({ field }) => field)).toEqual([
      'records.0.content',
      'records.2',
      'records.3.priority',
    ]);
    expect(server.requests()).toEqual([]);
  });

  it('refuses a record that is not among what it looks at', async () => {
    await start();
    const records = [{ type: 'A', name: 'b', content: '192.0.2.1' }];
    const { data } = await server.call('sync_dns_records', { zone: shop, records, names: ['c'] });
    expect(data.error.message).toMatch(/^records\.0: A b\.mapleandpine\.com is not among/u);
  });

  it('never touches the name servers of the zone itself', async () => {
    await start({ seed: 'empty' });
    await server.apply('create_dns_record', {
      zone: empty,
      type: 'NS',
      name: '@',
      content: 'ns1.example.net',
    });
    const records = [{ type: 'NS', name: '@', content: 'ns2.example.net' }];
    const { data } = await server.call('sync_dns_records', { zone: empty, records, prune: true });
    expect(data).toMatchObject({ status: 'applied', changes: [] });
    expect(data.warnings[0]).toMatch(
      /^1 NS records of example\.com itself are left as they are.*: records\.0\./u,
    );
  });

  it('asks for approval of a plan that changes much of a zone', async () => {
    await start();
    const records = await wishedFrom(shop, { comment: 'seen' });
    // In a list the content of SRV and URI records lacks the priority.
    const most = records.filter(({ type }) => type !== 'SRV' && type !== 'URI');
    // A stranger's text holds what moves the cursor of a terminal: the refusal says how it is written.
    const copied = await server.call('sync_dns_records', { zone: shop, records: most });
    expect(copied.data.error.message).toMatch(
      /U\+001B, which cannot be printed, at position \d+: write \\027 if it is meant/u,
    );
    const written = most.map((record) => ({ ...record, content: asWritten(String(record['content'])) }));
    const all = await server.call('sync_dns_records', { zone: shop, records: written });
    expect(all.data.reasons.join(' ')).toMatch(/It changes \d+ objects at once/u);
    expect(all.data.reasons.join(' ')).toMatch(/It changes 89 % of the \d+ objects/u);
  });

  it('refuses a plan that the zone has no room for, before the first write', async () => {
    await start({ seed: 'empty' });
    const records = Array.from({ length: 1_001 }, (_, index) => ({
      type: 'TXT',
      name: `t${index}`,
      content: 'x',
    }));
    const { data } = await server.call('sync_dns_records', { zone: empty, records });
    expect(data.error.message).toMatch(/would have 1001 records, and Cloudflare lets it have 1000/u);
    expect(batches()).toEqual([]);
  });

  it('asks for a page in halves when it is too large', async () => {
    await start({ seed: 'empty', records: 5_000, plan: 'pro' });
    server.fault({ match: { path: 'per_page=4096' }, fault: { kind: 'huge_body', bytes: 11 * 1024 * 1024 } });
    await server.call('get_zone', { zone: empty });
    server.requests();
    const pruned = await server.call('sync_dns_records', {
      zone: empty,
      records: [],
      prune: true,
      dry_run: true,
    });
    expect(pruned.data).toMatchObject({ counts: { delete: 5_000 } });
    expect(server.requests().map((line) => line.replace(/^.*\?/u, ''))).toEqual([
      'page=1&per_page=4096',
      'page=1&per_page=2048',
      'page=2&per_page=2048',
      'page=3&per_page=2048',
    ]);
  });
});

describe('a plan of several batches', () => {
  it.each([
    ['free', 450, 3],
    ['pro', 3_510, 2],
  ] as const)(
    'of a %s zone takes for %i records %i write requests, with rising progress',
    async (plan, count, expected) => {
      await start({ seed: 'empty', records: count, plan });
      const records = await wishedFrom(empty, { comment: 'seen' });
      await begin({ zone: empty, records });
      const answer = await server.client.answerTo('sync');
      expect(answer.result?.['structuredContent']).toMatchObject({
        status: 'applied',
        counts: { update: count },
      });
      expect(batches()).toHaveLength(expected);
      const told = progress();
      expect(told).toHaveLength(expected - 1);
      expect(told).toEqual(told.toSorted((one, other) => one - other));
      expect((await recordsOf(empty)).every(({ comment }) => comment === 'seen')).toBe(true);
    },
  );

  it('makes room first where the zone is nearly full', async () => {
    await start({ seed: 'empty', records: 900 });
    const kept = (await wishedFrom(empty)).slice(0, 600);
    const added = Array.from({ length: 300 }, (_, index) => ({
      type: 'TXT',
      name: `new${index}`,
      content: 'x',
    }));
    const { data } = await server.apply('sync_dns_records', {
      zone: empty,
      records: [...kept, ...added],
      prune: true,
    });
    expect(data).toMatchObject({ status: 'applied', counts: { create: 300, delete: 300 } });
    expect(await recordsOf(empty)).toHaveLength(900);
  });

  it('keeps a replacement in one batch', async () => {
    await start({ seed: 'empty' });
    await server.apply('create_dns_record', { zone: empty, type: 'A', name: 'w', content: '192.0.2.1' });
    server.requests();
    const records = [
      { type: 'CNAME', name: 'w', content: 'x.example.net' },
      ...Array.from({ length: 199 }, (_, index) => ({ type: 'TXT', name: `t${index}`, content: 'x' })),
    ];
    await server.apply('sync_dns_records', { zone: empty, records });
    const sent = server.simulator.requests().filter(({ url }) => url.endsWith('/batch'));
    const sizes = sent.map(({ body }) =>
      Object.entries(JSON.parse(body ?? '')).map(([list, items]) => [list, (items as unknown[]).length]),
    );
    expect(sizes).toEqual([
      [['posts', 199]],
      [
        ['deletes', 1],
        ['posts', 1],
      ],
    ]);
  });

  it('stops between batches when it is cancelled, and keeps an exact account', async () => {
    await start({ seed: 'empty', records: 450 });
    const records = await wishedFrom(empty, { comment: 'seen' });
    server.fault({ match: { path: '/batch' }, skip: 1, fault: { kind: 'delay', ms: 60_000 } });
    const { id } = await begin({ zone: empty, records });
    await expect.poll(() => progress().length, patience).toBeGreaterThan(0);
    server.client.send({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: id } });
    await expect.poll(async () => (await server.call('list_changes')).data.total, patience).toBe(1);
    // The delayed batch may not have been sent at all.
    server.simulator.faults.clear();
    const seen = (await recordsOf(empty)).filter(({ comment }) => comment === 'seen').length;
    expect(seen).toBe(200);
    const rest = await server.apply('sync_dns_records', { zone: empty, records });
    expect(rest.data).toMatchObject({ counts: { update: 250 } });
  });

  it('stops when somebody else changes what comes next, and touches nothing of that batch', async () => {
    await start({ seed: 'empty', records: 450 });
    const all = await recordsOf(empty);
    const records = await wishedFrom(empty, { comment: 'seen' });
    const release = server.hold({ match: { path: '/batch' }, skip: 1 });
    await begin({ zone: empty, records });
    await expect.poll(() => progress().length, patience).toBeGreaterThan(0);
    await server.apply('update_dns_record', {
      zone: empty,
      record_id: all.at(-1)?.['id'],
      comment: 'theirs',
    });
    release();
    const answer = await server.client.answerTo('sync');
    expect(answer.result?.['structuredContent']).toMatchObject({
      status: 'failed',
      error: { code: 'drift' },
      counts: { applied: 400, not_applied: 50 },
    });
    const comments = (await recordsOf(empty)).map(({ comment }) => comment);
    expect(comments.filter((comment) => comment === 'seen')).toHaveLength(400);
    expect(comments).toContain('theirs');
  });
});

describe('a batch without an answer', () => {
  const wished = Array.from({ length: 8 }, (_, index) => ({
    type: 'TXT',
    name: `t${index}`,
    content: `text ${index}`,
  }));

  it.each([
    ['a connection cut after the commit', { kind: 'cut', when: 'after_commit' }, 'applied'],
    ['an answer cut in the middle', { kind: 'cut', when: 'mid_body' }, 'applied'],
    ['a connection cut before the commit', { kind: 'cut', when: 'before_commit' }, 'failed'],
    ['a failure of Cloudflare', { kind: 'status', status: 500 }, 'failed'],
    ['a page of a gateway', { kind: 'html' }, 'failed'],
  ] as const)('%s loses nothing and doubles nothing', async (_, fault, status) => {
    await start();
    const before = await recordsOf(shop);
    const asked = await server.call('sync_dns_records', { zone: shop, records: wished });
    server.fault({ match: { path: '/batch' }, fault });
    const { data } = await server.call('sync_dns_records', {
      zone: shop,
      records: wished,
      confirm: asked.data.confirm,
    });
    expect(data.status).toBe(status);
    const made = (await recordsOf(shop)).length - before.length;
    expect(made).toBe(status === 'applied' ? 8 : 0);
    if (status === 'failed')
      expect(data.changes.map(({ outcome }) => outcome)).toEqual(wished.map(() => 'not_applied'));
    else expect(data.changes.every(({ id }) => /^[0-9a-f]{32}$/u.test(id))).toBe(true);
    const again = await server.apply('sync_dns_records', { zone: shop, records: wished });
    expect(again.data.changes).toHaveLength(8 - made);
    expect(await recordsOf(shop)).toHaveLength(before.length + 8);
  });

  it('that Cloudflare puts off is sent again', async () => {
    await start();
    const limited = { kind: 'status', status: 429, headers: { 'retry-after': '0' } } as const;
    server.fault({ match: { path: '/batch' }, fault: limited });
    const { data } = await server.apply('sync_dns_records', { zone: shop, records: wished });
    expect(data).toMatchObject({ status: 'applied', changes: { length: 8 } });
  });

  it('is unknown when somebody else changed what it was to change', async () => {
    await start();
    const before = await recordsOf(shop);
    const records = before
      .filter(({ type }) => type === 'MX')
      .map(({ id: _, ...record }) => ({ ...record, comment: 'seen' }));
    const also = [...wished, ...records];
    const asked = await server.call('sync_dns_records', { zone: shop, records: also });
    server.fault({ match: { path: '/batch' }, fault: { kind: 'cut', when: 'after_commit' } });
    const release = server.hold({ match: { path: 'per_page=4096' }, skip: 1 });
    const answer = server.call('sync_dns_records', {
      zone: shop,
      records: also,
      confirm: asked.data.confirm,
    });
    await expect.poll(() => batches().length, patience).toBeGreaterThan(0);
    const theirs = before.find(({ type }) => type === 'MX')?.['id'];
    await server.apply('update_dns_record', { zone: shop, record_id: theirs, comment: 'theirs' });
    release();
    expect((await answer).data).toMatchObject({ status: 'failed', error: { code: 'outcome_unknown' } });
  });
});

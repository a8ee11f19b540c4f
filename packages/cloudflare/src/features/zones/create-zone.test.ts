import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Harness, startInProcess } from '../../../test/support/in-process.ts';

let server: Harness;

beforeEach(async () => {
  server = await startInProcess();
});
afterEach(() => server.close());

const zone = 'fresh-start.example';
const twoAccounts = { seed: 'agency' } as const;

async function statusOf(name: string): Promise<string> {
  const { data } = await server.call('get_zone', { zone: name });
  return data.error === undefined ? data.status : data.error.code;
}

describe('create_zone', () => {
  it.each([
    ['https://www.fresh.example/shop', 'fresh.example'],
    ['what?', 'example.com'],
  ])('says which name may be meant by %s', async (given, meant) => {
    const { data } = await server.call('create_zone', { zone: given });
    expect(data.error.next_step).toBe(`Give the registered domain alone, such as ${meant}.`);
  });

  it('asks, names the account, and says what to copy before the registrar is changed', async () => {
    const { data } = await server.call('create_zone', { zone });
    expect(data).toMatchObject({
      status: 'needs_confirmation',
      changes: [
        {
          action: 'create',
          summary: `create the full zone ${zone} in the account Maple & Pine Ltd`,
          after: { name: zone, type: 'full', account: 'Maple & Pine Ltd' },
        },
      ],
      reasons: [`It adds the domain ${zone} to an account.`],
    });
    expect(data.warnings[0]).toContain('ns1.hosting.example, ns2.hosting.example serve this domain');
    expect(await statusOf(zone)).toBe('not_found');
  });

  it('answers with the name servers for the registrar, and can be filled at once', async () => {
    const { data } = await server.apply('create_zone', { zone });
    expect(data.changes[0]?.after).toMatchObject({
      status: 'pending',
      name_servers: ['hazel.ns.cloudflare.com', 'rowan.ns.cloudflare.com'],
    });
    const record = { zone, type: 'A', name: 'www', content: '192.0.2.1' };
    expect((await server.apply('create_dns_record', record)).data.status).toBe('applied');
  });

  it('gives a partial zone the record that proves who owns it', async () => {
    const { data } = await server.apply('create_zone', { zone, type: 'partial' });
    expect(data.warnings[0]).toContain('Business or Enterprise');
    const key = data.changes[0]?.after['verification_key'];
    expect(key).toMatch(/^\d+-\d+$/u);
    const { data: found } = await server.call('get_zone', { zone });
    expect(found).toMatchObject({ verification: `cloudflare-verify.${zone} TXT ${String(key)}` });
  });

  it('is undone while the zone is pending and empty', async () => {
    const { data } = await server.apply('create_zone', { zone });
    const undone = await server.apply('undo_change', { change_ids: [data.change_id] });
    expect(undone.data).toMatchObject({ status: 'applied', changes: [{ action: 'delete' }] });
    expect(await statusOf(zone)).toBe('not_found');
    const again = await server.apply('create_zone', { zone });
    expect(again.data.status).toBe('applied');
  });

  it.each([
    [
      'a record',
      () => server.apply('create_dns_record', { zone, type: 'A', name: '@', content: '192.0.2.1' }),
    ],
    [
      'a rule',
      () =>
        server.apply('create_rule', {
          zone,
          phase: 'redirect',
          expression: 'true',
          redirect: { target_url: 'https://example.com/' },
        }),
    ],
    [
      'a Page Rule',
      () => server.apply('create_page_rule', { zone, url: `${zone}/*`, actions: { always_use_https: true } }),
    ],
    [
      'become active',
      () => {
        server.simulator.registrar.delegate(zone, true);
        return server.apply('activate_zone', { zone });
      },
    ],
  ])('is not undone once the zone has %s', async (_what, touch) => {
    const { data } = await server.apply('create_zone', { zone });
    await touch();
    const undone = await server.call('undo_change', { change_ids: [data.change_id] });
    expect(undone.data.error.code).toBe('drift');
    expect(server.requests().filter((request) => request.startsWith('DELETE'))).toEqual([]);
  });

  it('is not undone over what came between the plan and the approval', async () => {
    const { data } = await server.apply('create_zone', { zone });
    const asked = await server.call('undo_change', { change_ids: [data.change_id] });
    await server.apply('create_dns_record', { zone, type: 'A', name: '@', content: '192.0.2.1' });
    const confirmed = await server.call('undo_change', {
      change_ids: [data.change_id],
      confirm: asked.data.confirm,
    });
    expect(confirmed.data.status).not.toBe('applied');
    expect(await statusOf(zone)).toBe('pending');
  });

  it.each([
    ['a zone that is there', { zone: 'mapleandpine.net' }, 'has this zone already; its status is active'],
    ['the same in capitals', { zone: 'MAPLEANDPINE.NET.' }, 'has this zone already'],
  ])('has nothing to do for %s', async (_what, args, said) => {
    const { data } = await server.call('create_zone', args);
    expect(data).toMatchObject({ status: 'applied', changes: [] });
    expect(data.warnings[0]).toContain(said);
  });

  it.each([
    ['a host', { zone: 'shop.mapleandpine.net' }, 'is a name in the zone mapleandpine.net'],
    ['a host further down', { zone: 'a.b.mapleandpine.net' }, 'is a name in the zone mapleandpine.net'],
    ['an address', { zone: 'https://fresh.example/' }, 'zone: no domain name.'],
    ['an id', { zone: 'a'.repeat(32) }, 'given by its name'],
    ['a zone of the other type', { zone: 'mapleandpine.net', type: 'partial' }, 'as a full zone'],
  ])('refuses %s', async (_what, args, said) => {
    const { data } = await server.call('create_zone', args);
    expect(data.error).toMatchObject({ code: 'invalid_input' });
    expect(data.error.message).toContain(said);
    expect(server.requests().filter((request) => request.startsWith('POST'))).toEqual([]);
  });

  it('warns of a DS record, of a domain that nobody delegates, and of a resolver that does not answer', async () => {
    const warningsOf = async (name: string) =>
      (await server.call('create_zone', { zone: name })).data.warnings;
    expect((await warningsOf('signed-shop.example')).join(' ')).toContain(
      'publishes a DS record. Remove it there',
    );
    expect(await warningsOf('nobody-has-this.shop')).toEqual([
      expect.stringContaining('No registry delegates'),
    ]);
    server.fault({ match: { path: '/dns-query' }, times: 10, fault: { kind: 'status', status: 400 } });
    expect(await warningsOf(zone)).toEqual([expect.stringContaining('could not be found out')]);
  });

  it.each([
    ['an account that is named', { account: 'Delta Bakery' }, 'Delta Bakery'],
    ['an account by its id', { account: undefined }, 'Alder Books'],
  ])('takes %s where there are several', async (_what, { account }, name) => {
    const agency = await startInProcess({ simulator: twoAccounts });
    const { data } = await agency.call('list_accounts');
    const { accounts } = data as unknown as { accounts: { id: string; name: string }[] };
    const id = accounts.find((each) => each.name === name)?.id;
    const planned = await agency.call('create_zone', { zone, account: account ?? id, dry_run: true });
    agency.close();
    expect(planned.data.changes[0]?.after).toMatchObject({ account: name, account_id: id });
  });

  it.each([
    ['none is named', {}, 'ambiguous'],
    ['another is named', { account: 'Nobody Ltd' }, 'not_found'],
  ])('refuses where there are several and %s', async (_what, args, code) => {
    const agency = await startInProcess({ simulator: twoAccounts });
    const { data } = await agency.call('create_zone', { zone, ...args });
    agency.close();
    expect(data.error.code).toBe(code);
  });

  it('finds the account by its zones where accounts may not be listed', async () => {
    const token = 'cfat_Zq7Xw2Vb9Lk4Jh6Gf8Ds1Pa3Oi5Uy0Tr7Ee0badcafe';
    const mine = await startInProcess({ token, simulator: { tokens: [{ token }] } });
    const { data } = await mine.call('create_zone', { zone, dry_run: true });
    mine.close();
    expect(data.changes[0]?.after).toMatchObject({ account: 'Maple & Pine Ltd' });
  });

  it('completes the name of a zone from the moment in which it is there', async () => {
    const ref = { type: 'ref/resource', uri: 'cloudflare://zones/{zone}' };
    const complete = async () => {
      const argument = { name: 'zone', value: 'fresh' };
      const { result } = await server.client.request('completion/complete', { ref, argument });
      return result?.['completion'];
    };
    expect(await complete()).toMatchObject({ values: [] });
    const { data } = await server.apply('create_zone', { zone });
    expect(await complete()).toMatchObject({ values: [zone] });
    await server.apply('undo_change', { change_ids: [data.change_id] });
    expect(await complete()).toMatchObject({ values: [] });
  });

  it('keeps to the list of zones', async () => {
    const limited = await startInProcess({ args: ['--zones', `${zone},mapleandpine.net`] });
    const other = await limited.call('create_zone', { zone: 'other.example' });
    const own = await limited.call('create_zone', { zone });
    limited.close();
    expect(other.data.error.code).toBe('not_found');
    expect(own.data.status).toBe('needs_confirmation');
  });

  it.each([
    ['after_commit', 'applied', 'pending'],
    ['before_commit', 'failed', 'not_found'],
  ] as const)('finds out what became of a creation that was cut %s', async (when, status, now) => {
    const asked = await server.call('create_zone', { zone });
    server.fault({ match: { method: 'POST' }, fault: { kind: 'cut', when } });
    const { data } = await server.call('create_zone', { zone, confirm: asked.data.confirm });
    expect(data.status).toBe(status);
    expect(await statusOf(zone)).toBe(now);
  });
});

describe('activate_zone', () => {
  // Found by the exactly-once model: it was told as not applied.
  it('is told as done where only what Cloudflare found could not be read', async () => {
    await server.apply('create_zone', { zone });
    let looked = false;
    const fetch = server.simulator.fetch.bind(server.simulator);
    server.simulator.fetch = async (request) => {
      const answer = await fetch(request);
      if (request.method === 'PUT') looked = true;
      return looked && request.method === 'GET' ? { ...answer, status: 400 } : answer;
    };
    const { data } = await server.call('activate_zone', { zone });
    expect([data.status, data.changes[0]?.after]).toEqual(['applied', { status: 'unknown' }]);
    expect(data.warnings).toContainEqual(expect.stringContaining('could not be read: get_zone tells'));
  });

  it('says whether the zone is active, after one look of Cloudflare', async () => {
    await server.apply('create_zone', { zone });
    const early = await server.call('activate_zone', { zone });
    expect(early.data).toMatchObject({ status: 'applied', changes: [{ after: { status: 'pending' } }] });
    expect(early.data.warnings).toEqual(['status was stored as "pending", not as "active"']);
    const soon = await server.call('activate_zone', { zone });
    expect(soon.data.error.message).toContain('once an hour');
    server.simulator.clock.advance(60 * 60_000);
    server.simulator.registrar.delegate(zone, true);
    const late = await server.call('activate_zone', { zone });
    expect(late.data).toMatchObject({ status: 'applied', changes: [{ after: { status: 'active' } }] });
    const undone = await server.call('undo_change', { change_ids: [late.data.change_id] });
    expect(undone.data.error.code).toBe('irreversible');
  });

  it('has nothing to do for an active zone', async () => {
    const { data } = await server.call('activate_zone', { zone: 'mapleandpine.net' });
    expect(data).toMatchObject({ changes: [], warnings: ['The zone is active already.'] });
    expect(server.requests().some((request) => request.startsWith('PUT'))).toBe(false);
  });
});

describe('list_accounts', () => {
  it('shows no account beside those of the allowed zones', async () => {
    const limited = await startInProcess({
      simulator: twoAccounts,
      args: ['--zones', 'deltabakery.example'],
    });
    const { data, text } = await limited.call('list_accounts');
    limited.close();
    expect(data).toMatchObject({ accounts: [{ name: 'Delta Bakery' }] });
    expect(text).not.toContain('Alder');
  });
});

import { afterEach, describe, expect, it } from 'vitest';
import { type Harness, startInProcess } from '../../../test/support/in-process.ts';
import { secondWriter } from '../../../test/support/rules.ts';

let server: Harness;

afterEach(() => server.close());

async function start(args: readonly string[] = []): Promise<Harness> {
  server = await startInProcess({ args, simulator: { seed: 'empty', plan: 'enterprise' } });
  return server;
}

const ips = (...all: string[]) => all.map((ip) => ({ ip }));

async function held(list = 'some'): Promise<readonly unknown[]> {
  const { data } = await server.call('list_ip_lists', { list });
  return (data as unknown as { items: { value: string }[] }).items.map(({ value }) => value);
}

/** A custom rule of the zone that uses the list. */
async function useIn(action: string, expression: string): Promise<void> {
  const writer = secondWriter(server);
  const { result } = await writer.send('GET', '/zones?name=example.com');
  const [zone] = result as { id: string }[];
  const skip = action === 'skip' ? { action_parameters: { ruleset: 'current' } } : {};
  const path = `/zones/${zone?.id}/rulesets/phases/http_request_firewall_custom/entrypoint`;
  await writer.send('PUT', path, { rules: [{ action, expression, ...skip }] });
}

describe('sync_ip_list', () => {
  it('makes the list, holds ranges as Cloudflare does, and is undone', async () => {
    await start();
    const items = [{ ip: '192.0.2.77/24', comment: 'lab' }, ...ips('198.51.100.1/32', '2001:DB8::1')];
    const { data } = await server.apply('sync_ip_list', { list: 'some', items });
    expect(data.changes.map(({ summary }) => summary)).toEqual([
      'create the ip list some',
      'create address 192.0.2.0/24 in the list some',
      'create address 198.51.100.1 in the list some',
      'create address 2001:db8::/64 in the list some',
    ]);
    expect(data.warnings).toEqual([
      expect.stringMatching(/^1 IPv6 addresses stand for their whole \/64/u),
      expect.stringMatching(/^No rule uses the list yet: ip\.src in \$some/u),
    ]);
    expect(await held()).toEqual(['192.0.2.0/24', '198.51.100.1', '2001:db8::/64']);
    await server.apply('undo_change', { change_ids: [data.change_id] });
    expect((await server.call('list_ip_lists', {})).data).toMatchObject({ lists: [] });
  });

  it('lets one address out without the rest of the list, and says where it is still in', async () => {
    await start();
    await server.apply('sync_ip_list', {
      list: 'some',
      items: ips('192.0.2.1', '192.0.2.9', '203.0.113.0/24'),
    });
    const remove = ['192.0.2.9', '203.0.113.7'];
    const { data } = await server.apply('sync_ip_list', { list: 'some', remove });
    expect(data.changes).toMatchObject([{ action: 'delete', before: { ip: '192.0.2.9' } }]);
    expect(data.warnings).toEqual([
      '1 items to remove are not in the list: 203.0.113.7',
      expect.stringMatching(/^203\.0\.113\.7 is still in the list, as a part of 203\.0\.113\.0\/24/u),
      expect.stringMatching(/^No rule uses the list yet/u),
    ]);
    expect(await held()).toEqual(['192.0.2.1', '203.0.113.0/24']);
  });

  it('takes lines of the dashboard, and keeps comments that are not given', async () => {
    await start();
    await server.apply('sync_ip_list', { list: 'some', csv: '192.0.2.1,one\n192.0.2.2\n' });
    const { data } = await server.call('sync_ip_list', { list: 'some', items: ips('192.0.2.1') });
    expect(data.changes).toEqual([]);
  });

  it.each([
    ['0.0.0.0/1', /half of all addresses/u],
    ['0.0.0.0/0', /half of all addresses/u],
    ['::/0', /too wide/u],
    ['10.0.0.0/33', /longer than \/32/u],
    ['example.com', /neither an IP address/u],
    ['10.0.0.1-10.0.0.9', /neither an IP address/u],
  ])('refuses %s before anything is sent', async (ip, said) => {
    await start();
    const { data } = await server.call('sync_ip_list', { list: 'some', items: ips(ip) });
    expect(data.error.message).toMatch(said);
    expect(server.requests()).toEqual([]);
  });

  it('refuses a list of another kind, and every write with --zones', async () => {
    await start();
    await server.apply('sync_redirects', {
      list: 'moved',
      redirects: [{ source_url: 'example.com/a', target_url: 'https://example.com/b' }],
    });
    const { data } = await server.call('sync_ip_list', { list: 'moved', items: ips('192.0.2.1') });
    expect(data.error.message).toMatch(/is there already, and not a list of addresses/u);
    const limited = await startInProcess({ account: server.simulator, args: ['--zones', 'example.com'] });
    const refused = await limited.call('sync_ip_list', { list: 'some', items: ips('192.0.2.1') });
    limited.close();
    expect(refused.data.error.code).toBe('refused_by_policy');
  });
});

const seeded = async (action: string, expression: string): Promise<void> => {
  await start();
  await server.apply('sync_ip_list', { list: 'some', items: ips('192.0.2.1') });
  await useIn(action, expression);
};

describe('what an address does in a list that rules use', () => {
  it('to be held back is no matter of asking', async () => {
    await seeded('block', 'ip.src in $some and http.request.uri.path eq "/login"');
    const { data } = await server.call('sync_ip_list', { list: 'some', items: ips('192.0.2.2') });
    expect(data.status).toBe('applied');
  });

  it.each([
    ['skip', 'ip.src in $some', /let the addresses of this list past/u],
    ['block', 'not ip.src in $some', /let the addresses of this list past/u],
  ])('to be let past is asked about: %s %s', async (action, expression, said) => {
    await seeded(action, expression);
    const { data } = await server.call('sync_ip_list', { list: 'some', items: ips('192.0.2.2') });
    expect([data.status, data.reasons?.[0]]).toEqual(['needs_confirmation', expect.stringMatching(said)]);
  });

  it('to go is said, and to be the last is said as such', async () => {
    await seeded('block', 'ip.src in $some');
    const { data } = await server.call('sync_ip_list', { list: 'some', items: [], prune: true });
    expect(data.reasons).toContainEqual(expect.stringMatching(/^It empties a list that rules use/u));
  });

  it('that stands for very many is asked about even where no rule uses it', async () => {
    await start();
    const { data } = await server.call('sync_ip_list', { list: 'some', items: ips('64.0.0.0/8') });
    expect(data.reasons).toContainEqual('It lists 16777216 addresses: 64.0.0.0/8.');
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Harness, startInProcess } from '../support/in-process.ts';

let server: Harness;

beforeEach(async () => {
  server = await startInProcess();
});
afterEach(() => server.close());

const zone = 'mapleandpine.com';

async function find(name: string, type: string): Promise<{ readonly id: string }> {
  const { data } = await server.call('list_dns_records', { zone, name, type });
  const [record] = data.records;
  if (record === undefined) throw new Error(`no ${type} ${name}`);
  return record;
}

describe('zones', () => {
  it('takes the name in any form, and the id', async () => {
    const { data } = await server.call('list_zones');
    const id = data.zones.find((entry) => entry['name'] === zone)?.['id'];
    for (const form of [id, 'MAPLEANDPINE.COM', 'mapleandpine.com.', ' mapleandpine.com ']) {
      const { data: found } = await server.call('get_zone', { zone: form });
      expect(found).toMatchObject({ id, name: zone, plan: 'pro' });
    }
  });

  it.each([
    ['contains:mapleandpine', 'invalid_input'],
    ['not_equal:mapleandpine.com', 'invalid_input'],
    ['mapleandpine.com/../../user', 'invalid_input'],
    ['mapleandpine.com:443', 'invalid_input'],
    ['map%6ceandpine.com', 'invalid_input'],
    ['mapleandpine', 'invalid_input'],
    ['www.mapleandpine.com', 'not_found'],
    ['pineandmaple.com', 'not_found'],
    ['0123456789abcdef0123456789abcdef', 'not_found'],
  ])('refuses %s', async (form, code) => {
    const { data, isError } = await server.call('get_zone', { zone: form });
    expect(isError).toBe(true);
    expect(data.error.code).toBe(code);
  });

  it('never lets an operator or a wrong name through to a write', async () => {
    server.requests();
    await server.call('delete_dns_record', { zone: 'contains:maple', record_id: '0'.repeat(32) });
    expect(server.requests()).toEqual([]);
  });

  it('refuses an answer for another name than the one asked for', async () => {
    const other = { id: 'f'.repeat(32), name: 'mapleandpine.com.attacker.example', status: 'active' };
    server.fault({
      match: { path: '/zones?' },
      fault: {
        kind: 'status',
        status: 200,
        body: { success: true, errors: [], messages: [], result: [other] },
      },
    });
    const { data } = await server.call('get_zone', { zone });
    expect(data.error.code).toBe('not_found');
  });

  it('offers the choices when two accounts have the zone', async () => {
    const zones = ['a', 'b'].map((digit) => ({
      id: digit.repeat(32),
      name: zone,
      status: 'active',
      account: { id: 'c'.repeat(32), name: `Account ${digit}` },
    }));
    server.fault({
      match: { path: '/zones?' },
      fault: {
        kind: 'status',
        status: 200,
        body: { success: true, errors: [], messages: [], result: zones },
      },
    });
    const { data } = await server.call('get_zone', { zone });
    expect(data.error).toMatchObject({
      code: 'ambiguous',
      details: { choices: [{ zone_id: 'a'.repeat(32) }, { account: 'Account b' }] },
    });
  });

  it('resolves a zone once', async () => {
    server.requests();
    await server.call('list_dns_records', { zone });
    await server.call('list_dns_records', { zone });
    expect(server.requests().map((line) => line.split('?')[0])).toEqual([
      'GET /zones',
      expect.stringMatching(/dns_records$/u),
      expect.stringMatching(/dns_records$/u),
    ]);
  });

  it.each([
    ['user', 'cfut_Mn3Bv5Cx7Zl9Kj1Hg4Fd6Sa8Po2Iu0Yt5Re0badcafe'],
    ['account', 'cfat_Zq7Xw2Vb9Lk4Jh6Gf8Ds1Pa3Oi5Uy0Tr7Ee0badcafe'],
  ] as const)('verifies a token of the %s', async (owner, token) => {
    const mine = await startInProcess({
      token,
      simulator: { tokens: [{ token, expires_on: '2099-01-01T00:00:00Z' }] },
    });
    const { data } = await mine.call('verify_token');
    mine.close();
    expect(data).toMatchObject({ status: 'active', owner, expires_on: '2099-01-01T00:00:00Z' });
  });
});

describe('DNS records', () => {
  it('costs at most one read and one write for a single change', async () => {
    await server.call('get_zone', { zone });
    server.requests();
    const made = await server.call('create_dns_record', {
      zone,
      type: 'A',
      name: 'one',
      content: '192.0.2.1',
    });
    expect(server.requests().map((line) => line.split(' ')[0])).toEqual(['POST']);
    const id = made.data.changes[0]?.id;
    await server.call('update_dns_record', { zone, record_id: id, ttl: 300 });
    expect(server.requests().map((line) => line.split(' ')[0])).toEqual(['GET', 'PATCH']);
    const asked = await server.call('delete_dns_record', { zone, record_id: id });
    expect(server.requests().map((line) => line.split(' ')[0])).toEqual(['GET']);
    await server.call('delete_dns_record', { zone, record_id: id, confirm: asked.data.confirm });
    expect(server.requests().map((line) => line.split(' ')[0])).toEqual(['GET', 'DELETE']);
  });

  it('sends only the fields that change', async () => {
    const { id } = await find('mapleandpine.com', 'CAA');
    await server.apply('update_dns_record', { zone, record_id: id, comment: 'checked in November' });
    const sent = server.simulator.requests().findLast(({ method }) => method === 'PATCH');
    expect(JSON.parse(sent?.body ?? '')).toEqual({ comment: 'checked in November' });
  });

  it.each([
    [
      'SRV',
      '_sip._tcp.voice',
      '10 5 5060 sip.mapleandpine.com',
      { port: 5060, priority: 10, target: 'sip.mapleandpine.com', weight: 5 },
    ],
    ['CAA', 'secure', '0 issue "letsencrypt.org"', { flags: 0, tag: 'issue', value: 'letsencrypt.org' }],
  ])('sends %s as data', async (type, name, content, expected) => {
    const { data } = await server.apply('create_dns_record', { zone, type, name, content });
    expect(data.changes[0]?.after['data']).toMatchObject(expected);
    const sent = server.simulator.requests().findLast(({ method }) => method === 'POST');
    expect(JSON.parse(sent?.body ?? '')).toMatchObject({ data: expected });
    expect(JSON.parse(sent?.body ?? '')).not.toHaveProperty('content');
  });

  it.each([
    ['an MX without priority', { type: 'MX', name: '@', content: 'mail.example.net' }, 'priority'],
    ['an A that is no address', { type: 'A', name: 'x', content: 'not-an-ip' }, 'content'],
    ['a TTL of two', { type: 'A', name: 'x', content: '192.0.2.1', ttl: 2 }, 'ttl'],
    ['a proxied TXT', { type: 'TXT', name: 'x', content: 'x', proxied: true }, 'proxied'],
    ['another type', { type: 'SPF', name: 'x', content: 'x' }, 'type'],
    ['an unknown argument', { type: 'A', name: 'x', content: '192.0.2.1', tll: 300 }, 'did you mean ttl'],
  ])('refuses %s before anything is sent', async (_name, record, named) => {
    await server.call('get_zone', { zone });
    server.requests();
    const { data, isError } = await server.call('create_dns_record', { zone, ...record });
    expect(isError).toBe(true);
    expect(data).toMatchObject({ status: 'refused', error: { code: 'invalid_input' } });
    expect(data.error.message).toContain(named);
    expect(server.requests()).toEqual([]);
  });

  it('edits a record that breaks a rule already, as long as the edit breaks no other', async () => {
    const old = {
      id: 'e'.repeat(32),
      type: 'CAA',
      name: zone,
      ttl: 1,
      data: { flags: 1, tag: 'issue', value: 'ca.example' },
      content: '1 issue "ca.example"',
    };
    const body = { success: true, errors: [], messages: [], result: old };
    server.fault({ match: { path: old.id }, fault: { kind: 'status', status: 200, body }, times: 2 });
    const edited = await server.call('update_dns_record', {
      zone,
      record_id: old.id,
      comment: 'kept',
      dry_run: true,
    });
    expect(edited.data).toMatchObject({
      status: 'planned',
      changes: [{ after: { comment: 'kept', data: { flags: 1 } } }],
    });
    const broken = await server.call('update_dns_record', { zone, record_id: old.id, ttl: 2, dry_run: true });
    expect(broken.data).toMatchObject({ status: 'refused' });
    expect(broken.data.error.message).toContain('ttl');
  });

  it.each(['0'.repeat(31), `${'0'.repeat(32)}\n`, 'A'.repeat(32), '../../zones'])(
    'refuses the id %j',
    async (id) => {
      server.requests();
      const { data } = await server.call('get_dns_record', { zone, record_id: id });
      expect(data.error.code).toBe('invalid_input');
      expect(server.requests()).toEqual([]);
    },
  );

  it('changes a type by delete and create in one transaction, and takes it back as one', async () => {
    const made = await server.apply('create_dns_record', {
      zone,
      type: 'A',
      name: 'move',
      content: '192.0.2.1',
    });
    const id = made.data.changes[0]?.id;
    const { data } = await server.apply('update_dns_record', {
      zone,
      record_id: id,
      type: 'CNAME',
      content: 'elsewhere.example.net',
    });
    expect(data.changes.map(({ action }) => action)).toEqual(['delete', 'create']);
    expect(server.requests().at(-1)).toMatch(/^POST .*\/batch$/u);
    const undone = await server.apply('undo_change', { change_ids: [data.change_id] });
    expect(undone.data.changes.map(({ action }) => action).sort()).toEqual(['create', 'delete']);
    expect(await find('move.mapleandpine.com', 'A')).toMatchObject({ content: '192.0.2.1' });
  });

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

  it('shows what is refused by Cloudflare itself', async () => {
    const { data } = await server.call('create_dns_record', {
      zone,
      type: 'CNAME',
      name: 'api',
      content: 'elsewhere.example.net',
    });
    expect(data).toMatchObject({ status: 'failed', error: { code: 'conflict' } });
    expect(data.error.message).toMatch(/code 8105[34]/u);
  });

  it('answers an update that changes nothing without a write', async () => {
    const { id } = await find('api.mapleandpine.com', 'A');
    server.requests();
    const { data } = await server.call('update_dns_record', { zone, record_id: id, content: '203.0.113.20' });
    expect(data).toMatchObject({ status: 'applied', changes: [] });
    expect(data.warnings[0]).toContain('already');
    expect(server.requests().map((line) => line.split(' ')[0])).toEqual(['GET']);
  });

  it('marks and defuses text that strangers chose', async () => {
    const { data, text } = await server.call('list_dns_records', { zone, type: 'TXT' });
    expect(data.untrusted).toContain('records[].content');
    expect(text).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/u);
    expect(text).toContain('u{202e}');
  });
});

describe('plans', () => {
  it('plans, asks, applies, and takes back', async () => {
    const { id } = await find('mapleandpine.com', 'MX');
    const planned = await server.call('delete_dns_record', { zone, record_id: id, dry_run: true });
    expect(planned.data).toMatchObject({ status: 'planned', changes: [{ action: 'delete', id }] });
    expect(planned.data.confirm).toBeUndefined();
    const asked = await server.call('delete_dns_record', { zone, record_id: id });
    expect(asked.data.status).toBe('needs_confirmation');
    expect(asked.data.reasons[0]).toContain('mail');
    const applied = await server.call('delete_dns_record', {
      zone,
      record_id: id,
      confirm: asked.data.confirm,
    });
    expect(applied.data.status).toBe('applied');
    const again = await server.call('delete_dns_record', {
      zone,
      record_id: id,
      confirm: asked.data.confirm,
    });
    expect(again.data).toMatchObject({ status: 'refused', error: { code: 'confirmation_invalid' } });
    const undone = await server.apply('undo_change', { change_ids: [applied.data.change_id] });
    expect(undone.data.changes[0]?.after).toEqual(asked.data.changes[0]?.before);
  });

  it('refuses to apply a plan when the record changed meanwhile, and shows both states', async () => {
    const { id } = await find('api.mapleandpine.com', 'A');
    const asked = await server.call('delete_dns_record', { zone, record_id: id });
    await server.apply('update_dns_record', { zone, record_id: id, comment: 'somebody else' });
    server.requests();
    const { data } = await server.call('delete_dns_record', {
      zone,
      record_id: id,
      confirm: asked.data.confirm,
    });
    expect(data).toMatchObject({ status: 'refused', error: { code: 'drift' } });
    expect(JSON.stringify(data.error.details)).toContain('somebody else');
    expect(server.requests().some((line) => line.startsWith('DELETE'))).toBe(false);
  });

  it('does not take a digest for another record', async () => {
    const first = await find('api.mapleandpine.com', 'A');
    const second = await find('chat.mapleandpine.com', 'A');
    const asked = await server.call('delete_dns_record', { zone, record_id: first.id });
    const { data } = await server.call('delete_dns_record', {
      zone,
      record_id: second.id,
      confirm: asked.data.confirm,
    });
    expect(data).toMatchObject({ status: 'refused', error: { code: 'confirmation_invalid' } });
  });

  it('refuses to undo what somebody edited since', async () => {
    const made = await server.apply('create_dns_record', {
      zone,
      type: 'A',
      name: 'mine',
      content: '192.0.2.1',
    });
    const id = made.data.changes[0]?.id;
    await server.apply('update_dns_record', { zone, record_id: id, content: '192.0.2.2' });
    const { data } = await server.call('undo_change', { change_ids: [made.data.change_id] });
    expect(data).toMatchObject({
      status: 'refused',
      error: {
        code: 'drift',
        details: { left_as: { content: '192.0.2.1' }, found: { content: '192.0.2.2' } },
      },
    });
  });

  it('undoes several changes as one, also through a record that got a new id', async () => {
    const made = await server.apply('create_dns_record', {
      zone,
      type: 'A',
      name: 'mine',
      content: '192.0.2.1',
    });
    const id = made.data.changes[0]?.id;
    const edited = await server.apply('update_dns_record', { zone, record_id: id, content: '192.0.2.2' });
    const removed = await server.apply('delete_dns_record', { zone, record_id: id });
    await server.apply('undo_change', { change_ids: [removed.data.change_id] });
    const { data } = await server.apply('undo_change', {
      change_ids: [edited.data.change_id, made.data.change_id],
    });
    expect(data.changes).toMatchObject([{ action: 'delete', before: { content: '192.0.2.2' } }]);
    expect((await server.call('list_dns_records', { zone, name: 'mine.mapleandpine.com' })).data.total).toBe(
      0,
    );
  });
});

describe('side by side', () => {
  it('applies a confirmed plan once, however often it is confirmed at the same time', async () => {
    const { id } = await find('api.mapleandpine.com', 'A');
    const asked = await server.call('delete_dns_record', { zone, record_id: id });
    server.requests();
    const confirmed = { zone, record_id: id, confirm: asked.data.confirm };
    const answers = await Promise.all([1, 2, 3].map(() => server.call('delete_dns_record', confirmed)));
    expect(answers.map(({ data }) => data.status).sort()).toEqual(['applied', 'refused', 'refused']);
    expect(server.requests().filter((line) => line.startsWith('DELETE'))).toHaveLength(1);
  });

  it('stops between two requests of a call that is cancelled, and keeps account of the first', async () => {
    const files = Array.from({ length: 250 }, (_, index) => `https://www.mapleandpine.com/${index}.css`);
    server.fault({ match: { path: '/purge_cache' }, skip: 1, fault: { kind: 'delay', ms: 60_000 } });
    const params = { name: 'purge_cache', arguments: { zone, files } };
    server.client.send({ jsonrpc: '2.0', id: 'purge', method: 'tools/call', params });
    await expect
      .poll(() => server.requests().filter((line) => line.includes('purge_cache')).length)
      .toBeGreaterThan(0);
    server.client.send({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 'purge' } });
    await expect.poll(async () => (await server.call('list_changes')).data.total).toBe(1);
    expect(server.simulator.purges()).toHaveLength(1);
  });
});

describe('a write that is cancelled after it was sent', () => {
  it('is found out about, and can be undone', async () => {
    server.fault({ match: { method: 'POST' }, fault: { kind: 'slow_body', ms_per_chunk: 60_000 } });
    const params = {
      name: 'create_dns_record',
      arguments: { zone, type: 'A', name: 'late', content: '192.0.2.1' },
    };
    server.client.send({ jsonrpc: '2.0', id: 'late', method: 'tools/call', params });
    await expect
      .poll(() => server.requests().filter((line) => line.startsWith('POST')).length)
      .toBeGreaterThan(0);
    server.client.send({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 'late' } });
    await expect.poll(async () => (await server.call('list_changes')).data.total).toBe(1);
    const [change] = (await server.call('list_changes')).data.changes;
    expect(change).toMatchObject({ undoable: true });
  });
});

describe('progress', () => {
  it('is told between the requests of a long call', async () => {
    const files = Array.from({ length: 250 }, (_, index) => `https://www.mapleandpine.com/${index}.css`);
    await server.client.request('tools/call', {
      name: 'purge_cache',
      arguments: { zone, files },
      _meta: { progressToken: 'p' },
    });
    const told = server.client.lines
      .map((line) => JSON.parse(line) as { method?: string; params?: Record<string, unknown> })
      .filter(({ method }) => method === 'notifications/progress')
      .map(({ params }) => params);
    expect(told).toMatchObject([
      { progressToken: 'p', progress: 1, total: 3 },
      { progressToken: 'p', progress: 2, total: 3 },
    ]);
  });
});

describe('purge_cache', () => {
  const files = Array.from({ length: 250 }, (_, index) => `https://www.mapleandpine.com/${index}.css`);

  it('splits long lists and drops nothing', async () => {
    server.simulator.requests();
    const { data } = await server.apply('purge_cache', { zone, files });
    expect(data.changes).toHaveLength(3);
    const purged = server.simulator
      .requests()
      .filter(({ url }) => url.endsWith('/purge_cache'))
      .flatMap(({ body }) => (JSON.parse(body) as { files: string[] }).files);
    expect(purged).toEqual(files);
  });

  it('says beforehand that it cannot be undone, and refuses to', async () => {
    const planned = await server.call('purge_cache', {
      zone,
      hosts: ['www.mapleandpine.com'],
      dry_run: true,
    });
    expect(planned.data.irreversible[0]).toContain('cannot be put back');
    const { data } = await server.apply('purge_cache', { zone, hosts: ['www.mapleandpine.com'] });
    const undone = await server.call('undo_change', { change_ids: [data.change_id] });
    expect(undone.data.error.code).toBe('irreversible');
  });

  it('asks before it purges everything', async () => {
    const { data } = await server.call('purge_cache', { zone, purge_everything: true });
    expect(data).toMatchObject({ status: 'needs_confirmation' });
  });

  it.each([
    [{}, '0 were given'],
    [{ files: ['https://www.mapleandpine.com/'], tags: ['a'] }, '2 were given'],
    [{ files: ['/index.html'] }, 'not a full URL'],
    [{ files: ['https://www.example.org/'] }, 'not in the zone'],
    [{ prefixes: ['https://www.mapleandpine.com/css'] }, 'write www.mapleandpine.com/css'],
    [{ tags: ['two words'] }, 'without spaces'],
  ])('refuses %j', async (selectors, fragment) => {
    const { data } = await server.call('purge_cache', { zone, ...selectors });
    expect(data.error.message).toContain(fragment);
    expect(server.simulator.purges()).toEqual([]);
  });

  it('tells exactly what was purged when a later part fails', async () => {
    server.fault({ match: { path: '/purge_cache' }, skip: 1, fault: { kind: 'status', status: 400 } });
    const asked = await server.call('purge_cache', { zone, files });
    const { data } = asked;
    expect(data.status).toBe('failed');
    expect(data.changes.map(({ outcome }) => outcome)).toEqual(['applied', 'not_applied', 'not_applied']);
    expect(data.change_id).toMatch(/^chg_/u);
  });
});

describe('policy', () => {
  it('does not know zones outside the allow-list', async () => {
    const narrow = await startInProcess({ args: ['--zones', 'mapleandpine.net'] });
    const all = await server.call('list_zones');
    const id = all.data.zones.find((entry) => entry['name'] === zone)?.['id'];
    expect((await narrow.call('list_zones')).data.zones.map((entry) => entry['name'])).toEqual([
      'mapleandpine.net',
    ]);
    const byName = await narrow.call('get_zone', { zone });
    const byId = await narrow.call('get_zone', { zone: id });
    expect([byName.data.error.code, byId.data.error.code]).toEqual(['not_found', 'not_found']);
    expect(byId.text).not.toContain(zone);
    expect((await narrow.call('get_zone', { zone: 'mapleandpine.net' })).isError).toBe(false);
    narrow.close();
  });

  it('refuses writes and hides their tools when read-only', async () => {
    const reader = await startInProcess({ args: ['--read-only'] });
    const { result } = await reader.client.request('tools/list');
    const names = ((result?.['tools'] ?? []) as { name: string }[]).map(({ name }) => name);
    expect(names).not.toContain('create_dns_record');
    const answer = await reader.client.request('tools/call', { name: 'create_dns_record', arguments: {} });
    expect(answer.error?.code).toBe(-32_602);
    reader.close();
  });
});

describe('the audit line', () => {
  it('tells what was done, and nothing of its content', async () => {
    const audited = await startInProcess({ args: ['--log-level', 'info'] });
    await audited.call('create_dns_record', {
      zone,
      type: 'TXT',
      name: 'note',
      content: 'between you and me',
    });
    audited.close();
    const line: Record<string, unknown> = JSON.parse(audited.log.at(-1) ?? '');
    expect(line).toMatchObject({
      level: 'info',
      event: 'call',
      tool: 'create_dns_record',
      effect: 'create',
      outcome: 'applied',
      scopes: [zone],
      requests: 2,
    });
    expect(audited.log.join('')).not.toContain('between you');
  });
});

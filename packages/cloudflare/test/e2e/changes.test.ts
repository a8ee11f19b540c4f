import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findRecord, type Harness, startInProcess } from '../support/in-process.ts';

let server: Harness;

beforeEach(async () => {
  server = await startInProcess();
});
afterEach(() => server.close());

const zone = 'mapleandpine.com';

describe('requests', () => {
  it('costs at most one read and one write for a single change', async () => {
    await server.call('get_zone', { zone });
    server.requests();
    const made = await server.call('create_dns_record', {
      zone,
      type: 'A',
      name: 'one',
      content: '192.0.2.1',
    });
    // Whether an open address hurts depends on the records that have it already.
    expect(server.requests().map((line) => line.split(' ')[0])).toEqual(['GET', 'POST']);
    await server.call('create_dns_record', { zone, type: 'CNAME', name: 'two', content: 'one.example.net' });
    // An open alias may lead to where a proxied one hides.
    expect(server.requests().map((line) => line.split(' ')[0])).toEqual(['GET', 'POST']);
    const id = made.data.changes[0]?.id;
    await server.call('update_dns_record', { zone, record_id: id, ttl: 300 });
    expect(server.requests().map((line) => line.split(' ')[0])).toEqual(['GET', 'PATCH']);
    const asked = await server.call('delete_dns_record', { zone, record_id: id });
    expect(server.requests().map((line) => line.split(' ')[0])).toEqual(['GET']);
    await server.call('delete_dns_record', { zone, record_id: id, confirm: asked.data.confirm });
    expect(server.requests().map((line) => line.split(' ')[0])).toEqual(['GET', 'DELETE']);
  });
});

describe('plans', () => {
  it('are the same with the argument that Gemini CLI adds to every tool', async () => {
    const { id } = await findRecord(server, 'api.mapleandpine.com', 'A');
    const args = { zone, record_id: id };
    const asked = await server.call('delete_dns_record', { ...args, wait_for_previous: true });
    expect(asked.data.status).toBe('needs_confirmation');
    const { data } = await server.call('delete_dns_record', { ...args, confirm: asked.data.confirm });
    expect(data.status).toBe('applied');
  });

  it('refuses to apply a plan when the record changed meanwhile, and shows both states', async () => {
    const { id } = await findRecord(server, 'api.mapleandpine.com', 'A');
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
    const first = await findRecord(server, 'api.mapleandpine.com', 'A');
    const second = await findRecord(server, 'chat.mapleandpine.com', 'A');
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
    const { id } = await findRecord(server, 'api.mapleandpine.com', 'A');
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

describe('a server that only reads', () => {
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
      requests: 3,
    });
    expect(audited.log.join('')).not.toContain('between you');
  });
});

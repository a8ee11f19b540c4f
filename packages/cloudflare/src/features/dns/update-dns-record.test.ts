import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findRecord, type Harness, startInProcess } from '../../../test/support/in-process.ts';

let server: Harness;

beforeEach(async () => {
  server = await startInProcess();
});
afterEach(() => server.close());

const zone = 'mapleandpine.com';

describe('update_dns_record', () => {
  it('sends only the fields that change', async () => {
    const { id } = await findRecord(server, 'mapleandpine.com', 'CAA');
    await server.apply('update_dns_record', { zone, record_id: id, comment: 'checked in November' });
    const sent = server.simulator.requests().findLast(({ method }) => method === 'PATCH');
    expect(JSON.parse(sent?.body ?? '')).toEqual({ comment: 'checked in November' });
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
    expect(await findRecord(server, 'move.mapleandpine.com', 'A')).toMatchObject({ content: '192.0.2.1' });
  });

  it('answers an update that changes nothing without a write', async () => {
    const { id } = await findRecord(server, 'api.mapleandpine.com', 'A');
    server.requests();
    const { data } = await server.call('update_dns_record', { zone, record_id: id, content: '203.0.113.20' });
    expect(data).toMatchObject({ status: 'applied', changes: [] });
    expect(data.warnings[0]).toContain('already');
    expect(server.requests().map((line) => line.split(' ')[0])).toEqual(['GET']);
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findRecord, type Harness, startInProcess } from '../../../test/support/in-process.ts';

let server: Harness;

beforeEach(async () => {
  server = await startInProcess();
});
afterEach(() => server.close());

const zone = 'mapleandpine.com';

describe('delete_dns_record', () => {
  it('plans, asks, applies, and takes back', async () => {
    const { id } = await findRecord(server, 'mapleandpine.com', 'MX');
    const planned = await server.call('delete_dns_record', { zone, record_id: id, dry_run: true });
    expect(planned.data).toMatchObject({ status: 'planned', changes: [{ action: 'delete', id }] });
    expect(planned.data.confirm).toBeUndefined();
    const asked = await server.call('delete_dns_record', { zone, record_id: id });
    expect(asked.data.status).toBe('needs_confirmation');
    expect(asked.data.reasons[0]).toContain('Mail');
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
});

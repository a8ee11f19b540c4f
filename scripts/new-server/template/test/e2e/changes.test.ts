import type { Client } from '@modelcontextprotocol/client';
import { afterEach, describe, expect, it } from 'vitest';
import { connectClient } from '../support/process.ts';

let client: Client | undefined;

afterEach(() => client?.close());

async function call(name: string, args: Record<string, unknown> = {}): Promise<Record<string, unknown>> {
  const answer = await client?.callTool({ name, arguments: args });
  return (answer?.structuredContent ?? {}) as Record<string, unknown>;
}

const note = { title: 'Shopping', text: 'Bread' };

describe('a change', () => {
  it('is only shown under dry_run', async () => {
    client = await connectClient();
    expect(await call('create_note', { ...note, dry_run: true })).toMatchObject({
      status: 'planned',
      changes: [{ action: 'create', resource: 'note', after: note }],
    });
    expect(await call('list_notes')).toMatchObject({ total: 1 });
  });

  it('is applied, and taken back', async () => {
    client = await connectClient();
    const { status, change_id: id } = await call('create_note', note);
    expect(status).toBe('applied');
    expect(await call('list_notes')).toMatchObject({ total: 2 });
    const planned = await call('undo_change', { change_ids: [id] });
    const undone =
      planned['status'] === 'applied'
        ? planned
        : await call('undo_change', { change_ids: [id], confirm: planned['confirm'] });
    expect(undone['status']).toBe('applied');
    expect(await call('list_notes')).toMatchObject({ total: 1 });
  });

  it('waits for approval of the very plan under --confirm always', async () => {
    client = await connectClient(['--confirm', 'always']);
    const { status, confirm } = await call('create_note', note);
    expect(status).toBe('needs_confirmation');
    expect(await call('create_note', { ...note, text: 'Cake', confirm })).not.toMatchObject({
      status: 'applied',
    });
    expect(await call('create_note', { ...note, confirm })).toMatchObject({ status: 'applied' });
  });

  it('cannot be asked for under --read-only', async () => {
    client = await connectClient(['--read-only']);
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toContain('list_notes');
    expect(tools.map(({ name }) => name)).not.toContain('create_note');
  });
});

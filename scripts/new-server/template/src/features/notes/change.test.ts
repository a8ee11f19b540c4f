import { createClient, sandboxTransport } from '@crunchtools/mcp-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { Connection } from '../../api/connection.ts';
import { startSandbox } from '../../sandbox.ts';
import { NotesApi } from './api.ts';
import { creation, NoteExecutor } from './change.ts';

const site = { id: 'api.example.com', name: 'api.example.com' };
const wish = creation(site, { title: 'Shopping', text: 'Bread' });

describe('notes', () => {
  let executor: NoteExecutor;

  beforeEach(() => {
    const { token, send } = startSandbox();
    const client = createClient({
      transport: sandboxTransport(send),
      service: 'Acme',
      basePath: '/v1',
      userAgent: 'test',
      authorization: () => `Bearer ${token}`,
    });
    executor = new NoteExecutor(new NotesApi(new Connection(client, new AbortController().signal)));
  });

  it('are created, read and deleted', async () => {
    const [outcome] = await executor.apply([wish]);
    expect(outcome?.observed).toEqual(wish.after);
    const id = outcome?.id ?? '';
    expect(await executor.read({ scope: site, id })).toEqual(wish.after);
    await executor.apply([{ ...wish, action: 'delete', id }]);
    expect(await executor.read({ scope: site, id })).toBeUndefined();
  });

  it('are looked for after a lost answer', async () => {
    expect(await executor.reconcile([wish])).toEqual({ verdict: 'not_applied' });
    const [outcome] = await executor.apply([wish]);
    expect(await executor.reconcile([wish])).toEqual({ verdict: 'unknown' });
    const deletion = { ...wish, action: 'delete', id: outcome?.id ?? '' } as const;
    expect(await executor.reconcile([deletion])).toEqual({ verdict: 'not_applied' });
    await executor.apply([deletion]);
    expect(await executor.reconcile([deletion])).toMatchObject({ verdict: 'applied' });
  });
});

import { describe, expect, it } from 'vitest';
import { call } from '../call/call.ts';
import { CallGate } from '../call/gate.ts';
import { Approvals } from '../change/approve.ts';
import type { Scope } from '../change/change.ts';
import { ExecutorSet } from '../change/executor.ts';
import { Journal } from '../change/journal.ts';
import type { ServerDefinition } from '../server/definition.ts';
import { MemoryExecutor } from '../testing/memory-executor.ts';
import { atOnce } from '../tool/breath.ts';
import { undoChange } from '../tool/catalog/undo-change.ts';
import { Registry } from '../tool/define.ts';
import { Policy, type PolicySettings } from './policy.ts';

const inside: Scope = { id: 's1', name: 'example.com' };
const outside: Scope = { id: 's2', name: 'secret.example' };

/** A server whose journal holds a change of each scope, however they got there. */
function planted(settings: Partial<PolicySettings>) {
  const things = new MemoryExecutor();
  const journal = new Journal();
  const entries = [inside, outside].map((scope) => {
    things.write(scope, 'x', { name: 'as it is now' });
    const change = { ...things.creation(scope, { name: 'as it is now' }), id: 'x' };
    return atOnce(journal.record({ tool: 'create_thing', changes: [change], irreversible: [], undoes: [] }));
  });
  const silent = { error: () => undefined, info: () => undefined, debug: () => undefined };
  const server: ServerDefinition<unknown> = {
    name: 'test-server',
    title: 'Test',
    version: '1',
    websiteUrl: 'https://example.com',
    instructions: '',
    tools: new Registry([undoChange]),
    policy: new Policy({ readOnly: false, toolsets: undefined, scopes: undefined, ...settings }),
    approvals: new Approvals('never'),
    gate: new CallGate({ callsPerMinute: 100, concurrentCalls: 10 }),
    journal,
    log: silent,
    open: () => ({
      services: {},
      executors: new ExecutorSet([things]),
      account: () => ({ requests: 0, requestIds: [], scopes: [] }),
    }),
  };
  const undo = async (...chosen: readonly number[]) => {
    const ids = chosen.map((index) => entries[index]?.id);
    const end = await call(server, undoChange, {
      args: { change_ids: ids },
      signal: new AbortController().signal,
      progress: async () => undefined,
      canAsk: false,
    });
    if (end.kind === 'question') throw new Error('asked nobody');
    return end.presented;
  };
  return { things, undo };
}

const list: Partial<PolicySettings> = { scopes: new Set([inside.name]) };

describe('undo', () => {
  const refused: readonly [string, Partial<PolicySettings>, readonly number[]][] = [
    ['an entry outside the list', list, [1]],
    ['an entry outside the list together with one inside', list, [0, 1]],
    ['any entry of a read-only server', { readOnly: true }, [0]],
    ['any entry without the toolset', { toolsets: new Set(['others']) }, [0]],
    ['any entry when nothing is in the list', { scopes: new Set() }, [0]],
  ];
  it.each(refused)('refuses %s, writes nothing and does not name the place', async (_, settings, chosen) => {
    const { things, undo } = planted(settings);
    const { isError, structured, text } = await undo(...chosen);
    expect(isError).toBe(true);
    expect(structured).toMatchObject({
      status: 'refused',
      changes: [],
      error: { code: 'refused_by_policy' },
    });
    expect(text).not.toContain(outside.name);
    expect(things.sent).toEqual([]);
  });

  it('takes back what is inside the list', async () => {
    const { things, undo } = planted(list);
    expect((await undo(0)).structured).toMatchObject({ status: 'applied' });
    expect(things.objects(inside).size).toBe(0);
    expect(things.objects(outside).size).toBe(1);
  });
});

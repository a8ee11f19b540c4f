import { describe, expect, it } from 'vitest';
import { MemoryExecutor } from '../testing/memory-executor.ts';
import type { Change, ChangeAction } from './change.ts';
import { ExecutorSet } from './executor.ts';
import { makePlan, type PlannedChanges } from './plan.ts';

const scope = { id: 's1', name: 'example.com' };
const executors = new ExecutorSet([new MemoryExecutor()]);

function changes(action: ChangeAction, count: number): Change[] {
  return Array.from({ length: count }, (_, index) => ({
    action,
    resource: 'thing',
    scope,
    id: `${action}-${index}`,
    summary: `${action} ${index}`,
  }));
}

const deletes = 'It deletes.';
const reorders = 'It changes the order in which rules are evaluated.';

async function guardsOf(planned: PlannedChanges, set: ExecutorSet): Promise<readonly string[]> {
  return (await makePlan('a_tool', {}, planned, set)).guards;
}

describe('what guards a plan', () => {
  const table: readonly [string, Change[], number | undefined, string[]][] = [
    ['nothing', [], undefined, []],
    ['a create', changes('create', 1), undefined, []],
    ['an update', changes('update', 1), undefined, []],
    ['a purge', changes('purge', 1), undefined, []],
    ['a delete', changes('delete', 1), undefined, [deletes]],
    ['a reorder', changes('reorder', 1), undefined, [reorders]],
    ['a delete among others', [...changes('create', 2), ...changes('delete', 1)], undefined, [deletes]],
    ['the same reason twice, said once', changes('delete', 3), undefined, [deletes]],
    ['two reasons', [...changes('delete', 1), ...changes('reorder', 1)], undefined, [deletes, reorders]],
    ['five objects', changes('update', 5), undefined, []],
    ['six objects', changes('update', 6), undefined, ['It changes 6 objects at once.']],
    ['six creations', changes('create', 6), undefined, ['It changes 6 objects at once.']],
    ['all of 9: too few for the share', changes('update', 5), 9, []],
    ['exactly 30 % of 10', changes('update', 3), 10, []],
    ['just above 30 % of 10', changes('update', 4), 10, ['It changes 40 % of the 10 objects there.']],
    ['just below 30 % of 16', changes('update', 4), 16, []],
    ['just above 30 % of 16', changes('update', 5), 16, ['It changes 31 % of the 16 objects there.']],
    ['30 % without the creations', [...changes('update', 3), ...changes('create', 2)], 10, []],
    ['an unknown population', changes('update', 5), undefined, []],
    [
      'too many and too large a share',
      changes('update', 7),
      20,
      ['It changes 7 objects at once.', 'It changes 35 % of the 20 objects there.'],
    ],
    ['exactly 30 % of 20', changes('update', 6), 20, ['It changes 6 objects at once.']],
  ];
  it.each(table)('%s', async (_, planned, population, reasons) => {
    const given = { changes: planned, ...(population === undefined ? {} : { population }) };
    expect(await guardsOf(given, executors)).toEqual(reasons);
  });

  it('takes the word of the executor for its own kind of object', async () => {
    const wary = new MemoryExecutor({
      guardReason: ({ id }) => (id?.endsWith('0') ? 'It is the apex.' : undefined),
    });
    const set = new ExecutorSet([wary]);
    expect(await guardsOf({ changes: changes('update', 2) }, set)).toEqual(['It is the apex.']);
    expect(await guardsOf({ changes: changes('delete', 2) }, set)).toEqual(['It is the apex.', deletes]);
  });

  it('does not know what to do with a resource nobody registered', async () => {
    const [change] = changes('update', 1) as [Change];
    const unknown = { ...change, resource: 'constructor' };
    await expect(guardsOf({ changes: [unknown] }, executors)).rejects.toThrow('no executor for constructor');
  });
});

describe('makePlan', () => {
  it('holds what was planned, why it is guarded and why it cannot be undone', async () => {
    const final = new MemoryExecutor({
      irreversibleReason: ({ action }) => (action === 'purge' ? 'copies are gone' : undefined),
    });
    const planned = {
      changes: [...changes('purge', 2), ...changes('delete', 1)],
      warnings: ['Mind the gap.'],
    };
    expect(await makePlan('a_tool', { zone: 'z' }, planned, new ExecutorSet([final]))).toEqual({
      ...planned,
      tool: 'a_tool',
      args: { zone: 'z' },
      guards: [deletes],
      guarded: [],
      irreversible: ['copies are gone'],
    });
  });
});

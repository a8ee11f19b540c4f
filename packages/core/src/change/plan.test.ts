import { describe, expect, it } from 'vitest';
import { MemoryExecutor } from '../testing/memory-executor.ts';
import { Breath } from '../tool/breath.ts';
import type { Change, ChangeAction, ChangeSequence } from './change.ts';
import { ExecutorSet } from './executor.ts';
import type { GuardJudge } from './guard.ts';
import {
  callFingerprint,
  makePlan,
  type Plan,
  type PlannedChanges,
  planFingerprint,
  prepareFingerprint,
} from './plan.ts';

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
const reorders = 'It changes the order of the objects.';

async function guardsOf(planned: PlannedChanges, set: ExecutorSet): Promise<readonly string[]> {
  return (await makePlan('a_tool', {}, planned, set)).guards;
}

/** Judges in so many steps. */
class Thorough extends MemoryExecutor {
  readonly #steps: number;
  taken = 0;

  constructor(steps: number) {
    super();
    this.#steps = steps;
  }

  override judge(): GuardJudge {
    return () => this.#judged();
  }

  *#judged() {
    for (let step = 0; step < this.#steps; step += 1) {
      this.taken += 1;
      // As long as it takes until others are to have their turn.
      const until = performance.now() + 25;
      while (performance.now() < until);
      yield;
    }
    return [{ guard: 'thing.late', text: 'Found at last.', kind: 'value' } as const];
  }
}

describe('a judgement in steps', () => {
  it('gives its reasons, while others have their turn', async () => {
    const executor = new Thorough(3);
    let turns = 0;
    const other = setInterval(() => {
      turns += 1;
    }, 0);
    const plan = await makePlan('a_tool', {}, { changes: changes('update', 1) }, new ExecutorSet([executor]));
    clearInterval(other);
    expect(plan.guards).toEqual(['Found at last.']);
    expect(plan.guarded).toEqual([{ index: 0, reasons: ['Found at last.'] }]);
    expect(executor.taken).toBe(3);
    expect(turns).toBeGreaterThan(0);
  });

  it('ends when nobody wants it any more', async () => {
    const executor = new Thorough(1_000_000);
    const control = new AbortController();
    const breath = new Breath(control.signal);
    setImmediate(() => control.abort());
    const made = makePlan(
      'a_tool',
      {},
      { changes: changes('update', 1) },
      new ExecutorSet([executor]),
      breath,
    );
    await expect(made).rejects.toThrow('cancelled');
    expect(executor.taken).toBeLessThan(1_000);
  });
});

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

  it('asks each executor once, about all of the plan', async () => {
    const asked: ChangeSequence[] = [];
    class Counted extends MemoryExecutor {
      override judge(given?: ChangeSequence): GuardJudge {
        if (given !== undefined) asked.push(given);
        return super.judge();
      }
    }
    const set = new ExecutorSet([new Counted(), new Counted({ resource: 'other' })]);
    const others = changes('update', 2).map((each) => ({ ...each, resource: 'other' }));
    const planned = [...changes('update', 1), ...others, ...changes('create', 1)];
    await makePlan('a_tool', {}, { changes: planned }, set);
    expect(asked).toEqual([planned, planned]);
  });

  it('does not know what to do with a resource nobody registered', async () => {
    const [change] = changes('update', 1) as [Change];
    const unknown = { ...change, resource: 'constructor' };
    await expect(guardsOf({ changes: [unknown] }, executors)).rejects.toThrow('no executor for constructor');
  });
});

describe('the reasons of an executor and of core', () => {
  const wary = new ExecutorSet([new MemoryExecutor({ guardReason: () => 'It is the apex.' })]);
  const table: readonly (readonly [string, ChangeAction, readonly string[]])[] = [
    ['say more of a deletion than that it is one', 'delete', ['It is the apex.']],
    ['do not stand for a move', 'reorder', ['It is the apex.', reorders]],
    ['are enough for an update', 'update', ['It is the apex.']],
  ];
  it.each(table)('%s', async (_, action, reasons) => {
    const plan = await makePlan('a_tool', {}, { changes: changes(action, 1) }, wary);
    expect(plan.guards).toEqual(reasons);
    expect(plan.guarded).toEqual([{ index: 0, reasons }]);
  });

  it('are said once of each change, of those whose value is the danger', async () => {
    const some = new ExecutorSet([
      new MemoryExecutor({ guardReason: ({ id }) => (id === 'reorder-0' ? reorders : undefined) }),
    ]);
    const planned = { changes: [...changes('delete', 1), ...changes('update', 1), ...changes('reorder', 2)] };
    expect(await makePlan('a_tool', {}, planned, some)).toMatchObject({
      guards: [deletes, reorders],
      guarded: [
        { index: 2, reasons: [reorders] },
        { index: 3, reasons: [reorders] },
      ],
    });
  });
});

describe('the fingerprint of a plan', () => {
  const [change] = changes('reorder', 1);
  const at = { index: 1, after: null, before: 'b' } as const;
  const place = { before: at, after: { index: 3, after: 'c', before: null } } as const;

  function planOf(
    also: Partial<Change> = {},
    call: Pick<Plan, 'tool' | 'args'> = { tool: 't', args: {} },
  ): Plan {
    const all =
      change === undefined ? [] : [{ ...change, before: { a: 1 }, after: { a: 2 }, place, ...also }];
    return { ...call, changes: all, guards: [], guarded: [], irreversible: [] };
  }

  const plans: readonly Plan[] = [
    planOf(),
    planOf({}, { tool: 'u', args: {} }),
    planOf({}, { tool: 't', args: { a: 1 } }),
    planOf({ action: 'update' }),
    planOf({ resource: 'other' }),
    planOf({ scope: { ...scope, id: 's2' } }),
    planOf({ id: 'other' }),
    planOf({ before: { a: 3 } }),
    planOf({ after: { a: 3 } }),
    planOf({ place: {} }),
    planOf({ place: { before: at } }),
    planOf({ place: { after: at } }),
    planOf({ place: { before: at, after: at } }),
    planOf({ place: { ...place, before: { ...at, index: 2 } } }),
    planOf({ place: { ...place, before: { ...at, before: 'other' } } }),
    planOf({ place: { ...place, after: { ...place.after, index: 2 } } }),
    planOf({ place: { ...place, after: { ...place.after, after: null } } }),
  ];
  it('is another for each difference', () => {
    // Copies: the fingerprint of a plan is remembered.
    expect(new Set(plans.map((plan) => planFingerprint({ ...plan }))).size).toBe(plans.length);
  });

  it('is the same when it was made ahead, and is not made again', async () => {
    const plan = planOf();
    let isRead = false;
    const once = {
      length: 1,
      slice: () => plan.changes.slice(0),
      [Symbol.iterator]: () => {
        if (isRead) throw new Error('read twice');
        isRead = true;
        return plan.changes[Symbol.iterator]();
      },
    };
    const long = { ...plan, changes: once };
    await prepareFingerprint(long, new Breath(new AbortController().signal));
    expect(isRead).toBe(true);
    expect(planFingerprint(long)).toBe(planFingerprint(plan));
    expect(planFingerprint(long)).toMatch(/^[0-9a-f]{64}$/u);
  });

  it('of a call is that of its tool and its arguments', () => {
    const calls = [
      { tool: 't', args: {} },
      { tool: 'u', args: {} },
      { tool: 't', args: { a: 1 } },
      { tool: 't', args: { a: 2 } },
    ];
    expect(new Set(calls.map((call) => callFingerprint(call))).size).toBe(calls.length);
    expect(callFingerprint({ tool: 't', args: { b: 1, a: 2 } })).toBe(
      callFingerprint({ tool: 't', args: { a: 2, b: 1 } }),
    );
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

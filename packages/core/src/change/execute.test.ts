import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  CancelledError,
  DriftError,
  NotAppliedError,
  OutcomeUnknownError,
  RejectedError,
  SafeError,
} from '../errors/errors.ts';
import type { JsonObject } from '../json.ts';
import { MemoryExecutor, type MemoryExecutorOptions } from '../testing/memory-executor.ts';
import { type Change, ChangeList, type ChangeSequence } from './change.ts';
import { type Execution, type ExecutionContext, execute } from './execute.ts';
import { ExecutorSet, type Outcome } from './executor.ts';

const here = { id: 's1', name: 'example.com' };
const there = { id: 's2', name: 'example.org' };
const never = new AbortController().signal;

type Listed = Execution & { readonly applied: readonly Change[]; readonly notApplied: readonly Change[] };

async function executed(changes: ChangeSequence, context: ExecutionContext): Promise<Listed> {
  const execution = await execute(changes, context);
  return { ...execution, applied: [...execution.applied], notApplied: [...execution.notApplied] };
}

const atOnce = async (): Promise<void> => {};

function setUp(options: MemoryExecutorOptions = {}) {
  const things = new MemoryExecutor(options);
  const others = new MemoryExecutor({ ...options, resource: 'other' });
  const executors = new ExecutorSet([things, others]);
  return {
    things,
    others,
    run: (changes: ChangeSequence) =>
      executed(changes, { executors, signal: never, afterwards: () => executors, sleep: atOnce }),
  };
}

class TalkativeExecutor extends MemoryExecutor {
  override async apply(changes: readonly Change[]): Promise<readonly Outcome[]> {
    const outcomes = await super.apply(changes);
    return outcomes.map((outcome) => ({ ...outcome, warnings: ['Somebody else wrote too.'] }));
  }
}

const cannotTell: NonNullable<MemoryExecutorOptions['reconcile']> = async () => ({ verdict: 'unknown' });

function creations(things: MemoryExecutor, count: number, scope = here): Change[] {
  return Array.from({ length: count }, (_, index) => things.creation(scope, { index }));
}

const summaries = (changes: readonly Change[]): string[] => changes.map(({ summary }) => summary);
const all = ({ applied, unknown, notApplied }: Execution): Change[] => [
  ...applied,
  ...unknown,
  ...notApplied,
];

describe('batches', () => {
  it('take no more than the limit', async () => {
    const { things, run } = setUp({ batchLimit: 3 });
    await run(creations(things, 7));
    expect(things.sent.map((batch) => batch.length)).toEqual([3, 3, 1]);
  });

  it.each([0, Number.NaN])('hold at least one change, even with a limit of %d', async (batchLimit) => {
    const { things, run } = setUp({ batchLimit });
    const { applied } = await run(creations(things, 2));
    expect(applied).toHaveLength(2);
  });

  it('end where a change cannot go with the one before it', async () => {
    const { things, run } = setUp();
    const joining = Object.assign(things, {
      joins: ({ summary }: Change, previous: Change) => summary !== previous.summary,
    });
    const [one, other] = creations(joining, 2);
    if (one === undefined || other === undefined) throw new Error('there are two');
    const changes = [one, other, { ...one, summary: other.summary }];
    await run(changes);
    expect(things.sent.map((batch) => batch.length)).toEqual([2, 1]);
  });

  it('end where the resource or the scope changes, and keep the order', async () => {
    const { things, others, run } = setUp();
    const changes = [
      ...creations(things, 2),
      ...creations(things, 1, there),
      ...creations(others, 2, there),
      ...creations(things, 1),
    ];
    const { applied } = await run(changes);
    expect(summaries(applied)).toEqual(summaries(changes));
    expect(things.sent.map(summaries)).toEqual([
      summaries(changes.slice(0, 2)),
      summaries(changes.slice(2, 3)),
      summaries(changes.slice(5)),
    ]);
    expect(others.sent.map(summaries)).toEqual([summaries(changes.slice(3, 5))]);
  });

  const groups: readonly [string, string, readonly number[]][] = [
    ['none', '.......', [3, 3, 1]],
    ['a pair at the border', '..aa...', [2, 3, 2]],
    ['a pair behind the border', '...aa..', [3, 3, 1]],
    ['a pair that fits', '.aa....', [3, 3, 1]],
    ['two pairs', 'aabb...', [2, 3, 2]],
    ['one that no batch holds', 'aaaaa..', [3, 3, 1]],
  ];
  it.each(groups)('do not cut a group: %s', async (_, letters, sizes) => {
    const { things, run } = setUp({ batchLimit: 3 });
    const changes = creations(things, letters.length).map((change, index) => {
      const letter = letters[index] ?? '.';
      return letter === '.' ? change : { ...change, group: letter };
    });
    await run(changes);
    expect(things.sent.map((batch) => batch.length)).toEqual(sizes);
  });

  it('of nothing are none', async () => {
    const { things, run } = setUp();
    expect(await run([])).toEqual({
      applied: [],
      notApplied: [],
      unknown: [],
      warnings: [],
      error: undefined,
    });
    expect(things.sent).toEqual([]);
  });
});

describe('what was applied', () => {
  it('is told as the service reports it', async () => {
    const { things, run } = setUp({ store: (state) => ({ ...state, name: 'a.example.com' }) });
    const { applied, warnings, error } = await run([things.creation(here, { name: 'A', ttl: 1 })]);
    expect(error).toBeUndefined();
    expect(applied).toMatchObject([{ id: 'thing-1', after: { name: 'a.example.com', ttl: 1 } }]);
    expect(warnings).toEqual(['name was stored as "a.example.com", not as "A"']);
  });

  const stored: readonly [string, object, object, string[]][] = [
    ['the same', { a: 1, b: [1, { c: 2 }] }, { b: [1, { c: 2 }], a: 1 }, []],
    ['more than was asked for', { a: 1 }, { a: 1, b: 2 }, []],
    ['a member less', { a: 1, b: 2 }, { a: 1 }, ['b was stored as null, not as 2']],
    [
      'something deep inside',
      { a: { b: [1] } },
      { a: { b: [2] } },
      ['a was stored as {"b":[2]}, not as {"b":[1]}'],
    ],
    [
      'two members',
      { a: 1, b: 1 },
      { a: 2, b: 2 },
      ['a was stored as 2, not as 1', 'b was stored as 2, not as 1'],
    ],
    [
      'defaults that were filled in, as Cloudflare does in rate limits',
      { a: { b: 1 } },
      { a: { b: 1, timeout: 0, origin: false, name: '', list: [], more: {}, none: null } },
      [],
    ],
    [
      'something that was filled in',
      { a: { b: 1 } },
      { a: { b: 1, c: 2 } },
      ['a was stored as {"b":1,"c":2}, not as {"b":1}'],
    ],
    [
      'off where on was asked for',
      { a: { b: true } },
      { a: { b: false } },
      ['a was stored as {"b":false}, not as {"b":true}'],
    ],
    ['a list with more in it', { a: [1] }, { a: [1, 0] }, ['a was stored as [1,0], not as [1]']],
    ['nothing for null', { a: { b: null } }, { a: {} }, []],
    ['a member nobody asked for', { a: undefined }, { a: 1 }, []],
  ];
  it.each(stored)('warns of what was stored otherwise: %s', async (_, wanted, observed, warnings) => {
    const { things, run } = setUp({ store: () => ({ ...observed }) });
    expect((await run([things.creation(here, { ...wanted })])).warnings).toEqual(warnings);
  });

  it('comes with what the executor has to say of it', async () => {
    const things = new TalkativeExecutor();
    const executors = new ExecutorSet([things]);
    const changes = creations(things, 1);
    const { warnings } = await executed(changes, { executors, signal: never, afterwards: () => executors });
    expect(warnings).toEqual(['Somebody else wrote too.']);
  });

  it('keeps the wished state where the service reports none', async () => {
    const { things, run } = setUp();
    const purge: Change = {
      action: 'purge',
      resource: 'thing',
      scope: here,
      summary: 'purge',
      after: { all: true },
    };
    const [made] = (await run([things.creation(here, { a: 1 })])).applied;
    const deletion = things.deletion(here, made?.id ?? '');
    const { applied, warnings } = await run([purge, deletion]);
    expect(applied).toEqual([purge, deletion]);
    expect(applied[1]).not.toHaveProperty('after');
    expect(warnings).toEqual([]);
  });
});

describe('a batch that fails', () => {
  const rejected = new RejectedError('No.');
  const lost = new OutcomeUnknownError('No answer.');

  it('stops everything after it', async () => {
    const { things, run } = setUp({ batchLimit: 2 });
    const changes = creations(things, 6);
    things.fail({ error: rejected, point: 'before_commit' }, 1);
    const { applied, notApplied, unknown, error } = await run(changes);
    expect(error).toBe(rejected);
    expect(summaries(applied)).toEqual(summaries(changes.slice(0, 2)));
    expect(notApplied).toEqual(changes.slice(2));
    expect(unknown).toEqual([]);
    expect(things.sent).toHaveLength(2);
  });

  it('without an answer counts as applied when reading finds it', async () => {
    const { things, run } = setUp({ batchLimit: 2 });
    things.fail({ error: lost, point: 'after_commit' });
    const { applied, error } = await run(creations(things, 3));
    expect(error).toBeUndefined();
    expect(applied.map(({ id }) => id)).toEqual(['thing-1', 'thing-2', 'thing-3']);
  });

  it('without an answer counts as not applied when reading proves it', async () => {
    const { things, run } = setUp({ batchLimit: 2 });
    const changes = creations(things, 3);
    things.fail({ error: lost, point: 'before_commit' });
    const { applied, notApplied, unknown, error } = await run(changes);
    expect(error).toBeInstanceOf(NotAppliedError);
    expect(SafeError.causeOf(error as SafeError)).toBe(lost);
    expect([applied, notApplied, unknown]).toEqual([[], changes, []]);
  });

  const undecided: readonly [string, NonNullable<MemoryExecutorOptions['reconcile']>][] = [
    ['reading cannot tell', cannotTell],
    ['reading fails too', () => Promise.reject(new RejectedError('No.'))],
    ['reading breaks', () => Promise.reject(new TypeError('broken'))],
  ];
  it.each(undecided)('without an answer is unknown when %s', async (_, reconcile) => {
    const { things, run } = setUp({ batchLimit: 2, reconcile });
    const changes = creations(things, 5);
    things.fail({ error: lost, point: 'after_commit' }, 1);
    const { applied, notApplied, unknown, error } = await run(changes);
    expect(error).toBe(lost);
    expect(summaries(applied)).toEqual(summaries(changes.slice(0, 2)));
    expect(unknown).toEqual(changes.slice(2, 4));
    expect(notApplied).toEqual(changes.slice(4));
  });

  it('with a certain refusal is not looked for', async () => {
    const { things, run } = setUp({ reconcile: () => Promise.reject(new Error('was looked for')) });
    things.fail({ error: rejected, point: 'before_commit' });
    expect((await run(creations(things, 1))).error).toBe(rejected);
  });

  const thrown: readonly [string, unknown][] = [
    ['a defect', new TypeError('broken')],
    ['a text', 'broken'],
    ['nothing', undefined],
  ];
  it.each(thrown)('never throws: %s', async (_, value) => {
    const { things, run } = setUp();
    const changes = creations(things, 2);
    things.fail({ error: value as Error, point: 'before_commit' });
    const { unknown, notApplied, error } = await run(changes);
    expect(error?.code).toBe('internal');
    // What was sent before a defect struck cannot be told.
    expect([unknown, notApplied]).toEqual([changes, []]);
  });

  it('never throws: nobody writes that resource, or nobody knows its limit', async () => {
    const { things, run } = setUp();
    const [known] = creations(things, 1) as [Change];
    const foreign = { ...known, resource: 'foreign' };
    const { applied, notApplied, error } = await run([known, foreign]);
    expect(error?.code).toBe('internal');
    expect([summaries(applied), notApplied]).toEqual([[known.summary], [foreign]]);
    things.batchLimit = () => Promise.reject(new RejectedError('No.'));
    expect(await run([known])).toMatchObject({
      applied: [],
      notApplied: [known],
      error: { code: 'rejected' },
    });
  });
});

/** Two objects, one batch each; the second is written to as soon as the first batch is through. */
async function interrupted(
  state: JsonObject | undefined,
): Promise<{ things: MemoryExecutor; result: Listed }> {
  const { things } = setUp({ batchLimit: 1 });
  things.write(here, 'x', { a: 1 });
  things.write(here, 'y', { a: 1 });
  const changes = [things.update(here, 'x', { a: 2 }), things.update(here, 'y', { a: 2 })];
  const executors = new ExecutorSet([things]);
  const progress = async () => things.write(here, 'y', state);
  const result = await executed(changes, {
    executors,
    signal: never,
    afterwards: () => executors,
    progress,
  });
  return { things, result };
}

describe('an object that somebody else writes while a longer plan is carried out', () => {
  it.each([{ a: 3 }, undefined])('is not touched, and both states are shown: %o', async (state) => {
    const { things, result } = await interrupted(state);
    expect(result.error).toBeInstanceOf(DriftError);
    expect(result.error?.details).toEqual({
      objects: [{ id: 'y', planned_from: { a: 1 }, found: state ?? null }],
    });
    expect(result.applied.map(({ id }) => id)).toEqual(['x']);
    expect(result.notApplied.map(({ id }) => id)).toEqual(['y']);
    expect(things.objects(here).get('y')).toEqual(state);
  });

  it('is changed when it was written as it was', async () => {
    const { result } = await interrupted({ a: 1 });
    expect(result.error).toBeUndefined();
  });
});

describe('a plan of more than a thousand', () => {
  it('is carried out in order, and what failed and what was not begun are told apart', async () => {
    const { things, run } = setUp({ batchLimit: 350 });
    const changes = creations(things, 1_500);
    const planned = await ChangeList.create(changes.length);
    planned.append(changes);
    things.fail({ error: new OutcomeUnknownError('No answer.'), point: 'before_commit' }, 2);
    const { applied, notApplied, error } = await run(planned);
    expect(things.sent.map((batch) => batch.length)).toEqual([350, 350, 350]);
    expect(error).toBeInstanceOf(NotAppliedError);
    expect(summaries(applied)).toEqual(summaries(changes.slice(0, 700)));
    expect(applied.at(-1)).toMatchObject({ id: 'thing-700', after: { index: 699 } });
    expect(notApplied).toEqual(changes.slice(700));
  });
});

describe('cancellation', () => {
  it('before the first batch sends nothing', async () => {
    const { things } = setUp();
    const changes = creations(things, 2);
    const execution = await executed(changes, {
      executors: new ExecutorSet([things]),
      signal: AbortSignal.abort(),
      afterwards: () => new ExecutorSet([things]),
    });
    expect(execution.error).toBeInstanceOf(CancelledError);
    expect(execution.notApplied).toEqual(changes);
    expect(things.sent).toEqual([]);
  });

  it('between two batches keeps what was applied', async () => {
    const controller = new AbortController();
    const things = new MemoryExecutor({
      batchLimit: 1,
      store: (state) => {
        if (state['index'] === 1) controller.abort();
        return state;
      },
    });
    const changes = creations(things, 4);
    const execution = await executed(changes, {
      executors: new ExecutorSet([things]),
      signal: controller.signal,
      afterwards: () => new ExecutorSet([things]),
    });
    expect(execution.error).toBeInstanceOf(CancelledError);
    expect(summaries(execution.applied)).toEqual(summaries(changes.slice(0, 2)));
    expect(execution.notApplied).toEqual(changes.slice(2));
  });
});

describe('the account', () => {
  const faults = fc.record({
    number: fc.nat({ max: 6 }),
    point: fc.constantFrom('before_commit', 'after_commit'),
    error: fc.constantFrom(
      new RejectedError('No.'),
      new OutcomeUnknownError('No answer.'),
      new TypeError('broken'),
    ),
    blind: fc.boolean(),
  });

  it('is exact for any plan and any failure', async () => {
    const places = fc.array(fc.tuple(fc.boolean(), fc.boolean()), { maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(
        places,
        fc.integer({ min: 1, max: 5 }),
        fc.option(faults),
        async (plan, batchLimit, fault) => {
          const { things, others, run } = setUp({
            batchLimit,
            ...(fault?.blind === true ? { reconcile: cannotTell } : {}),
          });
          if (fault !== null) {
            things.fail({ error: fault.error, point: fault.point }, fault.number);
          }
          const changes = plan.map(([first, near], index) =>
            (first ? things : others).creation(near ? here : there, { index }),
          );
          const execution = await run(changes);
          // Each change is told of exactly once, in the order of the plan.
          expect(summaries(all(execution))).toEqual(summaries(changes));
          expect(execution.error === undefined).toBe(
            execution.notApplied.length + execution.unknown.length === 0,
          );
          // What is told agrees with what the service holds.
          const held = new Set(
            [things, others].flatMap((service) =>
              [here, there].flatMap((scope) =>
                [...service.objects(scope).values()].map((state) => state['index']),
              ),
            ),
          );
          for (const { after } of execution.applied) expect(held).toContain(after?.['index']);
          const dishonest = fault?.point === 'after_commit' && !(fault.error instanceof OutcomeUnknownError);
          if (!dishonest) {
            for (const { after } of execution.notApplied) expect(held).not.toContain(after?.['index']);
          }
        },
      ),
    );
  });
});

import { describe, expect, it } from 'vitest';
import { PolicyError } from '../errors/errors.ts';
import type { ChangeLimit, ConfirmMode } from '../policy/policy.ts';
import { MemoryExecutor, type MemoryExecutorOptions } from '../testing/memory-executor.ts';
import { atOnce } from '../tool/breath.ts';
import { Approvals } from './approve.ts';
import type { Change, ChangeAction } from './change.ts';
import { ExecutorSet } from './executor.ts';
import type { Plan } from './plan.ts';
import { UnaskedChanges, unaskedBudget } from './unasked.ts';

const scope = { id: 's1', name: 'example.com' };
const MINUTE = 60_000;

function changes(count: number, also: Partial<Change> = {}, first = 0): readonly Change[] {
  return Array.from({ length: count }, (_, index) => ({
    action: 'update',
    resource: 'dns_record',
    scope,
    id: `i${first + index}`,
    summary: 'update',
    ...also,
  }));
}

/** A service that says how many objects it holds, and counts how often it is asked. */
class Counted extends MemoryExecutor {
  asked = 0;
  readonly #population: number | undefined;

  constructor(population: number | undefined, options: MemoryExecutorOptions = { resource: 'dns_record' }) {
    super(options);
    this.#population = population;
  }

  async population(): Promise<number | undefined> {
    this.asked += 1;
    return this.#population;
  }
}

function write(unasked: UnaskedChanges, made: readonly Change[], asked = false): void {
  atOnce(unasked.begin(made, { asked, sawShare: asked }).settle(made));
}

function holding(population: number | undefined): ExecutorSet {
  return new ExecutorSet([new Counted(population)]);
}

describe('the number of objects that were changed without a question', () => {
  const table: readonly (readonly [string, number, number, boolean])[] = [
    ['nothing before: its size is for its own guard', 0, unaskedBudget.objects + 1, false],
    ['up to the budget', 20, 30, false],
    ['one over the budget', 20, 31, true],
    ['a budget that is used up', 50, 1, true],
    ['nothing more over a budget that is used up', 50, 0, false],
  ];
  it.each(table)('%s', (_, before, now, isReason) => {
    const unasked = new UnaskedChanges(undefined, () => 0);
    if (before > 0) write(unasked, changes(before));
    expect(unasked.reasonOfNumber(changes(now)) !== undefined).toBe(isReason);
  });

  it('is told by kind, over all calls, with what is still under way', () => {
    const unasked = new UnaskedChanges(undefined, () => 0);
    write(unasked, [...changes(3), ...changes(2, { action: 'delete' })]);
    write(unasked, [...changes(4), ...changes(1, { action: 'create', resource: 'page_rule' })]);
    unasked.begin(changes(45), { asked: false, sawShare: false });
    expect(unasked.reasonOfNumber(changes(1))).toBe(
      'In the last ten minutes 55 objects were changed without a question (7 × update dns record, 2 × delete dns record, 1 × create page rule, 45 × under way): nobody was asked because each call was small.',
    );
  });

  it('is of ten minutes, to the millisecond', () => {
    let now = 5;
    const unasked = new UnaskedChanges(undefined, () => now);
    write(unasked, changes(50));
    now = 5 + 10 * MINUTE - 1;
    expect(unasked.reasonOfNumber(changes(1))).toMatch(/^In the last ten minutes 50 objects/u);
    now += 1;
    expect(unasked.reasonOfNumber(changes(51))).toBeUndefined();
  });

  it('counts what was made, and not what was planned', () => {
    const unasked = new UnaskedChanges(undefined, () => 0);
    atOnce(unasked.begin(changes(50), { asked: false, sawShare: false }).settle(changes(2)));
    expect(unasked.reasonOfNumber(changes(48))).toBeUndefined();
    expect(unasked.reasonOfNumber(changes(49))).toMatch(
      /^In the last ten minutes 2 objects .* \(2 × update dns record\):/u,
    );
  });

  it('counts all of a plan while what was made of it is still gone through', () => {
    const unasked = new UnaskedChanges(undefined, () => 0);
    const reservation = unasked.begin(changes(50), { asked: false, sawShare: false });
    const steps = reservation.settle(changes(2));
    steps.next();
    expect(unasked.reasonOfNumber(changes(1))).toMatch(/^In the last ten minutes 50 objects/u);
    for (const _ of steps);
    expect(unasked.reasonOfNumber(changes(48))).toBeUndefined();
  });

  it('starts anew with what a person was asked about, which does not count itself', () => {
    const unasked = new UnaskedChanges(undefined, () => 0);
    write(unasked, changes(50));
    write(unasked, changes(50), true);
    expect(unasked.reasonOfNumber(changes(51))).toBeUndefined();
    write(unasked, changes(1));
    expect(unasked.reasonOfNumber(changes(50))).toMatch(/^In the last ten minutes 1 objects/u);
  });
});

async function reasonsOf(
  before: readonly Change[],
  now: readonly Change[],
  population: number | undefined,
): Promise<readonly string[]> {
  const unasked = new UnaskedChanges(undefined, () => 0);
  write(unasked, before);
  return unasked.reasonsOfShare(now, holding(population));
}

function told(before: number, share: number, population: number): string {
  return `With the ${before} that were changed without a question so far, this changes ${share} % of the ${population} objects of this kind there.`;
}

describe('the share of a scope that was changed without a question', () => {
  type Row = readonly [string, readonly Change[], readonly Change[], number | undefined, string | undefined];
  const table: readonly Row[] = [
    ['exactly 30 %', changes(3), changes(3, {}, 3), 20, undefined],
    ['just over 30 %', changes(3), changes(4, {}, 3), 20, told(3, 35, 20)],
    ['a share that is rounded', changes(3), changes(1, {}, 3), 12, told(3, 33, 12)],
    ['the smallest scope that counts', changes(3), changes(1, {}, 3), 10, told(3, 40, 10)],
    ['a scope that is too small', changes(3), changes(6, {}, 3), 9, undefined],
    ['a scope of unknown size', changes(3), changes(6, {}, 3), undefined, undefined],
    ['nothing before', [], changes(9), 10, undefined],
    ['the same object again is one', changes(4), changes(4), 20, undefined],
    ['deletions count', changes(2, { action: 'delete' }), changes(2, {}, 2), 10, told(2, 40, 10)],
    ['a reorder counts', changes(2, { action: 'reorder' }), changes(2, {}, 2), 10, told(2, 40, 10)],
    ['creations before do not', changes(9, { action: 'create' }), changes(4), 10, undefined],
    ['creations now do not', changes(3), changes(9, { action: 'create' }, 3), 10, undefined],
    ['purges before do not', changes(9, { action: 'purge' }), changes(4), 10, undefined],
    ['purges now do not', changes(3), changes(9, { action: 'purge' }, 3), 10, undefined],
    [
      'another scope is another share',
      changes(9, { scope: { id: 's2', name: 'example.org' } }),
      changes(4),
      10,
      undefined,
    ],
    ['another kind of object, too', changes(9, { resource: 'page_rule' }), changes(4), 10, undefined],
  ];
  it.each(table)('%s', async (_, before, now, population, reason) => {
    expect(await reasonsOf(before, now, population)).toEqual(reason === undefined ? [] : [reason]);
  });

  it('adds up over calls, and starts anew with what a person was asked about', async () => {
    const unasked = new UnaskedChanges(undefined, () => 0);
    write(unasked, changes(2));
    write(unasked, changes(2, {}, 2));
    expect(await unasked.reasonsOfShare(changes(1, {}, 4), holding(10))).toEqual([told(4, 50, 10)]);
    write(unasked, changes(9, {}, 4), true);
    expect(await unasked.reasonsOfShare(changes(9), holding(10))).toEqual([]);
    write(unasked, changes(1));
    expect(await unasked.reasonsOfShare(changes(9), holding(10))).toEqual([told(1, 90, 10)]);
  });

  it('is for the life of the process', async () => {
    let now = 0;
    const unasked = new UnaskedChanges(undefined, () => now);
    write(unasked, changes(3));
    now = 30 * 24 * 60 * MINUTE;
    expect(await unasked.reasonsOfShare(changes(1, {}, 3), holding(10))).toEqual([told(3, 40, 10)]);
  });

  it('counts no objects that cannot reach it in any scope, and each kind once', async () => {
    const unasked = new UnaskedChanges(undefined, () => 0);
    const counted = new Counted(100);
    const set = new ExecutorSet([counted]);
    expect(await unasked.reasonsOfShare(changes(90), set)).toEqual([]);
    write(unasked, changes(2));
    expect(await unasked.reasonsOfShare(changes(1, {}, 2), set)).toEqual([]);
    expect(await unasked.reasonsOfShare(changes(90, { scope: { id: 's2', name: 'b' } }), set)).toEqual([]);
    expect(counted.asked).toBe(0);
    expect(await unasked.reasonsOfShare(changes(2, {}, 2), set)).toEqual([]);
    expect(counted.asked).toBe(1);
  });

  it('has nothing to say of a kind that cannot be counted', async () => {
    const unasked = new UnaskedChanges(undefined, () => 0);
    write(unasked, changes(3));
    const set = new ExecutorSet([new MemoryExecutor({ resource: 'dns_record' })]);
    expect(await unasked.reasonsOfShare(changes(90, {}, 3), set)).toEqual([]);
  });

  it('remembers ten thousand objects of a scope', async () => {
    const unasked = new UnaskedChanges(undefined, () => 0);
    write(unasked, changes(10_001));
    expect(await unasked.reasonsOfShare(changes(5, {}, 10_001), holding(20_000))).toEqual([
      told(10_000, 50, 20_000),
    ]);
  });
});

const limit: ChangeLimit = { changes: 3, periodMs: MINUTE, text: '3/1m' };

function refusalOf(unasked: UnaskedChanges, count: number): unknown {
  try {
    unasked.requireWithinLimit(changes(count));
  } catch (error) {
    return error;
  }
  return undefined;
}

describe('the hard limit', () => {
  it('is none unless one was set', () => {
    const unasked = new UnaskedChanges(undefined, () => 0);
    write(unasked, changes(1_000));
    expect(refusalOf(unasked, 1_000)).toBeUndefined();
  });

  it.each<readonly [number, number, boolean]>([
    [0, 3, true],
    [0, 4, false],
    [2, 1, true],
    [2, 2, false],
    [3, 0, true],
  ])('after %i changes, %i more pass: %s', (before, more, passes) => {
    const unasked = new UnaskedChanges(limit, () => 0);
    if (before > 0) write(unasked, changes(before));
    expect(refusalOf(unasked, more) === undefined).toBe(passes);
  });

  it('counts what was approved as well, and what is under way', () => {
    const unasked = new UnaskedChanges(limit, () => 0);
    write(unasked, changes(1), true);
    expect(refusalOf(unasked, 3)).toBeInstanceOf(PolicyError);
    unasked.begin(changes(2), { asked: false, sawShare: false });
    expect(refusalOf(unasked, 1)).toMatchObject({
      message:
        'This server was started with --max-changes 3/1m: 3 changes were made in that time, and this call makes 1 more. Nothing was changed.',
    });
  });

  it('says in seconds, rounded up, when the oldest change is out of the period', () => {
    let now = 1_000;
    const unasked = new UnaskedChanges(limit, () => now);
    write(unasked, changes(2));
    now = 31_500;
    write(unasked, changes(1));
    const nextStep =
      'To go on, wait 30 s, or make a call with fewer changes. Only the person who starts the server can raise the limit.';
    expect(refusalOf(unasked, 3)).toMatchObject({ nextStep });
    now = 1_000 + MINUTE - 1;
    expect(refusalOf(unasked, 2)).toMatchObject({ nextStep: expect.stringContaining('wait 1 s') });
    now += 1;
    expect(refusalOf(unasked, 2)).toBeUndefined();
  });

  it.each([0, 1])('does not tell a call to wait that is too large by itself, after %i changes', (before) => {
    const unasked = new UnaskedChanges(limit, () => 0);
    if (before > 0) write(unasked, changes(before));
    expect(refusalOf(unasked, 4)).toMatchObject({
      nextStep:
        'To go on, make a call with fewer changes. Only the person who starts the server can raise the limit.',
    });
  });
});

function planOf(also: Partial<Plan> = {}): Plan {
  const made = changes(2, {}, 2);
  return { tool: 't', args: {}, changes: made, guards: [], guarded: [], irreversible: [], ...also };
}

async function withHistory(mode: ConfirmMode, before: readonly Change[], plan: Plan): Promise<Plan> {
  const approvals = new Approvals(mode, () => 0);
  const decision = approvals.decide({ ...plan, changes: before, guards: [] }, { canAsk: true });
  if (decision.verdict === 'apply') atOnce(decision.written.settle(before));
  return approvals.withHistory(plan, holding(10));
}

describe('a plan with what calls before it changed', () => {
  it.each<ConfirmMode>(['auto', 'strict'])(
    'waits for a person when their share is large: %s',
    async (mode) => {
      const plan = planOf();
      const history = [told(2, 40, 10)];
      expect(await withHistory(mode, changes(2), plan)).toEqual({ ...plan, guards: history, history });
    },
  );

  const table: readonly (readonly [string, ConfirmMode, readonly Change[], Plan])[] = [
    ['after nothing', 'auto', [], planOf()],
    ['after what comes to no share', 'auto', changes(1), planOf()],
    ['where nobody is asked about anything', 'never', changes(2), planOf()],
  ];
  it.each(table)('stays as it is: %s', async (_, mode, before, plan) => {
    expect(await withHistory(mode, before, plan)).toBe(plan);
  });
});

describe('a plan that is asked about already', () => {
  it('says what calls before it changed, too', async () => {
    const plan = planOf({ guards: ['It deletes.'] });
    const history = [told(2, 40, 10)];
    expect(await withHistory('auto', changes(2), plan)).toEqual({
      ...plan,
      guards: ['It deletes.', ...history],
      history,
    });
  });

  it('and does not say so leaves the share to be told', async () => {
    const unasked = new UnaskedChanges(undefined, () => 0);
    write(unasked, changes(2));
    atOnce(unasked.begin(changes(1), { asked: true, sawShare: false }).settle(changes(1)));
    expect(await unasked.reasonsOfShare(changes(2, {}, 2), holding(10))).toEqual([told(2, 40, 10)]);
  });
});

describe('the approval of a plan', () => {
  it.each([
    ['that said the share of what was changed: it is told', ['40 %'], undefined],
    ['that said nothing of it: it is still to be told', undefined, [told(2, 40, 10)]],
  ])('%s', async (_, history, left) => {
    const approvals = new Approvals('auto', () => 0);
    const before = approvals.decide(planOf({ changes: changes(2) }), { canAsk: false });
    if (before.verdict === 'apply') atOnce(before.written.settle(changes(2)));
    const other = planOf({ guards: ['It deletes.'], ...(history === undefined ? {} : { history }) });
    const asked = approvals.decide(other, { canAsk: false });
    const confirm = asked.verdict === 'confirm' ? asked.digest : '';
    expect(approvals.decide(other, { canAsk: false, confirm })).toMatchObject({ approvedBy: 'digest' });
    expect((await approvals.withHistory(planOf(), holding(10))).history).toEqual(left);
  });
});

describe('what an action takes away', () => {
  it.each<readonly [ChangeAction, boolean]>([
    ['create', false],
    ['update', true],
    ['delete', true],
    ['reorder', true],
    ['purge', false],
  ])('%s: %s', async (action, takes) => {
    const unasked = new UnaskedChanges(undefined, () => 0);
    write(unasked, changes(9, { action }));
    const reasons = await unasked.reasonsOfShare(changes(1), holding(10));
    expect(reasons.length === 1).toBe(takes);
  });
});

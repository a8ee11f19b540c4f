import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConfirmationError, DriftError, PolicyError } from '../errors/errors.ts';
import type { JsonObject, JsonValue } from '../json.ts';
import type { ConfirmMode } from '../policy/policy.ts';
import { atOnce } from '../tool/breath.ts';
import { Approvals, type Verdict } from './approve.ts';
import type { Change, ChangeSequence } from './change.ts';
import { type Plan, planFingerprint } from './plan.ts';

const scope = { id: 's1', name: 'example.com' };

const change: Change = {
  action: 'update',
  resource: 'thing',
  scope,
  id: 'i1',
  summary: 'update i1',
  before: { ttl: 60, name: 'a' },
  after: { ttl: 120, name: 'a' },
};

const guarded: Plan = {
  tool: 'update_thing',
  args: { id: 'i1', ttl: 120 },
  changes: [change],
  guards: ['It deletes.'],
  guarded: [],
  irreversible: [],
};

const unguarded: Plan = { ...guarded, guards: [] };

const canAsk = true;

/** The ticket of the question that is asked about a plan. */
function ticketFor(approvals: Approvals, plan: Plan): string {
  const decision = approvals.decide(plan, { canAsk });
  if (decision.verdict !== 'ask') throw new Error('nobody was asked');
  return decision.ticket;
}

/** The digest that is given out for a plan. */
function ask(approvals: Approvals, plan: Plan): string {
  const decision = approvals.decide(plan, { canAsk: false });
  if (decision.verdict !== 'confirm') throw new Error('was not asked for');
  return decision.digest;
}

/** With a member more, of a name that it did not have. */
function widened(state: JsonObject | undefined): JsonObject {
  return { ...state, [`${Object.keys(state ?? {}).join('')}x`]: null };
}

/** The same members in the opposite order. */
function turned(state: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(state).toReversed());
}

function thrownBy(attempt: () => unknown): unknown {
  try {
    attempt();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

describe('modes', () => {
  const table: readonly [ConfirmMode, Plan, 'apply' | 'confirm'][] = [
    ['auto', guarded, 'confirm'],
    ['auto', unguarded, 'apply'],
    ['always', guarded, 'confirm'],
    ['always', unguarded, 'confirm'],
    ['strict', unguarded, 'apply'],
    ['never', guarded, 'apply'],
    ['never', unguarded, 'apply'],
  ];
  it.each(table)('%s', (mode, plan, verdict) => {
    expect(new Approvals(mode).decide(plan, { canAsk: false }).verdict).toBe(verdict);
  });

  it('says of what needs no approval that nobody gave one', () => {
    expect(new Approvals('auto').decide(unguarded, { canAsk: false })).toMatchObject({
      verdict: 'apply',
      approvedBy: 'nobody',
    });
  });

  it('says why it asks', () => {
    expect(new Approvals('auto').decide(guarded, { canAsk: false })).toMatchObject({
      reasons: ['It deletes.'],
    });
    expect(new Approvals('always').decide(guarded, { canAsk: false })).toMatchObject({
      reasons: ['It deletes.'],
    });
    expect(new Approvals('always').decide(unguarded, { canAsk: false })).toMatchObject({
      reasons: ['This server was started with --confirm always.'],
    });
  });

  it('strict takes no digest, not even one of its own shape', () => {
    const approvals = new Approvals('strict');
    for (const confirm of [undefined, '0123456789abcdef']) {
      const error = thrownBy(() => approvals.decide(guarded, { canAsk: false, confirm }));
      expect(error).toBeInstanceOf(PolicyError);
      expect(error).toMatchObject({
        message: expect.stringMatching(/needs the approval of a person.*Nothing was changed\.$/u),
        nextStep: expect.stringContaining('--confirm auto'),
        details: { reasons: ['It deletes.'] },
      });
    }
  });

  it('strict looks up no digest before there is a plan: none was ever given out', () => {
    expect(() =>
      new Approvals('strict').requireOpen({ canAsk: false, confirm: '0123456789abcdef' }),
    ).not.toThrow();
    expect(() => new Approvals('auto').requireOpen({ canAsk: false, confirm: '0123456789abcdef' })).toThrow(
      ConfirmationError,
    );
  });

  it.each<ConfirmMode>(['auto', 'always', 'strict', 'never'])(
    '%s has nothing against a call that brings nothing along',
    (mode) => {
      expect(() => new Approvals(mode).requireOpen({ canAsk: false })).not.toThrow();
    },
  );

  it('never still refuses a digest that it did not give out', () => {
    expect(() =>
      new Approvals('never').decide(unguarded, { canAsk: false, confirm: '0123456789abcdef' }),
    ).toThrow(ConfirmationError);
  });
});

describe('what is refused says what to do next', () => {
  it('for a digest', () => {
    const approvals = new Approvals('auto');
    const attempt = (): unknown => approvals.decide(guarded, { canAsk: false, confirm: '0123456789abcdef' });
    expect(thrownBy(attempt)).toMatchObject({
      message: 'The value of confirm was not given out by this server. Nothing was changed.',
      nextStep: expect.stringContaining('Make the same call without confirm'),
    });
  });

  it('for a ticket', () => {
    const answer = { ticket: 'f'.repeat(64), verdict: { kind: 'approved' } } as const;
    expect(thrownBy(() => new Approvals('auto').decide(guarded, { canAsk: true, answer }))).toMatchObject({
      message: 'The approval was not given out by this server. Nothing was changed.',
      nextStep: expect.stringContaining('so that the user is asked'),
    });
  });

  const answers: readonly (readonly [
    string,
    Exclude<Verdict, { kind: 'approved' }>,
    number,
    RegExp,
    RegExp,
  ])[] = [
    [
      'declined after reading',
      { kind: 'declined' },
      1_000,
      /^The user was asked and declined\./u,
      /Do not repeat/u,
    ],
    [
      'declined at once',
      { kind: 'declined' },
      999,
      /answered decline at once \(after 999 ms\).*nobody is asked/u,
      /nobody was asked/u,
    ],
    [
      'closed after reading',
      { kind: 'dismissed' },
      1_000,
      /^The question was closed without an answer\./u,
      /Ask the user/u,
    ],
    [
      'cancelled at once',
      { kind: 'dismissed' },
      3,
      /answered cancel at once \(after 3 ms\).*nobody is asked/u,
      /nobody was asked/u,
    ],
    [
      'accepted with its box off',
      { kind: 'box_off' },
      5_000,
      /^The form was accepted, but its box "Apply these changes" was left off\./u,
      /has to be on/u,
    ],
    [
      'malformed',
      { kind: 'malformed', what: 'approve is a string, not true or false' },
      5,
      /is malformed: approve is a string, not true or false\./u,
      /has to be updated/u,
    ],
    [
      'answered with an error',
      { kind: 'failed', code: -32_603 },
      5,
      /answered the question with an error \(code -32603\)\./u,
      /where the client can show a question/u,
    ],
    [
      'answered with an error of no code',
      { kind: 'failed', code: undefined },
      5,
      /answered the question with an error\. /u,
      /where the client can/u,
    ],
  ];
  it.each(answers)('for a question that was %s', (_, verdict, elapsed, message, nextStep) => {
    let now = 5_000;
    const approvals = new Approvals('auto', () => now);
    const decision = approvals.decide(guarded, { canAsk: true });
    const ticket = decision.verdict === 'ask' ? decision.ticket : 'none';
    now += elapsed;
    const error = thrownBy(() => approvals.decide(guarded, { canAsk: true, answer: { ticket, verdict } }));
    expect(error).toBeInstanceOf(ConfirmationError);
    expect(error).toMatchObject({
      message: expect.stringMatching(message),
      nextStep: expect.stringMatching(nextStep),
    });
    expect(error).toMatchObject({ message: expect.stringMatching(/ Nothing was changed\.$/u) });
  });
});

describe('a digest', () => {
  it('approves the plan it was given out for, once', () => {
    const approvals = new Approvals('auto');
    const digest = ask(approvals, guarded);
    expect(digest).toMatch(/^[0-9a-f]{16}$/u);
    expect(approvals.decide(guarded, { canAsk: false, confirm: digest })).toMatchObject({
      verdict: 'apply',
      approvedBy: 'digest',
    });
    expect(() => approvals.decide(guarded, { canAsk: false, confirm: digest })).toThrow(/was used before/u);
  });

  it('can be had again after use by asking again, and then works once more', () => {
    const approvals = new Approvals('auto');
    approvals.decide(guarded, { canAsk: false, confirm: ask(approvals, guarded) });
    const again = ask(approvals, guarded);
    expect(approvals.decide(guarded, { canAsk: false, confirm: again })).toMatchObject({
      verdict: 'apply',
      approvedBy: 'digest',
    });
    expect(() => approvals.decide(guarded, { canAsk: false, confirm: again })).toThrow(ConfirmationError);
  });

  const lifetime: readonly [number, boolean][] = [
    [0, true],
    [15 * 60_000 - 1, true],
    [15 * 60_000, false],
    [24 * 3_600_000, false],
  ];
  it.each(lifetime)('after %i ms is good: %s', (milliseconds, good) => {
    let now = 1_000_000;
    const approvals = new Approvals('auto', () => now);
    const digest = ask(approvals, guarded);
    now += milliseconds;
    if (good)
      expect(approvals.decide(guarded, { canAsk: false, confirm: digest })).toMatchObject({
        verdict: 'apply',
        approvedBy: 'digest',
      });
    else expect(() => approvals.decide(guarded, { canAsk: false, confirm: digest })).toThrow(/has expired/u);
  });

  it.each([
    ['of nobody', '0123456789abcdef'],
    ['that is empty', ''],
    ['named like a member of every object', '__proto__'],
  ])('%s is refused', (_, digest) => {
    const approvals = new Approvals('auto');
    ask(approvals, guarded);
    expect(() => approvals.decide(guarded, { canAsk: false, confirm: digest })).toThrow(
      /was not given out by this server/u,
    );
  });

  it('of another process is refused, and the same plan has another one there', () => {
    const [here, there] = [new Approvals('auto'), new Approvals('auto')];
    const digest = ask(there, guarded);
    expect(digest).not.toBe(ask(here, guarded));
    expect(() => here.decide(guarded, { canAsk: false, confirm: digest })).toThrow(
      /was not given out by this server/u,
    );
  });

  it.each<[string, Plan]>([
    ['other arguments', { ...guarded, args: { id: 'i1', ttl: 300 } }],
    ['another tool', { ...guarded, tool: 'delete_thing' }],
  ])('does not serve a call with %s', (_, plan) => {
    const approvals = new Approvals('auto');
    const digest = ask(approvals, guarded);
    expect(() => approvals.decide(plan, { canAsk: false, confirm: digest })).toThrow(
      /belongs to a call with other arguments/u,
    );
    expect(approvals.decide(guarded, { canAsk: false, confirm: digest })).toMatchObject({
      verdict: 'apply',
      approvedBy: 'digest',
    });
  });

  it('is refused when the state has changed, and both states are shown', () => {
    const approvals = new Approvals('auto');
    const digest = ask(approvals, guarded);
    const edited: Change = { ...change, before: { ttl: 999, name: 'a' } };
    const error = thrownBy(() =>
      approvals.decide({ ...guarded, changes: [edited] }, { canAsk: false, confirm: digest }),
    );
    expect(error).toBeInstanceOf(DriftError);
    expect(error).toMatchObject({
      message: 'The state has changed since this plan was shown. Nothing was changed.',
      nextStep: expect.stringContaining('Make the same call without confirm'),
      quotes: true,
      details: {
        approved: [{ id: 'i1', before: { ttl: 60 }, after: { ttl: 120 } }],
        now: [{ id: 'i1', before: { ttl: 999 }, after: { ttl: 120 } }],
      },
    });
    expect(approvals.decide(guarded, { canAsk: false, confirm: digest })).toMatchObject({
      verdict: 'apply',
      approvedBy: 'digest',
    });
  });

  const many = Array.from({ length: 100 }, (_, index): Change => ({ ...change, id: `i${index}` }));
  const longPlans: readonly [string, readonly Change[], number, number, string][] = [
    ['one differs', many.map((each) => (each.id === 'i70' ? { ...each, after: {} } : each)), 1, 1, 'i70'],
    ['all differ', many.map((each) => ({ ...each, before: {} })), 20, 20, 'i0'],
    ['the last is gone', many.slice(0, 99), 1, 0, 'i99'],
    ['one is new', [...many, { ...change, id: 'i100' }], 0, 1, 'i100'],
  ];
  it.each(longPlans)('of a long plan shows where it differs: %s', (_, now, approved, planned, first) => {
    const approvals = new Approvals('auto');
    const digest = ask(approvals, { ...guarded, changes: many });
    const consent = { canAsk: false, confirm: digest };
    const error = thrownBy(() => approvals.decide({ ...guarded, changes: now }, consent));
    expect(error).toMatchObject({ details: { approved: { length: approved }, now: { length: planned } } });
    const { details } = error as DriftError;
    const shown = [details?.['approved'], details?.['now']].flat() as { id: string }[];
    expect(shown[0]?.id).toBe(first);
  });

  it('of the oldest plan is forgotten when all together hold half a million changes', () => {
    const approvals = new Approvals('auto');
    // As long as it says, for whoever only asks how long it is: to hash so many would take seconds.
    const huge: ChangeSequence = {
      length: 200_000,
      slice: () => [],
      [Symbol.iterator]: () => [change].values(),
    };
    const plans = [1, 2, 3].map((index): Plan => ({ ...guarded, args: { index }, changes: huge }));
    const digests = plans.map((plan) => ask(approvals, plan));
    const open = digests.map((confirm) => {
      try {
        approvals.requireOpen({ canAsk: false, confirm });
        return true;
      } catch {
        return false;
      }
    });
    expect(open).toEqual([false, true, true]);
  });

  it('can be looked at before there is a plan, and is not used by that', () => {
    let now = 1_000_000;
    const approvals = new Approvals('auto', () => now);
    const digest = ask(approvals, guarded);
    expect(() => approvals.requireOpen({ canAsk: false, confirm: '0123456789abcdef' })).toThrow(
      /was not given out by this server/u,
    );
    approvals.requireOpen({ canAsk: false, confirm: digest });
    expect(approvals.decide(guarded, { canAsk: false, confirm: digest })).toMatchObject({
      verdict: 'apply',
      approvedBy: 'digest',
    });
    expect(() => approvals.requireOpen({ canAsk: false, confirm: digest })).toThrow(/was used before/u);
    const other = ask(approvals, { ...guarded, args: {} });
    now += 15 * 60_000;
    expect(() => approvals.requireOpen({ canAsk: false, confirm: other })).toThrow(/has expired/u);
  });

  it('of hundreds of other plans does not crowd out the newest', () => {
    const approvals = new Approvals('auto');
    const digests = Array.from({ length: 600 }, (_, index) =>
      ask(approvals, { ...guarded, args: { index } }),
    );
    expect(() =>
      approvals.decide({ ...guarded, args: { index: 0 } }, { canAsk: false, confirm: digests[0] }),
    ).toThrow(ConfirmationError);
    expect(
      approvals.decide({ ...guarded, args: { index: 599 } }, { canAsk: false, confirm: digests[599] }),
    ).toMatchObject({ verdict: 'apply' });
    expect(
      approvals.decide({ ...guarded, args: { index: 101 } }, { canAsk: false, confirm: digests[101] }),
    ).toMatchObject({ verdict: 'apply' });
  });
});

/** Every way in which one plan can differ from another, as far as approval goes. */
function variants(plan: Plan): Plan[] {
  const [first, second] = plan.changes as [Change, Change];
  const edited = (members: Partial<Change>): Plan => ({
    ...plan,
    changes: [{ ...first, ...members }, second],
  });
  const { after: _after, ...withoutAfter } = first;
  const { before: _before, ...withoutBefore } = first;
  return [
    { ...plan, tool: `${plan.tool}s` },
    { ...plan, args: widened(plan.args) },
    { ...plan, changes: [first] },
    { ...plan, changes: [first, second, second] },
    { ...plan, changes: [withoutAfter, second] },
    { ...plan, changes: [withoutBefore, second] },
    edited({ action: 'delete' }),
    edited({ resource: 'thing2' }),
    edited({ scope: { ...scope, id: 's2' } }),
    edited({ id: `${first.id}x` }),
    edited({ before: widened(first.before) }),
    edited({ after: widened(first.after) }),
  ];
}

describe('what a digest covers', () => {
  const value = fc.jsonValue().map((json) => JSON.parse(JSON.stringify(json)) as JsonValue);
  const object: fc.Arbitrary<JsonObject> = fc.dictionary(fc.string({ maxLength: 5 }), value, {
    noNullPrototype: true,
  });
  const plans = fc.record({ args: object, before: object, after: object, id: fc.string() }).map(
    ({ args, before, after, id }): Plan => ({
      ...guarded,
      args,
      changes: [{ ...change, id, before, after }, change],
    }),
  );

  it('any difference gives another digest', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const approvals = new Approvals('auto');
        const digests = [plan, ...variants(plan)].map((variant) => ask(approvals, variant));
        expect(new Set(digests).size).toBe(digests.length);
      }),
    );
  });

  it('the order of keys and what is only shown make none', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const approvals = new Approvals('auto');
        const digest = ask(approvals, plan);
        const same: Plan = {
          ...plan,
          args: turned(plan.args),
          changes: [...plan.changes].map((item) => ({
            ...item,
            summary: 'said in other words',
            before: turned(item.before ?? {}),
            after: turned(item.after ?? {}),
          })),
        };
        expect(ask(approvals, same)).toBe(digest);
        expect(approvals.decide(same, { canAsk: false, confirm: digest })).toMatchObject({
          verdict: 'apply',
          approvedBy: 'digest',
        });
      }),
    );
  });
});

describe('a question to a person', () => {
  const modes: readonly [ConfirmMode, Plan, 'ask' | 'apply'][] = [
    ['auto', guarded, 'ask'],
    ['auto', unguarded, 'apply'],
    ['always', guarded, 'ask'],
    ['always', unguarded, 'ask'],
    ['strict', guarded, 'ask'],
    ['strict', unguarded, 'apply'],
    ['never', guarded, 'apply'],
  ];
  it.each(modes)('in mode %s', (mode, plan, verdict) => {
    expect(new Approvals(mode).decide(plan, { canAsk }).verdict).toBe(verdict);
  });

  it('has a ticket of its own each time', () => {
    const approvals = new Approvals('auto');
    expect(ticketFor(approvals, guarded)).not.toBe(ticketFor(approvals, guarded));
  });

  it('approves the plan it was about, once', () => {
    const approvals = new Approvals('strict');
    const answer = { ticket: ticketFor(approvals, guarded), verdict: { kind: 'approved' } } as const;
    expect(approvals.decide(guarded, { canAsk, answer })).toMatchObject({
      verdict: 'apply',
      approvedBy: 'person',
    });
    expect(() => approvals.decide(guarded, { canAsk, answer })).toThrow(/was used before/u);
    expect(() => approvals.requireOpen({ canAsk, answer })).toThrow(/was used before/u);
  });

  const refusals: readonly Verdict[] = [
    { kind: 'declined' },
    { kind: 'dismissed' },
    { kind: 'box_off' },
    { kind: 'malformed', what: 'it is null, not an object' },
    { kind: 'failed', code: -32_601 },
  ];
  it.each(refusals)('is over when the answer is $kind', (verdict) => {
    const approvals = new Approvals('auto');
    const ticket = ticketFor(approvals, guarded);
    expect(() => approvals.decide(guarded, { canAsk, answer: { ticket, verdict } })).toThrow(
      ConfirmationError,
    );
    const approval = { ticket, verdict: { kind: 'approved' } } as const;
    expect(() => approvals.decide(guarded, { canAsk, answer: approval })).toThrow(/was used before/u);
  });

  it('approves no other call and no other plan, and stays open for its own', () => {
    const approvals = new Approvals('auto');
    const answer = { ticket: ticketFor(approvals, guarded), verdict: { kind: 'approved' } } as const;
    const otherCall = { ...guarded, args: { id: 'i2' } };
    expect(() => approvals.decide(otherCall, { canAsk, answer })).toThrow(/other arguments/u);
    const drifted = { ...guarded, changes: [{ ...change, before: { ttl: 1, name: 'a' } }] };
    expect(thrownBy(() => approvals.decide(drifted, { canAsk, answer }))).toBeInstanceOf(DriftError);
    expect(approvals.decide(guarded, { canAsk, answer }).verdict).toBe('apply');
  });

  it('is not answered after its time', () => {
    let now = 0;
    const approvals = new Approvals('auto', () => now);
    const answer = { ticket: ticketFor(approvals, guarded), verdict: { kind: 'approved' } } as const;
    now = 15 * 60_000;
    expect(() => approvals.decide(guarded, { canAsk, answer })).toThrow(/has expired/u);
  });

  it('is not answered by a digest, nor a digest by its ticket', () => {
    const approvals = new Approvals('auto');
    const digest = ask(approvals, guarded);
    const ticket = ticketFor(approvals, guarded);
    const answer = { ticket: digest, verdict: { kind: 'approved' } } as const;
    expect(() => approvals.decide(guarded, { canAsk, answer })).toThrow(/was not given out/u);
    expect(() => approvals.decide(guarded, { canAsk, confirm: ticket })).toThrow(/was not given out/u);
  });

  it('is not answered in a process that did not ask it', () => {
    const answer = {
      ticket: ticketFor(new Approvals('auto'), guarded),
      verdict: { kind: 'approved' },
    } as const;
    expect(() => new Approvals('auto').decide(guarded, { canAsk, answer })).toThrow(/was not given out/u);
  });
});

describe('a ticket', () => {
  it('was given out or not, whatever became of it', () => {
    let now = 0;
    const approvals = new Approvals('auto', () => now);
    const [answered, expired] = [ticketFor(approvals, guarded), ticketFor(approvals, guarded)];
    const digest = ask(approvals, guarded);
    approvals.decide(guarded, { canAsk, answer: { ticket: answered, verdict: { kind: 'approved' } } });
    now = 15 * 60_000;
    expect([answered, expired].map((ticket) => approvals.gaveOut(ticket))).toEqual([true, true]);
    expect([digest, 'f'.repeat(64), ''].map((ticket) => approvals.gaveOut(ticket))).toEqual([
      false,
      false,
      false,
    ]);
  });
});

describe('a plan that waits', () => {
  it('is found by the fingerprint that its question names, until it is answered', () => {
    const approvals = new Approvals('auto');
    const fingerprint = planFingerprint(guarded).slice(0, 16);
    expect(approvals.waiting(fingerprint)).toBeUndefined();
    const ticket = ticketFor(approvals, guarded);
    expect(approvals.waiting(fingerprint)).toEqual(guarded.changes);
    approvals.decide(guarded, { canAsk, answer: { ticket, verdict: { kind: 'approved' } } });
    expect(approvals.waiting(fingerprint)).toBeUndefined();
  });

  it('is found by a digest too, and not once it has expired', () => {
    let now = 0;
    const approvals = new Approvals('auto', () => now);
    ask(approvals, guarded);
    const fingerprint = planFingerprint(guarded).slice(0, 16);
    expect(approvals.waiting(fingerprint)).toEqual(guarded.changes);
    now = 15 * 60_000;
    expect(approvals.waiting(fingerprint)).toBeUndefined();
  });
});

function small(index: number): Plan {
  return { ...unguarded, args: { index }, changes: [{ ...change, id: `i${index}` }] };
}

/** Decides, and makes the changes where they may be made. */
function made(approvals: Approvals, plan: Plan): string {
  const decision = approvals.decide(plan, { canAsk });
  if (decision.verdict === 'apply') atOnce(decision.written.settle(plan.changes));
  return decision.verdict;
}

function planOf(count: number, index: number): Plan {
  const changes = Array.from(
    { length: count },
    (_, each): Change => ({ ...change, id: `i${index}-${each}` }),
  );
  return { ...unguarded, args: { index }, changes };
}

describe('changes that nobody is asked about', () => {
  it.each<[ConfirmMode, 'ask' | 'apply']>([
    ['auto', 'ask'],
    ['strict', 'ask'],
    ['never', 'apply'],
  ])('add up: with %s, the 51st in ten minutes gets the verdict %s', (mode, verdict) => {
    const approvals = new Approvals(mode, () => 0);
    for (let index = 0; index < 50; index += 1) expect(made(approvals, small(index))).toBe('apply');
    expect(approvals.decide(small(50), { canAsk }).verdict).toBe(verdict);
  });

  it('are told in the reason, and forgotten once a person has seen it', () => {
    const approvals = new Approvals('auto', () => 0);
    for (let index = 0; index < 50; index += 1) made(approvals, small(index));
    const decision = approvals.decide(small(50), { canAsk });
    expect(decision).toMatchObject({
      reasons: [
        expect.stringMatching(
          /^In the last ten minutes 50 objects were changed without a question \(50 × update thing\)/u,
        ),
      ],
    });
    const ticket = decision.verdict === 'ask' ? decision.ticket : '';
    const answer = { ticket, verdict: { kind: 'approved' } } as const;
    expect(approvals.decide(small(50), { canAsk, answer }).verdict).toBe('apply');
    expect(made(approvals, small(51))).toBe('apply');
  });

  it('are not forgotten by the approval of something else', () => {
    const approvals = new Approvals('auto', () => 0);
    for (let index = 0; index < 45; index += 1) made(approvals, small(index));
    const ticket = ticketFor(approvals, guarded);
    const answer = { ticket, verdict: { kind: 'approved' } } as const;
    expect(approvals.decide(guarded, { canAsk, answer }).verdict).toBe('apply');
    for (let index = 45; index < 50; index += 1) expect(made(approvals, small(index))).toBe('apply');
    expect(approvals.decide(small(50), { canAsk }).verdict).toBe('ask');
  });

  it('count for ten minutes', () => {
    let now = 0;
    const approvals = new Approvals('auto', () => now);
    for (let index = 0; index < 50; index += 1) made(approvals, small(index));
    now = 10 * 60_000 - 1;
    expect(approvals.decide(small(50), { canAsk }).verdict).toBe('ask');
    now = 10 * 60_000;
    expect(made(approvals, small(50))).toBe('apply');
  });

  it('count from the decision on: calls at once cannot all pass', () => {
    const approvals = new Approvals('auto', () => 0);
    const verdicts = Array.from(
      { length: 60 },
      (_, index) => approvals.decide(small(index), { canAsk }).verdict,
    );
    expect(verdicts.filter((verdict) => verdict === 'apply')).toHaveLength(50);
  });

  it('do not count when they came to nothing', () => {
    const approvals = new Approvals('auto', () => 0);
    for (let index = 0; index < 60; index += 1) {
      const decision = approvals.decide(small(index), { canAsk });
      expect(decision.verdict).toBe('apply');
      if (decision.verdict === 'apply') atOnce(decision.written.settle([]));
    }
  });
});

describe('the hard limit', () => {
  const limit = { changes: 3, periodMs: 60_000, text: '3/1m' };
  it('refuses what goes beyond it, whoever approves, and says how to go on', () => {
    let now = 0;
    const approvals = new Approvals('never', () => now, limit);
    expect(approvals.decide(planOf(2, 0), { canAsk }).verdict).toBe('apply');
    now = 10_000;
    expect(thrownBy(() => approvals.decide(planOf(2, 1), { canAsk }))).toMatchObject({
      message: expect.stringMatching(
        /--max-changes 3\/1m: 2 changes were made in that time, and this call makes 2 more/u,
      ),
      nextStep: expect.stringMatching(/wait 50 s/u),
    });
    expect(approvals.decide(planOf(1, 2), { canAsk }).verdict).toBe('apply');
    now = 60_000;
    expect(approvals.decide(planOf(2, 3), { canAsk }).verdict).toBe('apply');
  });

  it('holds for approved plans too, and an approval outlives the refusal', () => {
    let now = 0;
    const approvals = new Approvals('auto', () => now, limit);
    const digest = ask(approvals, guarded);
    expect(approvals.decide(planOf(3, 0), { canAsk }).verdict).toBe('apply');
    expect(thrownBy(() => approvals.decide(guarded, { canAsk: false, confirm: digest }))).toBeInstanceOf(
      PolicyError,
    );
    now = 60_000;
    expect(approvals.decide(guarded, { canAsk: false, confirm: digest }).verdict).toBe('apply');
  });

  it('tells a call that is too large for it by itself not to wait', () => {
    expect(
      thrownBy(() => new Approvals('auto', () => 0, limit).decide(planOf(4, 0), { canAsk })),
    ).toMatchObject({
      nextStep: expect.not.stringContaining('wait'),
    });
  });
});

import { describe, expect, it } from 'vitest';
import { DriftError } from '../errors/errors.ts';
import { isJsonObject, type JsonValue } from '../json.ts';
import type { Change, ChangeSequence, Position } from './change.ts';
import { IssuedPlans } from './issued.ts';
import { type Plan, planFingerprint, shortFingerprint } from './plan.ts';

const LIFETIME_MS = 15 * 60_000;
const MOST_OPEN = 500;

const change: Change = {
  action: 'update',
  resource: 'thing',
  scope: { id: 's1', name: 'example.com' },
  id: 'i1',
  summary: 'update i1',
};

function planOf(index: number, changes: ChangeSequence = [change]): Plan {
  return {
    tool: 'update_thing',
    args: { index },
    changes,
    guarded: [],
    guards: ['It deletes.'],
    irreversible: [],
  };
}

function issuedAt(now: () => number): IssuedPlans {
  return new IssuedPlans({ subject: 'The value', nextStep: 'Ask again.' }, now);
}

function messageOf(attempt: () => unknown): string {
  try {
    attempt();
  } catch (error) {
    return error instanceof Error ? error.message : 'no error';
  }
  return '';
}

describe('what was given out', () => {
  it(`is kept for the newest ${MOST_OPEN} plans and not one more`, () => {
    const issued = issuedAt(() => 0);
    for (let index = 0; index < MOST_OPEN; index += 1) issued.add(`k${index}`, planOf(index), 'd');
    expect(messageOf(() => issued.requireOpen('k0'))).toBe('');
    issued.add('one more', planOf(-1), 'd');
    expect(messageOf(() => issued.requireOpen('k0'))).toContain('was not given out');
    expect(messageOf(() => issued.requireOpen('k1'))).toBe('');
  });

  it('counts anew when it is given out again', () => {
    const issued = issuedAt(() => 0);
    for (let index = 0; index < MOST_OPEN; index += 1) issued.add(`k${index}`, planOf(index), 'd');
    issued.add('k0', planOf(0), 'd');
    issued.add('one more', planOf(-1), 'd');
    expect(messageOf(() => issued.requireOpen('k0'))).toBe('');
    expect(messageOf(() => issued.requireOpen('k1'))).toContain('was not given out');
    expect(messageOf(() => issued.requireOpen('k2'))).toBe('');
  });

  it('is forgotten, not only refused, once its time is over and something else is given out', () => {
    let now = 0;
    const issued = issuedAt(() => now);
    issued.add('old', planOf(0), 'd');
    now = LIFETIME_MS;
    expect(messageOf(() => issued.requireOpen('old'))).toContain('has expired');
    issued.add('new', planOf(1), 'd');
    expect(messageOf(() => issued.requireOpen('old'))).toContain('was not given out');
    expect(messageOf(() => issued.requireOpen('new'))).toBe('');
  });

  it('is not forgotten a moment earlier', () => {
    let now = 0;
    const issued = issuedAt(() => now);
    issued.add('old', planOf(0), 'd');
    now = LIFETIME_MS - 1;
    issued.add('new', planOf(1), 'd');
    expect(messageOf(() => issued.requireOpen('old'))).toBe('');
  });

  it('says what is wrong and what to do', () => {
    const issued = issuedAt(() => 0);
    const attempt = (): void => issued.requireOpen('none');
    expect(messageOf(attempt)).toBe('The value was not given out by this server. Nothing was changed.');
    expect(attempt).toThrow(expect.objectContaining({ nextStep: 'Ask again.' }));
  });
});

/** As long as it says, for whoever only asks how long it is. */
function huge(length: number): ChangeSequence {
  return { length, slice: () => [], [Symbol.iterator]: () => [change].values() };
}

describe('the changes of what was given out', () => {
  it('are half a million together and not one more', () => {
    const issued = issuedAt(() => 0);
    issued.add('old', planOf(0, huge(400_000)), 'd');
    issued.add('new', planOf(1, huge(100_000)), 'd');
    expect(messageOf(() => issued.requireOpen('old'))).toBe('');
    issued.add('one more', planOf(2, huge(1)), 'd');
    expect(messageOf(() => issued.requireOpen('old'))).toContain('was not given out');
    expect(messageOf(() => issued.requireOpen('new'))).toBe('');
  });

  it('are let go once they are used', () => {
    let now = 0;
    const issued = issuedAt(() => now);
    issued.add('used', planOf(0, huge(400_000)), 'd');
    issued.redeem('used', planOf(0, huge(400_000)), 'd');
    issued.add('open', planOf(1, huge(400_000)), 'd');
    expect(messageOf(() => issued.requireOpen('used'))).toContain('was used before');
    now = LIFETIME_MS;
    issued.add('new', planOf(2), 'd');
    expect(messageOf(() => issued.requireOpen('used'))).toContain('was not given out');
  });

  it('are found by the fingerprint of their own plan', () => {
    const issued = issuedAt(() => 0);
    const plans = [0, 1].map((index) => planOf(index, [{ ...change, id: `of ${index}` }]));
    for (const [index, plan] of plans.entries()) issued.add(`k${index}`, plan, 'd');
    for (const plan of plans)
      expect(issued.waiting(shortFingerprint(planFingerprint(plan)))).toBe(plan.changes);
    expect(issued.waiting('')).toBeUndefined();
  });

  it('are found as long as one of those who were asked about them has not answered', () => {
    const issued = issuedAt(() => 0);
    const [first, second] = [planOf(0), planOf(0, [{ ...change }])];
    const fingerprint = shortFingerprint(planFingerprint(first));
    issued.add('first', first, 'd');
    issued.add('second', second, 'd');
    expect(issued.waiting(fingerprint)).toBe(second.changes);
    issued.close('second');
    expect(issued.waiting(fingerprint)).toBe(first.changes);
    issued.close('first');
    expect(issued.waiting(fingerprint)).toBeUndefined();
  });
});

function at(index: number): Position {
  return { index, after: `a${index}`, before: `b${index}` };
}

function placed(place: Change['place']): Change {
  return { ...change, ...(place === undefined ? {} : { place }) };
}

describe('a plan that is no longer the one that was shown', () => {
  it.each<readonly [string, Change['place'], Position | undefined]>([
    ['where it will stand', { before: at(1), after: at(2) }, at(2)],
    ['where it stood, when it goes', { before: at(1) }, at(1)],
    ['no place, where order has no meaning', undefined, undefined],
  ])('is shown with %s', (_, place, stands) => {
    const issued = issuedAt(() => 0);
    issued.add('k', planOf(0, [placed(place)]), 'before');
    const attempt = (): void => issued.redeem('k', planOf(0, [placed(place)]), 'now');
    const shown = { summary: 'update i1', id: 'i1', before: undefined, after: undefined, place: stands };
    expect(attempt).toThrow(
      expect.objectContaining({
        message: 'The state has changed since this plan was shown. Nothing was changed.',
        nextStep: 'Ask again.',
        quotes: true,
        details: { approved: [shown], now: [shown] },
      }),
    );
    expect(messageOf(() => issued.requireOpen('k'))).toBe('');
  });

  /** Of a plan: from one change up to another. */
  function span(from: number, to: number): readonly Change[] {
    return Array.from({ length: to - from }, (_, index) => ({ ...change, id: `i${from + index}` }));
  }
  const edited = { ...change, id: 'edited' };
  const lengths: readonly (readonly [string, readonly Change[], readonly Change[], string, string])[] = [
    ['all of 20', span(0, 20), [...span(0, 19), edited], 'i0 … i19', 'i0 … edited'],
    ['what differs of 21', span(0, 21), [...span(0, 20), edited], 'i20', 'edited'],
    ['what differs where it grew to 21', span(0, 20), [...span(0, 20), edited], '', 'edited'],
    ['what differs where it shrank from 21', span(0, 21), span(0, 20), 'i20', ''],
    ['20 that came', span(0, 20), span(0, 60), '', 'i20 … i39'],
    ['20 that went', span(0, 60), span(0, 20), 'i20 … i39', ''],
    ['20 that are others', span(0, 30), span(50, 80), 'i0 … i19', 'i50 … i69'],
    ['more of one than of the other', span(0, 3), span(50, 80), 'i0 … i2', 'i50 … i69'],
  ];
  it.each(lengths)('is shown by %s', (_, approved, now, first, second) => {
    const issued = issuedAt(() => 0);
    issued.add('k', planOf(0, approved), 'before');
    const { details } = driftOf(() => issued.redeem('k', planOf(0, now), 'now'));
    expect([ends(details?.['approved']), ends(details?.['now'])]).toEqual([first, second]);
  });
});

function driftOf(redeem: () => void): DriftError {
  try {
    redeem();
  } catch (error) {
    if (error instanceof DriftError) return error;
  }
  throw new Error('there was no drift');
}

/** The first id and the last. */
function ends(shown: JsonValue | undefined): string {
  const ids = (Array.isArray(shown) ? shown : []).map((each: JsonValue) => {
    const id = isJsonObject(each) ? each['id'] : undefined;
    return typeof id === 'string' ? id : 'none';
  });
  return [ids[0] ?? '', ...ids.slice(1).slice(-1)].join(' … ');
}

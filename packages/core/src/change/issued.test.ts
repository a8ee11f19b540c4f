import { describe, expect, it } from 'vitest';
import type { Change, Place } from './change.ts';
import { IssuedPlans } from './issued.ts';
import type { Plan } from './plan.ts';

const LIFETIME_MS = 15 * 60_000;
const MOST_OPEN = 500;

const change: Change = {
  action: 'update',
  resource: 'thing',
  scope: { id: 's1', name: 'example.com' },
  id: 'i1',
  summary: 'update i1',
};

function planOf(index: number, changes: readonly Change[] = [change]): Plan {
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

function at(index: number): Place {
  return { index, after: `a${index}`, before: `b${index}` };
}

function placed(place: Change['place']): Change {
  return { ...change, ...(place === undefined ? {} : { place }) };
}

describe('a plan that is no longer the one that was shown', () => {
  it.each<readonly [string, Change['place'], Place | undefined]>([
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
});

import { describe, expect, it } from 'vitest';
import type { Change } from './change.ts';
import { Notices, withOutcomes } from './outcomes.ts';

describe('notices', () => {
  it('are told once each, in their order', () => {
    const notices = new Notices();
    for (const text of ['b', 'a', 'b', 'c', 'a']) notices.add(text);
    expect(notices.list()).toEqual(['b', 'a', 'c']);
  });

  it('beyond a hundred are counted', () => {
    const notices = new Notices();
    for (let index = 0; index < 50_000; index += 1) notices.add(`text ${index}`);
    const list = notices.list();
    expect([list.length, list.at(0), list.at(99), list.at(100)]).toEqual([
      101,
      'text 0',
      'text 99',
      'and 49900 more',
    ]);
  });
});

const fillsIn = (resource: string): readonly string[] => (resource === 'thing' ? ['slug', 'date'] : []);

describe('what the service stored otherwise', () => {
  it.each([
    [{ slug: '', date: null }, { slug: 'a', date: '2026' }, []],
    [{ slug: 'a' }, { slug: 'a-2' }, ['slug was stored as "a-2", not as "a"']],
    [{ title: '' }, { title: 'a' }, ['title was stored as "a", not as ""']],
  ])('of %j is told, but for what it fills in by itself', (after, observed, told) => {
    const notices = new Notices();
    const change: Change = {
      action: 'create',
      resource: 'thing',
      scope: { id: 's', name: 's' },
      summary: 'x',
      after,
    };
    expect([...withOutcomes([change], [{ observed }], notices, fillsIn)]).toHaveLength(1);
    expect(notices.list()).toEqual(told);
  });
});

describe('an outcome', () => {
  const change: Change = {
    action: 'delete',
    resource: 'thing',
    scope: { id: 's', name: 's' },
    id: 'x',
    summary: 'delete x',
    before: { text: '1' },
  };

  it.each([
    ['tells nothing of what was there', {}, { text: '1' }],
    ['found more of it', { before: { text: '1', parts: 'a b' } }, { text: '1', parts: 'a b' }],
  ])('that %s leaves it for an undo', (_, outcome, before) => {
    expect([...withOutcomes([change], [outcome], new Notices(), () => [])]).toEqual([{ ...change, before }]);
  });
});

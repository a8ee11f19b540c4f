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
    expect([...withOutcomes([change], [outcome], new Notices())]).toEqual([{ ...change, before }]);
  });
});

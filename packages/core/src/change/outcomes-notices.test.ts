import { describe, expect, it } from 'vitest';
import { Notices } from './outcomes.ts';

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

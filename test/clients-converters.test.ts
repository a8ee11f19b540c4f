import { describe, expect, it } from 'vitest';
import { closedIn, judged } from '../scripts/clients/converters.mjs';

describe('what a converter makes of a schema', () => {
  const open = { type: 'object', additionalProperties: true };
  const closed = { type: 'object', additionalProperties: false };
  it.for([
    ['keeps an open object', open, open, []],
    ['closes an open object', open, closed, ['t']],
    ['closes a bare object', { type: 'object' }, closed, ['t']],
    ['keeps a closed object', closed, closed, []],
    [
      'closes one that takes strings',
      { type: 'object', additionalProperties: { type: 'string' } },
      closed,
      ['t'],
    ],
    [
      'closes a member',
      { ...closed, properties: { a: open } },
      { ...closed, properties: { a: closed } },
      ['t.properties.a'],
    ],
    ['closes an item', { type: 'array', items: open }, { type: 'array', items: closed }, ['t.items']],
    [
      'closes an alternative that it calls by another name',
      { oneOf: [closed, open] },
      { anyOf: [closed, closed] },
      ['t.oneOf.1'],
    ],
  ] as const)('%s', ([, ours, theirs, places]) => {
    expect(closedIn(ours, theirs, 't')).toEqual(places);
  });

  it('counts what is taken, word for word or not, and what is refused', () => {
    const tools = ['same', 'shut', 'gone', 'refused'].map((name) => ({ name, inputSchema: open }));
    const made = { same: { schema: open }, shut: { schema: closed }, refused: { refused: 'TypeError' } };
    expect(judged(tools, made)).toEqual({
      tools: 4,
      same: 1,
      refused: ['gone', 'refused'],
      closed: ['shut'],
    });
  });
});

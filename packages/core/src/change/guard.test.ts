import { describe, expect, it } from 'vitest';
import type { Change } from './change.ts';
import { coreGuards, coreReasons, sendGuard } from './guard.ts';

const scope = { id: 's1', name: 'example.com' };
const first = { index: 1, after: null, before: 'b' } as const;
const second = { index: 2, after: 'b', before: null } as const;

const deletes = { guard: 'core.deletion', text: 'It deletes.', kind: 'bulk' };
const moves = {
  guard: 'core.position',
  text: 'It changes the order of the objects.',
  kind: 'value',
};

describe('what core has against a change', () => {
  type Row = readonly [string, Pick<Change, 'action' | 'place'>, readonly object[]];
  const table: readonly Row[] = [
    ['a creation', { action: 'create' }, []],
    ['a creation at a place', { action: 'create', place: { after: first } }, []],
    ['an update', { action: 'update' }, []],
    ['an update that stays where it is', { action: 'update', place: { before: first } }, []],
    ['an update that moves', { action: 'update', place: { before: first, after: second } }, [moves]],
    ['a deletion', { action: 'delete' }, [deletes]],
    ['a deletion at a place', { action: 'delete', place: { before: first } }, [deletes]],
    [
      'a deletion that moves',
      { action: 'delete', place: { before: first, after: second } },
      [moves, deletes],
    ],
    ['a move', { action: 'reorder', place: { before: first, after: second } }, [moves]],
    ['a move of which nothing is known', { action: 'reorder' }, [moves]],
    ['a purge', { action: 'purge' }, []],
    [
      'what is sent',
      { action: 'send' },
      [{ guard: 'core.send', text: 'It is sent to people.', kind: 'value' }],
    ],
  ];
  it.each(table)('%s', (_, change, reasons) => {
    expect(coreReasons({ resource: 'thing', scope, summary: 'no', ...change })).toEqual(reasons);
  });
});

describe('a row of the table for readers', () => {
  it.each([...Object.values(coreGuards), sendGuard])('$id is complete', ({ asked, why, example }) => {
    expect(asked).toMatch(/^[A-Z].{10,}\.$/u);
    expect(why).toMatch(/^[A-Z].{10,}\.$/u);
    expect(example).toMatch(/\b[a-z]+(?:_[a-z]+)+\b/u);
  });

  it('has an id of its own', () => {
    expect(Object.values(coreGuards).map(({ id }) => id)).toEqual([
      'core.deletion',
      'core.position',
      'core.many',
      'core.share',
      'core.many_unasked',
      'core.share_unasked',
    ]);
  });
});

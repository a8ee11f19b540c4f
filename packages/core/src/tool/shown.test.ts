import { describe, expect, it } from 'vitest';
import type { Change, ChangeAction } from '../change/change.ts';
import { atOnce } from './breath.ts';
import type { ChangeOutcome } from './change-result.ts';
import { pageOf, pagesOf, type ShownText, shownChanges } from './shown.ts';

function told(count: number, action: ChangeAction, outcome?: ChangeOutcome): ShownText[] {
  return Array.from({ length: count }, (_, index) => {
    const change: Change = {
      action,
      resource: 'thing',
      scope: { id: 's1', name: 'example.com' },
      summary: `${action} ${index}`,
    };
    return outcome === undefined ? { change } : { change, outcome };
  });
}

const summaries = (changes: readonly { readonly summary: string }[]): string[] =>
  changes.map(({ summary }) => summary);

describe('the changes of an answer', () => {
  it('are all shown, in their order, up to sixty', () => {
    const list = [...told(30, 'update'), ...told(30, 'delete')];
    const { changes, counts } = atOnce(shownChanges(list));
    expect(summaries(changes)).toEqual(list.map(({ change }) => change.summary));
    expect(counts).toBeUndefined();
  });

  it('are counted beyond, with the first twenty of each kind', () => {
    const { changes, counts } = atOnce(
      shownChanges([...told(500, 'update'), ...told(3, 'delete'), ...told(40, 'create')]),
    );
    expect(counts).toEqual({ update: 500, delete: 3, create: 40 });
    expect(summaries(changes)).toEqual([
      ...summaries(told(20, 'update').map(({ change }) => change)),
      ...summaries(told(3, 'delete').map(({ change }) => change)),
      ...summaries(told(20, 'create').map(({ change }) => change)),
    ]);
  });

  it('are counted by outcome too where not all were applied', () => {
    const { changes, counts } = atOnce(
      shownChanges([
        ...told(70, 'update', 'applied'),
        ...told(2, 'update', 'unknown'),
        ...told(28, 'update', 'not_applied'),
      ]),
    );
    expect(counts).toEqual({ update: 100, applied: 70, unknown: 2, not_applied: 28 });
    expect(changes.map(({ outcome }) => outcome)).toEqual([
      ...Array.from({ length: 20 }, () => 'applied'),
      'unknown',
      'unknown',
      ...Array.from({ length: 20 }, () => 'not_applied'),
    ]);
  });
});

describe('pages', () => {
  it('hold every change once, in order', () => {
    const list = told(250, 'create').map(({ change }) => change);
    const pages = Array.from({ length: pagesOf(list.length) }, (_, index) => pageOf(list, index + 1));
    expect(pages.map(({ length }) => length)).toEqual([100, 100, 50]);
    expect(summaries(pages.flat())).toEqual(summaries(list));
    expect(pageOf(list, 4)).toEqual([]);
  });

  it.each([
    [0, 1],
    [1, 1],
    [100, 1],
    [101, 2],
  ])('of %d changes are %d', (length, pages) => expect(pagesOf(length)).toBe(pages));
});

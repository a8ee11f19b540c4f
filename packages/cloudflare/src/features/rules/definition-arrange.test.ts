import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arrange, type DesiredRule, placeIn, type RuleStep } from './definition.ts';

/** The steps, taken one after another on a plain list, each by its index: the ids and refs that are left. */
function taken(
  current: readonly string[],
  wished: readonly DesiredRule[],
  steps: readonly RuleStep[],
): readonly string[] {
  let list = [...current];
  for (const step of steps) {
    if (step.action === 'create') {
      const item = wished[step.item];
      list = putBehind(list, item?.newRef ?? '', step.to.after);
    } else {
      const target = step.action === 'delete' ? undefined : step.moved?.to;
      if (step.action !== 'delete' && target === undefined) continue;
      list = list.filter((id) => id !== step.id);
      if (target !== undefined) list = putBehind(list, step.id, target.after);
    }
  }
  return list;
}

function putBehind(list: readonly string[], name: string, previous: string | null): string[] {
  if (previous !== null && !list.includes(previous)) throw new Error(`${previous} is not there yet`);
  return list.toSpliced(previous === null ? 0 : list.indexOf(previous) + 1, 0, name);
}

const ids = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];

/** Some rules, and a list to have: of these any, in any order, edited or not, with new ones in between. */
const task = fc
  .record({
    current: fc.uniqueArray(fc.constantFrom(...ids), { maxLength: 7 }),
    order: fc.shuffledSubarray(ids, { maxLength: 8 }),
    edited: fc.subarray(ids),
  })
  .map(({ current, order, edited }) => ({
    current,
    wished: order.map(
      (id): DesiredRule => (current.includes(id) ? { id, isEdited: edited.includes(id) } : { newRef: id }),
    ),
  }));

const namesOf = (wished: readonly DesiredRule[]): readonly string[] =>
  wished.map(({ id, newRef }) => id ?? newRef);

/** By trying all: the fewest of the rules that stay which have to be written, to edit or to move them. */
function fewestWrites(current: readonly string[], wished: readonly DesiredRule[]): number {
  const kept = wished.flatMap((item) => (item.id === undefined ? [] : [item]));
  let fewest = kept.length;
  for (let mask = 0; mask < 2 ** kept.length; mask += 1) {
    const staying = kept.filter((_, index) => (mask >> index) % 2 === 1);
    const places = staying.map(({ id }) => current.indexOf(id));
    const isRising = places.every((place, index) => index === 0 || place > (places[index - 1] ?? -1));
    const written = kept.filter((item) => item.isEdited || !staying.includes(item)).length;
    if (isRising) fewest = Math.min(fewest, written);
  }
  return fewest;
}

describe('arrange', () => {
  it('leads to the wished list', () => {
    fc.assert(
      fc.property(task, ({ current, wished }) => {
        expect(taken(current, wished, arrange(current, wished))).toEqual(namesOf(wished));
      }),
      { numRuns: 2_000 },
    );
  });

  it('takes no more steps than are needed', () => {
    fc.assert(
      fc.property(task, ({ current, wished }) => {
        const steps = arrange(current, wished);
        const of = (...actions: RuleStep['action'][]): number =>
          steps.filter(({ action }) => actions.includes(action)).length;
        expect(of('edit', 'move')).toBe(fewestWrites(current, wished));
        expect(of('create')).toBe(wished.filter(({ id }) => id === undefined).length);
        expect(of('delete')).toBe(current.filter((id) => !namesOf(wished).includes(id)).length);
      }),
      { numRuns: 2_000 },
    );
  });

  it('leaves alone what is as it should be', () => {
    expect(
      arrange(
        ['a', 'b'],
        [
          { id: 'a', isEdited: false },
          { id: 'b', isEdited: false },
        ],
      ),
    ).toEqual([]);
  });

  it('rather moves a rule that is written anyway', () => {
    const wished = [
      { id: 'b', isEdited: false },
      { id: 'a', isEdited: true },
    ];
    expect(arrange(['a', 'b'], wished)).toEqual([
      {
        action: 'edit',
        id: 'a',
        item: 1,
        moved: { from: placeIn(['a', 'b'], 0), to: placeIn(['b', 'a'], 1) },
      },
    ]);
  });
});

describe('placeIn', () => {
  it.each([
    [0, { index: 1, after: null, before: 'b' }],
    [1, { index: 2, after: 'a', before: 'c' }],
    [2, { index: 3, after: 'b', before: null }],
  ])('names the neighbours of index %i', (index, place) => {
    expect(placeIn(['a', 'b', 'c'], index)).toEqual(place);
  });
});

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isJsonObject, type JsonObject, type JsonValue, sameJson } from '../json.ts';
import { type LeafChange, leafChanges, type PathStep } from './difference.ts';

type Row = readonly [string, JsonObject | undefined, JsonObject | undefined, readonly LeafChange[]];

describe('the leaves that differ', () => {
  const table: readonly Row[] = [
    ['nothing', { a: 1 }, { a: 1 }, []],
    ['a value', { a: 1, b: 2 }, { a: 1, b: 3 }, [{ path: ['b'], from: 2, to: 3 }]],
    ['another type', { a: '1' }, { a: 1 }, [{ path: ['a'], from: '1', to: 1 }]],
    ['a new member', { a: 1 }, { a: 1, b: null }, [{ path: ['b'], to: null }]],
    ['a member that goes', { a: 1, b: 'x' }, { a: 1 }, [{ path: ['b'], from: 'x' }]],
    ['an undefined member is none', { a: 1, b: undefined }, { a: 1 }, []],
    [
      'what holds an undefined member alone is empty',
      { a: { b: undefined } },
      { a: { b: 1 } },
      [
        { path: ['a'], from: { b: undefined } },
        { path: ['a', 'b'], to: 1 },
      ],
    ],
    ['an undefined member of what comes', {}, { a: { b: 1, c: undefined } }, [{ path: ['a', 'b'], to: 1 }]],
    ['a null that comes behind', { a: [1] }, { a: [1, null] }, [{ path: ['a', 1], to: null }]],
    ['a null that goes from behind', { a: [1, null] }, { a: [1] }, [{ path: ['a', 1], from: null }]],
    [
      'several items in front of equal ones',
      { a: [1, 2, 3, 4] },
      { a: [5, 3, 4] },
      [
        { path: ['a', 0], from: 1, to: 5 },
        { path: ['a', 1], from: 2 },
      ],
    ],
    [
      'deep inside',
      { a: { b: { c: 1, d: 2 } } },
      { a: { b: { c: 1, d: 3 } } },
      [{ path: ['a', 'b', 'd'], from: 2, to: 3 }],
    ],
    [
      'a whole object that comes',
      {},
      { a: { b: 1, c: { d: 2 } } },
      [
        { path: ['a', 'b'], to: 1 },
        { path: ['a', 'c', 'd'], to: 2 },
      ],
    ],
    ['a whole object that goes', { a: { b: 1 } }, {}, [{ path: ['a', 'b'], from: 1 }]],
    [
      'an empty object is a leaf',
      { a: {} },
      { a: { b: 1 } },
      [
        { path: ['a'], from: {} },
        { path: ['a', 'b'], to: 1 },
      ],
    ],
    [
      'what becomes an empty list',
      { a: [1] },
      { a: [] },
      [
        { path: ['a', 0], from: 1 },
        { path: ['a'], to: [] },
      ],
    ],
    [
      'a scalar that becomes an object',
      { a: 1 },
      { a: { b: 2 } },
      [
        { path: ['a'], from: 1 },
        { path: ['a', 'b'], to: 2 },
      ],
    ],
    [
      'an object that becomes a scalar',
      { a: { b: 2 } },
      { a: 1 },
      [
        { path: ['a', 'b'], from: 2 },
        { path: ['a'], to: 1 },
      ],
    ],
    [
      'an object that becomes a list',
      { a: { 0: 'x' } },
      { a: ['x'] },
      [
        { path: ['a', '0'], from: 'x' },
        { path: ['a', 0], to: 'x' },
      ],
    ],
    [
      'an item in the middle of a list',
      { a: [1, 2, 3] },
      { a: [1, 9, 3] },
      [{ path: ['a', 1], from: 2, to: 9 }],
    ],
    ['an item that comes in front', { a: [2, 3] }, { a: [1, 2, 3] }, [{ path: ['a', 0], to: 1 }]],
    ['an item that goes from the middle', { a: [1, 2, 3] }, { a: [1, 3] }, [{ path: ['a', 1], from: 2 }]],
    ['an item that is doubled', { a: [1] }, { a: [1, 1] }, [{ path: ['a', 1], to: 1 }]],
    [
      'an item inside a list of objects',
      { a: [{ x: 1, y: 2 }] },
      { a: [{ x: 1, y: 3 }] },
      [{ path: ['a', 0, 'y'], from: 2, to: 3 }],
    ],
    [
      'the order of a list',
      { a: [1, 2] },
      { a: [2, 1] },
      [
        { path: ['a', 0], from: 1, to: 2 },
        { path: ['a', 1], from: 2, to: 1 },
      ],
    ],
    [
      'all of what is made',
      undefined,
      { a: 1, b: [2] },
      [
        { path: ['a'], to: 1 },
        { path: ['b', 0], to: 2 },
      ],
    ],
    ['all of what goes', { a: 1 }, undefined, [{ path: ['a'], from: 1 }]],
    [
      'names that every object inherits',
      { a: 1 },
      { a: 1, constructor: 2 },
      [{ path: ['constructor'], to: 2 }],
    ],
  ];
  it.each(table)('%s', (_, before, after, expected) => {
    expect(leafChanges(before, after)).toStrictEqual(expected);
  });

  const json = fc.jsonValue({ maxDepth: 4 }).map((value) => JSON.parse(JSON.stringify(value)) as JsonValue);
  const state: fc.Arbitrary<JsonObject> = fc.dictionary(fc.string({ maxLength: 3 }), json, {
    noNullPrototype: true,
  });
  /** A state and one that is near to it. */
  const pair = fc.oneof(
    fc.tuple(state, state),
    fc.tuple(state, state).map(([one, other]): [JsonObject, JsonObject] => [one, { ...one, ...other }]),
  );

  it('are none exactly when the states are the same', () => {
    fc.assert(
      fc.property(pair, ([before, after]) => {
        expect(leafChanges(before, after).length === 0).toBe(sameJson(before, after));
      }),
    );
  });

  it('hold every leaf of the newer state that the older one has not in its place', () => {
    fc.assert(
      fc.property(pair, ([before, after]) => {
        const found = new Set(
          leafChanges(before, after).flatMap(({ path, to }) => (to === undefined ? [] : [keyOf(path, to)])),
        );
        const old = new Set(leavesOf(before).map(([path, value]) => keyOf(path, value)));
        for (const [path, value] of leavesOf(after)) {
          const isInList = path.some((step) => typeof step === 'number');
          if (!isInList && !old.has(keyOf(path, value))) expect(found).toContain(keyOf(path, value));
        }
      }),
    );
  });

  it('make the newer state of the older one', () => {
    // Without lists, whose items move when one of them goes.
    const flat = fc.letrec<{ value: JsonValue; object: JsonObject }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 3 },
        fc.integer(),
        fc.string({ maxLength: 3 }),
        fc.constant(null),
        tie('object'),
      ),
      object: fc.dictionary(fc.constantFrom('a', 'b', 'c', '__proto__', 'x.y'), tie('value'), {
        noNullPrototype: true,
      }),
    })).object;
    fc.assert(
      fc.property(flat, flat, (before, after) => {
        const made = new Map(leavesOf(before).map(([path, value]) => [JSON.stringify(path), value]));
        for (const { path, from, to } of leafChanges(before, after)) {
          const key = JSON.stringify(path);
          if (from !== undefined) expect(made.get(key)).toEqual(from);
          if (to === undefined) made.delete(key);
          else made.set(key, to);
        }
        expect(Object.fromEntries(made)).toEqual(
          Object.fromEntries(leavesOf(after).map(([path, value]) => [JSON.stringify(path), value])),
        );
      }),
    );
  });
});

function keyOf(path: readonly PathStep[], value: JsonValue): string {
  return JSON.stringify([path, value]);
}

/** Written without the code that is tested. */
function leavesOf(value: JsonValue, path: readonly PathStep[] = []): [readonly PathStep[], JsonValue][] {
  const parts: [PathStep, JsonValue | undefined][] = Array.isArray(value)
    ? value.map((item: JsonValue, index): [PathStep, JsonValue] => [index, item])
    : isJsonObject(value)
      ? Object.entries(value)
      : [];
  const inner = parts.flatMap(([step, part]) => (part === undefined ? [] : leavesOf(part, [...path, step])));
  // The state itself is no leaf, even when it is empty.
  return parts.length === 0 && path.length > 0 ? [[path, value]] : inner;
}

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject, JsonValue } from '../json.ts';
import { inputLimits } from './lines.ts';
import { paramsProblem } from './recognise.ts';

const { depth, items, members, nameLength, textLength, values } = inputLimits;

function message(params: string): JsonObject {
  return JSON.parse(`{"params": ${params}}`) as JsonObject;
}

function nested(levels: number): string {
  return `${'['.repeat(levels)}${']'.repeat(levels)}`;
}

function objectOf(count: number): JsonObject {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`m${index}`, 1]));
}

/** A list that counts as this many values, itself included. */
function listOf(count: number): JsonValue[] {
  return Array.from({ length: count - 1 }, () => 0);
}

/** Lists within their own limit that hold this many values together, themselves included. */
function valuesOf(count: number): JsonValue {
  const full = Math.floor((count - 1) / items);
  const rest = count - 1 - full * items;
  return [...Array.from({ length: full }, () => listOf(items)), ...(rest === 0 ? [] : [listOf(rest)])];
}

describe('paramsProblem', () => {
  it.each(['{}', '[]', '1', '{"a": [{"b": null}]}', '{"constructor": 1}'])('lets %s pass', (params) => {
    expect(paramsProblem(message(params))).toBeUndefined();
  });

  it.each([
    ['{"__proto__": {}}', '__proto__'],
    ['{"a": [{"\\u005f_proto__": 1}]}', '__proto__'],
  ])('refuses %s', (params, reason) => {
    expect(paramsProblem(message(params))).toContain(reason);
  });

  const bounds: readonly [string, JsonObject, JsonObject, RegExp][] = [
    ['levels', message(nested(depth + 1)), message(nested(depth + 2)), /deeper than 32 levels/u],
    [
      'items of a list',
      { params: Array.from({ length: items }, () => 1) },
      { params: [Array.from({ length: items + 1 }, () => 1)] },
      /more than 50000 items/u,
    ],
    [
      'members of an object',
      { params: objectOf(members) },
      { params: [objectOf(members + 1)] },
      /more than 1000 members/u,
    ],
    [
      'characters of a text',
      { params: { a: 'x'.repeat(textLength) } },
      { params: { a: ['x'.repeat(textLength + 1)] } },
      /longer than 3500000 characters/u,
    ],
    [
      'characters of a name',
      { params: { ['x'.repeat(nameLength)]: 1 } },
      { params: { a: { ['x'.repeat(nameLength + 1)]: 1 } } },
      /name in the parameters is longer than 1024/u,
    ],
    ['values', { params: valuesOf(values) }, { params: valuesOf(values + 1) }, /more than 500000 values/u],
  ];
  it.each(bounds)('takes as many %s as allowed, and not one more', (_, most, more, reason) => {
    expect(paramsProblem(most)).toBeUndefined();
    expect(paramsProblem(more)).toMatch(reason);
  });

  it('does not overflow', () => {
    expect(paramsProblem(message(nested(5_000)))).toContain('deeper');
  });

  it('repeats nothing of what it refuses', () => {
    for (const params of [{ a: 'secret'.repeat(600_000) }, { ['secret'.repeat(500)]: 1 }]) {
      expect(paramsProblem({ params })).not.toContain('secret');
    }
  });

  it('lets everything of ordinary size pass that JSON can say, but for __proto__', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (params) => {
        const text = JSON.stringify(params);
        const problem = paramsProblem(message(text));
        expect(problem === undefined).toBe(!text.includes('"__proto__":'));
      }),
    );
  });
});

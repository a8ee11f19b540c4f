import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, isJsonObject, type JsonObject, type JsonValue, sameJson } from './json.ts';

const json = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as JsonValue);

/** The same value with the members of every object in the opposite order. */
function turned(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map((item: JsonValue) => turned(item));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, member]) => [key, turned(member ?? null)]),
  );
}

describe('canonicalJson', () => {
  const table: readonly [string, JsonValue | undefined, string][] = [
    ['sorts keys', { b: 1, a: { d: 2, c: 3 } }, '{"a":{"c":3,"d":2},"b":1}'],
    [
      'sorts by code unit, as RFC 8785 section 3.2.3 does',
      { '\u{ff}': 1, é: 2, Z: 3, a: 4 },
      '{"Z":3,"a":4,"é":2,"ÿ":1}',
    ],
    ['keeps the order of arrays', [2, 1], '[2,1]'],
    ['leaves out what is undefined', { a: undefined, b: null }, '{"b":null}'],
    ['escapes', { 'a"': '\n' }, '{"a\\"":"\\n"}'],
    ['is text for undefined too', undefined, 'null'],
  ];
  it.each(table)('%s', (_, value, text) => {
    expect(canonicalJson(value)).toBe(text);
  });

  it('keeps a member named __proto__', () => {
    expect(canonicalJson(JSON.parse('{"__proto__":{"a":1}}'))).toBe('{"__proto__":{"a":1}}');
  });

  it('is JSON of the same value', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(value);
      }),
    );
  });

  it('does not depend on the order of keys', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(canonicalJson(turned(value))).toBe(canonicalJson(value));
      }),
    );
  });
});

describe('sameJson', () => {
  it('tells any two different values apart', () => {
    fc.assert(
      fc.property(json, json, fc.string(), (a, b, key) => {
        expect(sameJson([a, b], [[a, b]])).toBe(false);
        expect(sameJson({ [key]: a }, { [`${key}.`]: a })).toBe(false);
        expect(sameJson({ [key]: a }, { [key]: [a] })).toBe(false);
      }),
    );
  });

  // Few keys and values, so that many are equal.
  const { small } = fc.letrec<{ small: JsonValue }>((tie) => ({
    small: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom<JsonValue[]>(null, true, 0, -0, 1, '', 'a', '0'),
      fc.array(tie('small'), { maxLength: 2 }),
      fc.dictionary(fc.constantFrom('a', 'b', '0', '__proto__', 'constructor'), tie('small'), { maxKeys: 2 }),
    ),
  }));

  it('says what the canonical texts say, whatever the order of the members', () => {
    let equal = 0;
    fc.assert(
      fc.property(small, small, (a, b) => {
        const isEqual = canonicalJson(a) === canonicalJson(b);
        if (isEqual) equal += 1;
        expect(sameJson(a, b)).toBe(isEqual);
        expect(sameJson(a, turned(a))).toBe(true);
      }),
      { numRuns: 3_000 },
    );
    expect(equal).toBeGreaterThan(4);
  });

  const different: readonly [JsonValue, JsonValue][] = [
    ['1', 1],
    ['null', null],
    [0, false],
    [[], {}],
    [{ a: null }, {}],
    [['a,b'], ['a', 'b']],
    [{ a: '1","b":"2' }, { a: '1', b: '2' }],
  ];
  it.each(different)('%j is not %j', (a, b) => {
    expect(sameJson(a, b)).toBe(false);
  });

  it('takes an absent member for an undefined one', () => {
    expect(sameJson({ a: undefined }, {})).toBe(true);
  });
});

describe('isJsonObject', () => {
  it.each([[null], [[]], ['a'], [1], [undefined]])('%j is none', (value) => {
    expect(isJsonObject(value)).toBe(false);
  });

  it('an object is one', () => {
    const value: unknown = { a: 1 } satisfies JsonObject;
    expect(isJsonObject(value)).toBe(true);
  });
});

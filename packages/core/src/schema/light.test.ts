import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import '../server/jitless.ts';
import * as light from './light.ts';

/** What makes a schema, once with zod and once with what stands in its place. */
interface Recipe {
  readonly text: string;
  readonly real: z.ZodType;
  readonly light: light.Light;
}

type Member = (...given: readonly unknown[]) => unknown;

function isMember(value: unknown): value is Member {
  return typeof value === 'function';
}

/** Does the same to both. */
function both(name: string, given: readonly unknown[], on?: Recipe): Recipe {
  const side = (which: 'real' | 'light'): unknown => {
    const holder: object = on?.[which] ?? { real: z, light }[which];
    const own = given.map((each) => handed(each, which));
    const found: unknown = name
      .split('.')
      .reduce((part: unknown, next) => Reflect.get(Object(part), next), holder);
    const member = found ?? light.recorded(name);
    if (!isMember(member)) throw new Error(`no ${name}`);
    return Reflect.apply(member, holder, own);
  };
  const [real, made] = [side('real'), side('light')];
  if (!(real instanceof z.ZodType) || !isLight(made)) throw new Error(`${name} makes no schema`);
  const shown = given.map((each) => fc.stringify(handed(each, 'text'))).join(', ');
  return { text: `${on?.text ?? 'z'}.${name}(${shown})`, real, light: made };
}

function isLight(value: unknown): value is light.Light {
  return value instanceof light.string().constructor;
}

function handed(given: unknown, which: keyof Recipe): unknown {
  if (Array.isArray(given)) return given.map((each) => handed(each, which));
  if (typeof given !== 'object' || given === null || given instanceof RegExp) return given;
  if (isRecipe(given)) return given[which];
  return Object.fromEntries(Object.entries(given).map(([name, member]) => [name, handed(member, which)]));
}

function isRecipe(value: object): value is Recipe {
  return 'real' in value && 'light' in value;
}

const limit = fc.integer({ min: -2, max: 4 });
const names = fc.constantFrom('a', 'b', 'toString', '1');

const texts = fc.oneof(
  fc.constant(both('string', [])),
  fc
    .tuple(limit, limit)
    .map(([least, most]) => both('max', [most, 'too long'], both('min', [least], both('string', [])))),
  fc.constantFrom(/^[a-c]*$/u, /a/g, /^b/y).map((pattern) => both('regex', [pattern], both('string', []))),
  fc.constant(both('refine', [(text: string) => text !== 'a', 'not a'], both('string', []))),
  fc.constant(both('iso.datetime', [{ offset: true }])),
  fc.constant(both('iso.datetime', [])),
  fc.constant(both('email', [], both('string', []))),
);

const single = fc.oneof(
  texts,
  fc.constantFrom('number', 'int', 'boolean', 'unknown', 'any', 'json', 'null').map((name) => both(name, [])),
  fc
    .tuple(fc.constantFrom('number', 'int'), limit)
    .map(([name, least]) => both('min', [least], both(name, []))),
  fc.constantFrom('a', 1, true, null, undefined).map((value) => both('literal', [value])),
  fc.constant(both('enum', [['a', 'b']])),
  fc.constant(both('default', ['b'], both('string', []))),
  fc.constant(both('transform', [(text: string) => `${text}!`], both('string', []))),
);

const { schema } = fc.letrec<{ readonly schema: Recipe }>((tie) => {
  const inner = tie('schema');
  const shape = fc.dictionary(names, inner, { maxKeys: 3 });
  return {
    schema: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      single,
      fc
        .tuple(fc.constantFrom('optional', 'nullable', 'clone', 'readonly', 'nullish', 'array'), inner)
        .map(([name, on]) => both(name, [], on)),
      inner.map((on) => both('describe', ['a word'], on)),
      fc.tuple(inner, limit).map(([element, most]) => both('max', [most], both('array', [element]))),
      fc
        .tuple(fc.constantFrom('strictObject', 'looseObject', 'object'), shape)
        .map(([name, members]) => both(name, [members])),
      fc
        .tuple(fc.constantFrom('strictObject', 'object'), shape, shape)
        .map(([name, members, more]) => both('extend', [more], both(name, [members]))),
      shape.map((members) =>
        both(
          'check',
          [(payload: { value: object; issues: unknown[] }) => refuseA(payload)],
          both('looseObject', [members]),
        ),
      ),
      inner.map((values) => both('record', [both('string', []), values])),
      inner.map((values) => both('partialRecord', [both('enum', [['a', 'b']]), values])),
      inner.map((values) => both('record', [both('enum', [['a', 'b']]), values])),
      fc.array(inner, { minLength: 1, maxLength: 3 }).map((options) => both('union', [options])),
      fc
        .tuple(inner, inner)
        .map(([first, next]) => both('pipe', [next], both('pipe', [first], both('any', [])))),
    ),
  };
});

function refuseA({ value, issues }: { value: object; issues: unknown[] }): void {
  if (Object.hasOwn(value, 'a')) issues.push({ code: 'custom', message: 'no a here', input: value });
}

const leaf = fc.oneof(
  fc.constantFrom(
    '',
    'a',
    'b',
    'abc',
    'ab',
    '2026-11-30T08:00:00Z',
    '2026-02-30T08:00:00Z',
    '2026-11-30T08:00:00+01:00',
  ),
  fc.constantFrom<unknown>(
    0,
    -0,
    1,
    1.5,
    2 ** 53,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    null,
    undefined,
    true,
    false,
  ),
);
const { value: anyValue } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    leaf,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.oneof(names, fc.constant('c')), tie('value'), { maxKeys: 3, noNullPrototype: false }),
    fc.constantFrom(new Date(0), new Map(), JSON.parse('{"__proto__":{"a":1},"b":"b"}')),
  ),
}));

/** Data with its order, and all that is said of a problem. */
function outcome(result: unknown): unknown {
  const { success, data, error } = Object(result);
  return success === true ? { data, order: orderOf(data) } : { issues: JSON.parse(String(error?.message)) };
}

function orderOf(data: unknown): unknown {
  if (Array.isArray(data)) return data.map(orderOf);
  return typeof data === 'object' && data !== null
    ? Object.entries(data).map(([name, member]) => [name, orderOf(member)])
    : [];
}

/** Options of a JSON schema, with every kind of schema that has none as anything. */
function noting(seen: Set<unknown>): {
  readonly unrepresentable: 'any';
  readonly override: (context: { readonly zodSchema: unknown }) => void;
} {
  return {
    unrepresentable: 'any',
    override: ({ zodSchema }) => {
      seen.add(zodSchema);
    },
  };
}

describe('schemas that stand in the place of those of zod', () => {
  it('take what zod takes, hand on the same, and say the same of the rest', () => {
    fc.assert(
      fc.property(schema, fc.array(anyValue, { minLength: 1, maxLength: 8 }), (made, values) => {
        for (const value of values) {
          expect(outcome(made.light.safeParse(value)), made.text).toStrictEqual(
            outcome(made.real.safeParse(value)),
          );
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('are shown as the same JSON schema, and each is known in it by itself', () => {
    fc.assert(
      fc.property(schema, (made) => {
        const [ours, theirs] = [new Set<unknown>(), new Set<unknown>()];
        expect(light.toJSONSchema(made.light, noting(ours))).toStrictEqual(
          z.toJSONSchema(made.real, noting(theirs)),
        );
        expect(ours).toContain(made.light);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['ZodString', both('string', [])],
    ['ZodObject', both('strictObject', [{}])],
    ['ZodOptional', both('optional', [], both('string', []))],
    ['ZodArray', both('array', [both('string', [])])],
    ['ZodRecord', both('record', [both('string', []), both('any', [])])],
    ['ZodTuple', both('max', [3], both('array', [both('string', [])]))],
    ['ZodDefault', both('default', ['a'], both('string', []))],
    ['ZodISODateTime', both('iso.datetime', [])],
  ])('are of a class of zod: %s', (name, made) => {
    const named = light.classNamed(name);
    const has = (value: unknown): unknown => Reflect.get(named, Symbol.hasInstance).call(named, value);
    const real: unknown = Reflect.get(z, name);
    expect(has(made.light)).toBe(typeof real === 'function' && made.real instanceof real);
    expect(has(made.real)).toBe(has(made.light));
    expect(has('a text')).toBe(false);
  });

  it('give what they are put together of', () => {
    const member = light.string();
    const object = light.strictObject({ member: member.optional() });
    expect(object.shape).toStrictEqual({ member: expect.anything() });
    expect(Reflect.get(Object(object.shape), 'member').unwrap()).toBe(member);
    expect(light.array(member).element).toBe(member);
    expect(light.record(light.string(), member).valueType).toBe(member);
    expect(light.union([member]).options).toStrictEqual([member]);
  });

  it('hand to zod what is asked of them besides, and what nobody thought of', () => {
    expect(Reflect.get(light.string().describe('a word'), 'description')).toBe('a word');
    expect(light.globalRegistry.get(light.string().describe('a word'))).toStrictEqual({
      description: 'a word',
    });
    const pair = light.recorded('tuple')([light.string(), light.int()]);
    expect(pair.parse(['a', 1])).toStrictEqual(['a', 1]);
    expect(() => pair.parse(['a'])).toThrow(z.ZodError);
    expect(light.valueNamed('NEVER')).toBe(z.NEVER);
  });

  it('need no zod for a time on any day, and none of a day that there is not', () => {
    const made = light.iso.datetime();
    const real = z.iso.datetime();
    for (let month = 1; month <= 13; month += 1)
      for (let day = 0; day <= 32; day += 1) {
        const [months, days] = [month, day].map((number) => String(number).padStart(2, '0'));
        const time = `2026-${months}-${days}T08:00:00Z`;
        const found = made.recipe.read(time);
        expect([time, found === time]).toStrictEqual([time, real.safeParse(time).success]);
      }
  });

  it('need no zod for a value that is right', () => {
    const made = light.strictObject({
      name: light.string().min(1).max(9),
      tags: light.array(light.string()).optional(),
    });
    Reflect.defineProperty(made, 'real', { get: () => expect.unreachable('zod was asked') });
    expect(made.parse({ name: 'a', tags: ['b'] })).toStrictEqual({ name: 'a', tags: ['b'] });
  });
});

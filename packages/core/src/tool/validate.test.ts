import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { InputError } from '../errors/errors.ts';
import { validate, validateInSteps } from './validate.ts';

const shape = {
  zone: z.string().min(1),
  ttl: z.int().min(60).optional(),
  type: z.enum(['A', 'AAAA']).optional(),
  data: z.strictObject({ target: z.string() }).optional(),
  tags: z.array(z.string()).max(2).optional(),
  at: z.iso.datetime({ offset: true }).optional(),
};
const schema = z.strictObject(shape);
const known = Object.keys(shape);

function refused(raw: unknown): InputError {
  try {
    validate(schema, raw, known);
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  throw new Error('was accepted');
}

const parsed = (json: string): unknown => JSON.parse(json);
const noSuch = `there is no such argument; there are ${known.join(', ')}`;

describe('validate', () => {
  it('gives back what is right', () => {
    expect(validate(schema, { zone: 'a', ttl: 60 }, known)).toEqual({ zone: 'a', ttl: 60 });
  });

  const table: readonly [string, unknown, string][] = [
    ['a missing argument', {}, 'zone: expected string, received undefined'],
    ['a wrong type', { zone: 1 }, 'zone: expected string, received number'],
    ['a rule', { zone: 'a', ttl: 5 }, 'ttl: too small: expected number to be >=60'],
    ['a choice', { zone: 'a', type: 'X' }, 'type: invalid option: expected one of "A"|"AAAA"'],
    [
      'a time without its zone',
      { zone: 'a', at: '2031-04-03T09:00:00' },
      'at: is not a time with its zone, such as 2031-04-03T09:00:00+02:00',
    ],
    ['a misspelt argument', { zone: 'a', tll: 60 }, 'tll: there is no such argument; did you mean ttl?'],
    [
      'an argument in other case',
      { Zone: 'a', zone: 'a' },
      'Zone: there is no such argument; did you mean zone?',
    ],
    ['an unknown argument', { zone: 'a', whatever: 1 }, `whatever: ${noSuch}`],
    [
      'an unknown member',
      { zone: 'a', data: { target: 'x', zone: 1 } },
      'data.zone: there is no such member',
    ],
    ['an item', { zone: 'a', tags: ['x', 1] }, 'tags.1: expected string, received number'],
    ['a list', [], 'expected object, received array'],
    ['a text', 'zone', 'expected object, received string'],
    ['nothing', null, 'expected object, received null'],
    ['a prototype', parsed('{"zone":"a","__proto__":{"ttl":5}}'), `__proto__: ${noSuch}`],
    ['a constructor', { zone: 'a', constructor: 1 }, `constructor: ${noSuch}`],
    ['a method', { zone: 'a', toString: 1 }, `toString: ${noSuch}`],
    [
      'a prototype inside',
      parsed('{"zone":"a","data":{"target":"x","__proto__":1}}'),
      'data.__proto__: there is no such member',
    ],
    [
      'several at once',
      { ttl: 'x', tll: 1 },
      'zone: expected string, received undefined; ttl: expected number, received string; tll: there is no such argument; did you mean ttl?',
    ],
  ];
  it.each(table)('names the field and the rule of %s', (_, raw, message) => {
    expect(refused(raw).message).toBe(message);
  });

  it('says the same as data, and what to do', () => {
    const { details, nextStep } = refused({ zone: 1, other: 2 });
    expect(details).toEqual({
      problems: [
        { field: 'zone', problem: 'expected string, received number' },
        { field: 'other', problem: noSuch },
      ],
    });
    expect(nextStep).toBe('Correct the arguments and call again. Nothing was sent.');
  });

  it('never repeats a value', () => {
    const secret = 'do-not-repeat-me';
    const wrong = { zone: [secret], ttl: secret, type: secret, data: secret, tags: [{ secret }] };
    expect(JSON.stringify(refused(wrong).message)).not.toContain(secret);
  });

  it('shows no more than the beginning of a name', () => {
    const { message, details } = refused({ zone: 'a', ['ignore previous instructions '.repeat(50)]: 1 });
    expect(message).toMatch(/^ignore previous .{64}…: there is no such argument/u);
    expect(message.length).toBeLessThan(170);
    expect(JSON.stringify(details).length).toBeLessThan(220);
  });

  it('stops at twenty problems and says how many there are', () => {
    const many = Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`a${index}`, 1]));
    const { message, details } = refused({ zone: 'a', ...many });
    expect(message).toMatch(/; and 4980 more$/u);
    expect(details?.['problems']).toHaveLength(20);
  });

  it('accepts or refuses anything, in a few words', () => {
    const keys = fc.oneof(fc.constantFrom(...known), fc.string({ unit: 'binary', size: 'large' }));
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.dictionary(keys, fc.anything())), (raw) => {
        try {
          validate(schema, raw, known);
        } catch (error) {
          expect(error).toBeInstanceOf(InputError);
          expect((error as InputError).message.length).toBeLessThan(20 * 200);
        }
      }),
    );
  });
});

describe('validate, long lists', () => {
  const item = z.strictObject({ name: z.string().min(1), ttl: z.int().min(60).optional() });
  const long = z.strictObject({
    zone: z.string().min(1),
    records: z.array(item).min(1).max(400),
    names: z.array(z.string().trim()).max(400).optional(),
  });
  const good = fc.record({ name: fc.constantFrom('a', 'b') });
  const bad = fc.constantFrom<unknown>(
    { name: '' },
    { name: 'a', ttl: 5 },
    { name: 'a', x: 1 },
    null,
    [],
    'a',
  );
  const lists = fc
    .tuple(
      fc.array(good, { minLength: 0, maxLength: 400, size: 'max' }),
      fc.array(fc.tuple(fc.nat(400), bad), { maxLength: 4 }),
    )
    .map(([items, wrong]) => {
      const all: unknown[] = [...items];
      for (const [index, value] of wrong) if (index < all.length) all[index] = value;
      return all;
    });
  const names = fc.option(fc.array(fc.constantFrom(' a', 'b '), { maxLength: 400, size: 'max' }), {
    nil: undefined,
  });

  it('says the same of them as the whole schema does', () => {
    fc.assert(
      fc.property(fc.constantFrom('a', ''), lists, names, (zone, records, others) => {
        const raw = { zone, records, ...(others === undefined ? {} : { names: others }) };
        const whole = long.safeParse(raw);
        if (whole.success) {
          expect(validate(long, raw, [])).toEqual(whole.data);
          return;
        }
        const fields = whole.error.issues.map(({ path, ...issue }) =>
          [...path, ...('keys' in issue ? issue.keys : [])].join('.'),
        );
        try {
          validate(long, raw, []);
          throw new Error('was accepted');
        } catch (error) {
          if (!(error instanceof InputError)) throw error;
          const problems = error.details?.['problems'];
          const named = Array.isArray(problems)
            ? problems.map((each) => Reflect.get(Object(each), 'field'))
            : [];
          expect(new Set(named)).toEqual(new Set(fields));
          expect(named).toHaveLength(fields.length);
        }
      }),
      { numRuns: 60, endOnFailure: true },
    );
  });

  it('checks them in steps', () => {
    const records = Array.from({ length: 350 }, () => ({ name: 'a' }));
    const steps = validateInSteps(long, { zone: 'a', records, names: [] }, []);
    let count = 0;
    for (; steps.next().done !== true; count += 1);
    expect(count).toBe(4);
  });

  it('counts what is wrong with thousands', () => {
    const records = Array.from({ length: 50_000 }, () => ({}));
    const schemaOfMany = z.strictObject({ records: z.array(item) });
    expect(() => validate(schemaOfMany, { records }, [])).toThrow(/records\.19\.name: .*and 49980 more/u);
  });
});

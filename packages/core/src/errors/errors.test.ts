import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import * as errors from './errors.ts';
import { SafeError, type SafeErrorOptions } from './errors.ts';

const secret = 'cause-that-must-not-show';

/** As bad as a cause can be: its text, its members and what it prints about itself all hold the secret. */
function hostileCause(): Error {
  return Object.assign(new Error(secret), {
    config: { headers: { authorization: secret } },
    toJSON: () => secret,
  });
}

const { InternalError, NotAppliedError, toSafeError } = errors;

type Make = (cause: unknown) => InstanceType<typeof SafeError>;

const described: readonly [string, Make][] = Object.entries(errors).flatMap(([name, member]) => {
  if (typeof member !== 'function' || !(member.prototype instanceof SafeError)) return [];
  if (member === InternalError || member === NotAppliedError) {
    const Class = member as new (cause: unknown) => InstanceType<typeof SafeError>;
    return [[name, (cause) => new Class(cause)]];
  }
  const Class = member as unknown as new (
    message: string,
    options: SafeErrorOptions,
  ) => InstanceType<typeof SafeError>;
  return [
    [name, (cause) => new Class('It failed.', { nextStep: 'Try again.', details: { status: 500 }, cause })],
  ];
});

/** Every text that can be had from an error without asking for its cause. */
function allThatShows(error: Error): string {
  const names = [...Object.getOwnPropertyNames(error), ...Object.getOwnPropertySymbols(error)];
  return [
    String(error),
    error.stack,
    JSON.stringify(error),
    inspect(error, { depth: 20, showHidden: true, getters: true }),
    ...names.map((name) => inspect(Reflect.get(error, name), { showHidden: true, depth: 20 })),
    inspect(Object.assign({}, error), { depth: 20 }),
    inspect(structuredClone(Object.entries(error))),
  ].join('\n');
}

describe.each(described)('%s', (name, make) => {
  it('never shows its cause', () => {
    const error = make(hostileCause());
    expect(allThatShows(error)).not.toContain(secret);
    expect(error.cause).toBeUndefined();
    expect(SafeError.causeOf(error)).toMatchObject({ message: secret });
  });

  it('has its own name, a code and a sentence', () => {
    const error = make(undefined);
    expect(error).toBeInstanceOf(Error);
    expect(error.name).toBe(name);
    expect(error.code).toMatch(/^[a-z]+(_[a-z]+)*$/u);
    expect(error.message).toMatch(/^[A-Z].*\.$/u);
    expect(error.nextStep).toMatch(/\.$/u);
    expect(toSafeError(error)).toBe(error);
  });
});

it('every class of the folder is covered', () => {
  expect(described.length).toBeGreaterThanOrEqual(21);
  expect(new Set(described.map(([, make]) => make(undefined).code)).size).toBeGreaterThanOrEqual(20);
});

describe('SafeError', () => {
  it('says that it quotes only when told', () => {
    expect(new errors.InputError('It failed.').quotes).toBe(false);
    expect(new errors.InputError('It failed.', { quotes: true }).quotes).toBe(true);
  });

  it('has no next step and no details unless given', () => {
    const { nextStep, details } = new errors.InputError('It failed.');
    expect([nextStep, details]).toEqual([undefined, undefined]);
  });
});

describe('toSafeError', () => {
  const thrown: readonly [string, unknown][] = [
    ['an Error', hostileCause()],
    ['a text', secret],
    ['an object that looks like a safe error', { code: 'not_found', message: secret, nextStep: secret }],
    ['nothing', undefined],
    ['null', null],
    ['an object without a prototype', Object.assign(Object.create(null), { message: secret })],
  ];
  it.each(thrown)('gives %s a fixed text', (_, value) => {
    const error = toSafeError(value);
    expect(error).toBeInstanceOf(InternalError);
    expect(error.code).toBe('internal');
    expect(error.message).toBe('Something went wrong inside this server.');
    expect(allThatShows(error)).not.toContain(secret);
    expect(SafeError.causeOf(error)).toBe(value);
  });
});

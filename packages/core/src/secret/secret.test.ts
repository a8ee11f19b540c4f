import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { Secret } from './secret.ts';

const VALUE = 'correct-horse-battery-staple';
const secret = new Secret(VALUE);

describe('Secret', () => {
  it('gives its value through expose alone', () => {
    expect(secret.expose()).toBe(VALUE);
  });

  it.each<readonly [string, (value: Secret) => unknown]>([
    ['String', (value) => String(value)],
    ['toString', (value) => value.toString()],
    ['toLocaleString', (value) => value.toLocaleString()],
    ['a template', (value) => `<${value as unknown as string}>`.slice(1, -1)],
    ['concatenation', (value) => '<'.concat(value as unknown as string).slice(1)],
    ['join', (value) => [value].join('')],
    ['util.inspect', (value) => inspect(value, { showHidden: true, getters: true })],
    ['JSON.stringify', (value) => JSON.parse(JSON.stringify(value))],
    ['a symbol description', (value) => Symbol(value as unknown as string).description],
  ])('prints [redacted] through %s', (_, print) => {
    expect(print(secret)).toBe('[redacted]');
  });

  it.each<readonly [string, (value: unknown) => string]>([
    ['inspect of what holds it', (value) => inspect({ deep: [{ value }] }, { depth: 9, showHidden: true })],
    [
      'inspect without custom printing',
      (value) => inspect(value, { customInspect: false, showHidden: true }),
    ],
    ['inspect with a proxy', (value) => inspect(new Proxy(value as object, {}), { showProxy: true })],
    ['JSON of what holds it', (value) => JSON.stringify({ deep: [{ value }] })],
    ['a structured clone', (value) => inspect(structuredClone(value), { showHidden: true })],
    ['a spread', (value) => JSON.stringify({ ...(value as object) })],
    ['its keys', (value) => Reflect.ownKeys(value as object).join(' ')],
    ['an error that holds it', (value) => inspect(new Error(String(value), { cause: value }))],
    ['a number', (value) => String(Number(value))],
  ])('does not get out through %s', (_, print) => {
    expect(print(secret)).not.toContain('horse');
  });

  it('cannot be changed or given a property', () => {
    expect(Object.isFrozen(secret)).toBe(true);
    expect(Reflect.set(secret, 'copy', VALUE)).toBe(false);
    expect(Object.keys(secret)).toEqual([]);
  });
});

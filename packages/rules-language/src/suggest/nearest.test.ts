import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fieldNames } from '../fields/index.ts';
import { functionNames } from '../functions/index.ts';
import { probableField, probableFunction } from './mistakes.ts';
import { distance, nearest } from './nearest.ts';

/** The definition, without bands and limits. */
function plainDistance(a: string, b: string): number {
  const known = new Map<string, number>();
  const between = (row: number, column: number): number => {
    if (row === 0 || column === 0) return row + column;
    const key = `${row} ${column}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    const costs = [
      between(row - 1, column) + 1,
      between(row, column - 1) + 1,
      between(row - 1, column - 1) + (a[row - 1] === b[column - 1] ? 0 : 1),
    ];
    if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
      costs.push(between(row - 2, column - 2) + 1);
    }
    const least = Math.min(...costs);
    known.set(key, least);
    return least;
  };
  return between(a.length, b.length);
}

describe('distance', () => {
  it('is that of the definition, up to the limit', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', '.'), maxLength: 9 });
    fc.assert(
      fc.property(word, word, fc.integer({ min: 1, max: 8 }), (a, b, limit) => {
        expect(distance(a, b, limit)).toBe(Math.min(plainDistance(a, b), limit));
      }),
    );
  });
});

describe('nearest', () => {
  it.each([
    ['adn', 'and'],
    ['conatins', 'contains'],
    ['wildcrad', 'wildcard'],
    ['qqqq', undefined],
    ['', undefined],
    ['a'.repeat(1_000), undefined],
  ])('finds for %s the operator %s', (word, expected) => {
    expect(nearest(word, ['and', 'or', 'xor', 'contains', 'wildcard'])).toBe(expected);
  });
});

describe('probableField', () => {
  it.each([
    ['http.request.path', 'http.request.uri.path'],
    ['http.uri.path', 'http.request.uri.path'],
    ['http.request.uri.paht', 'http.request.uri.path'],
    ['HTTP.Host', 'http.host'],
    ['http.request.host', 'http.host'],
    ['http.request.user_agent', 'http.user_agent'],
    ['http.useragent', 'http.user_agent'],
    ['ip.source', 'ip.src'],
    ['ip.country', 'ip.src.country'],
    ['url', 'http.request.full_uri'],
    ['http.response.status', 'http.response.code'],
    ['completely.different.thing', undefined],
    ['constructor', undefined],
    ['__proto__', undefined],
  ])('takes %s for %s', (name, expected) => {
    expect(probableField(name, fieldNames())).toBe(expected);
  });
});

describe('probableFunction', () => {
  it.each([
    ['startswith', 'starts_with'],
    ['toLower', 'lower'],
    ['length', 'len'],
    ['ANY', 'any'],
    ['regexreplace', 'regex_replace'],
    ['zzz', undefined],
  ])('takes %s for %s', (name, expected) => {
    expect(probableFunction(name, functionNames())).toBe(expected);
  });
});

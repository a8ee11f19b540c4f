import { Buffer } from 'node:buffer';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isJsonObject } from '../json.ts';
import { LineScanner, type Scanned } from './line-scanner.ts';

function scanned(text: string, size = text.length): Scanned {
  const bytes = Buffer.from(text);
  const scanner = new LineScanner();
  for (let at = 0; at < bytes.length; at += size) scanner.push(bytes.subarray(at, at + size));
  return scanner.result();
}

function valuesIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1;
  return Object.values(value).reduce((sum: number, item: unknown) => sum + valuesIn(item), 1);
}

function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce((most: number, item: unknown) => Math.max(most, depthOf(item) + 1), 1);
}

/** The same by parsing the whole. */
function parsed(text: string): Scanned {
  const value: unknown = JSON.parse(text);
  const own = isJsonObject(value) ? value : {};
  const { id } = own;
  return {
    id: typeof id === 'string' || typeof id === 'number' ? id : null,
    awaitsAnswer:
      typeof own['method'] === 'string'
        ? Object.hasOwn(own, 'id')
        : !Object.hasOwn(own, 'result') && !Object.hasOwn(own, 'error'),
    values: valuesIn(value),
    depth: depthOf(value),
  };
}

describe('LineScanner', () => {
  it.each([
    ['{"jsonrpc":"2.0","id":1,"method":"a"}', 1],
    [' { "id" : "a\\"b" , "method" : "a" } ', 'a"b'],
    ['{"method":"a","params":{"id":5},"id":-1.5e3}', -1500],
    ['{"params":[{"id":1}],"method":"a"}', null],
    [String.raw`{"\u0069d":3,"method":"a"}`, 3],
    ['{"id":1,"id":2,"method":"a"}', 2],
    ['{"params":"\\",\\"id\\":9,\\"","id":4,"method":"a"}', 4],
    ['{"id":null,"method":"a"}', null],
    ['{"id":{"id":1},"method":"a"}', null],
    [`{"id":"${'x'.repeat(2_000)}","method":"a"}`, null],
    [`{"${'x'.repeat(2_000)}":1,"id":5,"method":"a"}`, 5],
    ['[{"id":1}]', null],
    ['"id"', null],
  ])('finds who asked: %s', (text, id) => {
    for (const size of [1, 3, text.length]) expect(scanned(text, size).id).toBe(id);
  });

  it('finds the same as parsing does, however the bytes are cut', () => {
    const member = fc.oneof(fc.constantFrom('2.0', 'a', 1, null, 'ä"\\'), fc.jsonValue());
    const message = fc.record(
      { jsonrpc: member, id: member, method: member, params: member, result: member, error: member },
      { requiredKeys: [] },
    );
    const text = fc
      .tuple(fc.oneof(message, fc.jsonValue()), fc.constantFrom(undefined, 1, '\t'))
      .map(([value, space]) => JSON.stringify(value, undefined, space));
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 40 }), (json, size) => {
        expect(scanned(json, size)).toEqual(parsed(json));
      }),
    );
  });

  it('takes no harm from what is no JSON', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(scanned(text).values).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

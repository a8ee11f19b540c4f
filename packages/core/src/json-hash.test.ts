import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, canonicalPieces, type JsonValue } from './json.ts';
import { JsonHash } from './json-hash.ts';

const value = fc.jsonValue({ maxDepth: 6 }).map((json) => JSON.parse(JSON.stringify(json)) as JsonValue);

function hashOf(...values: readonly JsonValue[]): string {
  const hash = new JsonHash();
  for (const each of values) hash.add(each);
  return hash.digest();
}

describe('the hash of values', () => {
  it('is that of their canonical texts, each with a line end', () => {
    fc.assert(
      fc.property(fc.array(value), (values) => {
        const text = values.map((each) => `${canonicalJson(each)}\n`).join('');
        expect(hashOf(...values)).toBe(createHash('sha256').update(text).digest('hex'));
      }),
    );
  });

  it('is the same for texts longer than what is gathered', () => {
    const records = Array.from({ length: 5_000 }, (_, index) => ({ name: `n${index}`, ttl: index }));
    const text = `${canonicalJson({ records })}\n`;
    expect(text.length).toBeGreaterThan(130_000);
    expect(hashOf({ records })).toBe(createHash('sha256').update(text).digest('hex'));
  });

  it('tells two values from one', () => {
    expect(hashOf(1, 2)).not.toBe(hashOf(12));
    expect(hashOf([1], [2])).not.toBe(hashOf([1, 2]));
  });
});

describe('the pieces of a text', () => {
  it('are the text, whatever the depth', () => {
    fc.assert(
      fc.property(value, fc.nat({ max: 8 }), (given, depth) => {
        expect([...canonicalPieces(given, depth)].join('')).toBe(canonicalJson(given));
      }),
    );
  });

  it('leave out members that are undefined, wherever they stand', () => {
    const given = { a: undefined, b: 1, c: { d: undefined }, e: undefined };
    expect([...canonicalPieces(given)].join('')).toBe('{"b":1,"c":{}}');
    expect([...canonicalPieces({ a: undefined })].join('')).toBe('{}');
  });
});

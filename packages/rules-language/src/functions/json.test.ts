import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lookUpJson } from './json.ts';

function nested(depth: number): string {
  return `${'['.repeat(depth)}"x"${']'.repeat(depth)}`;
}

/** Whether it is JSON within brackets: `1,2`. */
function isList(document: string): boolean {
  try {
    return document.trim() !== '' && Array.isArray(JSON.parse(`[${document}]`));
  } catch {
    return false;
  }
}

describe('lookUpJson', () => {
  it.each([
    [
      '{ "company": "cloudflare", "product": "rulesets" }',
      ['company'],
      { kind: 'string', value: 'cloudflare' },
    ],
    ['{ "record_id": "aed53a", "version": 2 }', ['version'], { kind: 'number', written: '2' }],
    ['["first_item", -234]', [1n], { kind: 'number', written: '-234' }],
    ['{ "network_ids": [123, 456] }', ['network_ids', 0n], { kind: 'number', written: '123' }],
    [
      '[{ "product_id": 123 }, { "product_id": 456 }]',
      [1n, 'product_id'],
      { kind: 'number', written: '456' },
    ],
    ['{"a": 42.0}', ['a'], { kind: 'number', written: '42.0' }],
    ['{"a":"\\u00e9\\n"}', ['a'], { kind: 'string', value: 'é\n' }],
    ['{"a":1,"a":2}', ['a'], { kind: 'number', written: '2' }],
    ['{"__proto__":"x"}', ['__proto__'], { kind: 'string', value: 'x' }],
    ['"x"', [], { kind: 'string', value: 'x' }],
    ['{"a":true}', ['a'], undefined],
    ['{"a":1}', ['b'], undefined],
    ['{"a":1}', ['constructor'], undefined],
    ['{"0":1}', [0n], undefined],
    ['[1]', ['0'], undefined],
    ['[1]', [-1n], undefined],
    ['[1]', [1n], undefined],
    ['{"a":1} x', ['a'], undefined],
    ['{"a":01}', ['a'], undefined],
    ["{'a':1}", ['a'], undefined],
    ['[1,]', [0n], undefined],
    ['', [], undefined],
  ] satisfies [string, (string | bigint)[], ReturnType<typeof lookUpJson>][])(
    '%s at %o',
    (text, path, found) => {
      expect(lookUpJson(text, path)).toEqual(found);
    },
  );

  it('refuses more than 128 levels', () => {
    expect(lookUpJson(nested(128), Array(128).fill(0n))).toEqual({ kind: 'string', value: 'x' });
    expect(lookUpJson(nested(129), Array(129).fill(0n))).toBeUndefined();
    expect(lookUpJson('['.repeat(1_000_000), [])).toBeUndefined();
  });

  it('reads a long string', () => {
    expect(lookUpJson(JSON.stringify(['\\"'.repeat(200_000)]), [0n])).toHaveProperty('kind', 'string');
  });

  it('finds what JSON.parse finds', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const wrapped = `[${text}, "end"]`;
        expect(lookUpJson(wrapped, [1n])).toEqual({ kind: 'string', value: 'end' });
        const value: unknown = JSON.parse(text);
        const found = lookUpJson(wrapped, [0n]);
        if (typeof value === 'string') expect(found).toEqual({ kind: 'string', value });
        else if (typeof value === 'number') expect(found).toMatchObject({ kind: 'number' });
        else expect(found).toBeUndefined();
      }),
    );
  });

  it('refuses what JSON.parse refuses', () => {
    const text = fc.string({
      unit: fc.constantFrom('{', '}', '[', ']', ',', ':', '"', 'a', '1', '-', '.', 'e', ' ', '\\'),
      maxLength: 10,
    });
    fc.assert(
      fc.property(text, (document) => {
        const isJson = (() => {
          try {
            JSON.parse(document);
            return true;
          } catch {
            return false;
          }
        })();
        expect(lookUpJson(`["start",${document}]`, [0n]) !== undefined).toBe(isJson || isList(document));
      }),
      { numRuns: 3000 },
    );
  });
});

import { Buffer } from 'node:buffer';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LongLine } from './lines.ts';

function read(bytes: Buffer, size: number, portion: number): unknown {
  const line = new LongLine(portion);
  for (let at = 0; at < bytes.length; at += size) line.push(bytes.subarray(at, at + size));
  return line.value();
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom('\u0001\u0002\u0003\u0004\u0005\u0006', 'äöü😀€'.repeat(3), '\\"\\"\\', '[,],{:}', ''),
);
const item = fc.oneof(text, fc.jsonValue({ maxDepth: 2 }));
const value = fc.oneof(
  { weight: 3, arbitrary: fc.array(item, { maxLength: 20 }) },
  text,
  fc.jsonValue({ maxDepth: 2 }),
);
const args = fc.dictionary(fc.oneof(text, fc.constantFrom('__proto__', 'records')), value, { maxKeys: 4 });
const message = fc.oneof(
  {
    weight: 4,
    arbitrary: args.map((given) => ({ id: 1, method: 'a', params: { name: 't', arguments: given } })),
  },
  args.map((given) => [[given]]),
  args.map((given) => [given]),
  args,
  value,
);
/** As clients write it: ASCII only, or with spaces. */
const written = fc.tuple(message, fc.constantFrom('plain', 'ascii', 'spaces')).map(([json, how]) => {
  const line = how === 'spaces' ? JSON.stringify(json, undefined, ' ') : JSON.stringify(json);
  if (how !== 'ascii') return line;
  return line.replaceAll(/[^ -~]/gu, (character) =>
    character.replaceAll(/[\s\S]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
  );
});
const damage = fc.option(
  fc.tuple(fc.nat(), fc.constantFrom('', ',', '"', ']', '[', '}', '{', '\\', ':', '0', ' ', ',,')),
  {
    nil: undefined,
  },
);

describe('LongLine', () => {
  it('is what parsing the whole gives, however it is cut, also of what is no JSON', () => {
    fc.assert(
      fc.property(
        written,
        damage,
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 1, max: 30 }),
        (line, hurt, size, portion) => {
          const at = hurt === undefined ? 0 : hurt[0] % (line.length + 1);
          const given = hurt === undefined ? line : `${line.slice(0, at)}${hurt[1]}${line.slice(at + 1)}`;
          const bytes = Buffer.from(given);
          expect(read(bytes, size, portion)).toEqual(parsed(bytes));
        },
      ),
      { numRuns: 1_500, endOnFailure: true },
    );
  });

  it.each([
    [
      'a list',
      {
        params: { arguments: { records: Array.from({ length: 40 }, (_, index) => ({ name: `h${index}` })) } },
      },
    ],
    ['a text', { params: { arguments: { zone_file: '\u0001é'.repeat(100) } } }],
  ])('parses %s while it comes in', (_, json) => {
    const line = new LongLine(16);
    const bytes = Buffer.from(JSON.stringify(json));
    for (let at = 0; at < bytes.length; at += 7) line.push(bytes.subarray(at, at + 7));
    expect(line.left).toBeLessThan(60);
    expect(line.value()).toEqual(json);
  });

  const texts = { escapes: '\u0001', 'two bytes each': 'é', 'four bytes each': '😀', mixed: 'a\u0001é"😀' };
  it.each(
    Object.entries(texts).flatMap(([what, piece]) =>
      [0, 1, 2, 3, 4, 5].map((shift) => [what, piece, shift] as const),
    ),
  )('parses a text of %s while it comes in, wherever it begins', (_, piece, shift) => {
    const json = { params: { arguments: { ['z'.repeat(shift)]: piece.repeat(300) } } };
    const line = new LongLine(16);
    const bytes = Buffer.from(JSON.stringify(json));
    // As 64 KiB are, no multiple of six bytes.
    for (let at = 0; at < bytes.length; at += 64) line.push(bytes.subarray(at, at + 64));
    expect(line.left).toBeLessThan(160);
    expect(line.value()).toEqual(json);
  });

  it.each([
    ['one item after another left out', '{"a":{"b":{"c":[1111,,2222]}}}'],
    ['nothing behind the last comma', '{"a":{"b":{"c":[1111,2222,]}}}'],
    ['nothing before the first comma', '{"a":{"b":{"c":[,1111,2222]}}}'],
  ])('is no JSON with %s', (_, line) => {
    for (const portion of [1, 2, 3, 4, 5]) expect(read(Buffer.from(line), 1, portion)).toBeUndefined();
  });

  it('takes the last of several members of one name', () => {
    const line = '{"a":{"b":{"c":[1,2,3,4,5],"c":"text of it","c":[6,7,8]}}}';
    expect(read(Buffer.from(line), 2, 2)).toEqual({ a: { b: { c: [6, 7, 8] } } });
  });
});

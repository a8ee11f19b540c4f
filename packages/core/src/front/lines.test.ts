import { Buffer } from 'node:buffer';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LineReader } from './lines.ts';

const skipped = Symbol('too long');

/** What a reader makes of chunks: its lines, and `skipped` for each one over the limit. */
function read(chunks: readonly Buffer[], limit = 1_000): (string | symbol)[] {
  const seen: (string | symbol)[] = [];
  const reader = new LineReader(limit, {
    line: (text) => seen.push(text),
    tooLong: () => seen.push(skipped),
  });
  for (const chunk of chunks) reader.push(chunk);
  return seen;
}

const kibibytes = (count: number): Buffer => Buffer.alloc(count * 1024, 'x');

const readText = (text: string, limit?: number): (string | symbol)[] => read([Buffer.from(text)], limit);

/** The bytes cut at the given places. */
function cutAt(bytes: Buffer, places: readonly number[]): Buffer[] {
  const ends = [...places.map((place) => place % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  return ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
}

describe('LineReader', () => {
  const table: readonly [string, string, (string | symbol)[]][] = [
    ['nothing', '', []],
    ['an unfinished line', 'abc', []],
    ['a line', 'abc\n', ['abc']],
    ['several lines and a rest', 'a\nb\n\nc', ['a', 'b', '']],
    ['a carriage return, which JSON takes for space', 'a\r\n', ['a\r']],
    ['other separators, which are no end of a line here', 'a\u2028b\vc\n', ['a\u2028b\vc']],
    ['exactly the limit', '12345678\n', ['12345678']],
    ['one byte more', '123456789\n', [skipped]],
    ['one byte more, unfinished', '123456789', [skipped]],
    ['much more, then a line', `${'x'.repeat(1_000)}\nabc\n`, [skipped, 'abc']],
    ['two long lines', '123456789\n123456789\n', [skipped, skipped]],
    ['characters of several bytes within the limit', 'ä€😀\n'.slice(0, -2), []],
    ['more bytes than characters', 'äääää\n', [skipped]],
  ];
  it.each(table)('%s', (_, text, lines) => {
    expect(readText(text, 8)).toEqual(lines);
  });

  it('says once, and before it is handed on, that a line is long', () => {
    const seen: string[] = [];
    const reader = new LineReader(1_000_000, {
      line: (text) => seen.push(`${text.length}`),
      tooLong: () => seen.push('too long'),
      long: () => seen.push('long'),
    });
    reader.push(kibibytes(256));
    reader.push(Buffer.from('\n'));
    for (const part of [kibibytes(200), kibibytes(200), kibibytes(200), Buffer.from('\n')]) reader.push(part);
    expect(seen).toEqual([`${256 * 1024}`, 'long', `${600 * 1024}`]);
  });

  it('puts a character together again', () => {
    const bytes = Buffer.from('ä€😀\n');
    expect(read([...bytes].map((byte) => Buffer.of(byte)))).toEqual(['ä€😀']);
  });

  it('shows broken bytes as such, and goes on', () => {
    expect(read([Buffer.of(0xff, 0x0a, 0x61, 0x0a)])).toEqual(['\u{fffd}', 'a']);
  });

  it('says at once that a line is too long, not only at its end', () => {
    const chunk = Buffer.from('12345');
    expect(read([chunk, chunk], 8)).toEqual([skipped]);
    expect(read([chunk, chunk, chunk, Buffer.from('\nab\n')], 8)).toEqual([skipped, 'ab']);
  });

  it('finds the same lines however the bytes are cut', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'ä', '€', '😀', '\n', '\r', '"'), maxLength: 60 });
    fc.assert(
      fc.property(text, fc.array(fc.nat()), fc.integer({ min: 0, max: 20 }), (source, places, limit) => {
        const bytes = Buffer.from(source);
        const expected = source
          .split('\n')
          .flatMap((line, index, { length }): (string | symbol)[] =>
            Buffer.byteLength(line) > limit ? [skipped] : index < length - 1 ? [line] : [],
          );
        expect(read(cutAt(bytes, places), limit)).toEqual(expected);
      }),
    );
  });
});

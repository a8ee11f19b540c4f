import { Buffer } from 'node:buffer';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LineReader, type SkippedLine } from './lines.ts';

const skipped = Symbol('too long');

/** What a reader makes of chunks: its lines, and `skipped` for each one over the limit. */
function read(chunks: readonly Buffer[], limit = 1_000): (string | symbol)[] {
  const seen: (string | symbol)[] = [];
  const reader = new LineReader(limit, {
    line: (text) => seen.push(text),
    parsed: ({ value }) => seen.push(JSON.stringify(value)),
    skipped: () => seen.push(skipped),
  });
  for (const chunk of chunks) reader.push(chunk);
  reader.end();
  return seen;
}

const kibibytes = (count: number): Buffer => Buffer.alloc(count * 1024, 'x');

const readText = (text: string, limit?: number): (string | symbol)[] => read([Buffer.from(text)], limit);

/** The bytes cut at the given places. */
function cutAt(bytes: Buffer, places: readonly number[]): Buffer[] {
  const ends = [...places.map((place) => place % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  return ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
}

const filler = 'x'.repeat(300_000);
const numbers = (count: number): string => `[${Array.from({ length: count }, () => '1').join(',')}]`;
const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
const message = (params: string, rest = ''): string =>
  `{"jsonrpc":"2.0","id":7,"method":"a","params":{"c":{"a":"${filler}","b":${params}}}${rest}}\n`;
const members = (count: number): string =>
  Array.from({ length: count }, (_, index) => `"${index.toString(36).padStart(9, '0')}":0`).join(',');
/** As many members of different names, in objects of which a portion holds many. */
const objects = (count: number): string =>
  Array.from({ length: 20_000 }, (_, index) => `{"n${index % count}":0}`).join(',');

describe('LineReader', () => {
  const table: readonly [string, string, (string | symbol)[]][] = [
    ['nothing', '', []],
    ['a line that the end of the stream ends', 'abc', ['abc']],
    ['a line', 'abc\n', ['abc']],
    ['several lines and a rest', 'a\nb\n\nc', ['a', 'b', '', 'c']],
    ['a carriage return, which JSON takes for space', 'a\r\n', ['a\r']],
    ['other separators, which are no end of a line here', 'a\u2028b\vc\n', ['a\u2028b\vc']],
    ['exactly the limit', '12345678\n', ['12345678']],
    ['one byte more', '123456789\n', [skipped]],
    ['one byte more, unfinished', '123456789', [skipped]],
    ['much more, then a line', `${'x'.repeat(1_000)}\nabc\n`, [skipped, 'abc']],
    ['two long lines', '123456789\n123456789\n', [skipped, skipped]],
    ['characters of several bytes within the limit', 'ä€\n', ['ä€']],
    ['more bytes than characters', 'äääää\n', [skipped]],
  ];
  it.each(table)('%s', (_, text, lines) => {
    expect(readText(text, 8)).toEqual(lines);
  });

  it('says once, and before it is handed on, that a line is long', () => {
    const seen: string[] = [];
    const reader = new LineReader(1_000_000, {
      line: (text) => seen.push(`${text.length}`),
      parsed: ({ value }) => seen.push(`parsed: ${String(value).length}`),
      skipped: () => seen.push('too long'),
      long: () => seen.push('long'),
    });
    reader.push(kibibytes(256));
    reader.push(Buffer.from('\n'));
    const quote = Buffer.from('"');
    for (const part of [quote, kibibytes(200), kibibytes(200), kibibytes(200), quote, Buffer.from('\n')])
      reader.push(part);
    expect(seen).toEqual([`${256 * 1024}`, 'long', `parsed: ${600 * 1024}`]);
  });

  it.each([
    ['no JSON', `${filler}\n`, 'parsed: undefined'],
    ['nothing but space', `${' '.repeat(300_000)}\n`, 'line: 0'],
  ])('tells what a long line is that is %s', (_, text, expected) => {
    const seen: string[] = [];
    const reader = new LineReader(1_000_000, {
      line: ({ length }) => seen.push(`line: ${length}`),
      parsed: ({ value }) => seen.push(`parsed: ${String(value)}`),
      skipped: () => seen.push('too long'),
    });
    reader.push(Buffer.from(text));
    expect(seen).toEqual([expected]);
  });

  it('puts a character together again', () => {
    const bytes = Buffer.from('ä€😀\n');
    expect(read([...bytes].map((byte) => Buffer.of(byte)))).toEqual(['ä€😀']);
  });

  it('shows broken bytes as such, and goes on', () => {
    expect(read([Buffer.of(0xff, 0x0a, 0x61, 0x0a)])).toEqual(['\u{fffd}', 'a']);
  });

  it('goes on after a line that is too long', () => {
    const chunk = Buffer.from('12345');
    expect(read([chunk, chunk], 8)).toEqual([skipped]);
    expect(read([chunk, chunk, chunk, Buffer.from('\nab\n')], 8)).toEqual([skipped, 'ab']);
  });

  it.each<readonly [string, string, SkippedLine | undefined]>([
    ['as many values as may be', message(numbers(499_996)), undefined],
    ['far more', message(numbers(500_010)), { excess: 'values', id: 7, awaitsAnswer: true }],
    ['as deep as may be', message(nested(31)), undefined],
    ['deeper', message(nested(32)), { excess: 'depth', id: 7, awaitsAnswer: true }],
    ['as many bytes outside of lists and texts as may be', message(`{"a":{${members(60_000)}}}`), undefined],
    ['more of them', message(`{"a":{${members(100_000)}}}`), { excess: 'loose', id: 7, awaitsAnswer: true }],
    ['as many names as may be', message(`[${objects(1_000)}]`), undefined],
    ['more of them', message(`[${objects(1_001)}]`), { excess: 'names', id: 7, awaitsAnswer: true }],
    [
      'more bytes, and the id at the end',
      `{"method":"a","params":"${filler.repeat(14)}","jsonrpc":"2.0","id":"last"}\n`,
      { excess: 'bytes', id: 'last', awaitsAnswer: true },
    ],
  ])('is not parsed when it is too much: %s', (_, text, expected) => {
    const seen: (SkippedLine | undefined)[] = [];
    const reader = new LineReader(4_000_000, {
      line: () => seen.push(undefined),
      parsed: () => seen.push(undefined),
      skipped: (line) => seen.push(line),
    });
    reader.push(Buffer.from(text));
    expect(seen).toEqual([expected]);
  });

  it('finds the same lines however the bytes are cut', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'ä', '€', '😀', '\n', '\r', '"'), maxLength: 60 });
    fc.assert(
      fc.property(text, fc.array(fc.nat()), fc.integer({ min: 0, max: 20 }), (source, places, limit) => {
        const bytes = Buffer.from(source);
        const expected = source
          .split('\n')
          .flatMap((line, index, { length }): (string | symbol)[] =>
            Buffer.byteLength(line) > limit ? [skipped] : index < length - 1 || line !== '' ? [line] : [],
          );
        expect(read(cutAt(bytes, places), limit)).toEqual(expected);
      }),
    );
  });
});

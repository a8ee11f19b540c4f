import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { compressed } from './compress.ts';
import { encode } from './envelope.ts';

const large = {
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: encode('x'.repeat(5000)),
};

describe('compression', () => {
  it.each([
    ['gzip', 'gzip'],
    ['gzip, deflate', 'gzip'],
    ['GZIP;q=0.5', 'gzip'],
    ['gzip, br', 'br'],
    ['br;q=0, gzip', 'gzip'],
    ['br;q=0.0', undefined],
    ['identity', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('answers accept-encoding %s with %s', (accepted, expected) => {
    expect(compressed(large, accepted).headers['content-encoding']).toBe(expected);
  });

  it('keeps the content', () => {
    expect(gunzipSync(compressed(large, 'gzip').body)).toEqual(Buffer.from(large.body));
    expect(brotliDecompressSync(compressed(large, 'br').body)).toEqual(Buffer.from(large.body));
  });

  it('leaves small answers and encoded ones alone', () => {
    const small = { ...large, body: encode('x'.repeat(1023)) };
    const encoded = { ...large, headers: { 'content-encoding': 'gzip' } };
    expect(compressed(small, 'gzip')).toBe(small);
    expect(compressed(encoded, 'br')).toBe(encoded);
  });
});

import { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { createGzip } from 'node:zlib';
import { encode } from '../envelope.ts';

const FILLER = new Uint8Array(64 * 1024).fill('a'.charCodeAt(0));
const SLOW_CHUNK = 64;

export function halfOf(body: Uint8Array): Uint8Array {
  return body.subarray(0, Math.floor(body.byteLength / 2));
}

/** Gives the bytes, then breaks. */
export async function* cutAfter(body: Uint8Array, cut: Error): AsyncGenerator<Uint8Array> {
  yield body;
  throw cut;
}

/** The body in pieces of 64 bytes, each after a wait of wall time. */
export async function* slowly(
  body: Uint8Array,
  milliseconds: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < body.byteLength; start += SLOW_CHUNK) {
    await wait(milliseconds, undefined, { signal });
    yield body.subarray(start, start + SLOW_CHUNK);
  }
}

/** A valid envelope whose result is a string of this many bytes; it never exists in memory as a whole. */
export async function* hugeBody(bytes: number): AsyncGenerator<Uint8Array> {
  yield encode('{"success":true,"errors":[],"messages":[],"result":"');
  for (let left = bytes; left > 0; left -= FILLER.byteLength) yield FILLER.subarray(0, left);
  yield encode('"}');
}

/** The same, gzipped about 1,000 to 1. */
export async function* bombOf(bytes: number): AsyncGenerator<Uint8Array> {
  const gzip = createGzip({ level: 9 });
  const source = Readable.from(hugeBody(bytes));
  source.pipe(gzip);
  try {
    for await (const chunk of gzip) yield chunk;
  } finally {
    source.destroy();
    gzip.destroy();
  }
}

import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { RenderedResponse } from './envelope.ts';

/** Bytes below which Cloudflare leaves an answer as it is (speed/optimization/content/compression). */
const SMALLEST = 1024;

/** Node's default quality for Brotli is 11, which takes seconds for an answer of megabytes. */
const BROTLI_QUALITY = 4;

type Compressor = (body: Uint8Array) => Uint8Array;

const COMPRESSORS: readonly (readonly [encoding: string, compress: Compressor])[] = [
  [
    'br',
    (body) => brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } }),
  ],
  ['gzip', (body) => gzipSync(body)],
];

/** Compresses an answer with the first coding that the client takes. @param acceptEncoding RFC 9110, 12.5.3. */
export function compressed(response: RenderedResponse, acceptEncoding: string | undefined): RenderedResponse {
  if (response.body.byteLength < SMALLEST || response.headers['content-encoding'] !== undefined)
    return response;
  const accepted = acceptedCodings(acceptEncoding ?? '');
  const choice = COMPRESSORS.find(([encoding]) => accepted.has(encoding));
  if (choice === undefined) return response;
  const [encoding, compress] = choice;
  const headers = { ...response.headers, 'content-encoding': encoding, vary: 'accept-encoding' };
  return { ...response, headers, body: compress(response.body) };
}

function acceptedCodings(header: string): ReadonlySet<string> {
  const codings = header.split(',').map((part) => part.split(';').map((piece) => piece.trim().toLowerCase()));
  return new Set(
    codings.filter(([, weight]) => !/^q=0(?:\.0*)?$/.test(weight ?? '')).map(([name]) => name ?? ''),
  );
}

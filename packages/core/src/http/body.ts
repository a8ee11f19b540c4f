import type { Transform } from 'node:stream';
import type { Gunzip } from 'node:zlib';
import type { JsonValue } from '../json.ts';
import { TransportFailure, type WireResponse } from './transport.ts';

/** What can be wrong with a body that arrived. */
export type BodyFaultReason =
  | 'too_large'
  | 'length_not_a_number'
  | 'unknown_coding'
  | 'broken_coding'
  | 'not_utf8'
  | 'wrong_content_type'
  | 'not_json';

/** Why a body cannot be used. Says nothing of what was in it; `failures.ts` makes it an error for callers. */
export class BodyFault extends Error {
  override readonly name = 'BodyFault';
  readonly reason: BodyFaultReason;
  /** The limit in bytes that was passed. */
  readonly limit: number | undefined;

  constructor(reason: BodyFaultReason, limit?: number) {
    super(`body fault: ${reason}`);
    this.reason = reason;
    this.limit = limit;
  }
}

/** Where the pieces of a body go. */
interface Sink {
  /** @throws {BodyFault} as soon as the limit is passed. */
  write(chunk: Uint8Array): Promise<void> | undefined;
  /** All of it. @throws {BodyFault} when the content coding is incomplete. */
  end(): Promise<Uint8Array> | Uint8Array;
  /** Frees what the sink holds. Allowed at any time. */
  discard(): void;
}

/** The sink for a body that is not compressed. */
class Collector implements Sink {
  readonly #limit: number;
  readonly #chunks: Uint8Array[] = [];
  #bytes = 0;

  /** @param limit in bytes. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  write(chunk: Uint8Array): undefined {
    this.#bytes += chunk.byteLength;
    if (this.#bytes > this.#limit) throw new BodyFault('too_large', this.#limit);
    this.#chunks.push(chunk);
  }

  end(): Uint8Array {
    return Buffer.concat(this.#chunks, this.#bytes);
  }

  discard(): void {
    this.#chunks.length = 0;
  }
}

type Coding = 'gzip' | 'deflate' | 'br';

type Zlib = typeof import('node:zlib');

/** Bytes of a body that is unpacked in one go, and of what comes out of it: some two milliseconds at the very most. */
const small = { packed: 16 * 1024, unpacked: 1024 * 1024 };

/**
 * A sink that undoes one content coding and stops at so many bytes of result: of a bomb, no more than that is
 * ever unpacked. `deflate` means the zlib format (RFC 9110 section 8.4.1.2), not the bare one that some send.
 */
async function createInflater(coding: Coding, limit: number): Promise<Sink> {
  // Loaded when first needed: start-up time counts, and many answers are not compressed.
  return new Unpacker(await import('node:zlib'), coding, limit);
}

/** Keeps a small body until it has all of it: to unpack that at once is faster than the way through another thread. */
class Unpacker implements Sink {
  readonly #zlib: Zlib;
  readonly #coding: Coding;
  readonly #limit: number;
  readonly #chunks: Uint8Array[] = [];
  #bytes = 0;
  #stream: Inflater | undefined;

  constructor(zlib: Zlib, coding: Coding, limit: number) {
    this.#zlib = zlib;
    this.#coding = coding;
    this.#limit = limit;
  }

  write(chunk: Uint8Array): Promise<void> | undefined {
    if (this.#stream !== undefined) return this.#stream.write(chunk);
    this.#chunks.push(chunk);
    this.#bytes += chunk.byteLength;
    return this.#bytes > small.packed ? this.#streamed().then(() => undefined) : undefined;
  }

  async end(): Promise<Uint8Array> {
    const unpacked = this.#stream === undefined ? this.#atOnce() : undefined;
    return unpacked ?? (this.#stream ?? (await this.#streamed())).end();
  }

  discard(): void {
    this.#chunks.length = 0;
    this.#stream?.discard();
  }

  /** @returns nothing when more comes out than is unpacked at once. */
  #atOnce(): Uint8Array | undefined {
    const { gunzipSync, inflateSync, brotliDecompressSync } = this.#zlib;
    const unpack = { gzip: gunzipSync, deflate: inflateSync, br: brotliDecompressSync }[this.#coding];
    const packed = Buffer.concat(this.#chunks, this.#bytes);
    const maxOutputLength = Math.min(this.#limit, small.unpacked);
    try {
      // With `info` it answers `{ buffer, engine }`, which its types do not know.
      const unpacked: object = unpack(packed, { maxOutputLength, info: true });
      const bytes: unknown = Reflect.get(unpacked, 'buffer');
      const engine: unknown = Reflect.get(unpacked, 'engine');
      // Nothing may follow what was compressed.
      const isAll = engine instanceof Object && Reflect.get(engine, 'bytesWritten') === packed.byteLength;
      if (isAll && bytes instanceof Uint8Array) return bytes;
    } catch (error) {
      if (error instanceof RangeError) return undefined;
    }
    throw new BodyFault('broken_coding');
  }

  async #streamed(): Promise<Inflater> {
    const { createGunzip, createInflate, createBrotliDecompress } = this.#zlib;
    const create = { gzip: createGunzip, deflate: createInflate, br: createBrotliDecompress }[this.#coding];
    const stream = new Inflater(create(), new Collector(this.#limit));
    this.#stream = stream;
    for (const chunk of this.#chunks.splice(0)) await stream.write(chunk);
    return stream;
  }
}

type Unpacking = Transform & Pick<Gunzip, 'bytesWritten'>;

class Inflater implements Sink {
  readonly #stream: Unpacking;
  readonly #result: Collector;
  #given = 0;
  #ended = false;
  #fault: unknown;
  /** Settles the call that is waiting; there is never more than one. */
  #settle: () => void = () => undefined;

  constructor(stream: Unpacking, result: Collector) {
    this.#stream = stream;
    this.#result = result;
    stream.on('data', (chunk: Uint8Array) => this.#take(chunk));
    stream.on('error', () => this.#fail(new BodyFault('broken_coding')));
    // Also comes before the input has ended, when something follows the compressed data.
    stream.on('end', () => {
      this.#ended = true;
      this.#settle();
    });
  }

  async write(chunk: Uint8Array): Promise<void> {
    if (this.#ended) throw new BodyFault('broken_coding');
    this.#given += chunk.byteLength;
    await this.#settled((done) => this.#stream.write(chunk, done));
  }

  async end(): Promise<Uint8Array> {
    if (!this.#ended) await this.#settled(() => this.#stream.end());
    if (this.#stream.bytesWritten !== this.#given) throw new BodyFault('broken_coding');
    return this.#result.end();
  }

  discard(): void {
    this.#result.discard();
    this.#stream.destroy();
  }

  async #settled(start: (done: () => void) => void): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#settle = resolve;
      start(resolve);
    });
    if (this.#fault !== undefined) throw this.#fault;
  }

  #take(chunk: Uint8Array): void {
    try {
      this.#result.write(chunk);
    } catch (fault) {
      this.#fail(fault);
    }
  }

  #fail(fault: unknown): void {
    this.#fault ??= fault;
    this.#stream.destroy();
    this.#settle();
  }
}

/** The most that is read of one body, in bytes. */
export interface BodyLimits {
  /** As received. */
  readonly wireBytes: number;
  /** After undoing the content coding. */
  readonly decodedBytes: number;
}

/**
 * Reads and unpacks a body. Both limits hold at every moment: what is in memory never exceeds the unpacked
 * limit by more than one piece. A body that only the end of the connection delimits cannot be seen to be cut
 * short here.
 *
 * @param received is told the size of every piece.
 * @throws {BodyFault} when a limit is passed or announced to be, or the content coding is unknown, doubled or
 * broken.
 * @throws {TransportFailure} when the body is not as long as announced.
 */
export async function readBody(
  response: WireResponse,
  limits: BodyLimits,
  received: (bytes: number) => void,
): Promise<Uint8Array> {
  const announced = announcedLength(response.headers['content-length']);
  if (announced !== undefined) checkSize(announced, limits.wireBytes);
  const sink = await sinkFor(response.headers['content-encoding'], limits.decodedBytes);
  try {
    let bytes = 0;
    for await (const chunk of response.body) {
      bytes += chunk.byteLength;
      received(chunk.byteLength);
      checkSize(bytes, limits.wireBytes);
      const written = sink.write(chunk);
      if (written !== undefined) await written;
    }
    if (announced !== undefined && bytes !== announced) throw new TransportFailure('reset', true);
    return await sink.end();
  } finally {
    sink.discard();
  }
}

function checkSize(bytes: number, limit: number): void {
  if (bytes > limit) throw new BodyFault('too_large', limit);
}

function announcedLength(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d{1,15}$/.test(value)) return Number(value);
  throw new BodyFault('length_not_a_number');
}

/** RFC 9110 section 8.4.1: the names are case-insensitive, `x-gzip` equals `gzip`. */
const CODINGS: ReadonlyMap<string, Coding | 'none'> = new Map([
  ['', 'none'],
  ['identity', 'none'],
  ['gzip', 'gzip'],
  ['x-gzip', 'gzip'],
  ['deflate', 'deflate'],
  ['br', 'br'],
]);

async function sinkFor(contentEncoding: string | undefined, limit: number): Promise<Sink> {
  const coding = CODINGS.get((contentEncoding ?? '').trim().toLowerCase());
  // A list of codings is not in the map, even of known ones: each layer would multiply the work.
  if (coding === undefined) throw new BodyFault('unknown_coding');
  return coding === 'none' ? new Collector(limit) : createInflater(coding, limit);
}

/** A body as text, and as JSON where its type says that it is. What could not be had is `undefined`. */
export interface Content {
  /** The media type without parameters, in lower case; empty when the header is missing. */
  readonly contentType: string;
  readonly text: string | undefined;
  readonly json: JsonValue | undefined;
}

/** `application/json`, `application/problem+json`, `application/dns-json`. */
const JSON_TYPE = /^application\/(?:[a-z0-9.-]+[+-])?json$/;

/** Invalid UTF-8 is refused: replacement characters would make two different texts look the same. */
const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Never throws: an answer whose status is an error counts, whatever its body is. */
export function decodeContent(body: Uint8Array, contentTypeHeader: string | undefined): Content {
  const contentType = (contentTypeHeader ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  const text = attempt(() => utf8.decode(body));
  const isJson = text !== undefined && JSON_TYPE.test(contentType);
  return { contentType, text, json: isJson ? attempt((): JsonValue => JSON.parse(text)) : undefined };
}

/** @throws {BodyFault} when the body is not JSON, by its type or by its text. */
export function requireJson(content: Content): JsonValue {
  if (content.json !== undefined) return content.json;
  if (content.text === undefined) throw new BodyFault('not_utf8');
  throw new BodyFault(JSON_TYPE.test(content.contentType) ? 'not_json' : 'wrong_content_type');
}

/** @throws {BodyFault} when the body is not text. */
export function requireText(content: Content): string {
  if (content.text === undefined) throw new BodyFault('not_utf8');
  return content.text;
}

function attempt<Result>(convert: () => Result): Result | undefined {
  try {
    return convert();
  } catch {
    // The error is dropped on purpose: that of JSON.parse quotes the text.
    return undefined;
  }
}

import { BodyFault } from './body-fault.ts';
import { type Coding, createInflater } from './inflate.ts';
import { Collector, type Sink } from './sink.ts';
import { TransportFailure, type WireResponse } from './transport.ts';

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
      await sink.write(chunk);
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

import type { Transform } from 'node:stream';
import { BodyFault } from './body-fault.ts';
import { Collector, type Sink } from './sink.ts';

export type Coding = 'gzip' | 'deflate' | 'br';

/**
 * A sink that undoes one content coding and stops at so many bytes of result: of a bomb, no more than that is
 * ever unpacked. `deflate` means the zlib format (RFC 9110 section 8.4.1.2), not the bare one that some send.
 */
export async function createInflater(coding: Coding, limit: number): Promise<Sink> {
  // Loaded when first needed: start-up time counts, and many answers are not compressed.
  const zlib = await import('node:zlib');
  const create = { gzip: zlib.createGunzip, deflate: zlib.createInflate, br: zlib.createBrotliDecompress };
  return new Inflater(create[coding](), new Collector(limit));
}

class Inflater implements Sink {
  readonly #stream: Transform;
  readonly #result: Collector;
  #ended = false;
  #fault: unknown;
  /** Settles the call that is waiting; there is never more than one. */
  #settle: () => void = () => undefined;

  constructor(stream: Transform, result: Collector) {
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
    await this.#settled((done) => this.#stream.write(chunk, done));
  }

  async end(): Promise<Uint8Array> {
    if (!this.#ended) await this.#settled(() => this.#stream.end());
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

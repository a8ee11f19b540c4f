import { BodyFault } from './body-fault.ts';

/** Where the pieces of a body go. */
export interface Sink {
  /** @throws {BodyFault} as soon as the limit is passed. */
  write(chunk: Uint8Array): Promise<void> | undefined;
  /** All of it. @throws {BodyFault} when the content coding is incomplete. */
  end(): Promise<Uint8Array> | Uint8Array;
  /** Frees what the sink holds. Allowed at any time. */
  discard(): void;
}

/** The sink for a body that is not compressed. */
export class Collector implements Sink {
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

import { Buffer } from 'node:buffer';

interface LineSink {
  line(text: string): void;
  /** Called once for each line over the limit, when the limit is passed. */
  tooLong(): void;
  /** Called once for each line of more than 256 KiB, while it is read. */
  long?(): void;
}

const longBytes = 256 * 1024;

const newline = 0x0a;

/** Cuts a byte stream into lines, holding at most `limit` bytes of an unfinished one. */
export class LineReader {
  readonly #limit: number;
  readonly #sink: LineSink;
  #parts: Buffer[] = [];
  #length = 0;
  #skipping = false;

  constructor(limit: number, sink: LineSink) {
    this.#limit = limit;
    this.#sink = sink;
  }

  push(chunk: Buffer): void {
    let start = 0;
    for (let end = chunk.indexOf(newline); end !== -1; end = chunk.indexOf(newline, start)) {
      this.#take(chunk.subarray(start, end));
      this.#finish();
      start = end + 1;
    }
    this.#take(chunk.subarray(start));
  }

  #take(part: Buffer): void {
    if (this.#skipping) return;
    const before = this.#length;
    this.#length += part.length;
    if (before <= longBytes && this.#length > longBytes) this.#sink.long?.();
    if (this.#length > this.#limit) {
      this.#skipping = true;
      this.#parts = [];
      this.#sink.tooLong();
    } else if (part.length > 0) this.#parts.push(part);
  }

  #finish(): void {
    const wanted = !this.#skipping;
    const text = wanted ? Buffer.concat(this.#parts).toString('utf8') : '';
    this.#parts = [];
    this.#length = 0;
    this.#skipping = false;
    if (wanted) this.#sink.line(text);
  }
}

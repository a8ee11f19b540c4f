import { Buffer } from 'node:buffer';
import { inputLimits } from './input-limits.ts';
import { LineScanner, type Scanned } from './scan.ts';

/** A line that was not handed on: what is wrong with it, and whom to tell. */
export interface SkippedLine extends Pick<Scanned, 'id' | 'awaitsAnswer'> {
  readonly excess: 'bytes' | 'values' | 'depth';
}

interface LineSink {
  line(text: string): void;
  /** Called at the end of each line over a limit, instead of `line`. */
  skipped(line: SkippedLine): void;
  /** Called once for each line of more than 256 KiB, while it is read. */
  long?(): void;
}

/** A longer line is looked through while it comes in: to parse it could take long, and what is skipped has an id. */
const longBytes = 256 * 1024;

const newline = 0x0a;

/** Members of a message around its parameters: they count for what is scanned, and for no limit. */
const around = { values: 8, depth: 2 } as const;

/** Cuts a byte stream into lines, holding at most `limit` bytes of an unfinished one. */
export class LineReader {
  readonly #limit: number;
  readonly #sink: LineSink;
  #parts: Buffer[] = [];
  #length = 0;
  #scanner: LineScanner | undefined;

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

  /** The stream has ended: so has its last line, with or without a newline. */
  end(): void {
    if (this.#length > 0) this.#finish();
  }

  #take(part: Buffer): void {
    if (part.length === 0) return;
    this.#length += part.length;
    if (this.#scanner === undefined && this.#length > Math.min(longBytes, this.#limit)) {
      if (this.#length > longBytes) this.#sink.long?.();
      this.#scanner = new LineScanner();
      for (const earlier of this.#parts) this.#scanner.push(earlier);
    }
    this.#scanner?.push(part);
    if (this.#length > this.#limit) this.#parts = [];
    else this.#parts.push(part);
  }

  #finish(): void {
    const skipped = this.#skipped();
    const text = skipped === undefined ? Buffer.concat(this.#parts).toString('utf8') : '';
    this.#parts = [];
    this.#length = 0;
    this.#scanner = undefined;
    if (skipped === undefined) this.#sink.line(text);
    else this.#sink.skipped(skipped);
  }

  #skipped(): SkippedLine | undefined {
    if (this.#scanner === undefined) return undefined;
    const { id, awaitsAnswer, values, depth } = this.#scanner.result();
    if (this.#length > this.#limit) return { id, awaitsAnswer, excess: 'bytes' };
    if (values > inputLimits.values + around.values) return { id, awaitsAnswer, excess: 'values' };
    if (depth > inputLimits.depth + around.depth) return { id, awaitsAnswer, excess: 'depth' };
    return undefined;
  }
}

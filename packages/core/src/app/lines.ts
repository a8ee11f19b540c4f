import { Buffer } from 'node:buffer';
import { inputLimits } from './input-limits.ts';
import type { Scanned } from './line-scanner.ts';
import { type Excess, LongLine } from './long-line.ts';

/** A long line that was parsed while it came in. */
export interface ParsedLine {
  /** `undefined` when it is no JSON. */
  readonly value: unknown;
}

/** A line that was not handed on: what is wrong with it, and whom to tell. */
export interface SkippedLine extends Pick<Scanned, 'id' | 'awaitsAnswer'> {
  readonly excess: 'bytes' | 'values' | 'depth' | Excess;
}

interface LineSink {
  line(text: string): void;
  /** Called at the end of each long line, instead of `line`. */
  parsed(line: ParsedLine): void;
  /** Called at the end of each line over a limit, instead of `line`. */
  skipped(line: SkippedLine): void;
  /** Called once for each line of more than 256 KiB, while it is read. */
  long?(): void;
}

/**
 * A longer line is looked through and parsed while it comes in: to parse it at its end could take long, and what is
 * skipped has an id.
 */
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
  #long: LongLine | undefined;

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
    if (this.#long === undefined && this.#length > Math.min(longBytes, this.#limit)) {
      if (this.#length > longBytes) this.#sink.long?.();
      this.#long = new LongLine();
      for (const earlier of this.#parts) this.#long.push(earlier);
      this.#parts = [];
    }
    if (this.#length > this.#limit) this.#long?.skip();
    if (this.#long === undefined) this.#parts.push(part);
    else this.#long.push(part);
  }

  #finish(): void {
    const [parts, long, skipped] = [this.#parts, this.#long, this.#skipped()];
    this.#parts = [];
    this.#length = 0;
    this.#long = undefined;
    if (skipped !== undefined) this.#sink.skipped(skipped);
    else if (long !== undefined && long.result().values > 0) this.#sink.parsed({ value: long.value() });
    // Of a long line that is blank nothing is left here, and nothing is missed.
    else this.#sink.line(Buffer.concat(parts).toString('utf8'));
  }

  #skipped(): SkippedLine | undefined {
    if (this.#long === undefined) return undefined;
    const { id, awaitsAnswer, values, depth } = this.#long.result();
    if (this.#length > this.#limit) return { id, awaitsAnswer, excess: 'bytes' };
    if (values > inputLimits.values + around.values) return { id, awaitsAnswer, excess: 'values' };
    if (depth > inputLimits.depth + around.depth) return { id, awaitsAnswer, excess: 'depth' };
    const { excess } = this.#long;
    // Nothing but space is nothing.
    return excess === undefined || values === 0 ? undefined : { id, awaitsAnswer, excess };
  }
}

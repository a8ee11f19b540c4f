import { Buffer } from 'node:buffer';
import type { Readable, Writable } from 'node:stream';
import { inputLimits, LineReader, type ParsedLine, type SkippedLine } from './lines.ts';

export interface ChannelStreams {
  readonly stdin: Readable;
  readonly stdout: Writable;
  /** The last filter before every byte of stdout. */
  readonly scrub: (text: string) => string;
  /** Called when a line of more than 256 KiB comes in, before it is read: much work is to follow. */
  readonly onLongLine?: (() => void) | undefined;
}

/** A line that holds the same JSON twice. */
export interface TwofoldLine {
  readonly data: string;
  /** What else is in it that is not the same in every line. */
  readonly others: string;
  readonly line: () => string;
}

/** Whoever reads the channel at the moment. */
export interface ChannelReader {
  line(text: string): void;
  /** Called for each line of more than 256 KiB, instead of `line`. */
  parsed(line: ParsedLine): void;
  /** Called once for each line over a limit, instead of `line`. */
  skipped(line: SkippedLine): void;
  /** Nothing more will be said; what was said is to be answered before the reader closes the channel. */
  inputEnded(): void;
  closed(): void;
}

type Arrived = string | ParsedLine | SkippedLine;

/** Longer than anybody waits; a timer cannot have more (`nodejs.org/api/timers.html`, `setTimeout`). */
const longestTimerMs = 2 ** 31 - 1;

/**
 * The lines of stdin and stdout, and the only owner of both. It can change its reader between any two lines: what
 * arrives while nobody reads waits, in order. The end of stdin is not that of the channel: first what was asked is
 * answered. The process is kept until then; exits are left to Node.
 * Reading does not stop while a client is slow to read: one that writes much before it reads would wait for ever.
 */
export class LineChannel {
  /** Resolves when stdin has ended and all was answered, the client has gone, or `close` was called. */
  readonly ended: Promise<void>;
  readonly #stdin: Readable;
  readonly #stdout: Writable;
  readonly #lines: LineReader;
  #end: (() => void) | undefined;
  readonly #waiting: Arrived[] = [];
  /** What the reader is being handed. */
  #latest: Arrived | undefined;
  #scrub: (text: string) => string;
  #reader: ChannelReader | undefined;
  #inputEnded = false;
  #keepAlive: NodeJS.Timeout | undefined;
  #closed = false;

  constructor({ stdin, stdout, scrub, onLongLine }: ChannelStreams) {
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
    this.#stdin = stdin;
    this.#stdout = stdout;
    this.#scrub = scrub;
    this.#lines = new LineReader(inputLimits.lineBytes, {
      line: (text) => this.#arrived(text),
      parsed: (line) => this.#arrived(line),
      skipped: (line) => this.#arrived(line),
      long: () => onLongLine?.(),
    });
    stdin.on('data', this.#onData);
    stdin.once('end', this.#onInputEnd);
    stdin.once('close', this.#onInputEnd);
    stdin.once('error', this.#onInputEnd);
    // A client that went away closes the pipe; without a listener that would be an uncaught exception.
    stdout.on('error', this.#onGone);
  }

  /** From now on, and for what has waited, this one reads. */
  read(reader: ChannelReader): void {
    this.#reader = reader;
    while (this.#reader === reader && this.#waiting.length > 0) this.#hand(reader, this.#waiting.shift());
    if (this.#reader !== reader) return;
    if (this.#closed) reader.closed();
    else if (this.#inputEnded) reader.inputEnded();
  }

  /** From now on nobody reads. */
  pause(): void {
    this.#reader = undefined;
  }

  /** Leaves the line that the reader is being handed to the one that reads next. */
  unread(): void {
    if (this.#latest !== undefined) this.#waiting.unshift(this.#latest);
    this.#latest = undefined;
  }

  /** Another last filter from now on: a credential became known. */
  scrubWith(scrub: (text: string) => string): void {
    this.#scrub = scrub;
  }

  /** Writes one line. Resolves when it was handed to the system, or was lost with the client. */
  write(json: string): Promise<void> {
    return this.#put(() => this.#scrub(json));
  }

  /**
   * Answers a request with a result that was recorded before there was any secret to filter out: only the id comes
   * from outside and is filtered. Looking through a recorded list would take as long as all else before it.
   */
  answer(id: string | number, result: string): Promise<void> {
    return this.#put(() => `{"result":${result},"jsonrpc":"2.0","id":${this.#scrub(JSON.stringify(id))}}`);
  }

  /**
   * Writes a line that holds the same JSON twice, as it is and as a text. It is looked through once: what is clean is
   * clean in a text, too, because the filter undoes the escapes of texts. So are the other parts of the line. What lies
   * between them are words of the protocol, and no secret consists of those.
   */
  writeAnswer({ data, others, line }: TwofoldLine): Promise<void> {
    const clean = this.#scrub(data) === data && this.#scrub(others) === others;
    return this.#put(clean ? line : () => this.#scrub(line()));
  }

  /** Reads no more, as if stdin had ended. */
  endInput(): void {
    if (this.#inputEnded) return;
    this.#inputEnded = true;
    this.#stdin.off('data', this.#onData);
    this.#stdin.pause();
    if (this.#closed) return;
    this.#keepAlive = setInterval(() => {}, longestTimerMs);
    this.#reader?.inputEnded();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.endInput();
    clearInterval(this.#keepAlive);
    this.#reader?.closed();
    this.#end?.();
  }

  readonly #onData = (chunk: Buffer | string): void => {
    this.#lines.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
  };

  readonly #onInputEnd = (): void => {
    if (!this.#inputEnded) this.#lines.end();
    this.endInput();
  };

  readonly #onGone = (): void => this.close();

  #put(lineOf: () => string): Promise<void> {
    if (this.#closed) return Promise.resolve();
    const line = `${lineOf()}\n`;
    // Called for a failed write too, and, unlike listeners on the stream, never left behind.
    return new Promise((resolve) => {
      this.#stdout.write(line, () => resolve());
    });
  }

  #arrived(line: Arrived): void {
    if (this.#closed) return;
    if (this.#reader === undefined) this.#waiting.push(line);
    else this.#hand(this.#reader, line);
  }

  #hand(reader: ChannelReader, line: Arrived | undefined): void {
    this.#latest = line;
    if (typeof line === 'string') reader.line(line);
    else if (line !== undefined && 'value' in line) reader.parsed(line);
    else if (line !== undefined) reader.skipped(line);
    // It may be long, and the next may not come for hours.
    this.#latest = undefined;
  }
}

import { Buffer } from 'node:buffer';
import { type Cut, LineScanner, type Scanned } from './line-scanner.ts';

/**
 * How much a client may send in one message, judged before any tool sees it. Far above what any tool takes, which
 * has narrower limits of its own: these keep a message from costing time and memory by its shape alone.
 */
export const inputLimits = {
  /**
   * Bytes of one line of stdin. A longer one is skipped while it is read. The longest text fits however it is written:
   * a client may write each UTF-16 unit as `\\uXXXX`, which takes six bytes.
   */
  lineBytes: 24 * 1024 * 1024,
  /** Objects and lists inside each other. A parser that recurses could be made to overflow by more. */
  depth: 32,
  /** Items of one list. */
  items: 50_000,
  /** Members of one object. */
  members: 1_000,
  /** UTF-16 units of one text: a whole zone file may be one. */
  textLength: 3_500_000,
  /** UTF-16 units of the name of a member. */
  nameLength: 1_024,
  /** Values of every kind in one message. */
  values: 500_000,
  /**
   * Bytes of a message of more than 256 KiB that are neither in a list nor in a text among the arguments of a call: they
   * are parsed at one go, and nothing else is done meanwhile.
   */
  looseBytes: 1024 * 1024,
  /**
   * Names that the members of objects in such lists have together. V8 keeps a shape for each of up to 1,536
   * (`kMaxNumberOfTransitions`); beyond that each object is a table of its own, and to collect garbage takes long.
   */
  names: 1_000,
} as const;

/** What a long line may have too much of, beside what is counted for all lines. */
export type Excess = 'loose' | 'names';

/** Bytes that are parsed at once. */
const usualPortion = 64 * 1024;

/**
 * A long line of JSON that is parsed while it comes in. To parse it at its end would take a hundred milliseconds and
 * more, in which nothing else can be done. What makes a message long is a list or a text among the arguments of a call:
 * of these, a part that is complete is parsed at once, and a mark takes its place in the line.
 */
export class LongLine {
  readonly #scanner = new LineScanner();
  readonly #portion: number;
  /** No client can know it, so none can write a mark. */
  readonly #mark = crypto.randomUUID();
  readonly #parsed = new Map<string, string | readonly unknown[]>();
  /** What is not parsed yet, but for marks, up to `#from`; and what comes behind. */
  #before: Buffer[] = [];
  #rest: Buffer[] = [];
  #from = 0;
  /** Bytes that are parsed at the end, as far as they have come. */
  #loose = 0;
  readonly #names = new Set<string>();
  #excess: Excess | undefined;
  #isBroken = false;
  #isSkipped = false;

  constructor(portion: number = usualPortion) {
    this.#portion = portion;
  }

  push(bytes: Buffer): void {
    for (let at = 0; at < bytes.length; at += this.#portion)
      this.#pushPart(bytes.subarray(at, at + this.#portion));
  }

  #pushPart(bytes: Buffer): void {
    this.#scanner.push(bytes);
    if (this.#isSkipped) return;
    this.#rest.push(bytes);
    this.#loose += bytes.length;
    const cut = this.#scanner.cut();
    if (cut !== undefined && cut.end - Math.max(cut.begin, this.#from) >= this.#portion) this.#take(cut);
    if (this.#loose > inputLimits.looseBytes) this.#refuse('loose');
  }

  /** Holds nothing of the line from now on, and only looks through it. */
  skip(): void {
    this.#isSkipped = true;
    this.#before = [];
    this.#rest = [];
    this.#parsed.clear();
  }

  #refuse(excess: Excess): void {
    this.#excess = excess;
    this.skip();
  }

  /** Bytes at the end that are not parsed yet. */
  get left(): number {
    return this.#rest.reduce((sum, { length }) => sum + length, 0);
  }

  /** What is too much of it, so that it has no value. */
  get excess(): Excess | undefined {
    return this.#excess;
  }

  result(): Scanned {
    return this.#scanner.result();
  }

  /** @returns `undefined` for a line that is no JSON. */
  value(): unknown {
    if (this.#isBroken) return undefined;
    try {
      return this.#whole(JSON.parse(Buffer.concat([...this.#before, ...this.#rest]).toString('utf8')), 0);
    } catch {
      return undefined;
    }
  }

  #take({ begin, end, kind }: Cut): void {
    const rest = Buffer.concat(this.#rest);
    // The comma behind the part before.
    const start = Math.max(begin - this.#from, kind === 'list' && this.#from > begin ? 1 : 0);
    const part = rest.subarray(start, end - this.#from).toString('utf8');
    const name = `${this.#mark}${String(this.#parsed.size).padStart(8, '0')}`;
    try {
      const parseText: unknown = JSON.parse(kind === 'list' ? `[${part}]` : `"${part}"`);
      if (!isPart(parseText)) throw new SyntaxError('nothing between two commas');
      this.#parsed.set(name, parseText);
      if (typeof parseText !== 'string' && !this.#hasFewNames(parseText, 0)) {
        this.#refuse('names');
        return;
      }
    } catch {
      this.#isBroken = true;
      this.skip();
      return;
    }
    const mark = Buffer.from(kind === 'list' ? JSON.stringify(name) : name);
    this.#before.push(Buffer.from(rest.subarray(0, start)), mark);
    this.#rest = [Buffer.from(rest.subarray(end - this.#from))];
    this.#loose += mark.length - (end - this.#from - start);
    this.#from = end;
  }

  /** Whether the objects in it do not bring more names than there may be. What is too deep is told elsewhere. */
  #hasFewNames(value: unknown, depth: number): boolean {
    if (typeof value !== 'object' || value === null || depth > inputLimits.depth) return true;
    if (Array.isArray(value)) return value.every((item) => this.#hasFewNames(item, depth + 1));
    for (const [name, member] of Object.entries(value)) {
      this.#names.add(name);
      if (!this.#hasFewNames(member, depth + 1)) return false;
    }
    return this.#names.size <= inputLimits.names;
  }

  /** Puts what was parsed in the place of its marks. They stand only where something can be cut. */
  #whole(value: unknown, depth: number): unknown {
    if (typeof value === 'string') return this.#text(value);
    if (Array.isArray(value)) return this.#list(value);
    if (typeof value !== 'object' || value === null || depth > 2) return value;
    for (const [name, member] of Object.entries(value)) {
      const whole = this.#whole(member, depth + 1);
      if (whole !== member) Object.defineProperty(value, name, { ...ordinary, value: whole });
    }
    return value;
  }

  #list(list: readonly unknown[]): readonly unknown[] {
    const items: unknown[] = [];
    for (const [index, item] of list.entries()) {
      const part = typeof item === 'string' ? this.#parsed.get(item) : undefined;
      if (Array.isArray(part)) for (const each of part) items.push(each);
      else if (index === 0) return list;
      else items.push(item);
    }
    return items;
  }

  #text(text: string): string {
    let [whole, at] = ['', 0];
    while (text.startsWith(this.#mark, at)) {
      const end = at + this.#mark.length + 8;
      whole += this.#parsed.get(text.slice(at, end)) ?? '';
      at = end;
    }
    return whole + text.slice(at);
  }
}

const ordinary = { enumerable: true, configurable: true, writable: true } as const;

function isPart(parseText: unknown): parseText is string | readonly unknown[] {
  return typeof parseText === 'string' || (Array.isArray(parseText) && parseText.length > 0);
}

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

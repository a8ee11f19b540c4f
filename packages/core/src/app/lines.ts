import { Buffer } from 'node:buffer';

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
} as const;

/** What can be told of a line without parsing it as a whole. */
export interface Scanned {
  /** Of the message, where it is a text or a number and stands where it has to. */
  readonly id: string | number | null;
  /** Whether JSON-RPC wants an answer: not for notifications and responses. */
  readonly awaitsAnswer: boolean;
  /** Values of every kind, the message itself included. */
  readonly values: number;
  /** Objects and lists inside each other, the message itself included. */
  readonly depth: number;
}

/** A part of a line that can be parsed by itself; both ends in bytes from the start of the line. */
interface Cut {
  /** Of the list or text: behind its bracket or quote. */
  readonly begin: number;
  /** At a comma of the list, or between two characters of the text. */
  readonly end: number;
  readonly kind: 'list' | 'text';
}

/** Where the arguments of a call stand: in the parameters of the message. */
const depthOfArguments = 3;

const quote = 0x22;
const openingOfList = 0x5b;
const letterU = 0x75;
const backslash = 0x5c;
const comma = 0x2c;
const colon = 0x3a;

/** What a byte outside of texts is; by index, because there may be millions of them. */
const kinds = { token: 0, space: 1, opening: 2, closing: 3, comma: 4, colon: 5 } as const;
const kindOf = new Uint8Array(256);
for (const space of [0x20, 0x09, 0x0a, 0x0d]) kindOf[space] = kinds.space;
for (const opening of [0x5b, 0x7b]) kindOf[opening] = kinds.opening;
for (const closing of [0x5d, 0x7d]) kindOf[closing] = kinds.closing;
kindOf[comma] = kinds.comma;
kindOf[colon] = kinds.colon;

/** A name or an id that is longer is none of those that are looked for. */
const mostKept = 1_100;

/**
 * Looks through a line of JSON while its bytes come in: who asked, and how much there is to parse. Holds nothing of
 * it but one name or id. A line that is no JSON gives some numbers, and does no harm.
 */
export class LineScanner {
  #inText = false;
  #escaped = false;
  #depth = 0;
  #deepest = 0;
  #values = 0;
  /** Whether the next token is a value that no comma announced: the first one, or the first in its container. */
  #fresh = true;
  /** Whether a name of the message itself comes next, or is being read. */
  #atName = false;
  #name = '';
  #kept: number[] | undefined;
  readonly #members = new Map<string, string>();
  /** Bytes before those that are looked at. */
  #offset = 0;
  /** Of the text or list that is open at the depth of the arguments, behind its quote or bracket. */
  #begin = 0;
  #lastComma = 0;
  /** Digits of a `\\u` escape that are still to come. */
  #digits = 0;
  #isList = false;
  /** Whether what is open at the depth of the arguments, and around it, are objects. */
  readonly #areObjects = [false, false, false];
  /** Whether a colon announced the text there: names are not cut. */
  #isValue = false;
  #last = 0;

  push(bytes: Buffer): void {
    // By index: an iterator takes several times as long.
    for (let at = 0; at < bytes.length; at += 1) {
      if (this.#inText && !this.#escaped && this.#digits === 0 && this.#kept === undefined)
        at = endOfPlain(bytes, at);
      if (at < bytes.length) this.#take(bytes[at] ?? 0, this.#offset + at);
    }
    this.#offset += bytes.length;
    this.#last = bytes.at(-1) ?? this.#last;
  }

  /** What of the line, as far as it has come, can be parsed; the last such part only. */
  cut(): Cut | undefined {
    if (!this.#areObjects.every(Boolean) || !this.#isValue) return undefined;
    if (this.#depth === depthOfArguments && this.#inText && !this.#escaped && this.#digits === 0) {
      // Behind ASCII no character is cut in two.
      return this.#last < 0x80 ? { begin: this.#begin, end: this.#offset, kind: 'text' } : undefined;
    }
    if (this.#depth <= depthOfArguments || !this.#isList || this.#lastComma < this.#begin) return undefined;
    return { begin: this.#begin, end: this.#lastComma, kind: 'list' };
  }

  result(): Scanned {
    const has = (name: string): boolean => this.#members.has(name);
    // As for whole messages: one with a method and no id is a notification, one with a result or error a response.
    const isCall = typeof parsed(this.#members.get('method') ?? '') === 'string';
    return {
      id: idOf(this.#members.get('id') ?? ''),
      awaitsAnswer: isCall ? has('id') : !has('result') && !has('error'),
      values: this.#values,
      depth: this.#deepest,
    };
  }

  #take(byte: number, at: number): void {
    if (this.#kept !== undefined && this.#kept.length < mostKept) this.#kept.push(byte);
    if (this.#inText) {
      if (this.#escaped) this.#unescape(byte);
      else if (byte === backslash) this.#escaped = true;
      else if (byte === quote) this.#endText();
      if (this.#digits > 0) this.#digits -= 1;
      return;
    }
    const kind = kindOf[byte];
    if (kind === kinds.token) {
      // Most bytes are neither the first one of a token nor worth a look.
      if (this.#fresh || byte === quote) this.#beginToken(byte, at);
    } else if (kind === kinds.comma) this.#next(at);
    else if (kind === kinds.colon) this.#beginValue();
    else if (kind === kinds.opening) this.#beginToken(byte, at);
    else if (kind === kinds.closing) this.#close();
  }

  #unescape(byte: number): void {
    this.#escaped = false;
    // One more, because this byte counts too.
    if (byte === letterU) this.#digits = 5;
  }

  #beginToken(byte: number, at: number): void {
    if (this.#fresh) this.#values += 1;
    this.#fresh = false;
    if (this.#depth === depthOfArguments) {
      this.#begin = at + 1;
      this.#isList = byte === openingOfList;
    }
    if (byte === quote) {
      this.#inText = true;
      if (this.#atName) this.#kept = [quote];
    } else if (kindOf[byte] === kinds.opening) {
      this.#depth += 1;
      if (this.#depth <= depthOfArguments) {
        this.#areObjects[this.#depth - 1] = byte !== openingOfList;
        this.#isValue = false;
      }
      this.#deepest = Math.max(this.#deepest, this.#depth);
      this.#fresh = true;
      this.#atName = this.#depth === 1;
    }
  }

  #endText(): void {
    this.#inText = false;
    if (!this.#atName || this.#depth !== 1) return;
    this.#name = textOf(this.#kept ?? []);
    this.#kept = undefined;
  }

  #beginValue(): void {
    if (this.#depth === depthOfArguments) this.#isValue = true;
    if (!this.#atName || this.#depth !== 1) return;
    this.#atName = false;
    this.#kept = [];
  }

  #next(at: number): void {
    this.#values += 1;
    if (this.#depth === depthOfArguments + 1) this.#lastComma = at;
    if (this.#depth === depthOfArguments) this.#isValue = false;
    if (this.#depth !== 1) return;
    this.#endMember();
    this.#atName = true;
  }

  #close(): void {
    if (this.#depth === 1) this.#endMember();
    this.#depth = Math.max(0, this.#depth - 1);
    this.#fresh = false;
  }

  #endMember(): void {
    if (this.#kept === undefined) return;
    const name = parsed(this.#name);
    // The last byte is the comma or the brace after the value.
    if (typeof name === 'string') this.#members.set(name, textOf(this.#kept.slice(0, -1)));
    this.#kept = undefined;
  }
}

/** Where a stretch of a text ends that has neither a quote nor an escape. */
function endOfPlain(bytes: Buffer, from: number): number {
  let at = from;
  while (at < bytes.length && bytes[at] !== quote && bytes[at] !== backslash) at += 1;
  return at;
}

function textOf(bytes: readonly number[]): string {
  return Buffer.from(bytes).toString('utf8');
}

function idOf(json: string): Scanned['id'] {
  const id = parsed(json);
  return typeof id === 'string' || (typeof id === 'number' && Number.isFinite(id)) ? id : null;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

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
  #isBroken = false;
  #isSkipped = false;

  constructor(portion: number = usualPortion) {
    this.#portion = portion;
  }

  push(bytes: Buffer): void {
    this.#scanner.push(bytes);
    if (this.#isSkipped) return;
    this.#rest.push(bytes);
    const cut = this.#scanner.cut();
    if (cut !== undefined && cut.end - Math.max(cut.begin, this.#from) >= this.#portion) this.#take(cut);
  }

  /** Holds nothing of the line from now on, and only looks through it. */
  skip(): void {
    this.#isSkipped = true;
    this.#before = [];
    this.#rest = [];
    this.#parsed.clear();
  }

  /** Bytes at the end that are not parsed yet. */
  get left(): number {
    return this.#rest.reduce((sum, { length }) => sum + length, 0);
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
    } catch {
      this.#isBroken = true;
      this.skip();
      return;
    }
    this.#before.push(
      Buffer.from(rest.subarray(0, start)),
      Buffer.from(kind === 'list' ? JSON.stringify(name) : name),
    );
    this.#rest = [Buffer.from(rest.subarray(end - this.#from))];
    this.#from = end;
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
  readonly excess: 'bytes' | 'values' | 'depth';
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
    return undefined;
  }
}

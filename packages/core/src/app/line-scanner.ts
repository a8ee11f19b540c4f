import { Buffer } from 'node:buffer';

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
export interface Cut {
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
  /** Where the escape that is being read begins. */
  #escapeAt = 0;
  /** Bytes at the end that may be a part of a character only; `undefined` when that cannot be told. */
  #unsure: number | undefined = 0;

  push(bytes: Buffer): void {
    // By index: an iterator takes several times as long.
    for (let at = 0; at < bytes.length; at += 1) {
      if (this.#inText && !this.#escaped && this.#digits === 0 && this.#kept === undefined)
        at = endOfPlain(bytes, at);
      if (at < bytes.length) this.#take(bytes[at] ?? 0, this.#offset + at);
    }
    this.#offset += bytes.length;
    this.#unsure = lastCharacterOf(bytes);
  }

  /** What of the line, as far as it has come, can be parsed; the last such part only. */
  cut(): Cut | undefined {
    if (!this.#areObjects.every(Boolean) || !this.#isValue) return undefined;
    if (this.#depth === depthOfArguments && this.#inText) {
      const isInEscape = this.#escaped || this.#digits > 0;
      if (!isInEscape && this.#unsure === undefined) return undefined;
      const end = isInEscape ? this.#escapeAt : this.#offset - (this.#unsure ?? 0);
      return end > this.#begin ? { begin: this.#begin, end, kind: 'text' } : undefined;
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
      else if (byte === backslash) this.#beginEscape(at);
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

  #beginEscape(at: number): void {
    this.#escaped = true;
    this.#escapeAt = at;
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

/** How long the last character is if it is not ASCII, be it whole or not (RFC 3629, section 3). */
function lastCharacterOf(bytes: Buffer): number | undefined {
  for (let length = 1; length <= Math.min(4, bytes.length); length += 1) {
    const byte = bytes[bytes.length - length] ?? 0;
    if (byte < 0x80) return length - 1;
    if (byte >= 0xc0) return length;
  }
  return undefined;
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

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

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const colon = 0x3a;
const openings = new Set([0x5b, 0x7b]);
const closings = new Set([0x5d, 0x7d]);
const spaces = new Set([0x20, 0x09, 0x0a, 0x0d]);

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

  push(bytes: Buffer): void {
    // By index: an iterator takes several times as long.
    for (let at = 0; at < bytes.length; at += 1) this.#take(bytes[at] ?? 0);
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

  #take(byte: number): void {
    if (this.#kept !== undefined && this.#kept.length < mostKept) this.#kept.push(byte);
    if (this.#inText) {
      if (this.#escaped) this.#escaped = false;
      else if (byte === backslash) this.#escaped = true;
      else if (byte === quote) this.#endText();
      return;
    }
    if (spaces.has(byte)) return;
    if (closings.has(byte)) this.#close();
    else if (byte === comma) this.#next();
    else if (byte === colon) this.#beginValue();
    else this.#beginToken(byte);
  }

  #beginToken(byte: number): void {
    if (this.#fresh) this.#values += 1;
    this.#fresh = false;
    if (byte === quote) {
      this.#inText = true;
      if (this.#atName) this.#kept = [quote];
    } else if (openings.has(byte)) {
      this.#depth += 1;
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
    if (!this.#atName || this.#depth !== 1) return;
    this.#atName = false;
    this.#kept = [];
  }

  #next(): void {
    this.#values += 1;
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

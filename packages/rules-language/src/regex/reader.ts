/** Why a pattern is refused, and where: code points from its beginning. */
export class PatternProblem extends Error {
  readonly at: number;
  /** Cloudflare's engine may well take it; only this one cannot. */
  readonly beyondUs: boolean;

  constructor(reason: string, at: number, beyondUs = false) {
    super(reason);
    this.name = 'PatternProblem';
    this.at = at;
    this.beyondUs = beyondUs;
  }
}

/** Flags in force at a place of a pattern; the letters of Rust's regex crate are in brackets. */
export interface Flags {
  /** (i) */
  readonly caseInsensitive: boolean;
  /** (m) `^` and `$` match at lines. */
  readonly multiLine: boolean;
  /** (s) `.` matches line feeds. */
  readonly dotAll: boolean;
  /** (U) `a*` is lazy and `a*?` greedy. */
  readonly swapGreed: boolean;
  /** (u) Classes hold characters, not octets. */
  readonly unicode: boolean;
  /** (R) Carriage returns end lines too. */
  readonly carriageReturn: boolean;
  /** (x) White space and comments are left out. */
  readonly verbose: boolean;
}

/** A pattern, read character by character. */
export class Reader {
  readonly #characters: readonly string[];
  at = 0;
  /** Parsers set and restore them: they hold until the end of the group around them. */
  flags: Flags;

  constructor(pattern: string, flags: Flags) {
    this.#characters = Array.from(pattern);
    this.flags = flags;
  }

  get atEnd(): boolean {
    return this.at >= this.#characters.length;
  }

  /** The character `offset` behind the next one; empty behind the end. */
  peek(offset = 0): string {
    return this.#characters[this.at + offset] ?? '';
  }

  take(): string {
    const character = this.peek();
    this.at += 1;
    return character;
  }

  /** Takes `text` if it comes next. */
  eat(text: string): boolean {
    const found = Array.from(text).every((character, offset) => this.peek(offset) === character);
    if (found) this.at += Array.from(text).length;
    return found;
  }

  /** Takes everything up to `end` and `end` itself. */
  takeUntil(end: string, what: string): string {
    const start = this.at;
    let text = '';
    while (this.peek() !== end) {
      if (this.atEnd) throw new PatternProblem(`${what} is not closed`, start);
      text += this.take();
    }
    this.at += 1;
    return text;
  }

  /** As `takeUntil`, without what flag x leaves out. */
  takeWordUntil(end: string, what: string): string {
    const start = this.at;
    let text = '';
    for (;;) {
      this.skipSpace();
      if (this.atEnd) throw new PatternProblem(`${what} is not closed`, start);
      const character = this.take();
      if (character === end) return text;
      text += character;
    }
  }

  /** Leaves out white space, and comments from `#` to the end of the line, where flag x is set. */
  skipSpace(): void {
    while (this.flags.verbose && !this.atEnd) {
      if (/\p{White_Space}/u.test(this.peek())) this.at += 1;
      else if (this.peek() === '#') while (!this.atEnd && this.take() !== '\n');
      else return;
    }
  }
}

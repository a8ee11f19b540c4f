/** A place in a zone file, both from 1. Columns count UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A word or a quoted string, with its quotes and backslashes. */
export interface Word extends Position {
  readonly text: string;
}

/** What RFC 1035 section 5.1 calls an entry: a line, or several that parentheses hold together. */
export interface Entry {
  readonly words: readonly Word[];
  /** Whether the entry begins with white space, which stands for the owner of the entry before. */
  readonly hasNoOwner: boolean;
  /** What stands behind the last word, after the semicolon; `undefined` where there is none. */
  readonly comment: Word | undefined;
  /** Whether a mistake was found in it, so that its words are not to be trusted. */
  readonly isBroken: boolean;
}

/** Something in the file that is wrong, and where. */
export interface Mistake extends Position {
  readonly problem: string;
}

export function mistake({ line, column }: Position, problem: string): Mistake {
  return { line, column, problem };
}

/** More than the longest TXT record has strings; an entry that goes on has lost its closing parenthesis. */
const mostWords = 5_000;
/** Parentheses in parentheses mean nothing, but are allowed. */
const deepest = 20;
/** UTF-16 units. A string of 4,096 octets has 16,384 when all are escaped; keys in base64 are longer. */
const longestWord = 65_536;

/** Empty entries after which `undefined` is said: a file may hold millions, and nothing else. */
const manyEmpty = 1_000;

/**
 * The entries of a zone file (RFC 1035 section 5.1), one by one and without those that are empty. Quotes end on
 * their line; a mistake costs the rest of its line, so that one call finds all mistakes.
 *
 * @param mistakes gets every mistake that is found on the way.
 */
export function* readEntries(text: string, mistakes: Mistake[]): Generator<Entry | undefined> {
  const scanner = new Scanner(text);
  let empty = 0;
  while (!scanner.isAtEnd) {
    const entry = scanner.entry(mistakes);
    if (entry.words.length > 0) yield entry;
    else empty += 1;
    if (empty % manyEmpty === manyEmpty - 1) yield undefined;
  }
}

/** Reads forward only, each character once: the time it takes grows with the length of the text and no faster. */
class Scanner {
  readonly #text: string;
  #at: number;
  #line = 1;
  #lineStart: number;

  constructor(text: string) {
    this.#text = text;
    // A byte order mark is no part of the file.
    this.#at = text.startsWith('\u{feff}') ? 1 : 0;
    this.#lineStart = this.#at;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#text.length;
  }

  entry(mistakes: Mistake[]): Entry {
    const before = mistakes.length;
    const hasNoOwner = isSpace(this.#here());
    const words: Word[] = [];
    const open: Position[] = [];
    let comment: Word | undefined;
    while (!this.isAtEnd) {
      const character = this.#here();
      const position = this.#position();
      if (character === '\n') {
        this.#nextLine();
        if (open.length === 0) break;
      } else if (isSpace(character)) this.#at += 1;
      else if (character === ';') comment = this.#comment(position, open.length > 0);
      else if (character === '(' || character === ')') this.#parenthesis(character, position, open, mistakes);
      else if (words.length < mostWords) this.#word(position, words, mistakes);
      else this.#tooLong(position, open, mistakes);
    }
    const [first] = open;
    if (first !== undefined) mistakes.push({ ...first, problem: 'this "(" is never closed' });
    return { words, hasNoOwner, comment, isBroken: mistakes.length > before };
  }

  #here(): string {
    return this.#text.charAt(this.#at);
  }

  #position(): Position {
    return { line: this.#line, column: this.#at - this.#lineStart + 1 };
  }

  #nextLine(): void {
    this.#at += 1;
    this.#line += 1;
    this.#lineStart = this.#at;
  }

  #toLineEnd(): string {
    const end = this.#text.indexOf('\n', this.#at);
    const start = this.#at;
    this.#at = end === -1 ? this.#text.length : end;
    return this.#text.slice(start, this.#at);
  }

  /** A comment within parentheses belongs to a line of the record and not to the record. */
  #comment(position: Position, isInside: boolean): Word | undefined {
    const text = this.#toLineEnd().slice(1);
    return isInside ? undefined : { ...position, text };
  }

  #parenthesis(character: string, position: Position, open: Position[], mistakes: Mistake[]): void {
    const problem = character === ')' ? 'this ")" closes nothing' : 'this "(" is one too many';
    const isMistake = open.length === (character === ')' ? 0 : deepest);
    if (isMistake) {
      mistakes.push({ ...position, problem });
      this.#toLineEnd();
      return;
    }
    this.#at += 1;
    if (character === '(') open.push(position);
    else open.pop();
  }

  #tooLong(position: Position, open: Position[], mistakes: Mistake[]): void {
    mistakes.push({ ...position, problem: `is the word ${mostWords + 1} of one record: is a ")" missing?` });
    open.length = 0;
    this.#toLineEnd();
  }

  /** A word ends at white space, a semicolon or a parenthesis outside quotes, and a quoted string at its quote. */
  #word(position: Position, words: Word[], mistakes: Mistake[]): void {
    const start = this.#at;
    const isString = this.#here() === '"';
    let quoted = false;
    let isDangling = false;
    while (!this.isAtEnd) {
      const character = this.#here();
      if (character === '\n' || (!quoted && endsWord(character))) break;
      isDangling = character === '\\' && this.#isLineEnd(this.#at + 1);
      this.#at += character === '\\' && !isDangling ? 2 : 1;
      if (character === '"') quoted = !quoted;
      if (character === '"' && isString && !quoted) break;
    }
    const text = this.#text.slice(start, this.#at);
    const problem = problemOf(text, quoted, isDangling);
    if (problem === undefined) words.push({ ...position, text });
    else mistakes.push({ ...position, problem });
  }

  #isLineEnd(at: number): boolean {
    return at >= this.#text.length || this.#text.startsWith('\n', at) || this.#text.startsWith('\r\n', at);
  }
}

function problemOf(word: string, isOpen: boolean, isDangling: boolean): string | undefined {
  if (isOpen) return 'has a double quote that is not closed on its line';
  if (isDangling) return 'ends in a backslash, which must be followed by a character';
  return word.length > longestWord
    ? `is longer than the ${longestWord} characters any value can have`
    : undefined;
}

function isSpace(character: string): boolean {
  return character === ' ' || character === '\t' || character === '\r';
}

function endsWord(character: string): boolean {
  return isSpace(character) || character === ';' || character === '(' || character === ')';
}

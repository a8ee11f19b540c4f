/** One value of each column, and the line that it began in, from 1. */
export interface CsvRow {
  readonly line: number;
  readonly values: readonly string[];
}

/**
 * Rows of comma-separated values (RFC 4180): quotes around a value that holds a comma, a quote or a line end; a quote in it
 * twice. Blank lines are left out, and so is a byte order mark. A quote that is never closed takes the rest of the text;
 * one inside a value is a character like any other. Yields often, whatever the text is made of.
 */
export function* csvRowsInSteps(text: string): Generator<void, readonly CsvRow[], void> {
  const rows: CsvRow[] = [];
  const scanner = new Scanner(text);
  while (!scanner.isAtEnd) {
    const row = yield* scanner.row();
    if (row.values.some((value) => value !== '')) rows.push(row);
  }
  return rows;
}

/** Parts of a value between two chances for others. */
const stretch = 1_000;

class Scanner {
  readonly #text: string;
  #at: number;
  #line = 1;

  constructor(text: string) {
    this.#text = text;
    this.#at = text.startsWith('\ufeff') ? 1 : 0;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#text.length;
  }

  *row(): Generator<void, CsvRow, void> {
    const line = this.#line;
    const values: string[] = [];
    do {
      yield;
      values.push(yield* this.#value());
    } while (this.#take(','));
    if (!this.#take('\r\n') && !this.#take('\n')) this.#take('\r');
    this.#line += 1;
    return { line, values };
  }

  #take(token: string): boolean {
    if (!this.#text.startsWith(token, this.#at)) return false;
    this.#at += token.length;
    return true;
  }

  *#value(): Generator<void, string, void> {
    while (this.#take(' ') || this.#take('\t'));
    const quoted = this.#text[this.#at] === '"' ? yield* this.#quoted() : '';
    return (quoted + this.#plain()).trim();
  }

  *#quoted(): Generator<void, string, void> {
    const parts: string[] = [];
    let from = this.#at + 1;
    for (;;) {
      if (parts.length % stretch === 0) yield;
      const quote = this.#text.indexOf('"', from);
      const end = quote === -1 ? this.#text.length : quote;
      parts.push(this.#text.slice(from, end));
      this.#at = end + 1;
      if (quote === -1 || this.#text[this.#at] !== '"') break;
      parts.push('"');
      from = this.#at + 1;
    }
    const value = parts.join('');
    this.#line += value.match(/\n/gu)?.length ?? 0;
    return value;
  }

  /** Up to the next comma or line end. */
  #plain(): string {
    const end = /[,\r\n]/gu;
    end.lastIndex = this.#at;
    const from = this.#at;
    this.#at = end.exec(this.#text)?.index ?? this.#text.length;
    return this.#text.slice(from, this.#at);
  }
}

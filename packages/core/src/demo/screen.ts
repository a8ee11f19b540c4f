/** Columns that a line may take. */
const width = 100;
const indent = 7;

const styles = { bold: 1, dim: 2, red: 31, green: 32, cyan: 36 } as const;
type Style = keyof typeof styles;

/** What a step has to show: the call, what came back, and rows that are aligned as a table. */
export type Shown =
  | { readonly kind: 'call' | 'question' | 'answer' | 'problem'; readonly text: string }
  | { readonly kind: 'table'; readonly rows: readonly (readonly string[])[] };

const looks = {
  call: { sign: '→', style: 'cyan' },
  question: { sign: '?', style: 'bold' },
  answer: { sign: '←', style: undefined },
  problem: { sign: '!', style: 'red' },
} as const;

export interface ShownStep {
  readonly number: number;
  readonly wish: string;
  readonly passed: boolean;
  readonly shown: readonly Shown[];
}

/** Lays out the tour. Control and format characters never reach the terminal, whoever sent them. */
export class Screen {
  readonly #write: (text: string) => void;
  readonly #colour: boolean;

  constructor(write: (text: string) => void, colour: boolean) {
    this.#write = write;
    this.#colour = colour;
  }

  title(text: string, explanation: string): void {
    this.#line(this.#styled('bold', text));
    for (const line of wrap(explanation, width)) this.#line(line);
  }

  step({ number, wish, passed, shown }: ShownStep): void {
    const mark = passed ? this.#styled('green', '✓') : this.#styled('red', '✗');
    const [first = '', ...rest] = wrap(wish, width - indent);
    this.#line('');
    this.#line(`${mark} ${String(number).padStart(3)}  ${this.#styled('bold', first)}`);
    for (const line of rest) this.#line(`${' '.repeat(indent)}${this.#styled('bold', line)}`);
    for (const part of shown) this.#part(part);
  }

  end(text: string, passed: boolean): void {
    this.#line('');
    this.#line(this.#styled(passed ? 'green' : 'red', text));
  }

  #part(part: Shown): void {
    const columns = width - indent - 2;
    if (part.kind === 'table') {
      for (const row of table(part.rows, columns)) this.#signed(' ', [row]);
    } else {
      const { sign, style } = looks[part.kind];
      this.#signed(sign, wrap(part.text, columns), style);
    }
  }

  #signed(sign: string, lines: readonly string[], style?: Style): void {
    for (const [index, line] of lines.entries()) {
      const shownSign = this.#styled('dim', index === 0 ? sign : ' ');
      this.#line(
        `${' '.repeat(indent)}${shownSign} ${style === undefined ? line : this.#styled(style, line)}`,
      );
    }
  }

  #styled(style: Style, text: string): string {
    return this.#colour ? `\u001b[${styles[style]}m${text}\u001b[0m` : text;
  }

  #line(text: string): void {
    this.#write(`${text}\n`);
  }
}

/** Lines of at most `columns`, broken at spaces where there are any. */
export function wrap(text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  let rest = printable(text).trim();
  while (rest.length > columns) {
    const space = rest.lastIndexOf(' ', columns);
    const end = space > 0 ? space : columns;
    lines.push(rest.slice(0, end));
    rest = rest.slice(end).trimStart();
  }
  return [...lines, rest];
}

/** Aligned columns; the last one that does not fit is cut, and says so with an ellipsis. */
export function table(rows: readonly (readonly string[])[], columns: number): readonly string[] {
  const cells = rows.map((row) => row.map((cell) => printable(cell)));
  const widths = (cells[0] ?? []).map((_, column) =>
    Math.max(...cells.map((row) => row[column]?.length ?? 0)),
  );
  return cells.map((row) => {
    const line = row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
    return line.length > columns ? `${line.slice(0, columns - 1)}…` : line;
  });
}

function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}]/gu, '\ufffd');
}

import type { Token } from '../lex/token.ts';
import { maximumDepth } from '../limits.ts';
import type { Doubt, Finding } from '../problem.ts';
import type { Span } from '../syntax-tree.ts';

/** Ends parsing at a mistake behind which nothing can be told. Thrown and caught inside this folder only. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly finding: Finding;

  constructor(finding: Finding) {
    super(finding.message);
    this.finding = finding;
  }
}

const end: Token = { kind: 'end', text: '', start: 0, end: 0 };

/** The tokens of one source, read from left to right, and what was found wrong with them so far. */
export class Cursor {
  readonly source: string;
  readonly findings: Finding[];
  readonly doubts: Doubt[] = [];
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;

  constructor(source: string, tokens: readonly Token[], findings: readonly Finding[]) {
    this.source = source;
    this.#tokens = tokens;
    this.findings = [...findings];
  }

  get token(): Token {
    return this.#tokens[this.#at] ?? end;
  }

  get following(): Token {
    return this.#tokens[this.#at + 1] ?? end;
  }

  /** The end of the token before this one. */
  get behind(): number {
    return this.#tokens[this.#at - 1]?.end ?? 0;
  }

  advance(): Token {
    const { token } = this;
    if (token.kind !== 'end') this.#at += 1;
    return token;
  }

  isSymbol(text: string): boolean {
    return this.token.kind === 'symbol' && this.token.text === text;
  }

  skipSymbol(text: string): boolean {
    const found = this.isSymbol(text);
    if (found) this.advance();
    return found;
  }

  /** Runs `parse` one level deeper; `at` is what opens the level. */
  nested<Parsed>(at: Span, parse: () => Parsed): Parsed {
    if (this.#depth >= maximumDepth) {
      const message = `Parentheses, calls and "not" are nested at most ${maximumDepth} deep.`;
      throw new Refusal({ code: 'too_deep', message, span: spanOf(at) });
    }
    this.#depth += 1;
    const parsed = parse();
    this.#depth -= 1;
    return parsed;
  }

  /** Notes a mistake whose meaning is clear, and goes on. */
  note(finding: Finding): void {
    this.findings.push(finding);
  }

  /** Notes what Cloudflare takes, but hardly as it was meant. */
  doubt(doubt: Doubt): void {
    this.doubts.push(doubt);
  }

  textOf(span: Span): string {
    return this.source.slice(span.start, span.end);
  }
}

export function spanOf(span: Span): Span {
  return { start: span.start, end: span.end };
}

import type { Doubt, Finding } from '../problem.ts';
import type { Span } from '../syntax-tree.ts';
import {
  type ReadString,
  readQuotedPattern,
  readQuotedString,
  readRawString,
  readWronglyQuoted,
} from './string.ts';
import type { Token } from './token.ts';

export interface Lexed {
  readonly tokens: readonly Token[];
  readonly findings: readonly Finding[];
  /** Blanks at the ends that Cloudflare leaves out, and that came along when the text was copied. */
  readonly doubts: readonly Doubt[];
  /** A string has no end, so that nothing behind it can be told. */
  readonly broken: boolean;
}

/** The engine takes spaces and line breaks between tokens. Others are read too, and then refused by name. */
const space = /[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/y;
const otherSpace = /(?![ \n\r])\p{White_Space}/gu;
const word = /[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z0-9_]+)*/y;
/** Longer than two addresses and what joins them; the bound keeps the work linear. */
const number = /[0-9A-Za-z_.:/-]{1,100}/y;
const list = /\$[A-Za-z0-9_.]*/y;
/** Spellings of other languages are tokens too, so that the parser can say what they are called here. */
const symbol = /===|!==|==|!=|!~|=~|=>|=<|<=|>=|<>|&&|\|\||\^\^|[<>=!~&|^()[\]{},*]/y;
const unknown = /[^\p{White_Space}()[\]{},"]+/uy;

/**
 * Cuts a source into tokens; the last is `end`. Never throws, and takes time linear in the length of the source.
 * A word operator is a word of its own (`not ssl`); the engine would also read `notssl`, which nobody means.
 */
export function lex(source: string): Lexed {
  const { start, end } = withoutMargins(source);
  const doubts = [...doubtMargin(source, 0, start), ...doubtMargin(source, end, source.length)];
  return { ...lexTrimmed(source.slice(0, end), start), doubts };
}

function lexTrimmed(source: string, start: number): Omit<Lexed, 'doubts'> {
  const tokens: Token[] = [];
  const findings: Finding[] = [];
  let before: Token | undefined;
  let at = start;
  let broken = false;
  while (at < source.length && !broken) {
    const code = source.charCodeAt(at);
    if (code === 0x20 || code === 0x0a || code === 0x0d) {
      at += 1;
      continue;
    }
    const blank = mayBeBlank(code) ? take(space, source, at) : '';
    if (blank !== '') {
      findings.push(...wrongBlanks(blank, at));
      at += blank.length;
      continue;
    }
    const string = readString(source, at, code, before);
    if (string === undefined) before = readToken(source, at, code);
    else {
      findings.push(...string.findings);
      broken = string.octets === undefined;
      before = stringToken(source, at, string);
    }
    tokens.push(before);
    at = before.end;
  }
  tokens.push({ kind: 'end', text: '', start: source.length, end: source.length });
  return { tokens, findings, broken };
}

function mayBeBlank(code: number): boolean {
  return code < 0x20 || code > 0x7e;
}

/** Around the whole, the engine leaves out all white space (cloudflare/wirefilter, `FilterParser::parse`). */
function withoutMargins(source: string): Span {
  if (isVisible(source.charCodeAt(0)) && isVisible(source.charCodeAt(source.length - 1))) {
    return { start: 0, end: source.length };
  }
  const start = /\P{White_Space}/u.exec(source)?.index ?? source.length;
  let end = source.length;
  while (end > start && /\p{White_Space}/u.test(source.charAt(end - 1))) end -= 1;
  return { start, end };
}

/** Whether it is a visible character of ASCII; none is where a text ends. */
function isVisible(code: number): boolean {
  return code > 0x20 && code < 0x7f;
}

/** Blanks other than spaces and line breaks at one end of the source. */
function doubtMargin(source: string, start: number, end: number): readonly Doubt[] {
  if (start === end) return [];
  const first = source.slice(start, end).search(otherSpace);
  if (first < 0) return [];
  const message = 'This blank is no plain space; Cloudflare leaves it out, and it is better deleted.';
  const at = start + first;
  return [{ code: 'blank', message, span: { start: at, end: at + 1 }, suggestion: '' }];
}

function wrongBlanks(blank: string, at: number): readonly Finding[] {
  return Array.from(blank.matchAll(otherSpace), ({ index, 0: found }) => {
    const name = found === '\t' ? 'A tab' : `The blank U+${hexadecimal(found)}`;
    const message = `${name} stands between words; Cloudflare takes only spaces and line breaks there.`;
    return { code: 'syntax', message, span: { start: at + index, end: at + index + 1 }, suggestion: ' ' };
  });
}

function hexadecimal(character: string): string {
  return character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
}

function stringToken(source: string, start: number, { octets = '', end }: ReadString): Token {
  return source[start] === 'r'
    ? { kind: 'string', text: octets, start, end, raw: true }
    : { kind: 'string', text: octets, start, end };
}

function readString(
  source: string,
  at: number,
  code: number,
  before: Token | undefined,
): ReadString | undefined {
  if (code === 0x22)
    return startsPattern(before) ? readQuotedPattern(source, at) : readQuotedString(source, at);
  if (code === 0x72) return readRawString(source, at);
  return code === 0x27 || code === 0x60 || code > 0x7e ? readWronglyQuoted(source, at) : undefined;
}

function startsPattern(before: Token | undefined): boolean {
  return before?.kind === 'word'
    ? before.text === 'matches'
    : before?.kind === 'symbol' && before.text === '~';
}

/** `(`, `)`, `[`, `]`, `{`, `}`, `,` and `*`, with which no longer sign begins. */
const singleSigns: ReadonlyMap<number, string> = new Map(
  Array.from('()[]{},*', (sign) => [sign.charCodeAt(0), sign]),
);

function readToken(source: string, start: number, code: number): Token {
  const sign = singleSigns.get(code);
  if (sign !== undefined) return { kind: 'symbol', text: sign, start, end: start + 1 };
  if (isWordStart(code)) {
    const end = endOfWord(source, start);
    // Behind a word these may belong to an address (`ab:1`), or to a name that is none.
    if (!isJoint(source.charCodeAt(end))) return { kind: 'word', text: source.slice(start, end), start, end };
  }
  return readByForm(source, start);
}

function isWordStart(code: number): boolean {
  return (code > 0x60 && code < 0x7b) || (code > 0x40 && code < 0x5b) || code === 0x5f;
}

function isWordPart(code: number): boolean {
  return isWordStart(code) || (code > 0x2f && code < 0x3a);
}

/** `-`, `.`, `/` and `:`. */
function isJoint(code: number): boolean {
  return (code > 0x2c && code < 0x30) || code === 0x3a;
}

/** As `word` matches: points stand between its parts only. */
function endOfWord(source: string, start: number): number {
  let at = start + 1;
  for (;;) {
    const code = source.charCodeAt(at);
    if (isWordPart(code)) at += 1;
    else if (code === 0x2e && isWordPart(source.charCodeAt(at + 1))) at += 2;
    else return at;
  }
}

function readByForm(source: string, start: number): Token {
  const token = (kind: Token['kind'], text: string): Token => ({
    kind,
    text,
    start,
    end: start + text.length,
  });
  const run = take(number, source, start);
  if (/^(?:-?[0-9]|[0-9a-fA-F]*:[0-9a-fA-F.:/-]*$)/.test(run)) return token('number', run);
  const name = take(word, source, start);
  if (name !== '') return token('word', name);
  const reference = take(list, source, start);
  if (reference !== '') return token('list', reference);
  const sign = take(symbol, source, start);
  return sign === '' ? token('unknown', take(unknown, source, start)) : token('symbol', sign);
}

function take(form: RegExp, source: string, at: number): string {
  form.lastIndex = at;
  return form.exec(source)?.[0] ?? '';
}

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
  let at = start;
  let broken = false;
  while (at < source.length && !broken) {
    if (source[at] === ' ') {
      at += 1;
      continue;
    }
    const blank = take(space, source, at);
    if (blank !== '') {
      findings.push(...wrongBlanks(blank, at));
      at += blank.length;
      continue;
    }
    const string = readString(source, at, tokens.at(-1));
    if (string !== undefined) {
      findings.push(...string.findings);
      broken = string.octets === undefined;
      tokens.push({ ...stringToken(source, at, string.end), text: string.octets ?? '' });
      at = string.end;
      continue;
    }
    const token = readToken(source, at);
    tokens.push(token);
    at = token.end;
  }
  tokens.push({ kind: 'end', text: '', start: source.length, end: source.length });
  return { tokens, findings, broken };
}

/** Around the whole, the engine leaves out all white space (cloudflare/wirefilter, `FilterParser::parse`). */
function withoutMargins(source: string): Span {
  if (/^[!-~](?:.*[!-~])?$/s.test(source)) return { start: 0, end: source.length };
  const start = /\P{White_Space}/u.exec(source)?.index ?? source.length;
  let end = source.length;
  while (end > start && /\p{White_Space}/u.test(source.charAt(end - 1))) end -= 1;
  return { start, end };
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

function stringToken(source: string, start: number, end: number): Omit<Token, 'text'> {
  return { kind: 'string', start, end, ...(source[start] === 'r' ? { raw: true } : {}) };
}

function readString(source: string, at: number, before: Token | undefined): ReadString | undefined {
  if (source[at] === '"') {
    return startsPattern(before) ? readQuotedPattern(source, at) : readQuotedString(source, at);
  }
  return source[at] === 'r' ? readRawString(source, at) : readWronglyQuoted(source, at);
}

function startsPattern(before: Token | undefined): boolean {
  return before?.kind === 'word'
    ? before.text === 'matches'
    : before?.kind === 'symbol' && before.text === '~';
}

function readToken(source: string, start: number): Token {
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

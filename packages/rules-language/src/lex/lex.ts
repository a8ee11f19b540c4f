import type { Finding } from '../problem.ts';
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
  /** A string has no end, so that nothing behind it can be told. */
  readonly broken: boolean;
  /** Where the first tab outside of strings is. */
  readonly tab?: number;
}

// The engine takes spaces and line breaks between tokens. A tab is let through with a warning: see `tab`.
const space = /[ \n\r\t]+/y;
const word = /[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z0-9_]+)*/y;
/** Longer than two addresses and what joins them; the bound keeps the work linear. */
const number = /[0-9A-Za-z_.:/-]{1,100}/y;
const list = /\$[A-Za-z0-9_.]*/y;
/** Spellings of other languages are tokens too, so that the parser can say what they are called here. */
const symbol = /===|!==|==|!=|!~|=~|=>|=<|<=|>=|<>|&&|\|\||\^\^|[<>=!~&|^()[\]{},*]/y;
const unknown = /[^ \n\r\t()[\]{},"]+/y;

/**
 * Cuts a source into tokens; the last is `end`. Never throws, and takes time linear in the length of the source.
 * A word operator is a word of its own (`not ssl`); the engine would also read `notssl`, which nobody means.
 */
export function lex(source: string): Lexed {
  const tokens: Token[] = [];
  const findings: Finding[] = [];
  let tab: number | undefined;
  let at = 0;
  let broken = false;
  while (at < source.length && !broken) {
    const blank = take(space, source, at);
    if (blank !== '') {
      if (tab === undefined && blank.includes('\t')) tab = at + blank.indexOf('\t');
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
  return { tokens, findings, broken, ...(tab === undefined ? {} : { tab }) };
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

import { foldName } from '../../../names.ts';
import { Issue, refuse, show } from '../../../problem.ts';
import { looksLikeIPv4, looksLikeIPv6 } from '../address.ts';
import { isWithin } from '../names.ts';

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
      if (isSpace(character)) {
        this.#at += 1;
        continue;
      }
      const position = this.#position();
      if (character === '\n') {
        this.#nextLine();
        if (open.length === 0) break;
      } else if (character === ';') comment = this.#comment(position, open.length > 0);
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

/** The numbers that one `$GENERATE` runs through. */
export interface GenerateRange {
  readonly start: number;
  readonly stop: number;
  readonly step: number;
}

const largest = 2 ** 31 - 1;

/** `start-stop` or `start-stop/step`, as BIND takes it. */
export function parseRange(text: string): GenerateRange | Issue {
  const [, start, stop, step = '1'] = /^(\d{1,10})-(\d{1,10})(?:\/(\d{1,10}))?$/.exec(text) ?? [];
  const range = { start: Number(start), stop: Number(stop), step: Number(step) };
  const isRange = range.start <= range.stop && range.stop <= largest && range.step >= 1;
  return isRange ? range : refuse(`${show(text)} is not a range such as 1-10 or 1-10/2`);
}

/** How many records a range makes. */
export function countOf({ start, stop, step }: GenerateRange): number {
  return Math.floor((stop - start) / step) + 1;
}

/** Characters to which a number is filled up; a label has no more. */
const widest = 63;

const radix: Readonly<Record<string, number>> = { d: 10, o: 8, x: 16, X: 16 };

/**
 * Puts a number in the place of each `$` of a word: `$`, or `${offset,width,base}` with base d, o, x or X. `\$` and
 * `$$` are a dollar sign. Not covered: the nibble bases n and N.
 */
export function substitute(word: string, value: number): string | Issue {
  let refusal: Issue | undefined;
  const text = word.replaceAll(/\\\$|\$\$|\$(\{[^}]*\}?)?/g, (found, modifier: string | undefined) => {
    if (found.startsWith('\\') || found === '$$') return '\\$';
    const written = modifier === undefined ? String(value) : modified(modifier, value);
    if (typeof written === 'string') return written;
    refusal ??= written;
    return '';
  });
  return refusal ?? text;
}

const modifierPattern = /^\{(-?\d{1,10})(?:,(\d{1,3})(?:,([doxX]))?)?\}$/;

function modified(modifier: string, value: number): string | Issue {
  const match = modifierPattern.exec(modifier);
  const [, offset = '0', width = '0', base = 'd'] = match ?? [];
  if (match === null || Number(width) > widest) {
    return refuse(`${show(`$${modifier}`)} is not of the form \${offset,width,base} with base d, o, x or X`);
  }
  const number = value + Number(offset);
  if (number < 0) return refuse(`${show(`$${modifier}`)} gives the negative number ${number}`);
  const digits = number.toString(radix[base] ?? 10).padStart(Number(width), '0');
  return base === 'X' ? digits.toUpperCase() : digits;
}

/** Seconds (RFC 2181 section 8). */
const longestTtl = 2 ** 31 - 1;

const secondsIn: Readonly<Record<string, number>> = { w: 604_800, d: 86_400, h: 3_600, m: 60, s: 1 };

/** Whether a word stands where a TTL can be meant, good or not. */
export function looksLikeTtl(text: string): boolean {
  return /^\d+(?:[wdhms]\d*)*$/i.test(text);
}

/** A TTL in seconds: a number, or numbers with units as BIND writes them, such as `1h30m`. */
export function parseTtl(text: string): number | Issue {
  if (!/^(?:\d{1,12}|(?:\d{1,12}[wdhms]){1,5})$/i.test(text)) {
    return refuse(`${show(text)} is not a TTL: write seconds, or weeks to seconds such as "1h30m"`);
  }
  if (/^\d+$/.test(text)) return secondsOrIssue(Number(text), text);
  let seconds = 0;
  for (const [, amount, unit = 's'] of text.toLowerCase().matchAll(/(\d+)([wdhms]?)/g)) {
    seconds += Number(amount) * (secondsIn[unit] ?? 1);
  }
  return secondsOrIssue(seconds, text);
}

function secondsOrIssue(seconds: number, text: string): number | Issue {
  return seconds <= longestTtl
    ? seconds
    : refuse(`${show(text)} is longer than the ${longestTtl} seconds a TTL can have`);
}

/**
 * A name of a zone file as a full name with its final dot: `@` is the origin, and a name without a final dot is
 * relative to it (RFC 1035 section 5.1).
 *
 * The commonest mistake in zone files is a final dot that was forgotten: `mail.example.com` would mean
 * `mail.example.com.example.com`. So a relative name of several labels is refused where it ends like another
 * full name: in the zone's name, or in the label under which the zone is registered, or in `com`, `net` or `org`.
 * Who means it writes it in full.
 *
 * @param origin a full name with its final dot; `.` is the root.
 */
export function fullName(word: string, origin: string, zoneName: string): string | Issue {
  if (word === '@') return origin;
  const name = unescapeName(word);
  if (name instanceof Issue) return name;
  if (name.endsWith('.')) return name;
  const full = origin === '.' ? `${name}.` : `${name}.${origin}`;
  const isMistaken = isWithin(foldName(origin), zoneName) && looksComplete(name, zoneName);
  return isMistaken
    ? refuse(
        `${show(word)} has no final dot, so it means ${show(full)}: write ${show(`${name}.`)}, or that full name if you mean it`,
      )
    : full;
}

/** Whether a word names the zone itself, with its final dot or without: exports forget it in a line or two. */
export function meansZone(word: string, zoneName: string): boolean {
  const name = unescapeName(word);
  return !(name instanceof Issue) && foldName(name) === zoneName;
}

/** As `fullName`, for a name that a record points to. */
export function targetOf(word: string, origin: string, zoneName: string): string | Issue {
  if (looksLikeIPv4(word) || looksLikeIPv6(word))
    return refuse(`${show(word)} is an address, and a name is needed`);
  return fullName(word, origin, zoneName);
}

function looksComplete(name: string, zoneName: string): boolean {
  const folded = foldName(name);
  const last = folded.split('.').at(-1) ?? '';
  if (!folded.includes('.')) return false;
  return (
    isWithin(folded, zoneName) || last === zoneName.split('.').at(-1) || ['com', 'net', 'org'].includes(last)
  );
}

const encoder = new TextEncoder();

/**
 * `\DDD` as the octet and `\X` as the character they mean. Octets that are UTF-8 are read as the text: so BIND and
 * `dig` print a label that was written in UTF-8. Refused are other octets, and a dot within a label: Cloudflare has
 * no such names.
 */
export function unescapeName(word: string): string | Issue {
  if (!word.includes('\\')) return word;
  const octets: number[] = [];
  for (const piece of word.match(/\\\d{3}|\\[\s\S]|[^\\]+/gu) ?? []) {
    const escaped = piece.startsWith('\\') ? piece.slice(1) : undefined;
    const isNumber = escaped !== undefined && /^\d{3}$/.test(escaped);
    if (isNumber && Number(escaped) > 255)
      return refuse(`holds ${piece}: the number of an octet is at most 255`);
    if (escaped === '.' || (isNumber && Number(escaped) === 0x2e))
      return refuse(`${show(word)} has a dot within a label, which Cloudflare cannot hold`);
    if (isNumber) octets.push(Number(escaped));
    else if (escaped !== undefined && escaped.charCodeAt(0) < 128) octets.push(escaped.charCodeAt(0));
    else octets.push(...encoder.encode(escaped ?? piece));
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Uint8Array.from(octets));
  } catch {
    return refuse(`${show(word)} has octets that are not UTF-8, and Cloudflare takes letters only`);
  }
}

/** What Cloudflare's zone files say of a record in the comment behind it. A member that is absent is not said. */
export interface CommentAttributes {
  readonly comment?: string;
  readonly tags?: readonly string[];
  readonly proxied?: boolean;
  readonly flattenCname?: true;
}

const mark = 'cf_tags=';
/** UTF-16 units: 500 of a comment, and twenty tags in quotes. What is longer is no comment of a record. */
const longestComment = 10_000;

/**
 * Reads `a comment cf_tags=name:value,name,cf-proxied:true` (Cloudflare, "Import and export records"). The mark
 * counts where nothing but tags follows it; before it the comment may hold the same word.
 */
export function readComment(text: string): CommentAttributes {
  if (text.length > longestComment) return commentOf(text);
  for (let at = text.indexOf(mark); at !== -1; at = text.indexOf(mark, at + 1)) {
    const isWord = at === 0 || /\s/.test(text.charAt(at - 1));
    const tags = isWord ? readTags(text.slice(at + mark.length).trim()) : undefined;
    if (tags !== undefined) return { ...commentOf(text.slice(0, at)), ...attributesOf(tags) };
  }
  return commentOf(text);
}

function commentOf(text: string): CommentAttributes {
  const comment = text.trim();
  return comment === '' ? {} : { comment };
}

const tagPattern = /([\w-]+)(?::("(?:[^"\\]|\\.)*"|[^"=,\\]*))?(,|$)/y;

/** The tags as `name:value`, or `undefined` for text that is no list of tags. */
function readTags(text: string): readonly string[] | undefined {
  const tags: string[] = [];
  const pattern = new RegExp(tagPattern);
  while (pattern.lastIndex < text.length) {
    const [found, name, raw = ''] = pattern.exec(text) ?? [];
    const value = raw.startsWith('"') ? quotedValue(raw) : raw;
    if (found === undefined || value === undefined) return undefined;
    tags.push(`${name}:${value}`);
  }
  return tags;
}

/** A value in quotes is a JSON string. */
function quotedValue(raw: string): string | undefined {
  try {
    return String(JSON.parse(raw));
  } catch {
    return undefined;
  }
}

/** Names that begin with `cf-` are settings of Cloudflare and no tags; unknown ones are dropped, as on export. */
function attributesOf(all: readonly string[]): CommentAttributes {
  const tags = all.filter((tag) => !/^cf-/i.test(tag));
  const proxied = all
    .map((tag) => /^cf-proxied:(true|false)$/i.exec(tag)?.[1])
    .find((value) => value !== undefined);
  const flattens = all.some((tag) => /^cf-flatten-cname:(?:true)?$/i.test(tag));
  return {
    ...(tags.length > 0 ? { tags } : {}),
    ...(proxied === undefined ? {} : { proxied: proxied.toLowerCase() === 'true' }),
    ...(flattens ? { flattenCname: true } : {}),
  };
}

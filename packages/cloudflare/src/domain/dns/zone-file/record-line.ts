import { isProxiable } from '../attributes.ts';
import type { RecordInput } from '../types.ts';
import { readComment } from './comment.ts';
import { type Mistake, mistake, type Position, type Word } from './lexer.ts';
import { looksLikeTtl } from './ttl.ts';

/** A record of a zone file, not yet held against the rules of its type, and where its parts stand. */
export interface FileRecord {
  readonly record: RecordInput;
  readonly at: Position;
  /** By field of the record: name, type, ttl, content, comment. */
  readonly parts: Readonly<Record<string, Position>>;
}

/** What follows the owner of a record. */
export interface RecordLine {
  readonly ttl: Word | undefined;
  readonly type: Word;
  readonly value: readonly Word[];
}

const classes: ReadonlySet<string> = new Set(['IN', 'CH', 'CS', 'HS']);

/**
 * `[TTL] [class] type value` or `[class] [TTL] type value` (RFC 1035 section 5.1).
 * @param start where the record begins, for what is missing.
 */
export function splitLine(words: readonly Word[], start: Word): RecordLine | Mistake {
  let ttl: Word | undefined;
  let given: Word | undefined;
  let index = 0;
  for (let word = words[0]; word !== undefined; index += 1, word = words[index]) {
    if (ttl === undefined && looksLikeTtl(word.text)) ttl = word;
    else if (given === undefined && classes.has(word.text.toUpperCase())) given = word;
    else break;
  }
  const type = words[index];
  if (given !== undefined && given.text.toUpperCase() !== 'IN') {
    return mistake(given, `the class ${given.text.toUpperCase()} is refused: Cloudflare has IN only`);
  }
  if (type === undefined) return mistake(start, 'the type and the value of this record are missing');
  const upper = type.text.toUpperCase();
  return /^TYPE\d+$/.test(upper)
    ? mistake(
        type,
        `${upper} is the form for types a program does not know (RFC 3597): write the name of the type`,
      )
    : { ttl, type: { ...type, text: upper }, value: words.slice(index + 1) };
}

/** What the comment behind a record says of it. */
export function attributesOf(type: string, word: Word | undefined): Partial<RecordInput> {
  if (word === undefined) return {};
  const { comment, tags, proxied, flattenCname } = readComment(word.text);
  return {
    ...(comment === undefined ? {} : { comment }),
    ...(tags === undefined ? {} : { tags }),
    ...(flattenCname === true ? { settings: { flatten_cname: true } } : {}),
    ...(proxied === undefined || !isProxiable(type) ? {} : { proxied }),
  };
}

/** Where each field stands; an owner that is left out stands where the record begins. */
export function positionsOf(
  { ttl, type, value }: RecordLine,
  start: Word,
  comment: Word | undefined,
): Readonly<Record<string, Position>> {
  const words = { name: start, type, content: value[0] ?? type, ttl, comment };
  return Object.fromEntries(
    Object.entries(words).flatMap(([field, word]) => (word === undefined ? [] : [[field, positionOf(word)]])),
  );
}

export function positionOf({ line, column }: Position): Position {
  return { line, column };
}

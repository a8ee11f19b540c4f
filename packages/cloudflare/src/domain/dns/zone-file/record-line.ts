import { show } from '../../problem.ts';
import { isProxiable } from '../attributes.ts';
import { isRecordType, type RecordInput } from '../types.ts';
import { readComment } from './comment.ts';
import { namedType } from './left-out.ts';
import { type Mistake, mistake, type Position, type Word } from './lexer.ts';
import { looksLikeTtl } from './ttl.ts';
import { meantType } from './unserved.ts';

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
  readonly recordClass: Word | undefined;
  /** In upper case, and by its name. */
  readonly type: Word;
  /** The type as the file has it. */
  readonly written: string;
  readonly value: readonly Word[];
}

const classes = /^(?:IN|CH|CS|HS|ANY|NONE|CLASS\d{1,5})$/i;

/** How long a record has not been used, in exports of Windows. */
const age = /^\[AGE:\d+\]$/i;

/**
 * `[TTL] [class] type value` or `[class] [TTL] type value` (RFC 1035 section 5.1); types and classes also by their
 * numbers (RFC 3597 section 5).
 * @param start where the record begins, for what is missing.
 */
export function splitLine(words: readonly Word[], start: Word): RecordLine | Mistake {
  let ttl: Word | undefined;
  let given: Word | undefined;
  let index = 0;
  for (let word = words[0]; word !== undefined; index += 1, word = words[index]) {
    if (ttl === undefined && looksLikeTtl(word.text)) ttl = word;
    else if (given === undefined && classes.test(word.text)) given = word;
    else if (!age.test(word.text)) break;
  }
  const type = words[index];
  if (type === undefined) return mistake(start, 'the type and the value of this record are missing');
  const upper = type.text.toUpperCase();
  return {
    ttl,
    recordClass: given,
    type: { ...type, text: namedType(upper) },
    written: type.text,
    value: words.slice(index + 1),
  };
}

/** Why a record that is wished cannot be read by its class or type. */
export function refuseLine({ recordClass, type, written }: RecordLine): Mistake | undefined {
  const name = recordClass?.text.toUpperCase() ?? 'IN';
  if (recordClass !== undefined && name !== 'IN' && !/^CLASS0*1$/.test(name)) {
    return mistake(recordClass, `the class ${name} is refused: Cloudflare has IN only`);
  }
  if (isRecordType(type.text)) return undefined;
  if (/^TYPE\d+$/.test(type.text))
    return mistake(type, `${type.text.slice(0, 40)} is not the number of a type`);
  const meant = meantType(written);
  return mistake(
    type,
    meant === undefined
      ? `${show(written)} is not a record type`
      : `${show(written)} is not a record type: if ${meant} is meant, write that`,
  );
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

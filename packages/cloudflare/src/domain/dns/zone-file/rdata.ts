import { Refusal } from '../../problem.ts';
import { isGenericForm, textOfGenericForm } from '../check/generic-data.ts';
import { isRecordType, type RecordInput } from '../types.ts';
import { quoteBytes, splitWords, wordBytes } from '../words.ts';
import { targetOf } from './names.ts';

/** The value of a record, as `checkRecord` takes it. */
export type FileValue = Pick<RecordInput, 'content'>;

/** Which column of a type, from 0, holds a name; relative names are completed there. */
export const nameColumns: Readonly<Record<string, number>> = {
  CNAME: 0,
  HTTPS: 1,
  MX: 1,
  NAPTR: 5,
  NS: 0,
  PTR: 0,
  SRV: 3,
  SVCB: 1,
};

/** How many words the value of a type has, where Cloudflare takes it as one string. */
const wordCounts: Readonly<Record<string, number>> = { A: 1, AAAA: 1, CNAME: 1, MX: 2, NS: 1, PTR: 1 };

/** A problem of one word, by its index. */
export interface WordProblem {
  readonly index: number;
  readonly reason: string;
}

/**
 * The value that the words behind a type mean. Names are completed, strings quoted; whether the values are good is
 * for `checkRecord` to say.
 */
export function readValue(
  type: string,
  words: readonly string[],
  place: { readonly origin: string; readonly zoneName: string },
): FileValue | WordProblem {
  if (words[0] === '\\#') return readGeneric(type, words, place);
  const expected = wordCounts[type];
  if (words.length === 0 || (expected !== undefined && words.length !== expected)) {
    return {
      index: Math.min(expected ?? 0, words.length),
      reason: countReason(type, words.length, expected),
    };
  }
  if (type === 'TXT') return readStrings(words);
  if (type === 'OPENPGPKEY') return { content: words.join('') };
  const column = nameColumns[type];
  const name = column === undefined ? undefined : words[column];
  if (column === undefined || name === undefined) return { content: words.join(' ') };
  const full = targetOf(name, place.origin, place.zoneName);
  if (full instanceof Refusal) return { index: column, reason: full.reason };
  return { content: words.with(column, full).join(' ') };
}

/** `\# 4 C0000201`: the octets of any value (RFC 3597 section 5). */
function readGeneric(
  type: string,
  words: readonly string[],
  place: { readonly origin: string; readonly zoneName: string },
): FileValue | WordProblem {
  const [mark = '', length = '', ...digits] = words;
  const text = isRecordType(type)
    ? textOfGenericForm(type, `${mark} ${length} ${digits.join('')}`.trim())
    : undefined;
  const read = text === undefined || isGenericForm(text) ? undefined : splitWords(text);
  return read === undefined || read instanceof Refusal
    ? { index: 0, reason: `is not a value of ${type} in the generic form (RFC 3597 section 5)` }
    : readValue(type, read, place);
}

function countReason(type: string, found: number, expected: number | undefined): string {
  if (found === 0) return `the value of the ${type} record is missing`;
  return `the ${type} record has ${found} values; it takes ${expected ?? 1}`;
}

/**
 * Strings without quotes are quoted: `checkRecord` would take a text without quotes as one string. A quote begins a
 * string even within a word, as BIND and NSD read it: `a"b c"` is two strings.
 */
function readStrings(words: readonly string[]): FileValue | WordProblem {
  const strings: string[] = [];
  const pieces = words.flatMap((word, index) => piecesOf(word).map((piece) => [index, piece] as const));
  for (const [index, word] of pieces) {
    if (/^"[^"\\]*"$/.test(word)) {
      strings.push(word);
      continue;
    }
    const bytes = wordBytes(word);
    if (bytes instanceof Refusal) return { index, reason: bytes.reason };
    strings.push(word.startsWith('"') ? word : quoteBytes(bytes));
  }
  return { content: strings.join(' ') };
}

function piecesOf(word: string): readonly string[] {
  if (word.startsWith('"') || !word.includes('"')) return [word];
  return word.match(/"(?:[^"\\]|\\.)*"?|(?:[^"\\]|\\.)+/gsu) ?? [word];
}

import { Refusal, refuse } from '../problem.ts';

/**
 * The words of a value in presentation format (RFC 1035 section 5.1): separated by spaces or tabs, except inside
 * double quotes; a backslash takes the meaning from the character after it. Words are returned raw, with their
 * quotes and backslashes. Does not cover comments and parentheses, which belong to files and not to values.
 */
export function splitWords(text: string): readonly string[] | Refusal {
  const words: string[] = [];
  let word = '';
  let quoted = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (character === '\\') {
      if (index + 1 === text.length)
        return refuse('ends in a backslash, which must be followed by a character');
      word += character + text.charAt(index + 1);
      index += 1;
    } else if (!quoted && (character === ' ' || character === '\t')) {
      if (word !== '') words.push(word);
      word = '';
    } else {
      if (character === '"') quoted = !quoted;
      word += character;
    }
  }
  if (quoted)
    return refuse('has a double quote that is never closed; write \\" for a quote that is part of the text');
  return word === '' ? words : [...words, word];
}

const encoder = new TextEncoder();

/** The octets of a raw word: unescaped quotes dropped, `\DDD` an octet by its decimal number, `\X` the character X. */
export function wordBytes(word: string): readonly number[] | Refusal {
  const bytes: number[] = [];
  for (const [piece] of word.matchAll(/\\\d{3}|\\.|[^\\"]+|"/gsu)) {
    if (piece === '"') continue;
    if (!piece.startsWith('\\')) bytes.push(...encoder.encode(piece));
    else if (piece.length < 4) bytes.push(...encoder.encode(piece.slice(1)));
    else if (Number(piece.slice(1)) > 255)
      return refuse(`holds ${piece}: the number of an octet is at most 255`);
    else bytes.push(Number(piece.slice(1)));
  }
  return bytes;
}

/** The text of a raw word. Octets that are not UTF-8 are refused: the fields of records hold text. */
export function wordText(word: string): string | Refusal {
  const bytes = wordBytes(word);
  if (bytes instanceof Refusal) return bytes;
  return utf8(bytes) ?? refuse('holds octets that are not UTF-8');
}

function utf8(bytes: readonly number[]): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Uint8Array.from(bytes));
  } catch {
    return undefined;
  }
}

/** Octets as a quoted string that `wordBytes` reads back; UTF-8 stays readable, all else becomes `\DDD`. */
export function quoteBytes(bytes: readonly number[]): string {
  const text = utf8(bytes);
  const characters = text === undefined ? bytes.map((byte) => String.fromCharCode(byte)) : Array.from(text);
  return `"${characters.map((character) => escapeCharacter(character, text !== undefined)).join('')}"`;
}

export function quoteText(text: string): string {
  return quoteBytes([...encoder.encode(text)]);
}

function escapeCharacter(character: string, isText: boolean): string {
  if (character === '"' || character === '\\') return `\\${character}`;
  const code = character.charCodeAt(0);
  const printable = code >= 0x20 && code !== 0x7f && (code < 0x7f || (isText && code >= 0xa0));
  if (printable) return character;
  return [...(isText ? encoder.encode(character) : [code])]
    .map((byte) => `\\${String(byte).padStart(3, '0')}`)
    .join('');
}

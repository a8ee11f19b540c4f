import { decodeAt, fromOctets } from '../octets.ts';

/** Octets of a string that the source holds as they are; others are written as escapes. */
const unprintable = /[\p{C}\p{Zl}\p{Zp}]/u;

/**
 * A string in its canonical form: raw where a backslash is in it, so that it reads as it is, else in quotes. What
 * cannot be seen (control and format characters, octets that are not UTF-8) is always written as `\xHH` in quotes.
 */
export function printString(octets: string): string {
  const text = fromOctets(octets);
  if (text?.includes('\\') && !unprintable.test(text)) return rawString(text);
  return printQuoted(octets);
}

/** In quotes, which is the only form that a key between brackets has. */
export function printQuoted(octets: string): string {
  let quoted = '';
  let index = 0;
  while (index < octets.length) {
    const { point, length } = decodeAt(octets, index);
    const character = point === undefined ? undefined : String.fromCodePoint(point);
    if (character === '"' || character === '\\') quoted += `\\${character}`;
    else if (character !== undefined && !unprintable.test(character)) quoted += character;
    else quoted += escapeOctets(octets.slice(index, index + length));
    index += length;
  }
  return `"${quoted}"`;
}

function escapeOctets(octets: string): string {
  let escaped = '';
  for (const octet of octets) escaped += `\\x${octet.charCodeAt(0).toString(16).padStart(2, '0')}`;
  return escaped;
}

/**
 * A pattern after `matches`, where the escapes of quoted strings are those of the regular expression: raw as soon as
 * anything in it could be one, or could hide its end. Octets that are not UTF-8 cannot be in a pattern that was
 * parsed; they are written as escapes of the regular expression.
 */
export function printPattern(octets: string): string {
  const text = fromOctets(octets);
  if (text === undefined) return rawString(octets.replace(/[^\0-\x7f]/g, escapeOctets));
  return /["\\[]/.test(text) ? rawString(text) : `"${text}"`;
}

function rawString(text: string): string {
  let hashes = '';
  while (text.includes(`"${hashes}`)) hashes += '#';
  return `r${hashes}"${text}"${hashes}`;
}

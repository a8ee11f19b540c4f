import { Buffer } from 'node:buffer';

/** A token of the present form: prefix, 40 characters, checksum. Nothing else in a test looks like it. */
export const canary = 'cfut_J4kqZ8wXn2RbV7mTs0YhLp5GdCe9Aou3FiKx1BvN9f8e7d6c';

const perCharacter =
  (write: (code: number, character: string) => string, between = '') =>
  (token: string): string =>
    Array.from(token, (character) => write(character.charCodeAt(0), character)).join(between);

const hex = (code: number): string => code.toString(16).padStart(2, '0');
const rot13 = (letter: string): string => {
  const first = letter < 'a' ? 65 : 97;
  return String.fromCharCode(((letter.charCodeAt(0) - first + 13) % 26) + first);
};

/** Twenty-two ways of writing a token down, none of which an exact search for it finds but the first. */
export const encodings: readonly (readonly [name: string, encode: (token: string) => string])[] = [
  ['as it is', (token) => token],
  ['upper case', (token) => token.toUpperCase()],
  ['backwards', (token) => Array.from(token).toReversed().join('')],
  ['ROT13', (token) => token.replaceAll(/[a-z]/giu, rot13)],
  ['spaced', perCharacter((_, character) => character, ' ')],
  ['zero-width spaces', perCharacter((_, character) => character, '\u200b')],
  ['full width', perCharacter((code) => String.fromCodePoint(code + 0xfee0))],
  ['in a list', (token) => JSON.stringify(Array.from(token))],
  ['percent', perCharacter((code) => `%${hex(code)}`)],
  ['percent twice', perCharacter((code) => `%25${hex(code)}`)],
  ['JSON escapes', perCharacter((code) => `\\u00${hex(code)}`)],
  ['HTML, decimal', perCharacter((code) => `&#${code};`)],
  ['HTML, hexadecimal', perCharacter((code) => `&#x${hex(code)};`)],
  ['quoted-printable', perCharacter((code) => `=${hex(code).toUpperCase()}`)],
  ['hexadecimal', perCharacter((code) => hex(code))],
  ['hexadecimal with colons', perCharacter((code) => hex(code).toUpperCase(), ':')],
  ['base64', (token) => Buffer.from(token).toString('base64')],
  ['base64 after one byte', (token) => Buffer.from(`:${token}`).toString('base64')],
  ['base64 after two bytes', (token) => Buffer.from(`u:${token}`).toString('base64url')],
  ['base64 of UTF-16', (token) => Buffer.from(token, 'utf16le').toString('base64')],
  ['decimal codes', perCharacter((code) => String(code), ', ')],
  ['octal codes', perCharacter((code) => code.toString(8), ' ')],
];

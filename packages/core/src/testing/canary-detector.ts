import { Buffer } from 'node:buffer';

/** So many characters of a token in a row count as found. */
const WINDOW = 12;
const LAYERS = 4;

/**
 * Looks for a token in a text by decoding whatever can be decoded. It shares nothing with the filter that is to keep
 * tokens out, which works the other way round: that one encodes the token and searches for the result.
 * @returns how each stretch that was found was written; empty when there is none.
 */
export function createDetector(token: string): (text: string) => readonly string[] {
  const windows = windowsOf(plainOf(token));
  const reversed = windowsOf(Array.from(plainOf(token)).toReversed().join(''));
  const rotated = windowsOf(plainOf(token).replaceAll(/[a-z]/gu, rot13));
  return (text) => {
    const found = new Set<string>();
    const look = (how: string, candidate: string): void => {
      const plain = plainOf(candidate);
      if (holds(plain, windows)) found.add(how);
      if (holds(plain, reversed)) found.add(`${how}, backwards`);
      if (holds(plain, rotated)) found.add(`${how}, ROT13`);
    };
    let layer = text;
    for (let depth = 0; depth <= LAYERS; depth += 1) {
      look(`layer ${depth}`, layer);
      for (const [how, decoded] of blobsIn(layer)) look(how, decoded);
      const next = unescaped(layer);
      if (next === layer) break;
      layer = next;
    }
    return [...found];
  };
}

function plainOf(text: string): string {
  return text
    .normalize('NFKC')
    .replaceAll(/[^0-9A-Za-z]/gu, '')
    .toLowerCase();
}

function windowsOf(text: string): ReadonlySet<string> {
  return new Set(Array.from({ length: text.length - WINDOW + 1 }, (_, at) => text.slice(at, at + WINDOW)));
}

function holds(text: string, windows: ReadonlySet<string>): boolean {
  for (const window of windows) if (text.includes(window)) return true;
  return false;
}

function rot13(letter: string): string {
  return String.fromCharCode(((letter.charCodeAt(0) - 97 + 13) % 26) + 97);
}

/** One layer of escapes of URLs, JSON, HTML and MIME undone. */
function unescaped(text: string): string {
  return text
    .replaceAll(/\\+u([0-9a-f]{4})/giu, (_, digits) => character(digits))
    .replaceAll(/\\+u\{([0-9a-f]{1,5})\}/giu, (_, digits) => character(digits))
    .replaceAll(/%([0-9a-f]{2})/giu, (_, digits) => character(digits))
    .replaceAll(/=([0-9A-F]{2})/gu, (_, digits) => character(digits))
    .replaceAll(/&#x([0-9a-f]{1,5});/giu, (_, digits) => character(digits))
    .replaceAll(/&#([0-9]{1,6});/gu, (_, digits) => character(Number(digits).toString(16)))
    .replaceAll('&amp;', '&')
    .replaceAll(/\\+["\\/nrtbf]/gu, ' ');
}

function character(hexadecimal: string): string {
  const code = Number.parseInt(hexadecimal, 16);
  return code <= 0x10ffff ? String.fromCodePoint(code) : ' ';
}

/** What long runs of digits and letters hold as bytes, and lists of numbers as character codes. */
function* blobsIn(text: string): Generator<readonly [how: string, decoded: string]> {
  for (const [run] of text.matchAll(/(?:[0-9a-f]{2}[\s:,]{0,2}(?:0x)?){12,}/giu)) {
    const digits = run.replaceAll(/0x|[^0-9a-f]/giu, '');
    for (const from of [0, 1]) {
      const bytes = Buffer.from(digits.slice(from, digits.length - ((digits.length - from) % 2)), 'hex');
      yield ['hexadecimal', bytes.toString('latin1')];
    }
  }
  for (const [run] of text.matchAll(/[0-9A-Za-z+/_-]{16,}/gu)) {
    for (const from of [0, 1, 2, 3]) {
      yield ['base64', Buffer.from(run.slice(from), 'base64').toString('latin1')];
    }
  }
  for (const [run] of text.matchAll(/(?:\d{2,3}[^0-9A-Za-z]{1,6}){11,}\d{2,3}/gu)) {
    const numbers = run.match(/\d+/gu) ?? [];
    yield ['decimal codes', numbers.map((number) => character(Number(number).toString(16))).join('')];
    yield ['octal codes', numbers.map((number) => character(octal(number))).join('')];
  }
}

function octal(number: string): string {
  return /^[0-7]+$/u.test(number) ? Number.parseInt(number, 8).toString(16) : '20';
}

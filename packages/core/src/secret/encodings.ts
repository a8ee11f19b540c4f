import { foldUnit, isBlankEscape } from './fold.ts';

/**
 * One way of writing a token. `pieces` are what it is written with, in order: one character of an encoding, or
 * one item of a list. `window` is how many pieces in a row show that a given stretch of the token is there.
 */
export interface Encoding {
  readonly pieces: string | readonly string[];
  readonly window: number;
}

/**
 * The encodings of a token that can be told in folded text (`fold.ts`), where case and separators do not count:
 * as it is, backwards, in ROT13, with a backslash or its index before each character, as lists of character
 * codes, and in hexadecimal, base64 and base64url at every alignment, of UTF-8 and of UTF-16.
 *
 * `window` is the number of characters of the token that already give it away.
 */
export function encodingsOf(token: string, window: number): Encoding[] {
  const characters = Array.from(token);
  const codes = characters.map((character) => character.charCodeAt(0));
  const perCharacter = [
    token,
    characters.toReversed(),
    rot13(token),
    characters.map((character) => `\\${character}`),
    characters.map((character, index) => `${index}${character}`),
    codes.map((code, index) => `${index}${code}`),
    // `99, 102`, `143 146`, `0x63, 0x66`, `U+0063 U+0066`
    codes.map((code) => code.toString(10)),
    codes.map((code) => code.toString(8)),
    codes.map((code) => `0x${code.toString(16)}`),
    codes.map((code) => `u00${code.toString(16)}`),
  ];
  return [
    ...perCharacter.map((pieces) => ({ pieces, window })),
    ...encodingsOfBytes(Buffer.from(token, 'utf8'), window),
    ...encodingsOfBytes(Buffer.from(token, 'utf16le'), 2 * window),
  ];
}

function rot13(token: string): string {
  return token.replace(/[a-z]/gi, (letter) => {
    const first = letter < 'a' ? 0x41 : 0x61;
    return String.fromCharCode(first + ((letter.charCodeAt(0) - first + 13) % 26));
  });
}

function encodingsOfBytes(bytes: Buffer, window: number): Encoding[] {
  const base64Window = Math.floor((window * 8 - 5) / 6);
  return [
    { pieces: bytes.toString('hex'), window: window * 2 },
    ...[0, 1, 2].map((before) => ({ pieces: base64After(before, bytes), window: base64Window })),
  ];
}

/** The base64 digits (RFC 4648 section 4) that depend on `bytes` alone when `before` bytes precede them. */
function base64After(before: number, bytes: Buffer): string {
  const digits = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
  return digits.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
}

/** An encoding as it looks in folded text. */
export interface Pattern {
  readonly codes: readonly number[];
  /** For each code, the piece of the encoding it belongs to. */
  readonly pieceOf: readonly number[];
  readonly pieceCount: number;
  readonly window: number;
}

export function patternOf({ pieces, window }: Encoding): Pattern {
  const codes: number[] = [];
  const pieceOf: number[] = [];
  // In plain loops: this is run once, before the first answer, while all code is still interpreted.
  for (let index = 0; index < pieces.length; index += 1) {
    const piece = pieces[index] ?? '';
    for (let at = isBlankEscape(piece, 0) ? 2 : 0; at < piece.length; at += 1) {
      const code = foldUnit(piece.charCodeAt(at));
      if (code === 0) continue;
      codes.push(code);
      pieceOf.push(index);
    }
  }
  return { codes, pieceOf, pieceCount: pieces.length, window };
}

const ASCII = 0x80;
const BACKSLASH = 0x5c;
const FOLD = new Uint8Array(ASCII);
const BLANK_ESCAPE = new Uint8Array(ASCII);

for (const character of '0123456789abcdefghijklmnopqrstuvwxyz') {
  FOLD[character.charCodeAt(0)] = character.charCodeAt(0);
  FOLD[character.toUpperCase().charCodeAt(0)] = character.charCodeAt(0);
}
for (const letter of 'bfnrtv') BLANK_ESCAPE[letter.charCodeAt(0)] = 1;

/**
 * Text reduced to what survives a change of case and any separators: its ASCII letters, in lower case, and digits.
 * `at` holds, for each of the `codes`, where in the text it stood.
 */
export interface Folded {
  readonly codes: Uint8Array;
  readonly at: Uint32Array;
}

/** A digit, or a letter in lower case; 0 for a UTF-16 unit that is neither, which most have no place in the table. */
export function foldUnit(unit: number): number {
  return FOLD[unit] ?? 0;
}

/**
 * Whether the unit at `index` and the next are an escaped blank such as `\n`. Its letter is no part of the text:
 * a token that was wrapped before it became JSON would otherwise have an `n` in every gap.
 */
export function isBlankEscape(text: string, index: number): boolean {
  if (text.charCodeAt(index) !== BACKSLASH) return false;
  return BLANK_ESCAPE[text.charCodeAt(index + 1)] === 1;
}

/** Folds a text, in linear time. Memory: five bytes per UTF-16 unit. */
export function fold(text: string): Folded {
  const codes = new Uint8Array(text.length);
  const at = new Uint32Array(text.length);
  let length = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = foldUnit(text.charCodeAt(index));
    if (code !== 0) {
      codes[length] = code;
      at[length] = index;
      length += 1;
    } else if (isBlankEscape(text, index)) {
      index += 1;
    }
  }
  return { codes: codes.subarray(0, length), at: at.subarray(0, length) };
}

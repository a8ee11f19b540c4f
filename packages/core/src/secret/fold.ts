/**
 * Text reduced to what survives case changes and separators: its ASCII letters and digits. `codes` holds
 * 1-10 for the digits and 11-36 for the letters of either case; `at` holds where in the text each one stood.
 */
export interface Folded {
  readonly codes: Uint8Array;
  readonly at: Uint32Array;
}

/** How many values a folded unit can have, 0 for a separator included. */
export const FOLDED_CODES = 37;

const ASCII = 0x80;
const BACKSLASH = 0x5c;
const FOLD = new Uint8Array(ASCII);
const BLANK_ESCAPE = new Uint8Array(ASCII);

for (let digit = 0; digit < 10; digit += 1) FOLD[0x30 + digit] = 1 + digit;
for (let letter = 0; letter < 26; letter += 1) {
  FOLD[0x41 + letter] = 11 + letter;
  FOLD[0x61 + letter] = 11 + letter;
}
for (const letter of 'bfnrtv') BLANK_ESCAPE[letter.charCodeAt(0)] = 1;

/** The folded form of one UTF-16 unit, or 0 when folding drops it. */
export function foldUnit(unit: number): number {
  return unit < ASCII ? (FOLD[unit] ?? 0) : 0;
}

/**
 * Whether the unit at `index` and the next are an escaped blank such as `\n`. Its letter is no part of the
 * text: a token that was wrapped before it became JSON would otherwise seem to have an `n` in every gap.
 */
export function isBlankEscape(text: string, index: number): boolean {
  if (text.charCodeAt(index) !== BACKSLASH) return false;
  const letter = text.charCodeAt(index + 1);
  return letter < ASCII && BLANK_ESCAPE[letter] === 1;
}

/** Folds a text in one pass. Memory: five bytes per UTF-16 unit. */
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

/**
 * The code points that have no agreed visible form, as inclusive ranges in ascending order; 143,855 in all.
 *
 * Derived from Unicode 17.0.0 as the union of:
 * - Default_Ignorable_Code_Point, unassigned ones included (DerivedCoreProperties.txt): 4,174. It holds the
 *   zero-width characters, variation selectors, tag characters and most bidirectional controls;
 * - general categories Cc and Cf (UnicodeData.txt), which add 97: 4,271 together. U+FFF9-FFFB, the interlinear
 *   annotations, are among these;
 * - general categories Zl and Zp, the line and paragraph separators: 2;
 * - Noncharacter_Code_Point (PropList.txt): 66;
 * - Cs, which in a string means a lone surrogate: 2,048;
 * - Co, private use: 137,468. Each font draws these as it likes, mostly not at all.
 *
 * Not covered: unassigned code points outside these sets, which a terminal draws as a box; characters that
 * are visibly blank (spaces, U+2800, U+3000); combining marks; and letters that only look alike.
 */
export const HIDDEN_CODE_POINTS: readonly (readonly [first: number, last: number])[] = [
  [0x0000, 0x001f],
  [0x007f, 0x009f],
  [0x00ad, 0x00ad],
  [0x034f, 0x034f],
  [0x0600, 0x0605],
  [0x061c, 0x061c],
  [0x06dd, 0x06dd],
  [0x070f, 0x070f],
  [0x0890, 0x0891],
  [0x08e2, 0x08e2],
  [0x115f, 0x1160],
  [0x17b4, 0x17b5],
  [0x180b, 0x180f],
  [0x200b, 0x200f],
  [0x2028, 0x202e],
  [0x2060, 0x206f],
  [0x3164, 0x3164],
  [0xd800, 0xf8ff],
  [0xfdd0, 0xfdef],
  [0xfe00, 0xfe0f],
  [0xfeff, 0xfeff],
  [0xffa0, 0xffa0],
  [0xfff0, 0xfffb],
  [0xfffe, 0xffff],
  [0x110bd, 0x110bd],
  [0x110cd, 0x110cd],
  [0x13430, 0x1343f],
  [0x1bca0, 0x1bca3],
  [0x1d173, 0x1d17a],
  [0x1fffe, 0x1ffff],
  [0x2fffe, 0x2ffff],
  [0x3fffe, 0x3ffff],
  [0x4fffe, 0x4ffff],
  [0x5fffe, 0x5ffff],
  [0x6fffe, 0x6ffff],
  [0x7fffe, 0x7ffff],
  [0x8fffe, 0x8ffff],
  [0x9fffe, 0x9ffff],
  [0xafffe, 0xaffff],
  [0xbfffe, 0xbffff],
  [0xcfffe, 0xcffff],
  [0xdfffe, 0xe0fff],
  [0xefffe, 0x10ffff],
];

/** The most UTF-16 units of a text that is shown, unless told otherwise. */
export const DEFAULT_MAX_LENGTH = 4096;
const PLAIN_ASCII = /^[ -[\]-~]*$/;
const ESCAPE = /\\u\{([0-9a-f]{1,6})\}/g;
const LAST_CODE_POINT = 0x10ffff;

export interface NeutraliseOptions {
  /** The most UTF-16 units of the result before the mark of a cut. Default 4,096. */
  readonly maxLength?: number;
}

/**
 * Makes text that a stranger chose safe to show to a person, a terminal or a model: every character without
 * an agreed visible form (`HIDDEN_CODE_POINTS`) becomes `\u{…}` with its number in lower-case hexadecimal.
 * Newline and tab are no exception: a single value has one line.
 *
 * Visible text stays as it is, with one exception that keeps the mapping injective: the backslash of a literal
 * `\u{` becomes `\u{5c}`, so that every `\u{…}` in a result was made here. `restore` is the inverse.
 *
 * A result longer than `maxLength` UTF-16 units is cut before the first escape or character that does not fit
 * and ends in `…[+N characters]`, N counting the code points left out. A cut text cannot be restored, and a
 * stranger may write such an ending too.
 *
 * Emoji that join several code points keep all their visible parts; the joiner (`\u{200d}`) and the emoji
 * style (`\u{fe0f}`) between them show. Not covered: what the text says, letters that look alike, and stacks of
 * combining marks.
 */
export function neutralise(text: string, options: NeutraliseOptions = {}): string {
  const maxLength = options.maxLength ?? DEFAULT_MAX_LENGTH;
  if (text.length > maxLength) return cut(text, maxLength);
  if (PLAIN_ASCII.test(text)) return text;
  const shown = text.replace(suspects(), escaped);
  return shown.length > maxLength ? cut(text, maxLength) : shown;
}

/**
 * The text that `neutralise` was given, provided that nothing was cut. An escape that it does not make, such as
 * `\u{41}`, stays.
 */
export function restore(shown: string): string {
  return shown.replace(ESCAPE, (sequence, digits: string, at: number) => {
    const codePoint = Number.parseInt(digits, 16);
    if (codePoint > LAST_CODE_POINT || escapedDigits(codePoint) !== digits) return sequence;
    const character = String.fromCodePoint(codePoint);
    if (character === '\\') {
      const behind = shown.slice(at + sequence.length, at + sequence.length + 2);
      // A cut may have taken the rest.
      return 'u{'.startsWith(behind) ? character : sequence;
    }
    return character.search(hiddenCharacters()) === 0 ? character : sequence;
  });
}

function escapedDigits(codePoint: number): string {
  return codePoint.toString(16);
}

/**
 * Makes every hidden character of a text visible, as `neutralise` does, and leaves backslashes alone: for text that is
 * put together from neutralised parts.
 */
export function revealed(text: string): string {
  return PLAIN_ASCII.test(text) ? text : text.replace(hiddenCharacters(), escaped);
}

function escaped(character: string): string {
  return `\\u{${escapedDigits(character.codePointAt(0) ?? 0)}}`;
}

function cut(text: string, maxLength: number): string {
  // Every character takes at least its own length, so what comes after this cannot fit. The three more are
  // for a pair, or for the `u{` after a backslash.
  const head = text.slice(0, maxLength + 3);
  let shown = '';
  let read = 0;
  for (const character of head) {
    const isSuspect = head.slice(read, read + 3).search(suspects()) === 0;
    const unit = isSuspect ? escaped(character) : character;
    if (shown.length + unit.length > maxLength) break;
    shown += unit;
    read += character.length;
  }
  return `${shown}…[+${codePointsIn(text.slice(read))} characters]`;
}

export function codePointsIn(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

let suspectPattern: RegExp | undefined;
let hiddenPattern: RegExp | undefined;

/** Built on first use: most processes and most texts never need it. */
function suspects(): RegExp {
  suspectPattern ??= new RegExp(`[${HIDDEN_CODE_POINTS.map(asClassRange).join('')}]|\\\\(?=u\\{)`, 'gu');
  return suspectPattern;
}

function hiddenCharacters(): RegExp {
  hiddenPattern ??= new RegExp(`[${HIDDEN_CODE_POINTS.map(asClassRange).join('')}]`, 'gu');
  return hiddenPattern;
}

function asClassRange([first, last]: readonly [first: number, last: number]): string {
  return `\\u{${first.toString(16)}}-\\u{${last.toString(16)}}`;
}

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

/**
 * Strings of the language are octets. Here they are JavaScript strings of one character per octet (U+0000 to
 * U+00FF), and text is written in them as UTF-8 (RFC 3629).
 */
export function toOctets(text: string): string {
  // Most sources are ASCII, which is its own UTF-8.
  if (/^[\0-\x7f]*$/.test(text)) return text;
  let octets = '';
  for (const character of text) octets += encodeCodePoint(character.codePointAt(0) ?? 0);
  return octets;
}

function encodeCodePoint(point: number): string {
  if (point < 0x80) return String.fromCharCode(point);
  if (point < 0x800) return String.fromCharCode(0xc0 | (point >> 6), continuation(point));
  // A lone surrogate has no UTF-8; U+FFFD stands in for it, as in every encoder of the web.
  if (point >= 0xd800 && point <= 0xdfff) return '\xef\xbf\xbd';
  if (point < 0x10000) {
    return String.fromCharCode(0xe0 | (point >> 12), continuation(point >> 6), continuation(point));
  }
  return String.fromCharCode(
    0xf0 | (point >> 18),
    continuation(point >> 12),
    continuation(point >> 6),
    continuation(point),
  );
}

function continuation(bits: number): number {
  return 0x80 | (bits & 0x3f);
}

/** One character of text, or one octet that is not part of well-formed UTF-8. */
export interface Decoded {
  /** The code point; absent when the octet is malformed. */
  readonly point?: number;
  /** How many octets it takes. */
  readonly length: number;
}

/** What begins at `index` of `octets`, which must be inside. Overlong forms and surrogates are malformed. */
export function decodeAt(octets: string, index: number): Decoded {
  const first = octets.charCodeAt(index);
  if (first < 0x80) return { point: first, length: 1 };
  const length = sequenceLength(first);
  if (length === 0 || index + length > octets.length) return { length: 1 };
  let point = first & (0x7f >> length);
  for (let offset = 1; offset < length; offset += 1) {
    const next = octets.charCodeAt(index + offset);
    if (next < 0x80 || next > 0xbf) return { length: 1 };
    point = (point << 6) | (next & 0x3f);
  }
  return isWellFormed(point, length) ? { point, length } : { length: 1 };
}

function sequenceLength(first: number): number {
  if (first >= 0xc2 && first <= 0xdf) return 2;
  if (first >= 0xe0 && first <= 0xef) return 3;
  return first >= 0xf0 && first <= 0xf4 ? 4 : 0;
}

function isWellFormed(point: number, length: number): boolean {
  if (length === 2) return true;
  if (length === 3) return point >= 0x800 && (point < 0xd800 || point > 0xdfff);
  return point >= 0x10000 && point <= 0x10ffff;
}

/** The text that the octets write, or undefined when they are not well-formed UTF-8. */
export function fromOctets(octets: string): string | undefined {
  if (/^[\0-\x7f]*$/.test(octets)) return octets;
  let text = '';
  let index = 0;
  while (index < octets.length) {
    const { point, length } = decodeAt(octets, index);
    if (point === undefined) return undefined;
    text += String.fromCodePoint(point);
    index += length;
  }
  return text;
}

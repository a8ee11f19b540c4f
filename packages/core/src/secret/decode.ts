/**
 * What may stand for an ASCII letter or digit inside a text, in one pattern that takes linear time. An
 * introducer that was itself encoded, `%2563` or `&amp;#99;`, counts as one escape.
 */
const ESCAPE = new RegExp(
  [
    // Percent-encoding, RFC 3986 section 2.1.
    '%(?:25)*[0-9A-Fa-f]{2}',
    // Quoted-printable, RFC 2045 section 6.7.
    '=[0-9A-Fa-f]{2}',
    // JSON, RFC 8259 section 7; and what ECMAScript, Python and C have beyond it.
    String.raw`\\(?:u[0-9A-Fa-f]{4}|u\{[0-9A-Fa-f]{1,8}\}|U[0-9A-Fa-f]{8}|x[0-9A-Fa-f]{2}|[01][0-7]{2})`,
    // Character references, HTML Living Standard section 13.5.
    '&(?:amp;)*(?:#[0-9]{1,8};?|#[xX][0-9A-Fa-f]{1,8};?|[A-Za-z][A-Za-z0-9]{1,31};)',
    // UTF-8 that was decoded byte by byte, by one of the above or before.
    String.raw`[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}`,
    // Characters whose NFKC form holds an ASCII letter or digit, and their neighbours; Unicode 17.0.0.
    String.raw`[\xaa-\xba\u0132-\u0149\u017f\u01c4-\u01f3\u02b0-\u02e3\u1d2c-\u1dbb\u1e9a\u2070-\u209c\u20a8]`,
    String.raw`[\u2100-\u2189\u2460-\u24ea\u2c7c\u2c7d\u3250-\u33ff\ua7f1-\ua7f4\ufb00-\ufb06\uff10-\uff5a]`,
    String.raw`\ud801\udfa5|\ud833[\udcd6-\udcf9]|\ud835[\udc00-\udfff]|\ud83c[\udd00-\udd90]|\ud83e[\udff0-\udff9]`,
  ].join('|'),
  'g',
);

/** The references that can introduce a further escape. All others stand for no letter or digit. */
const INTRODUCERS: ReadonlyMap<string, string> = new Map([
  ['amp;', '&'],
  ['num;', '#'],
  ['percnt;', '%'],
  ['bsol;', '\\'],
  ['equals;', '='],
]);

const LAST_CODE_POINT = 0x10ffff;

/** A text and, for each of its UTF-16 units, the stretch `[start, end)` of the original it stands for. */
export interface View {
  readonly text: string;
  startOf(index: number): number;
  endOf(index: number): number;
}

export function viewOf(text: string): View {
  return { text, startOf: (index) => index, endOf: (index) => index + 1 };
}

/**
 * Undoes one layer of escapes that may hide letters or digits; equal to `text` when there is none. What is no
 * escape stays. A text that was not meant so is decoded too: look at the text itself as well.
 *
 * Not covered: gaps in tables (EBCDIC, UTF-7, punycode), compression, and base64 of escaped text.
 */
export function decode(text: string): string {
  return text.replace(ESCAPE, decodeEscape);
}

/** `decode` that remembers where everything came from; eight bytes per unit of the result. */
export function decodeView(view: View): View {
  const text = decode(view.text);
  const starts = new Uint32Array(text.length);
  const ends = new Uint32Array(text.length);
  let read = 0;
  let written = 0;
  const write = (start: number, end: number): void => {
    starts[written] = view.startOf(start);
    ends[written] = view.endOf(end - 1);
    written += 1;
  };
  for (const { 0: sequence, index } of view.text.matchAll(ESCAPE)) {
    for (; read < index; read += 1) write(read, read + 1);
    read += sequence.length;
    for (let left = decodeEscape(sequence).length; left > 0; left -= 1) write(index, read);
  }
  for (; read < view.text.length; read += 1) write(read, read + 1);
  return { text, startOf: (index) => starts[index] ?? 0, endOf: (index) => ends[index] ?? 0 };
}

function decodeEscape(sequence: string): string {
  switch (sequence.charAt(0)) {
    case '%':
    case '=':
      return character(sequence.slice(-2), 16);
    case '\\':
      return decodeBackslash(sequence.slice(1));
    case '&':
      return decodeReference(sequence);
    default:
      return decodeCompatible(sequence);
  }
}

function decodeBackslash(escaped: string): string {
  if (/^[0-7]/.test(escaped)) return character(escaped, 8);
  return character(escaped.replace(/^[uUx]\{?|\}$/g, ''), 16);
}

function decodeReference(reference: string): string {
  const [, hexadecimal, decimal] = /#(?:[xX]([0-9A-Fa-f]+)|([0-9]+))/.exec(reference) ?? [];
  if (hexadecimal !== undefined) return character(hexadecimal, 16);
  if (decimal !== undefined) return character(decimal, 10);
  return INTRODUCERS.get(/[A-Za-z0-9]+;$/.exec(reference)?.[0] ?? '') ?? ' ';
}

function decodeCompatible(sequence: string): string {
  const isUtf8Bytes = sequence.length > 1 && sequence <= '\xf5';
  return isUtf8Bytes ? Buffer.from(sequence, 'latin1').toString('utf8') : sequence.normalize('NFKC');
}

function character(digits: string, radix: number): string {
  const codePoint = Number.parseInt(digits, radix);
  return codePoint <= LAST_CODE_POINT ? String.fromCodePoint(codePoint) : ' ';
}

import { foldUnit } from './fold.ts';

/**
 * Characters that can stand for others: those whose NFKC form (Unicode 17.0.0) holds an ASCII letter or digit, and
 * a few neighbours.
 */
const COMPATIBLE: readonly (readonly [first: number, last: number])[] = [
  [0x00aa, 0x00be],
  [0x0132, 0x0133],
  [0x013f, 0x0140],
  [0x0149, 0x0149],
  [0x017f, 0x017f],
  [0x01c4, 0x01cc],
  [0x01f1, 0x01f3],
  [0x02b0, 0x02e3],
  [0x1d2c, 0x1dbb],
  [0x1e9a, 0x1e9a],
  [0x2070, 0x209c],
  [0x20a8, 0x20a8],
  [0x2100, 0x2189],
  [0x2460, 0x24ea],
  [0x2c7c, 0x2c7d],
  [0x3250, 0x33ff],
  [0xa7f1, 0xa7f4],
  [0xfb00, 0xfb06],
  [0xff03, 0xff5a],
];

/** The same beyond the BMP: the first units of the surrogate pairs. */
const COMPATIBLE_HIGH_SURROGATES = [0xd801, 0xd833, 0xd835, 0xd83c, 0xd83e] as const;

/**
 * What stands for a character inside a text, in one pattern that takes linear time. An introducer that was itself
 * encoded in the same way, as in `%2563` or `&amp;#99;`, belongs to the escape.
 */
const PATTERN = [
  // Percent-encoding, RFC 3986 section 2.1: of a character in UTF-8, then of any byte.
  '%[C-Fc-f][0-9A-Fa-f](?:%[89ABab][0-9A-Fa-f]){1,3}',
  '%(?:25)*[0-9A-Fa-f]{2}',
  // Quoted-printable, RFC 2045 section 6.7.
  '=[0-9A-Fa-f]{2}',
  // JSON, RFC 8259 section 7; and what ECMAScript, Python and C have beyond it. All the backslashes belong to the
  // escape: one left over would make a blank of the `n` that it stands for.
  String.raw`\\{1,16}(?:u[0-9A-Fa-f]{4}|u\{[0-9A-Fa-f]{1,8}\}|U[0-9A-Fa-f]{8}|x[0-9A-Fa-f]{2}|[01][0-7]{2})`,
  // Character references, HTML Living Standard section 13.5.
  '&(?:amp;)*(?:#[0-9]{1,8};?|#[xX][0-9A-Fa-f]{1,8};?|[A-Za-z][A-Za-z0-9]{1,31};)',
  // UTF-8 that was read, or written as escapes, byte by byte.
  String.raw`[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}`,
  `[${COMPATIBLE_HIGH_SURROGATES.map(asUnit).join('')}][\\udc00-\\udfff]`,
  `[${COMPATIBLE.map((range) => range.map(asUnit).join('-')).join('')}]`,
].join('|');

function asUnit(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, '0')}`;
}

const ESCAPES = new RegExp(PATTERN, 'g');
const ESCAPE_HERE = new RegExp(PATTERN, 'y');

const IS_COMPATIBLE = new Uint8Array(0x10000);
for (const [first, last] of COMPATIBLE) IS_COMPATIBLE.fill(1, first, last + 1);
for (const unit of COMPATIBLE_HIGH_SURROGATES) IS_COMPATIBLE[unit] = 1;

/** The named references that can introduce a further escape. All others stand for no letter or digit. */
const NAMED_INTRODUCERS: ReadonlyMap<string, string> = new Map([
  ['amp;', '&'],
  ['num;', '#'],
  ['percnt;', '%'],
  ['bsol;', '\\'],
  ['equals;', '='],
]);

const PERCENT = 0x25;
const AMPERSAND = 0x26;
const NUMBER_SIGN = 0x23;
const EQUALS = 0x3d;
const BACKSLASH = 0x5c;
const DIGIT_0 = 0x30;
const DIGIT_1 = 0x31;
const LETTER_A = 0x61;
const LETTER_F = 0x66;
const LETTER_U = 0x75;
const LETTER_X = 0x78;
const LAST_CODE_POINT = 0x10ffff;

export interface Escape {
  readonly index: number;
  readonly sequence: string;
  /** What it stands for, in NFKC. */
  readonly plain: string;
}

/** The escapes in a text, in order. Some stand for themselves. */
export function* escapesIn(text: string): Generator<Escape> {
  for (const { 0: sequence, index } of text.matchAll(ESCAPES)) {
    yield { index, sequence, plain: plainOf(sequence) };
  }
}

/** The escape that starts at `index`, if there is one and it stands for something else. */
export function escapeAt(text: string, index: number): Escape | undefined {
  ESCAPE_HERE.lastIndex = index;
  const sequence = ESCAPE_HERE.exec(text)?.[0];
  if (sequence === undefined) return undefined;
  const plain = plainOf(sequence);
  return plain === sequence ? undefined : { index, sequence, plain };
}

/** A cheap test before `escapeAt`, which never says no wrongly. */
export function mayStartEscape(text: string, index: number): boolean {
  const unit = text.charCodeAt(index);
  const next = text.charCodeAt(index + 1);
  switch (unit) {
    case PERCENT:
    case EQUALS:
      return foldUnit(next) !== 0 && foldUnit(next) <= LETTER_F;
    case AMPERSAND:
      return next === NUMBER_SIGN || foldUnit(next) >= LETTER_A;
    case BACKSLASH:
      return foldUnit(next) === LETTER_U || next === LETTER_X || next === DIGIT_0 || next === DIGIT_1;
    default:
      return unit >= 0x80 && (isCompatible(unit, next) || (unit <= 0xf4 && next >= 0x80 && next <= 0xbf));
  }
}

function isCompatible(unit: number, next: number): boolean {
  const isPair = next >= 0xdc00 && next <= 0xdfff;
  return IS_COMPATIBLE[unit] === 1 && (unit < 0xd800 || unit > 0xdbff || isPair);
}

/** Whether an escape, or an escaped blank, can start with a unit. */
export function isIntroducer(unit: number): boolean {
  return unit === BACKSLASH || unit === EQUALS || unit === PERCENT || unit === AMPERSAND || unit >= 0x80;
}

/** The text with one layer of escapes undone. */
export function decode(text: string): string {
  return text.replace(ESCAPES, plainOf);
}

function plainOf(sequence: string): string {
  switch (sequence.charAt(0)) {
    case '%':
      return sequence.includes('%', 1)
        ? ofUtf8(Buffer.from(sequence.replaceAll('%', ''), 'hex'))
        : character(sequence.slice(-2), 16);
    case '=':
      return character(sequence.slice(1), 16);
    case '\\':
      return ofBackslash(sequence.replace(/^\\+/, ''));
    case '&':
      return ofReference(sequence);
    default:
      return sequence.length > 1 && sequence < '\xf5'
        ? ofUtf8(Buffer.from(sequence, 'latin1'))
        : sequence.normalize('NFKC');
  }
}

function ofUtf8(bytes: Buffer): string {
  return bytes.toString('utf8').normalize('NFKC');
}

function ofBackslash(escaped: string): string {
  if (/^[01]/.test(escaped)) return character(escaped, 8);
  return character(escaped.replace(/^[uUx]\{?|\}$/g, ''), 16);
}

function ofReference(reference: string): string {
  const [, hexadecimal, decimal] = /#(?:[xX]([0-9A-Fa-f]+)|([0-9]+))/.exec(reference) ?? [];
  if (hexadecimal !== undefined) return character(hexadecimal, 16);
  if (decimal !== undefined) return character(decimal, 10);
  return NAMED_INTRODUCERS.get(/[A-Za-z0-9]+;$/.exec(reference)?.[0] ?? '') ?? ' ';
}

function character(digits: string, radix: number): string {
  const codePoint = Number.parseInt(digits, radix);
  if (codePoint > LAST_CODE_POINT) return ' ';
  const plain = String.fromCodePoint(codePoint);
  return codePoint < 0x80 ? plain : plain.normalize('NFKC');
}

/** A text and, for each of its UTF-16 units, where the stretch of the original that it stands for lies. */
export interface View {
  readonly text: string;
  startOf(index: number): number;
  endOf(index: number): number;
}

export function viewOf(text: string): View {
  return { text, startOf: (index) => index, endOf: (index) => index + 1 };
}

/** The view with one layer of escapes undone. Memory: eight bytes per UTF-16 unit. */
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
  const copyUntil = (end: number): void => {
    for (; read < end; read += 1) write(read, read + 1);
  };
  for (const { index, sequence, plain } of escapesIn(view.text)) {
    copyUntil(index);
    read += sequence.length;
    for (let left = plain.length; left > 0; left -= 1) write(index, read);
  }
  copyUntil(view.text.length);
  return { text, startOf: (index) => starts[index] ?? 0, endOf: (index) => ends[index] ?? 0 };
}

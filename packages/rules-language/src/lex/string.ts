import { toOctets } from '../octets.ts';
import { type Finding, quote, suggest } from '../problem.ts';

/** A string that was read; `end` is behind its last delimiter. No octets: the last delimiter is missing. */
export interface ReadString {
  readonly octets?: string;
  readonly end: number;
  readonly findings: readonly Finding[];
}

const maximumHashes = 255;

/**
 * `r"…"` with up to 255 number signs around the quotes; nothing inside is an escape
 * (ruleset-engine/rules-language/values, "Raw string syntax"). `start` is at the `r`. Undefined: no raw string.
 */
export function readRawString(source: string, start: number): ReadString | undefined {
  let open = start + 1;
  while (source[open] === '#') open += 1;
  if (source[open] !== '"') return undefined;
  const hashes = open - start - 1;
  const close = source.indexOf(`"${'#'.repeat(hashes)}`, open + 1);
  if (close < 0) return unfinished(source, start, open + 1);
  const findings: Finding[] = [];
  if (hashes > maximumHashes) {
    const message = `A raw string has at most ${maximumHashes} number signs.`;
    findings.push({ code: 'syntax', message, span: { start, end: open } });
  }
  return { octets: toOctets(source.slice(open + 1, close)), end: close + 1 + hashes, findings };
}

/**
 * `"…"` with the escapes `\"`, `\\`, `\xHH` and `\OOO` (three octal digits); others are refused, as the engine does
 * (cloudflare/wirefilter, rhs_types/bytes.rs). `start` is at the first quote.
 */
export function readQuotedString(source: string, start: number): ReadString {
  const findings: Finding[] = [];
  let octets = '';
  let plain = start + 1;
  let at = plain;
  for (let code = source.charCodeAt(at); at < source.length && code !== 0x22; code = source.charCodeAt(at)) {
    if (code !== 0x5c) {
      at += 1;
      continue;
    }
    const read = readEscape(source, at);
    if (read.octet === undefined) findings.push(badEscape(source, at, read.length));
    octets += toOctets(source.slice(plain, at)) + (read.octet ?? '');
    at += read.length;
    plain = at;
  }
  if (at >= source.length) return unfinished(source, start, start + 1);
  const rest = toOctets(source.slice(plain, at));
  return { octets: octets === '' ? rest : octets + rest, end: at + 1, findings };
}

interface Escape {
  readonly octet?: string;
  readonly length: number;
}

const hexadecimal = /\\x([0-9a-fA-F]{2})/y;
const octal = /\\([0-3][0-7]{2})/y;

function readEscape(source: string, at: number): Escape {
  const next = source[at + 1];
  if (next === '"' || next === '\\') return { octet: next, length: 2 };
  for (const [form, radix] of [[hexadecimal, 16] as const, [octal, 8] as const]) {
    form.lastIndex = at;
    const digits = form.exec(source)?.[1];
    if (digits !== undefined) {
      return {
        octet: String.fromCharCode(Number.parseInt(digits, radix)),
        length: digits.length + (radix === 16 ? 2 : 1),
      };
    }
  }
  return { length: (source.codePointAt(at + 1) ?? 0) > 0xffff ? 3 : 2 };
}

const named: Readonly<Record<string, string>> = { n: '\\x0a', r: '\\x0d', t: '\\x09', '0': '\\x00' };

function badEscape(source: string, at: number, length: number): Finding {
  const suggestion = named[source[at + 1] ?? ''];
  return {
    code: 'syntax',
    message: `${quote(source.slice(at, at + length))} is no escape; for regular expressions a raw string r"…" needs none.`,
    span: { start: at, end: Math.min(at + length, source.length) },
    expected: ['\\"', '\\\\', '\\xHH', '\\OOO'],
    ...suggest(suggestion),
  };
}

/**
 * `"…"` after `matches`: a backslash stays, except before a quote, and a quote between `[` and `]` does not end the
 * string (cloudflare/wirefilter, rhs_types/regex/mod.rs).
 */
export function readQuotedPattern(source: string, start: number): ReadString {
  let pattern = '';
  let inClass = false;
  for (let at = start + 1; at < source.length; at += 1) {
    const character = source[at] ?? '';
    if (character === '"' && !inClass) return { octets: toOctets(pattern), end: at + 1, findings: [] };
    if (character === '[') inClass = true;
    if (character === ']') inClass = false;
    if (character === '\\') {
      at += 1;
      const escaped = source[at] ?? '';
      pattern += escaped === '"' && !inClass ? escaped : `\\${escaped}`;
    } else pattern += character;
  }
  const { findings, end } = unfinished(source, start, start + 1);
  if (!inClass) return { findings, end };
  const note = 'A quote between [ and ] does not end a pattern; a raw string r"…" has no such exception.';
  return { findings: findings.map((found) => ({ ...found, message: `${found.message} ${note}` })), end };
}

/** The end of a wrong quotation is not looked for farther away, so that the work stays linear. */
const wrongQuotesReach = 256;

const wrongQuotes: Readonly<Record<string, string>> = {
  "'": "'",
  '`': '`',
  '‘': '’',
  '’': '’',
  '“': '”',
  '”': '”',
  '„': '“”',
  '«': '»',
};

/** `'…'`, `“…”` and the like, which are no strings: read as if they were, with a finding that says so. */
export function readWronglyQuoted(source: string, start: number): ReadString | undefined {
  const closers = wrongQuotes[source[start] ?? ''];
  if (closers === undefined) return undefined;
  const end = Math.min(source.length, start + wrongQuotesReach);
  let close = start + 1;
  while (close < end && !closers.includes(source[close] ?? '')) close += 1;
  if (close >= end) return undefined;
  const text = source.slice(start + 1, close);
  const finding: Finding = {
    code: 'syntax',
    message: `A string is in straight double quotes, not in ${quote(source[start] ?? '')}.`,
    span: { start, end: close + 1 },
    expected: ['"…"', 'r"…"'],
    ...suggest(/["\\]/.test(text) ? undefined : `"${text}"`),
  };
  return { octets: toOctets(text), end: close + 1, findings: [finding] };
}

function unfinished(source: string, start: number, openEnd: number): ReadString {
  const message = 'This string has no end: its last quote is missing.';
  const span = { start, end: openEnd };
  return { end: source.length, findings: [{ code: 'syntax', message, span, expected: ['"'] }] };
}

import { Issue, refuse, show } from '../../problem.ts';

/**
 * The words of a value in presentation format (RFC 1035 section 5.1): separated by spaces or tabs, except inside
 * double quotes; a backslash takes the meaning from the character after it. Words are returned raw, with their
 * quotes and backslashes. Does not cover comments and parentheses, which belong to files and not to values.
 */
export function splitWords(text: string): readonly string[] | Issue {
  const words: string[] = [];
  let word = '';
  let quoted = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (character === '\\') {
      if (index + 1 === text.length)
        return refuse('ends in a backslash, which must be followed by a character');
      word += character + text.charAt(index + 1);
      index += 1;
    } else if (!quoted && (character === ' ' || character === '\t')) {
      if (word !== '') words.push(word);
      word = '';
    } else {
      if (character === '"') quoted = !quoted;
      word += character;
    }
  }
  if (quoted)
    return refuse('has a double quote that is never closed; write \\" for a quote that is part of the text');
  return word === '' ? words : [...words, word];
}

const encoder = new TextEncoder();

/** The octets of a raw word: unescaped quotes dropped, `\DDD` an octet by its decimal number, `\X` the character X. */
export function wordBytes(word: string): readonly number[] | Issue {
  const bytes: number[] = [];
  for (const [piece] of word.matchAll(/\\\d{3}|\\.|[^\\"]+|"/gsu)) {
    if (piece === '"') continue;
    if (!piece.startsWith('\\')) bytes.push(...encoder.encode(piece));
    else if (piece.length < 4) bytes.push(...encoder.encode(piece.slice(1)));
    else if (Number(piece.slice(1)) > 255)
      return refuse(`holds ${piece}: the number of an octet is at most 255`);
    else bytes.push(Number(piece.slice(1)));
  }
  return bytes;
}

/** The text of a raw word. Octets that are not UTF-8 are refused: the fields of records hold text. */
export function wordText(word: string): string | Issue {
  const bytes = wordBytes(word);
  if (bytes instanceof Issue) return bytes;
  return utf8(bytes) ?? refuse('holds octets that are not UTF-8');
}

function utf8(bytes: readonly number[]): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Uint8Array.from(bytes));
  } catch {
    return undefined;
  }
}

/** Octets as a quoted string that `wordBytes` reads back; UTF-8 stays readable, all else becomes `\DDD`. */
export function quoteBytes(bytes: readonly number[]): string {
  const text = utf8(bytes);
  const characters = text === undefined ? bytes.map((byte) => String.fromCharCode(byte)) : Array.from(text);
  return `"${characters.map((character) => escapeCharacter(character, text !== undefined)).join('')}"`;
}

export function quoteText(text: string): string {
  return quoteBytes([...encoder.encode(text)]);
}

function escapeCharacter(character: string, isText: boolean): string {
  if (character === '"' || character === '\\') return `\\${character}`;
  const code = character.charCodeAt(0);
  const printable = code >= 0x20 && code !== 0x7f && (code < 0x7f || (isText && code >= 0xa0));
  if (printable) return character;
  return escapes(isText ? encoder.encode(character) : [code]);
}

/** Octets as `\DDD`, by their decimal numbers (RFC 1035 section 5.1). */
function escapes(octets: Iterable<number>): string {
  return [...octets].map((octet) => `\\${String(octet).padStart(3, '0')}`).join('');
}

/** Every octet of a text in UTF-8 as an escape. */
export function escapedOctets(text: string): string {
  return escapes(encoder.encode(text));
}

/** Octets in one character-string (RFC 1035 section 3.3). */
const longestString = 255;
/**
 * Octets of one TXT record on the wire, with the length octet of each string (Cloudflare, "DNS record types",
 * since March 2026; 2,048 characters before). All TXT records of a name together are Cloudflare's to limit.
 */
const longestText = 4096;

/**
 * The content of a TXT record as the quoted strings Cloudflare wants, each of at most 255 octets.
 *
 * Content that begins with a double quote is read as quoted strings, in which `\"`, `\\` and `\DDD` are escapes.
 * Any other content is taken literally, quoted, and split. The limit is counted on the wire: without quotes and
 * escapes, with one octet more for each string. A record without text is refused, as Cloudflare does (DNSControl's
 * audit of records). Does not cover the sum of all records of a name.
 */
export function txtContent(content: string): string | Issue {
  // Most texts are one short string without escapes, and a name may have tens of thousands.
  if (plainString.test(content)) return content.startsWith('"') ? content : `"${content}"`;
  const strings = content.startsWith('"') ? quotedStrings(content) : plainStrings(content);
  if (strings instanceof Issue) return strings;
  if (strings.every((string) => string.length === 0))
    return refuse('has no text, and Cloudflare takes none without');
  const sent = strings.flatMap(chunks);
  const length = sent.reduce((sum, string) => sum + 1 + string.length, 0);
  if (length > longestText)
    return refuse(`is ${length} octets long; a TXT record holds at most ${longestText}`);
  return sent.map(quoteBytes).join(' ');
}

/** Printable ASCII without quotes and backslashes, in quotes or not. */
const plainString = /^(?:"[ !#-[\]-~]{1,255}"|[ !#-[\]-~]{1,255})$/;

function quotedStrings(content: string): readonly (readonly number[])[] | Issue {
  const words = splitWords(content);
  if (words instanceof Issue) return words;
  const strings: (readonly number[])[] = [];
  for (const word of words) {
    if (!/^"(?:[^"\\]|\\.)*"$/s.test(word)) {
      return refuse(
        `mixes quoted and unquoted text at ${show(word)}: quote all of it, with a space between strings, and write \\" for a quote in the text`,
      );
    }
    const bytes = wordBytes(word);
    if (bytes instanceof Issue) return bytes;
    strings.push(bytes);
  }
  return strings;
}

function plainStrings(content: string): readonly (readonly number[])[] | Issue {
  const reason = refuseHalfQuoted(content) ?? refuseFileEscape(content);
  return reason === undefined ? [[...new TextEncoder().encode(content)]] : refuse(reason);
}

function refuseHalfQuoted(content: string): string | undefined {
  if (/" +"/.test(content))
    return 'has quoted strings inside but does not begin with a double quote: quote all of it or nothing';
  if (!content.endsWith('"') || content.indexOf('"') < content.length - 1) return undefined;
  return 'ends in a double quote that nothing opens: quote all of it or nothing';
}

function refuseFileEscape(content: string): string | undefined {
  if (!content.includes('\\;')) return undefined;
  return 'has "\\;", the escape of zone files, in unquoted text: write ";" alone (or quote the content if you mean a backslash)';
}

/** Cuts octets into strings of at most 255, not inside a UTF-8 character. */
function chunks(bytes: readonly number[]): readonly (readonly number[])[] {
  if (bytes.length <= longestString) return [bytes];
  const pieces: (readonly number[])[] = [];
  let start = 0;
  while (bytes.length - start > longestString) {
    let end = start + longestString;
    while (end > start + longestString - 3 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
    pieces.push(bytes.slice(start, end));
    start = end;
  }
  return [...pieces, bytes.slice(start)];
}

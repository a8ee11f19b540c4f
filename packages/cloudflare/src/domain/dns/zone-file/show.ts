import { type Entry, readEntries, type Word } from './lexer.ts';

export interface ShownFile {
  /** To be joined by line ends. */
  readonly lines: readonly string[];
  /** How many of them hold records, those of the zone itself included. */
  readonly records: number;
}

/** UTF-16 units. Longer texts are cut when an answer is presented. */
const longestLine = 4_000;
/** Keys in base64 and hexadecimal may have spaces in them, so a longer one is laid in several lines. */
const longestWord = 2_000;

/**
 * A zone file of one record a line, as an answer can show it without losing anything: every character of a value
 * that is not printable ASCII is written as `\DDD`, tabs are spaces, and a line that would be cut is laid in several
 * within parentheses. Comments stay as they are, so what is hidden in them is shown as an escape when presented.
 */
export function shownFile(text: string): ShownFile {
  let records = 0;
  const lines = text
    .trimEnd()
    .split(/\r?\n/)
    .flatMap((line) => {
      const entry = entryOf(line);
      if (entry === undefined) return [line.replaceAll('\t', ' ')];
      records += 1;
      return linesOf(entry);
    });
  return { lines, records };
}

function entryOf(line: string): Entry | undefined {
  const [entry] = readEntries(line, []);
  return entry === undefined || entry.isBroken ? undefined : entry;
}

function linesOf({ words, hasNoOwner, comment }: Entry): readonly string[] {
  const texts = words.map(asciiWord);
  const behind = comment === undefined ? '' : ` ;${comment.text.replaceAll('\t', ' ')}`;
  const line = `${hasNoOwner ? ' ' : ''}${texts.join(' ')}${behind}`;
  if (line.length <= longestLine) return [line];
  const [owner = '', ...rest] = texts.flatMap(pieces);
  return [`${hasNoOwner ? ' ' : ''}${owner} (`, ...rest.map((text) => `  ${text}`), `)${behind}`];
}

function pieces(word: string): readonly string[] {
  if (word.startsWith('"') || word.length <= longestWord) return [word];
  return word.match(new RegExp(`.{1,${longestWord}}`, 'g')) ?? [];
}

const encoder = new TextEncoder();

/** Each escape is taken as a whole, so that the second backslash of `\\` begins nothing. */
function asciiWord({ text }: Word): string {
  return text.replaceAll(/\\u(?=\{)|\\[ -~]|\\?[^ -~]/gu, (found, at: number) => {
    // `\u{` is how an answer shows what is hidden, so it must not stand in a value by itself.
    if (found === '\\u') return 'u';
    if (found === '\\\\' && /^\\?u\{/.test(text.slice(at + 2, at + 5))) return '\\092';
    return /^[ -~]+$/.test(found) ? found : escapedOctets(found.replace(/^\\/, ''));
  });
}

function escapedOctets(text: string): string {
  return [...encoder.encode(text)].map((octet) => `\\${String(octet).padStart(3, '0')}`).join('');
}

import { neutralise } from '../untrusted/neutralise.ts';

/** UTF-16 units of one element of `lines` as it is shown: less than what `present` would cut. */
const longestElement = 4_000;
/** UTF-16 units of a page as it is shown, unless told otherwise. */
const usualPage = 60_000;

/** A part of a long text, in lines, as an answer can show it without losing anything. */
export interface DocumentPage {
  /** Lines without their ends. A longer one than an element may be lies in several, which `continued` names. */
  readonly lines: readonly string[];
  /** The line of the text that the first element begins, from 1. */
  readonly first_line: number;
  /** How many lines the text has. What stands behind the last line end is a line, too, if only an empty one. */
  readonly total_lines: number;
  /** Indices in `lines`, from 0, of elements behind which the same line goes on. */
  readonly continued?: readonly number[];
  /** Present when every line ends in CR LF, which are not shown then; otherwise lines end in LF, and a CR shows. */
  readonly line_ends?: 'crlf';
  /** Where to go on reading, when there is more. */
  readonly next_line?: number;
}

export interface DocumentPageOptions {
  /** The first line to show, from 1. */
  readonly first?: number;
  /** UTF-16 units of what is shown; at least one line is, however long. */
  readonly most?: number;
}

/**
 * A page of a document. Elements are short enough to be shown whole, so that nothing is cut without being said; a line that
 * has to be laid in several is put together again by `textOfPages`.
 */
export function documentPage(
  text: string,
  { first = 1, most = usualPage }: DocumentPageOptions = {},
): DocumentPage {
  const isCrLf = hasCrLfOnly(text);
  const lineEnd = isCrLf ? '\r\n' : '\n';
  const lines: string[] = [];
  const continued: number[] = [];
  let number = 0;
  let shown = 0;
  let next: number | undefined;
  for (let at = 0; at <= text.length; ) {
    const found = text.indexOf(lineEnd, at);
    const end = found === -1 ? text.length : found;
    number += 1;
    if (number >= first && next === undefined) {
      const pieces = piecesOf(text.slice(at, end));
      const length = pieces.reduce((sum, piece) => sum + piece.shown, 0) + 1;
      if (shown > 0 && shown + length > most) next = number;
      else {
        shown += length;
        for (const [index, piece] of pieces.entries()) {
          if (index > 0) continued.push(lines.length - 1);
          lines.push(piece.text);
        }
      }
    }
    at = end + lineEnd.length;
    if (found === -1) break;
  }
  return {
    lines,
    first_line: Math.min(first, number),
    total_lines: number,
    ...(continued.length === 0 ? {} : { continued }),
    ...(isCrLf ? { line_ends: 'crlf' } : {}),
    ...(next === undefined ? {} : { next_line: next }),
  };
}

/** A page from a line on, as what answers hold: lists that are theirs. */
export function pageInAnswer(
  text: string,
  first: number,
): Omit<DocumentPage, 'lines' | 'continued'> & { readonly lines: string[]; readonly continued?: number[] } {
  const { lines, continued, ...rest } = documentPage(text, { first });
  return { ...rest, lines: [...lines], ...(continued === undefined ? {} : { continued: [...continued] }) };
}

/** The text that pages show, in their order. */
export function textOfPages(pages: readonly DocumentPage[]): string {
  const lines = pages.map(({ lines: elements, continued = [] }) => {
    const joined = new Set(continued);
    let text = '';
    for (const [index, element] of elements.entries())
      text += joined.has(index) || index === elements.length - 1 ? element : `${element}\n`;
    return text;
  });
  const text = lines.join('\n');
  return pages[0]?.line_ends === 'crlf' ? text.replaceAll('\n', '\r\n') : text;
}

function hasCrLfOnly(text: string): boolean {
  return text.includes('\r\n') && !/(?<!\r)\n|\r(?!\n)/.test(text);
}

interface Piece {
  readonly text: string;
  /** UTF-16 units of it with its hidden characters visible. */
  readonly shown: number;
}

/** A line in pieces at the borders of characters, each no longer than an element when it is shown. */
function piecesOf(line: string): readonly Piece[] {
  const whole = shownLength(line);
  if (whole <= longestElement) return [{ text: line, shown: whole }];
  const pieces: Piece[] = [];
  for (let at = 0; at < line.length; ) {
    let length = Math.min(longestElement, line.length - at);
    let piece = line.slice(at, at + length);
    while (piece.length > 1 && (isHalved(line, at + length) || shownLength(piece) > longestElement)) {
      length = isHalved(line, at + length) ? length - 1 : Math.floor(length / 2);
      piece = line.slice(at, at + length);
    }
    pieces.push({ text: piece, shown: shownLength(piece) });
    at += length;
  }
  return pieces;
}

function shownLength(text: string): number {
  return neutralise(text, { maxLength: Number.POSITIVE_INFINITY }).length;
}

/** Whether a place is within a pair of surrogates, or within a `\u{` that is made visible as a whole. */
function isHalved(text: string, at: number): boolean {
  const before = text.charCodeAt(at - 1);
  const behind = text.charCodeAt(at);
  if (before >= 0xd800 && before <= 0xdbff && behind >= 0xdc00 && behind <= 0xdfff) return true;
  return text.startsWith('\\u{', at - 1) || text.startsWith('\\u{', at - 2);
}

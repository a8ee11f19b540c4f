/** The lexical level of a zone file: entries, tokens and comments (RFC 1035 §5.1). */

import type { Token } from './data-fields.ts';
import { zoneFileInvalid } from './refusals.ts';

export interface Entry {
  /** The number of the line where the entry begins, from 1. */
  readonly line: number;
  /** Whether the line begins with white space, which stands for the name of the entry before. */
  readonly continues: boolean;
  readonly tokens: readonly Token[];
  /** The text behind the `;` that follows the last token; empty when there is none. */
  readonly comment: string;
}

/** A word may hold quoted strings after its first character: `alpn="h2,h3"` (RFC 9460 §2.1). */
const PIECE =
  /(?<space>[ \t\r\f]+)|(?<end>\n)|;(?<comment>[^\n]*)|(?<open>\()|(?<close>\))|"(?<quoted>(?:[^"\\]|\\[\s\S])*)"|(?<word>(?:[^\s;()"\\]|\\[\s\S])(?:[^\s;()"\\]|\\[\s\S]|"(?:[^"\\]|\\[\s\S])*")*)/guy;

/**
 * Splits a zone file into its entries. Parentheses carry an entry over line ends; quoted strings may hold line
 * ends of their own. Entries without tokens are left out.
 *
 * @throws {ApiFailure} 400 for a quote or a parenthesis without its partner.
 */
export function entries(text: string): Entry[] {
  const found: Entry[] = [];
  let depth = 0;
  let line = 1;
  let entry = emptyEntry(line);
  for (const piece of pieces(text)) {
    const { space, end, comment, open, close } = piece;
    if (open !== undefined) depth += 1;
    else if (close !== undefined) depth -= 1;
    else if (comment !== undefined) entry.comment = depth === 0 ? comment : '';
    else if (end === undefined && space === undefined) entry.tokens.push(tokenOf(piece));
    else if (space !== undefined && entry.isFresh) entry.continues = true;
    if (depth < 0) throw zoneFileInvalid(line, 'unexpected closing parenthesis');
    entry.isFresh = false;
    line += piece.lines;
    if (end === undefined || depth > 0) continue;
    found.push(entry);
    entry = emptyEntry(line);
  }
  if (depth > 0) throw zoneFileInvalid(entry.line, 'missing closing parenthesis');
  return [...found, entry].filter(({ tokens }) => tokens.length > 0);
}

interface OpenEntry extends Entry {
  continues: boolean;
  readonly tokens: Token[];
  comment: string;
  isFresh: boolean;
}

function emptyEntry(line: number): OpenEntry {
  return { line, continues: false, tokens: [], comment: '', isFresh: true };
}

interface Piece {
  readonly space?: string | undefined;
  readonly end?: string | undefined;
  readonly comment?: string | undefined;
  readonly open?: string | undefined;
  readonly close?: string | undefined;
  readonly quoted?: string | undefined;
  readonly word?: string | undefined;
  /** Line ends inside the piece. */
  readonly lines: number;
}

function* pieces(text: string): Generator<Piece> {
  let at = 0;
  let line = 1;
  for (const match of text.matchAll(PIECE)) {
    const lines = match[0].split('\n').length - 1;
    yield { ...match.groups, lines };
    at = match.index + match[0].length;
    line += lines;
  }
  if (at < text.length) throw zoneFileInvalid(line, 'missing closing quote');
}

function tokenOf({ quoted, word }: Piece): Token {
  return quoted === undefined ? { text: word ?? '', quoted: false } : { text: quoted, quoted: true };
}

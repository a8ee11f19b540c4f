import type { Span } from './syntax-tree.ts';

interface Remark {
  /** One sentence; quotes the source at most in part, and never control characters. */
  readonly message: string;
  /** From 1; counts code points of its line, as editors do. */
  readonly line: number;
  readonly column: number;
  readonly span: Span;
  /** What could have stood there. */
  readonly expected?: readonly string[];
  /** What to write in the place of the span, or the nearest name that exists: `http.request.uri.path`. */
  readonly suggestion?: string;
}

/** What is wrong with an expression, and where. */
export interface Problem extends Remark {
  readonly code:
    | 'syntax'
    | 'too_long'
    | 'too_deep'
    | 'unknown_field'
    | 'unknown_function'
    | 'unknown_operator'
    | 'wrong_type'
    | 'wrong_arguments'
    | 'not_allowed_here'
    | 'plan_too_low'
    | 'bad_regex'
    | 'bad_wildcard'
    | 'out_of_range';
}

/** What Cloudflare takes, but hardly as it was meant. */
export interface Warning extends Remark {
  readonly code:
    | 'blank'
    | 'loose_address'
    | 'deprecated_field'
    | 'never_matches'
    | 'constant_value'
    | 'not_text'
    | 'mixed_arrays'
    | 'unreadable_regex';
}

/** A problem or a warning before its line and column are known. */
export type Finding = Omit<Problem, 'line' | 'column'>;
export type Doubt = Omit<Warning, 'line' | 'column'>;

/** Enough to work on; more would only be consequences. */
export const maximumRemarks = 20;

/** Puts remarks in the order of the source, each once, the first 20, and counts their lines and columns. */
export function locate<Found extends { readonly span: Span; readonly message: string }>(
  source: string,
  found: readonly Found[],
): readonly (Found & { readonly line: number; readonly column: number })[] {
  const unique = new Map(found.map((one) => [`${one.span.start} ${one.message}`, one]));
  const sorted = [...unique.values()].sort((a, b) => a.span.start - b.span.start);
  return sorted.slice(0, maximumRemarks).map((one) => ({ ...one, ...positionOf(source, one.span.start) }));
}

function positionOf(source: string, offset: number): { readonly line: number; readonly column: number } {
  const before = source.slice(0, offset);
  const lineStart = before.lastIndexOf('\n') + 1;
  return {
    line: before.split('\n').length,
    column: Array.from(before.slice(lineStart)).length + 1,
  };
}

/** Control, format, bidirectional, private and unassigned characters, and line separators. */
const unseen = /[\p{C}\p{Zl}\p{Zp}]/gu;
const quoteLength = 40;
const suggestionLength = 200;

/**
 * A part of the source as a message may show it: at most 40 characters, and U+FFFD for all that a terminal or a
 * reader could take for something else.
 */
export function quote(text: string): string {
  const characters = Array.from(text.slice(0, 2 * quoteLength + 2));
  const shown = characters.slice(0, quoteLength).join('').replace(unseen, '\ufffd');
  return characters.length > quoteLength ? `${shown}…` : shown;
}

/** A suggestion, unless there is none, or it would repeat much of the source or something that cannot be seen. */
export function suggest(text: string | undefined): { readonly suggestion?: string } {
  const usable = text !== undefined && text.length <= suggestionLength && text.search(unseen) < 0;
  return usable ? { suggestion: text } : {};
}

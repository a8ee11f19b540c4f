import { Kept } from '../kept.ts';
import { lex } from '../lex/lex.ts';
import { maximumLength } from '../limits.ts';
import { type Doubt, type Finding, locate, type Problem, type Warning } from '../problem.ts';
import type { Expression } from '../syntax-tree.ts';
import { Cursor, Refusal } from './cursor.ts';
import { parseAll } from './grammar.ts';

export type Parsed =
  | { readonly ok: true; readonly expression: Expression; readonly warnings: readonly Warning[] }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** What `read` makes of a source: with findings there may still be an expression, the one that was probably meant. */
export interface Reading {
  readonly expression?: Expression;
  readonly findings: readonly Finding[];
  readonly doubts: readonly Doubt[];
}

/**
 * Reads an expression of the Rules language. Types, names and what may stand where are left to `check`. Says
 * several mistakes at once where the meaning of the wrong part is clear (`AND`, `=`, single quotes). Never throws;
 * sources over 4,096 characters are refused unread. Byte strings (`61:62`) and the operator `bitwise_and` of the
 * engine are not covered: Cloudflare does not document them for rules.
 */
export function parse(source: string): Parsed {
  const { expression, findings, doubts } = read(source);
  if (expression === undefined || findings.length > 0)
    return { ok: false, problems: locate(source, findings) };
  return { ok: true, expression, warnings: locate(source, doubts) };
}

/** Measured when it is full: 10 MB of expressions as they are usual, 30 MB where they are nothing but sets of digits. */
const kept = new Kept<Reading>(512 * 1024);

/** As `parse`, but hands out the probable expression besides the findings. The same text gives the same object. */
export function read(source: string): Reading {
  if (isTooLong(source)) return { findings: [tooLong], doubts: [] };
  const known = kept.get(source);
  if (known !== undefined) return known;
  const reading = readNew(source);
  kept.put(source, reading);
  return reading;
}

function readNew(source: string): Reading {
  const { tokens, findings, doubts, broken } = lex(source);
  if (broken) return { findings, doubts };
  const cursor = new Cursor(source, tokens, findings);
  try {
    const expression = parseAll(cursor);
    return { expression, findings: cursor.findings, doubts: [...doubts, ...cursor.doubts] };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { findings: [...cursor.findings, error.finding], doubts };
  }
}

function isTooLong(source: string): boolean {
  if (source.length <= maximumLength) return false;
  return source.length > 2 * maximumLength || Array.from(source).length > maximumLength;
}

const tooLong: Finding = {
  code: 'too_long',
  message: `An expression has at most ${maximumLength} characters.`,
  span: { start: 0, end: 0 },
};

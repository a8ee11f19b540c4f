import type { ToolContext } from '../tool/define.ts';
import { neutralise } from '../untrusted/neutralise.ts';

/** What reading a resource, completing a value or making a prompt works with. */
export type ReadContext<Services> = Pick<ToolContext<Services>, 'services' | 'journal' | 'signal'> & {
  /** Whether reading what belongs to this toolset is allowed. */
  readonly offers: (toolset: string) => boolean;
};

export interface Candidates {
  /** In the order in which they are to be offered. */
  readonly values: readonly string[];
  /** Whether there are others that were not looked at. */
  readonly more?: boolean;
}

/**
 * Finds values for one argument of a prompt, or one variable of a template.
 * @param typed what the person has typed so far. May be anything.
 * @param given the other values that are already there. May be anything, too.
 */
export type Completer<Services> = (
  typed: string,
  given: Readonly<Record<string, string>>,
  context: ReadContext<Services>,
) => Promise<Candidates>;

export interface Completion {
  readonly values: string[];
  /** Left out when nobody counted. */
  readonly total?: number;
  readonly hasMore: boolean;
}

/** MCP 2026-07-28, completion: a server gives at most this many. */
const mostValues = 100;

export const noCompletion: Candidates = { values: [] };

/**
 * The candidates that begin with what was typed, in any case, a hundred at most. One with a hidden character is
 * left out: a value is put in literally, so an escape would be another value.
 */
export function completionOf({ values, more = false }: Candidates, typed: string): Completion {
  const start = typed.toLowerCase();
  const fitting = values.filter(
    (value) => value.toLowerCase().startsWith(start) && neutralise(value) === value,
  );
  const shown = fitting.slice(0, mostValues);
  if (more) return { values: shown, hasMore: true };
  return { values: shown, total: fitting.length, hasMore: fitting.length > shown.length };
}

/** A completer over a list that is always the same. */
export function oneOf<Services>(values: readonly string[]): Completer<Services> {
  return async () => ({ values });
}

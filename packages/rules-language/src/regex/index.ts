import { Budget } from '../budget.ts';
import { fromOctets } from '../octets.ts';
import { Automaton, isPlain } from './automaton.ts';
import { compile, type Program, programSize } from './compile.ts';
import type { Node } from './node.ts';
import { parsePattern } from './parse.ts';
import { PatternProblem } from './reader.ts';
import { bordersOf, search } from './search.ts';

export interface RegexMatch {
  /** Octets from the beginning of the text. */
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
  /** The octets of each group, from group 0, the whole match; undefined for one that took no part in it. */
  readonly groups: readonly (string | undefined)[];
  /** How much work it was; grows linearly with the text. */
  readonly steps: number;
}

export interface Regex {
  /** Groups that capture, besides group 0. */
  readonly groups: number;
  /** Whether there is a match in `octets`, which is faster to tell than where. Gives up when the budget is spent. */
  readonly matches: (octets: string, budget?: Budget) => boolean | 'too much work';
  /** The leftmost match in `octets`. Gives up when the budget is spent. */
  readonly find: (octets: string, budget?: Budget) => RegexMatch | undefined | 'too much work';
}

export type CompiledRegex =
  | { readonly ok: true; readonly regex: Regex }
  | {
      readonly ok: false;
      readonly reason: string;
      /** Where in the pattern: code points from its beginning. */
      readonly at: number;
      /** Cloudflare may well take the pattern: only this engine cannot tell what it matches. */
      readonly beyondUs: boolean;
    };

const kept = new Map<string, CompiledRegex>();
const mostKept = 64;

/**
 * Compiles a regular expression (octets of UTF-8) in the syntax of Rust's regex crate, as `matches` and
 * `regex_replace` take it. Text is matched octet by octet, and letter case, `\w` and the like are those of ASCII, until
 * `(?u)` sets Unicode mode: so Cloudflare configures its engine (cloudflare/wirefilter, `regex::imp_real`). In that mode
 * a class takes whole characters, and octets that are not UTF-8 match nothing. Refused, as in Rust: lookaround,
 * backreferences, and patterns that grow far too large. Not covered (`beyondUs`): patterns of more than 10,000
 * instructions, and properties that JavaScript lacks (`\p{Age=6.0}`).
 */
export function compileRegex(pattern: string): CompiledRegex {
  const known = kept.get(pattern);
  if (known !== undefined) return known;
  const compiled = compileNew(pattern);
  if (kept.size >= mostKept) kept.clear();
  kept.set(pattern, compiled);
  return compiled;
}

function compileNew(pattern: string): CompiledRegex {
  const text = fromOctets(pattern);
  if (text === undefined) return { ok: false, reason: 'the pattern is not UTF-8', at: 0, beyondUs: false };
  try {
    const { node, groups } = parsePattern(text);
    return { ok: true, regex: new LazyRegex(node, groups, programSize(node)) };
  } catch (problem) {
    if (!(problem instanceof PatternProblem)) throw problem;
    return { ok: false, reason: problem.message, at: problem.at, beyondUs: problem.beyondUs };
  }
}

/** Translated when it is first applied: whoever only checks a pattern needs no program. */
class LazyRegex implements Regex {
  readonly groups: number;
  readonly #node: Node;
  readonly #size: number;
  #program: Program | undefined;
  #automaton: Automaton | 'none' | undefined;

  constructor(node: Node, groups: number, size: number) {
    this.#node = node;
    this.groups = groups;
    this.#size = size;
  }

  matches(octets: string, budget = new Budget()): boolean | 'too much work' {
    const program = this.#translated(budget);
    if (program === undefined) return 'too much work';
    this.#automaton ??= isPlain(program) ? new Automaton(program) : 'none';
    if (this.#automaton !== 'none') return this.#automaton.run(octets, budget);
    const outcome = search(program, octets, budget);
    return outcome === 'too much work' ? outcome : 'trace' in outcome;
  }

  find(octets: string, budget = new Budget()): RegexMatch | undefined | 'too much work' {
    const program = this.#translated(budget);
    if (program === undefined) return 'too much work';
    const outcome = search(program, octets, budget);
    if (outcome === 'too much work') return outcome;
    return 'trace' in outcome
      ? toMatch(octets, bordersOf(outcome.trace, this.groups), outcome.steps)
      : undefined;
  }

  #translated(budget: Budget): Program | undefined {
    if (this.#program === undefined && budget.spend(10 * this.#size)) this.#program = compile(this.#node);
    return this.#program;
  }
}

function toMatch(octets: string, borders: readonly (number | undefined)[], steps: number): RegexMatch {
  const groups: (string | undefined)[] = [];
  for (let slot = 0; slot < borders.length; slot += 2) {
    const start = borders[slot];
    const end = borders[slot + 1];
    groups.push(start === undefined || end === undefined ? undefined : octets.slice(start, end));
  }
  const [start = 0, end = 0] = borders;
  return { start, end, groups, steps };
}

import { toOctets } from '../octets.ts';
import { readBracket } from './bracket.ts';
import { range } from './class-tests.ts';
import { readEscape } from './escape.ts';
import { readFlags } from './flags.ts';
import type { Node, Test } from './node.ts';
import { type Flags, PatternProblem, Reader } from './reader.ts';

/** As deep as Rust's regex-syntax parses by default. */
const deepest = 250;

/** Cloudflare's engine starts without Unicode mode (cloudflare/wirefilter, `regex::imp_real`). */
const initialFlags: Flags = {
  caseInsensitive: false,
  multiLine: false,
  dotAll: false,
  swapGreed: false,
  unicode: false,
  carriageReturn: false,
  verbose: false,
};

export interface Parsed {
  readonly node: Node;
  /** Groups that capture, besides group 0. */
  readonly groups: number;
}

/**
 * Reads a pattern in the syntax of Rust's regex crate (docs.rs/regex, "Syntax").
 *
 * @throws {PatternProblem}
 */
export function parsePattern(pattern: string): Parsed {
  const parser = new Parser(new Reader(pattern, initialFlags));
  return parser.parse();
}

class Parser {
  readonly #reader: Reader;
  readonly #names = new Set<string>();
  #groups = 0;
  #depth = 0;

  constructor(reader: Reader) {
    this.#reader = reader;
  }

  parse(): Parsed {
    const node = this.#choice();
    if (!this.#reader.atEnd) throw new PatternProblem('this parenthesis closes nothing', this.#reader.at);
    return { node, groups: this.#groups };
  }

  /** Alternatives up to the end of the group; flags set in them hold until there. */
  #choice(): Node {
    const reader = this.#reader;
    const branches = [this.#sequence()];
    while (reader.eat('|')) branches.push(this.#sequence());
    const [only] = branches;
    return branches.length === 1 && only !== undefined ? only : { kind: 'choice', nodes: branches };
  }

  #sequence(): Node {
    const reader = this.#reader;
    const nodes: Node[] = [];
    for (;;) {
      reader.skipSpace();
      if (reader.atEnd || reader.peek() === '|' || reader.peek() === ')') break;
      const at = reader.at;
      const atom = this.#atom();
      if (atom !== undefined) nodes.push(this.#repetitions(atom, at));
    }
    return { kind: 'sequence', nodes };
  }

  /** One thing that can be repeated, or nothing for `(?flags)`. */
  #atom(): Node | undefined {
    const reader = this.#reader;
    const { flags } = reader;
    const at = reader.at;
    const character = reader.take();
    switch (character) {
      case '(':
        return this.#group(at);
      case '[':
        return ofClass(readBracket(reader), flags);
      case '.':
        return ofClass(dotTest(flags), flags, true);
      case '^':
        return { kind: 'look', look: { kind: lineLook('start', flags) } };
      case '$':
        return { kind: 'look', look: { kind: lineLook('end', flags) } };
      case '\\':
        return ofEscape(reader);
      case '*':
      case '+':
      case '?':
      case '{':
        throw new PatternProblem('there is nothing to repeat', at);
      default:
        return ofLiteral(character.codePointAt(0) ?? 0, flags);
    }
  }

  #group(at: number): Node | undefined {
    const reader = this.#reader;
    reader.skipSpace();
    const before = reader.flags;
    let index: number | undefined;
    if (reader.eat('?P<') || (/^[^=!]$/.test(reader.peek(2)) && reader.eat('?<'))) {
      index = this.#named(reader.takeUntil('>', 'the name of the group'), at);
    } else if (reader.peek() === '?') {
      if (readFlags(reader, at) === 'until the end of the group') return undefined;
    } else {
      this.#groups += 1;
      index = this.#groups;
    }
    this.#depth += 1;
    if (this.#depth > deepest) throw new PatternProblem('groups are nested too deeply', at);
    const node = this.#choice();
    if (!reader.eat(')')) throw new PatternProblem('the group is not closed', at);
    this.#depth -= 1;
    reader.flags = before;
    return index === undefined ? node : { kind: 'group', node, index };
  }

  #named(name: string, at: number): number {
    if (!/^[_\p{Alphabetic}][\w.[\]\p{Alphabetic}\p{N}]*$/u.test(name)) {
      throw new PatternProblem('this is not a name for a group', at);
    }
    if (this.#names.has(name)) throw new PatternProblem('there are two groups of this name', at);
    this.#names.add(name);
    this.#groups += 1;
    return this.#groups;
  }

  /** The repetitions behind an atom; there may be several, one around the other. */
  #repetitions(atom: Node, at: number): Node {
    const reader = this.#reader;
    let node = atom;
    for (let count = 0; ; count += 1) {
      reader.skipSpace();
      const times = readTimes(reader);
      if (times === undefined) return node;
      if (count + this.#depth > deepest) throw new PatternProblem('repetitions are nested too deeply', at);
      const lazy = reader.eat('?');
      node = { kind: 'repeat', node, ...times, greedy: lazy === reader.flags.swapGreed };
    }
  }
}

function readTimes(reader: Reader): { readonly from: number; readonly to?: number } | undefined {
  if (reader.eat('*')) return { from: 0 };
  if (reader.eat('+')) return { from: 1 };
  if (reader.eat('?')) return { from: 0, to: 1 };
  const at = reader.at;
  if (!reader.eat('{')) return undefined;
  const written = reader.takeUntil('}', 'the number of repetitions');
  const [, least = '', comma, most = ''] = /^\s*(\d*)\s*(?:(,)\s*(\d*)\s*)?$/.exec(written) ?? [];
  if (least === '') throw new PatternProblem('this is not a number of repetitions', at);
  const from = Number(least);
  const to = comma === undefined ? from : Number(most);
  if (comma !== undefined && most === '') return { from };
  if (to < from) throw new PatternProblem('the most repetitions are less than the fewest', at);
  return { from, to };
}

function ofEscape(reader: Reader): Node {
  const { flags } = reader;
  const escaped = readEscape(reader);
  if (escaped.kind === 'look') return escaped;
  if (escaped.kind === 'class') return ofClass(escaped.test, flags, true);
  return escaped.octet
    ? { kind: 'octets', octets: String.fromCharCode(escaped.point) }
    : ofLiteral(escaped.point, flags);
}

function ofClass(test: Test, { unicode }: Flags, shared = false): Node {
  return unicode ? { kind: 'character', test, shared } : { kind: 'octet', test };
}

function ofLiteral(point: number, flags: Flags): Node {
  const character = String.fromCodePoint(point);
  const cased = flags.unicode
    ? /[\p{Cased}\p{Changes_When_Casemapped}]/u.test(character)
    : /[A-Za-z]/.test(character);
  return flags.caseInsensitive && cased
    ? ofClass(range(point, point, flags), flags)
    : { kind: 'octets', octets: toOctets(character) };
}

const anything: Test = () => true;
const anythingInLine: Test = (point) => point !== 10;
const anythingBeforeReturn: Test = (point) => point !== 10 && point !== 13;

function dotTest({ dotAll, carriageReturn }: Flags): Test {
  if (dotAll) return anything;
  return carriageReturn ? anythingBeforeReturn : anythingInLine;
}

function lineLook<Side extends 'start' | 'end'>(side: Side, { multiLine, carriageReturn }: Flags) {
  if (!multiLine) return `text ${side}` as const;
  return carriageReturn ? (`any line ${side}` as const) : (`line ${side}` as const);
}

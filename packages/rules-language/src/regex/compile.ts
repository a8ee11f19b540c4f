import type { Look, Node, Test } from './node.ts';
import { PatternProblem } from './reader.ts';
import { fits } from './size.ts';

export type Instruction =
  /** One octet; `members` has a 1 for each that fits. */
  | { readonly kind: 'octet'; readonly members: Uint8Array; readonly next: number }
  /** One well-formed character. */
  | { readonly kind: 'character'; readonly test: Test; readonly next: number }
  /** Two ways on, the preferred one first. */
  | { readonly kind: 'split'; first: number; second: number }
  /** The position is a border of a group: slot 2n where group n begins, 2n + 1 where it ends. */
  | { readonly kind: 'save'; readonly slot: number; readonly next: number }
  | { readonly kind: 'look'; readonly look: Look; readonly next: number }
  | { readonly kind: 'match' };

export interface Program {
  readonly instructions: readonly Instruction[];
  readonly start: number;
}

/** Most instructions of a program here: each may be a step at each octet of a text. */
const mostInstructions = 10_000;

/**
 * How many instructions the program of a pattern will have.
 *
 * @throws {PatternProblem} when it would become too large.
 */
export function programSize(node: Node): number {
  const size = sizeOf(node);
  const fit = fits(node, size);
  if (fit !== true) throw new PatternProblem('the pattern is too large', 0, fit === 'perhaps');
  if (size > mostInstructions) throw new PatternProblem('the pattern is too large to be followed', 0, true);
  return size;
}

/**
 * Translates a pattern into a program for `search`, from its end to its beginning (Thompson's construction).
 * Repetitions are written out: `a{100}` has a hundred instructions. Its size has to be known to be bearable.
 */
export function compile(node: Node): Program {
  const compiler = new Compiler();
  const end = compiler.emit({ kind: 'match' });
  const start = compiler.compile({ kind: 'group', node, index: 0 }, end);
  return { instructions: compiler.instructions, start };
}

/** How many instructions there will be. Parts that leave none count as one, as they are repeated as well. */
function sizeOf(node: Node): number {
  switch (node.kind) {
    case 'octets':
      return node.octets.length;
    case 'octet':
    case 'character':
    case 'look':
      return 1;
    case 'group':
      return sizeOf(node.node) + 2;
    case 'sequence':
      return Math.max(sumOfSizes(node.nodes), 1);
    case 'choice':
      return sumOfSizes(node.nodes) + node.nodes.length - 1;
    case 'repeat': {
      const size = sizeOf(node.node);
      if (node.to === undefined) return size * Math.max(node.from, 1) + 2;
      return size * node.to + node.to - node.from;
    }
  }
}

function sumOfSizes(nodes: readonly Node[]): number {
  return nodes.reduce((sum, node) => sum + sizeOf(node), 0);
}

class Compiler {
  readonly instructions: Instruction[] = [];
  readonly #members = new Map<Test | string, Uint8Array>();

  emit(instruction: Instruction): number {
    this.instructions.push(instruction);
    return this.instructions.length - 1;
  }

  /** @returns Where `node` begins when the program goes on at `next` behind it. */
  compile(node: Node, next: number): number {
    switch (node.kind) {
      case 'octets':
        return this.#octets(node.octets, next);
      case 'octet':
        return this.emit({ kind: 'octet', members: this.#membersOf(node.test), next });
      case 'character':
        return this.emit({ kind: 'character', test: node.test, next });
      case 'look':
        return this.emit({ kind: 'look', look: node.look, next });
      case 'group': {
        const end = this.emit({ kind: 'save', slot: 2 * node.index + 1, next });
        return this.emit({ kind: 'save', slot: 2 * node.index, next: this.compile(node.node, end) });
      }
      case 'sequence':
        return node.nodes.reduceRight((entry, part) => this.compile(part, entry), next);
      case 'choice':
        return this.#choice(node.nodes, next);
      case 'repeat':
        return this.#repeat(node, next);
    }
  }

  #octets(octets: string, next: number): number {
    let entry = next;
    for (const octet of Array.from(octets).toReversed()) {
      entry = this.emit({ kind: 'octet', members: this.#only(octet), next: entry });
    }
    return entry;
  }

  #only(octet: string): Uint8Array {
    const known = this.#members.get(octet);
    if (known !== undefined) return known;
    const members = new Uint8Array(256);
    members[octet.charCodeAt(0)] = 1;
    this.#members.set(octet, members);
    return members;
  }

  #membersOf(test: Test): Uint8Array {
    const known = this.#members.get(test);
    if (known !== undefined) return known;
    const members = Uint8Array.from({ length: 256 }, (_, octet) => (test(octet) ? 1 : 0));
    this.#members.set(test, members);
    return members;
  }

  #choice(nodes: readonly Node[], next: number): number {
    const entries = nodes.map((node) => this.compile(node, next));
    return entries.reduceRight((second, first) => this.emit({ kind: 'split', first, second }));
  }

  #repeat({ node, from, to, greedy }: Node & { readonly kind: 'repeat' }, next: number): number {
    let entry = to === undefined ? this.#endless(node, from, greedy, next) : next;
    for (let count = (to ?? from) - from; count > 0; count -= 1) {
      entry = this.#either(this.compile(node, entry), next, greedy);
    }
    const written = to === undefined ? Math.max(from - 1, 0) : from;
    for (let count = written; count > 0; count -= 1) entry = this.compile(node, entry);
    return entry;
  }

  /** `x*` when `from` is 0, else `x+`. What can be empty loops as `(?:x+)?`, which keeps what it prefers. */
  #endless(node: Node, from: number, greedy: boolean, next: number): number {
    const split: Instruction & { readonly kind: 'split' } = { kind: 'split', first: next, second: next };
    const again = this.emit(split);
    const body = this.compile(node, again);
    if (greedy) split.first = body;
    else split.second = body;
    if (from > 0) return body;
    return canBeEmpty(node) ? this.#either(body, next, greedy) : again;
  }

  #either(taken: number, skipped: number, greedy: boolean): number {
    const [first, second] = greedy ? [taken, skipped] : [skipped, taken];
    return this.emit({ kind: 'split', first, second });
  }
}

function canBeEmpty(node: Node): boolean {
  switch (node.kind) {
    case 'look':
      return true;
    case 'octets':
    case 'octet':
    case 'character':
      return false;
    case 'group':
      return canBeEmpty(node.node);
    case 'sequence':
      return node.nodes.every((part) => canBeEmpty(part));
    case 'choice':
      return node.nodes.some((part) => canBeEmpty(part));
    case 'repeat':
      return node.from === 0 || canBeEmpty(node.node);
  }
}

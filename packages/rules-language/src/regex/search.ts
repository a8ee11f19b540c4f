import type { Budget } from '../budget.ts';
import { decodeAt } from '../octets.ts';
import type { Instruction, Program } from './compile.ts';
import { holdsAt } from './look.ts';

/** Borders of groups on the way to a thread, the latest first. */
interface Trace {
  readonly slot: number;
  readonly position: number;
  readonly earlier: Trace | undefined;
}

export interface Found {
  readonly trace: Trace | undefined;
  readonly steps: number;
}

/** How many octets a thread may wait for behind the first one of a character, and one more. */
const waits = 4;

/**
 * Ways through the program that are still possible, in the order in which they are preferred. The state of a thread is
 * `4 * instruction + octets of a character that are still to come`.
 */
class Threads {
  readonly states: number[] = [];
  readonly traces: (Trace | undefined)[] = [];
  /** The generation in which each state was added last. */
  readonly #added: Int32Array;
  #generation = 1;

  constructor(states: number) {
    this.#added = new Int32Array(states);
  }

  clear(): void {
    this.states.length = 0;
    this.traces.length = 0;
    this.#generation += 1;
  }

  /** Whether the state is new; from now on it is not. */
  enter(state: number): boolean {
    if (this.#added[state] === this.#generation) return false;
    this.#added[state] = this.#generation;
    return true;
  }

  push(state: number, trace: Trace | undefined): void {
    this.states.push(state);
    this.traces.push(trace);
  }
}

/**
 * Finds the leftmost match, and of those the one that the pattern prefers (as Rust and Perl do), in one pass: all
 * ways through the program advance together, octet by octet, and of two at the same place the less preferred is
 * dropped (Pike's algorithm). So the work is at most the size of the program times the length of the text.
 */
export function search(
  program: Program,
  octets: string,
  budget: Budget,
): Found | { readonly steps: number } | 'too much work' {
  return new Search(program, octets).run(budget);
}

/** Where the threads of a program are kept between its runs, which are never under way at the same time. */
const threadsOf = new WeakMap<Program, readonly [Threads, Threads]>();

function threadsFor(program: Program): readonly [Threads, Threads] {
  const known = threadsOf.get(program);
  if (known !== undefined) return known;
  const states = waits * program.instructions.length;
  const made = [new Threads(states), new Threads(states)] as const;
  threadsOf.set(program, made);
  return made;
}

/** Whether a match can begin nowhere but at the beginning of the text. */
function isAnchored({ instructions, start }: Program): boolean {
  let instruction = instructions[start];
  while (instruction?.kind === 'save') instruction = instructions[instruction.next];
  return instruction?.kind === 'look' && instruction.look.kind === 'text start';
}

class Search {
  readonly #instructions: readonly Instruction[];
  readonly #start: number;
  readonly #octets: string;
  readonly #program: Program;
  readonly #pendingStates: number[] = [];
  readonly #pendingTraces: (Trace | undefined)[] = [];
  #steps = 0;

  constructor(program: Program, octets: string) {
    this.#instructions = program.instructions;
    this.#start = waits * program.start;
    this.#program = program;
    this.#octets = octets;
  }

  run(budget: Budget): Found | { readonly steps: number } | 'too much work' {
    const pair = threadsFor(this.#program);
    for (const threads of pair) threads.clear();
    const outcome = this.#search(pair, budget);
    // They would keep a whole text's way in memory.
    for (const threads of pair) threads.clear();
    return outcome;
  }

  #search(
    [first, second]: readonly [Threads, Threads],
    budget: Budget,
  ): Found | { readonly steps: number } | 'too much work' {
    const anchored = isAnchored(this.#program);
    let [threads, next] = [first, second];
    let spent = 0;
    let found: { readonly trace: Trace | undefined } | undefined;
    for (let position = 0; position <= this.#octets.length; position += 1) {
      const mayBegin = found === undefined && !(anchored && position > 0);
      if (mayBegin) this.#follow(threads, this.#start, undefined, position);
      if (threads.states.length === 0 && (found !== undefined || anchored)) break;
      found = this.#advanceAll(threads, position, next) ?? found;
      if (!budget.spend(this.#steps - spent)) return 'too much work';
      spent = this.#steps;
      [threads, next] = [next, threads];
      next.clear();
    }
    return { ...found, steps: this.#steps };
  }

  /** Takes one octet with every thread, up to the first that has matched: those behind it are less preferred. */
  #advanceAll(
    threads: Threads,
    position: number,
    next: Threads,
  ): { readonly trace: Trace | undefined } | undefined {
    const { states } = threads;
    for (let index = 0; index < states.length; index += 1) {
      const state = states[index] ?? 0;
      this.#steps += 1;
      const instruction = this.#instructions[state >> 2];
      const trace = threads.traces[index];
      if (instruction?.kind === 'match') return { trace };
      if (position === this.#octets.length) continue;
      if (instruction?.kind === 'octet') {
        if (instruction.members[this.#octets.charCodeAt(position)] === 1) {
          this.#follow(next, waits * instruction.next, trace, position + 1);
        }
      } else if (instruction?.kind === 'character') {
        const left = state % waits === 0 ? this.#characterLength(instruction.test, position) : state % waits;
        if (left === 1) this.#follow(next, waits * instruction.next, trace, position + 1);
        else if (left > 1 && next.enter(state - (state % waits) + left - 1)) {
          next.push(state - (state % waits) + left - 1, trace);
        }
      }
    }
    return undefined;
  }

  #characterLength(test: (point: number) => boolean, position: number): number {
    const { point, length } = decodeAt(this.#octets, position);
    return point !== undefined && test(point) ? length : 0;
  }

  /** Adds the threads behind a state that wait for octets, the preferred ones first. */
  #follow(threads: Threads, start: number, trace: Trace | undefined, position: number): void {
    const states = this.#pendingStates;
    const traces = this.#pendingTraces;
    states.push(start);
    traces.push(trace);
    for (let state = states.pop(); state !== undefined; state = states.pop()) {
      const earlier = traces.pop();
      if (!threads.enter(state)) continue;
      this.#steps += 1;
      const instruction = this.#instructions[state >> 2];
      switch (instruction?.kind) {
        case 'split':
          states.push(waits * instruction.second, waits * instruction.first);
          traces.push(earlier, earlier);
          break;
        case 'save':
          states.push(waits * instruction.next);
          traces.push({ slot: instruction.slot, position, earlier });
          break;
        case 'look':
          if (!holdsAt(instruction.look, this.#octets, position)) break;
          states.push(waits * instruction.next);
          traces.push(earlier);
          break;
        case 'octet':
        case 'character':
        case 'match':
          threads.push(state, earlier);
          break;
        case undefined:
      }
    }
  }
}

/** The borders of each group: the latest ones count. */
export function bordersOf(trace: Trace | undefined, groups: number): readonly (number | undefined)[] {
  const borders: (number | undefined)[] = Array.from({ length: 2 * (groups + 1) });
  for (let step = trace; step !== undefined; step = step.earlier) borders[step.slot] ??= step.position;
  return borders;
}

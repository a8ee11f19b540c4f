import type { Budget } from '../budget.ts';
import type { Instruction, Program } from './compile.ts';

/** More are forgotten, and made again when they are needed: a bound on memory, some 400 kB for each pattern. */
const mostStates = 200;
/** Steps along ways that are known cost this part of a step. */
const knownWay = 1 / 16;

interface State {
  /** Instructions that wait for an octet or the end of the text, in the order of their numbers. */
  readonly waiting: readonly number[];
  readonly matches: boolean;
  /** By class of octet; absent: not made yet. */
  readonly next: (State | undefined)[];
  /** Whether it matches where the text ends; absent: not looked at yet. */
  matchesAtEnd?: boolean;
}

/** Whether a program can run as an automaton of octets: no characters, and no look at what is around a position. */
export function isPlain({ instructions }: Program): boolean {
  return instructions.every(({ kind, ...rest }) => {
    if (kind === 'character') return false;
    return !('look' in rest) || rest.look.kind === 'text start' || rest.look.kind === 'text end';
  });
}

/**
 * A program as an automaton that knows whether a text has a match, not where. Its states are sets of instructions, and
 * are made when a text first leads to them, so that an octet costs one look-up on ways that are known (as the lazy
 * DFA of Rust's regex-automata, with which Cloudflare matches).
 */
export class Automaton {
  readonly #instructions: readonly Instruction[];
  readonly #start: number;
  readonly #classes: Uint8Array;
  #states = new Map<string, State>();
  #first: State | undefined;
  #work = 0;

  /** The program has to be plain. */
  constructor({ instructions, start }: Program) {
    this.#instructions = instructions;
    this.#start = start;
    this.#classes = classesOf(instructions);
  }

  /** Whether `octets` has a match. */
  run(octets: string, budget: Budget): boolean | 'too much work' {
    this.#work = 0;
    this.#first ??= this.#stateOf(this.#closure([this.#start], { atStart: true, atEnd: false }));
    let state = this.#first;
    for (let position = 0; position < octets.length && !state.matches; position += 1) {
      const octet = octets.charCodeAt(position);
      state = state.next[this.#classes[octet] ?? 0] ?? this.#advance(state, octet);
      if (position % 1024 === 0 && !this.#pay(budget, 1024 * knownWay)) return 'too much work';
    }
    if (!state.matches) {
      const matches = this.#matchesAtEnd(state, octets === '');
      return this.#pay(budget, 1) ? matches : 'too much work';
    }
    return this.#pay(budget, 1) ? true : 'too much work';
  }

  #matchesAtEnd(state: State, atStart: boolean): boolean {
    if (!atStart && state.matchesAtEnd !== undefined) return state.matchesAtEnd;
    const matches = this.#hasMatch(this.#closure(state.waiting, { atStart, atEnd: true }));
    if (!atStart) state.matchesAtEnd = matches;
    return matches;
  }

  #pay(budget: Budget, steps: number): boolean {
    const work = this.#work + steps;
    this.#work = 0;
    return budget.spend(work);
  }

  #advance(state: State, octet: number): State {
    const entries = [this.#start];
    for (const index of state.waiting) {
      const instruction = this.#instructions[index];
      if (instruction?.kind === 'octet' && instruction.members[octet] === 1) entries.push(instruction.next);
    }
    this.#work += state.waiting.length;
    const next = this.#stateOf(this.#closure(entries, { atStart: false, atEnd: false }));
    state.next[this.#classes[octet] ?? 0] = next;
    return next;
  }

  #stateOf(waiting: readonly number[]): State {
    const key = waiting.join();
    const known = this.#states.get(key);
    if (known !== undefined) return known;
    const state = { waiting, matches: this.#hasMatch(waiting), next: [] };
    if (this.#states.size >= mostStates) {
      this.#states = new Map();
      this.#first = undefined;
    }
    this.#states.set(key, state);
    return state;
  }

  #hasMatch(waiting: readonly number[]): boolean {
    return waiting.some((index) => this.#instructions[index]?.kind === 'match');
  }

  /** What is reached from some instructions without an octet, and waits. */
  #closure(
    entries: readonly number[],
    { atStart, atEnd }: { readonly atStart: boolean; readonly atEnd: boolean },
  ): readonly number[] {
    const seen = new Set<number>();
    const waiting: number[] = [];
    const pending = [...entries];
    for (let index = pending.pop(); index !== undefined; index = pending.pop()) {
      if (seen.has(index)) continue;
      seen.add(index);
      const instruction = this.#instructions[index];
      if (instruction?.kind === 'split') pending.push(instruction.second, instruction.first);
      else if (instruction?.kind === 'save') pending.push(instruction.next);
      else if (instruction?.kind === 'look' && instruction.look.kind === 'text start') {
        if (atStart) pending.push(instruction.next);
      } else if (instruction?.kind === 'look' && atEnd) pending.push(instruction.next);
      else waiting.push(index);
    }
    this.#work += seen.size;
    return waiting.sort((a, b) => a - b);
  }
}

/** Octets that no instruction tells apart have the same number. */
function classesOf(instructions: readonly Instruction[]): Uint8Array {
  const sets = new Set(instructions.flatMap((one) => (one.kind === 'octet' ? [one.members] : [])));
  const classes = new Uint8Array(256);
  for (const members of sets) {
    const numbers = new Map<number, number>();
    for (let octet = 0; octet < 256; octet += 1) {
      const key = 2 * (classes[octet] ?? 0) + (members[octet] ?? 0);
      const number = numbers.get(key) ?? numbers.size;
      numbers.set(key, number);
      classes[octet] = number;
    }
  }
  return classes;
}

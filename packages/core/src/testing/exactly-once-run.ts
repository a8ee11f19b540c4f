import { setTimeout as wait } from 'node:timers/promises';
import { type Arguments, dataOf } from './caller.ts';
import { FaultyEdge } from './faulty-edge.ts';
import { Random } from './random.ts';
import { noTrouble, type OwnFaults, randomTrouble, type Trouble } from './random-trouble.ts';
import type { RpcClient } from './rpc.ts';
import type { SiteReply, SiteRequest } from './served-site.ts';
import { inconsistencyIn, type WriteAnswer, writeAnswerOf } from './write-answer.ts';

/** One call of a tool. */
export interface Operation<State> {
  readonly tool: string;
  readonly args: Arguments;
  /** What is wrong with a state in which this was applied while nobody else wrote. */
  readonly wrongIn?: (before: State, after: State) => string | undefined;
  /** An answer that is lost could not be told from something else, so none is. */
  readonly isCalm?: boolean;
  /** Its undo brings nothing back. */
  readonly isFinal?: boolean;
  /**
   * What is wrong with the state that a process left which died at a write of it. Only operations that have this are broken off
   * so; another process then makes the same call.
   */
  readonly wrongLeft?: (before: State, left: State) => string | undefined;
}

/** What an operation is made of. */
export interface Scene<State> {
  readonly random: Random;
  /** As it was a moment ago. */
  readonly state: State;
  /** No other operation of a run has it. */
  readonly count: number;
}

/** What somebody else may do. */
export interface RivalScene {
  readonly random: Random;
  /** The operation that is under way, if there is one. */
  readonly operation: Operation<never> | undefined;
  /** False where nobody could tell who deleted: an answer may be lost as well. */
  readonly mayDelete: boolean;
}

/** What happened during an operation, in its order: what the service carried out for the server, and what somebody else did. */
export type Happening<Act, Effect> =
  | { readonly kind: 'effect'; readonly effect: Effect }
  | { readonly kind: 'act'; readonly act: Act };

export interface Episode<State, Act, Effect> {
  /** Nothing for an undo. */
  readonly operation: Operation<State> | undefined;
  readonly answer: WriteAnswer;
  readonly before: State;
  readonly after: State;
  readonly happenings: readonly Happening<Act, Effect>[];
}

/** A process of a server. */
export interface Driven {
  readonly client: Pick<RpcClient, 'request'>;
  /** Ends it as a crash would, and waits until it is gone. */
  readonly kill: () => Promise<void>;
}

/** A service on which a server and somebody else work, with a model of what must hold. */
export interface OnceWorld<State, Act, Effect> {
  readonly isWrite: (request: SiteRequest) => boolean;
  /** The service's own answer, with what it did for the server, where that can be told from one request. */
  readonly send: (request: SiteRequest) => Promise<{ readonly reply: SiteReply; readonly effect?: Effect }>;
  /** Starts the process that users run, so that the edge is its service. */
  readonly start: (port: number) => Promise<Driven>;
  /** All that the operations can change, read as somebody else would. */
  readonly state: () => Promise<State>;
  readonly next: (scene: Scene<State>) => Operation<State> | Promise<Operation<State>>;
  /** Somebody else changes the same objects. Nothing where the service refused, as it may. */
  readonly rival: (scene: RivalScene) => Promise<Act | undefined>;
  readonly ownFaults: OwnFaults;
  /** What is wrong with an answer and a state, held against what happened. */
  readonly wrongIn: (episode: Episode<State, Act, Effect>) => string | undefined;
  /** In what the contents of two states differ, and in what the states themselves; an undo has to bring contents back. */
  readonly contentDifference: (one: State, other: State) => string | undefined;
  readonly difference: (one: State, other: State) => string | undefined;
  /** Words for what came up and is to be counted. */
  readonly noted?: (episode: Episode<State, Act, Effect>) => readonly string[];
  /** Takes other objects after so many operations, so that histories stay short; those before are left alone. */
  readonly renewal?: { readonly every: number; readonly renew: (era: number) => Promise<void> };
  /** How long the service itself works on after an answer, in milliseconds. */
  readonly busyFor?: () => number;
  /** What is wrong in the end. */
  readonly wrongAtEnd?: () => Promise<string | undefined>;
  readonly close: () => Promise<void>;
}

/** What came up in a run, by name. */
export type Counts = Record<string, number>;

export interface Tally {
  operations: number;
  readonly statuses: Counts;
  readonly outcomes: Counts;
  readonly errors: Counts;
  readonly tools: Counts;
  readonly faults: Counts;
  readonly noted: Counts;
  edits: number;
  undone: number;
  crashes: number;
}

/** Applied, and what the state was before: what its undo has to bring back. */
interface Done<State> {
  readonly changeId: string;
  readonly before: State;
  readonly after: State;
  /** Nobody else wrote meanwhile. */
  readonly isUndisturbed: boolean;
}

const restartAfter = 400;

/** Runs random operations through the real process, lets them go wrong, and holds every answer and state against the model. */
export class OnceRun<State, Act, Effect> {
  readonly tally: Tally;
  readonly #world: OnceWorld<State, Act, Effect>;
  readonly #random: Random;
  readonly #edge: FaultyEdge;
  #server: Driven;
  #state: State;
  #done: Done<State>[] = [];
  #happenings: Happening<Act, Effect>[] = [];

  private constructor(parts: {
    readonly world: OnceWorld<State, Act, Effect>;
    readonly random: Random;
    readonly edge: FaultyEdge;
    readonly server: Driven;
    readonly state: State;
  }) {
    this.#world = parts.world;
    this.#random = parts.random;
    this.#edge = parts.edge;
    this.#server = parts.server;
    this.#state = parts.state;
    this.tally = {
      operations: 0,
      statuses: {},
      outcomes: {},
      errors: {},
      tools: {},
      faults: parts.edge.hits,
      noted: {},
      edits: 0,
      undone: 0,
      crashes: 0,
    };
  }

  /** @param speed how many times as fast as real time the server lives. */
  static async start<State, Act, Effect>(
    world: OnceWorld<State, Act, Effect>,
    seed: number,
    speed: number,
  ): Promise<OnceRun<State, Act, Effect>> {
    let run: OnceRun<State, Act, Effect> | undefined;
    const send = async (request: SiteRequest): Promise<SiteReply> => {
      const { reply, effect } = await world.send(request);
      if (effect !== undefined) run?.noteEffect(effect);
      return reply;
    };
    const edge = await FaultyEdge.start({ send, isWrite: (request) => world.isWrite(request) }, speed);
    const server = await world.start(edge.port);
    await world.renewal?.renew(0);
    const state = await world.state();
    run = new OnceRun<State, Act, Effect>({ world, random: new Random(seed), edge, server, state });
    return run;
  }

  /** What the service carried out for the server. */
  noteEffect(effect: Effect): void {
    this.#happenings.push({ kind: 'effect', effect });
  }

  async close(): Promise<void> {
    await this.#server.kill();
    await this.#edge.close();
    await this.#world.close();
  }

  /** What is wrong when all operations are done. */
  async wrongAtEnd(): Promise<string | undefined> {
    return this.#world.wrongAtEnd?.();
  }

  /** One operation. @throws when an answer or the state is wrong. */
  async step(): Promise<void> {
    const { tally } = this;
    tally.operations += 1;
    const random = this.#random;
    this.#happenings = [];
    if (tally.operations % restartAfter === 0) await this.#restart();
    await this.#renew();
    // Between two calls somebody else may have written, too.
    if (random.chance(0.1) && (await this.#act(undefined, true))) this.#state = await this.#world.state();
    const operation = await this.#world.next({ random, state: this.#state, count: tally.operations });
    const planned = randomTrouble(random, (drawn, on) => this.#world.ownFaults(drawn, on));
    const trouble = operation.isCalm === true ? { ...planned, faults: [], loses: false } : planned;
    const last = this.#done.at(-1);
    try {
      if (last !== undefined && random.chance(0.12)) await this.#undo(last, trouble);
      else if (operation.wrongLeft !== undefined && random.chance(0.03)) await this.#crash(operation);
      else await this.#perform(operation, trouble);
    } catch (error) {
      const story = JSON.stringify({ operation, trouble, happenings: this.#happenings }, shortened, 1);
      throw new Error(`operation ${tally.operations}: ${String(error)}\n${story}`, { cause: error });
    }
  }

  async #renew(): Promise<void> {
    const { renewal } = this.#world;
    if (renewal === undefined || this.tally.operations % renewal.every !== 0) return;
    await renewal.renew(this.tally.operations / renewal.every);
    this.#done = [];
    this.#state = await this.#world.state();
  }

  async #perform(operation: Operation<State>, trouble: Trouble): Promise<void> {
    const before = this.#state;
    const { tool, args } = operation;
    const answer = await this.#call({ tool, args, operation, trouble });
    const after = await this.#judge(answer, operation);
    const isUndisturbed = !this.#isDisturbed();
    if (answer.status === 'applied' && isUndisturbed) {
      const wrong = operation.wrongIn?.(before, after);
      if (wrong !== undefined) throw new Error(`told to be applied: ${wrong}, in ${said(answer)}`);
    }
    const { change_id: changeId } = answer;
    if (changeId !== undefined && operation.isFinal !== true)
      this.#done.push({ changeId, before, after, isUndisturbed });
  }

  async #undo(last: Done<State>, trouble: Trouble): Promise<void> {
    const recent = this.#random.chance(0.7) ? last : this.#random.pick(this.#done.slice(-5));
    const isUntouched =
      recent.isUndisturbed && this.#world.difference(recent.after, this.#state) === undefined;
    const args = { change_ids: [recent.changeId] };
    const answer = await this.#call({ tool: 'undo_change', args, operation: undefined, trouble });
    const after = await this.#judge(answer, undefined);
    if (answer.status !== 'applied') return;
    this.tally.undone += 1;
    this.#done = this.#done.filter(({ changeId }) => changeId !== recent.changeId);
    if (!isUntouched || this.#isDisturbed()) return;
    const wrong = this.#world.contentDifference(recent.before, after);
    if (wrong !== undefined) throw new Error(`told to be undone: ${wrong}, in ${said(answer)}`);
  }

  /** The process dies at one of its writes; another one makes the same call. */
  async #crash(operation: Operation<State>): Promise<void> {
    const { tool, args, wrongLeft } = operation;
    this.tally.crashes += 1;
    const died = new Promise<void>((resolve) => {
      const meanwhile = async (): Promise<void> => {
        await this.#server.kill();
        resolve();
      };
      this.#edge.arm([{ on: 'write', number: this.#random.below(2), meanwhile }]);
    });
    const call = this.#confirmed(await this.#callOnce(tool, args, died), tool, args, died);
    await Promise.race([died, call]);
    await this.#restart();
    await this.#settle();
    const left = await this.#world.state();
    const wrong = wrongLeft?.(this.#state, left);
    if (wrong !== undefined) throw new Error(`after a crash: ${wrong}`);
    this.#state = left;
    this.#happenings = [];
    await this.#perform(operation, noTrouble);
  }

  async #restart(): Promise<void> {
    await this.#server.kill();
    this.#server = await this.#world.start(this.#edge.port);
    this.#done = [];
  }

  async #act(operation: Operation<State> | undefined, mayDelete: boolean): Promise<boolean> {
    const act = await this.#world.rival({ random: this.#random, operation, mayDelete });
    if (act === undefined) return false;
    this.tally.edits += 1;
    if (operation !== undefined) this.#happenings.push({ kind: 'act', act });
    return true;
  }

  #isDisturbed(): boolean {
    return this.#happenings.some(({ kind }) => kind === 'act');
  }

  /** Calls, confirms if asked, and waits until nothing can take effect any more. */
  async #call({ tool, args, operation, trouble }: Call<State>): Promise<WriteAnswer> {
    const { faults, rival, loses } = trouble;
    const meanwhile = async (): Promise<void> => {
      await this.#act(operation ?? { tool, args }, !loses);
    };
    this.#edge.arm(rival === undefined ? faults : [...faults, { ...rival, meanwhile }]);
    const never = new Promise<never>(() => {});
    const answer = await this.#confirmed(await this.#callOnce(tool, args, never), tool, args, never);
    await this.#settle();
    if (answer === undefined) throw new Error('no answer');
    return answer;
  }

  async #settle(): Promise<void> {
    await this.#edge.settle();
    this.#edge.arm([]);
    const left = this.#world.busyFor?.() ?? 0;
    if (left > 0) await wait(left);
  }

  async #confirmed(
    answer: WriteAnswer | undefined,
    tool: string,
    args: Arguments,
    died: Promise<void>,
  ): Promise<WriteAnswer | undefined> {
    if (answer?.status !== 'needs_confirmation') return answer;
    return this.#callOnce(tool, { ...args, confirm: answer.confirm }, died);
  }

  /** @returns nothing where the process died meanwhile. */
  async #callOnce(tool: string, args: Arguments, died: Promise<void>): Promise<WriteAnswer | undefined> {
    const asked = this.#server.client.request('tools/call', { name: tool, arguments: { ...args } });
    const found = await Promise.race([asked, died]);
    if (found === undefined) return undefined;
    if (found.error !== undefined)
      throw new Error(`protocol error ${found.error.code}: ${found.error.message}`);
    return writeAnswerOf(dataOf(found));
  }

  /** Holds an answer against what took effect, and takes the model to the state that follows from it. */
  async #judge(answer: WriteAnswer, operation: Operation<State> | undefined): Promise<State> {
    const before = this.#state;
    const after = await this.#world.state();
    const episode = { operation, answer, before, after, happenings: this.#happenings };
    this.#count(episode);
    const wrong = inconsistencyIn(answer) ?? this.#world.wrongIn(episode);
    if (wrong !== undefined) throw new Error(`${wrong}, in ${said(answer)}`);
    this.#state = after;
    return after;
  }

  #count(episode: Episode<State, Act, Effect>): void {
    const { operation, answer } = episode;
    const { tally } = this;
    add(tally.statuses, answer.status);
    add(tally.tools, operation?.tool ?? 'undo_change');
    if (answer.error !== undefined) add(tally.errors, answer.error.code);
    for (const outcome of ['applied', 'not_applied', 'unknown'] as const) {
      const amount =
        answer.counts?.[outcome] ?? answer.changes.filter((change) => change.outcome === outcome).length;
      if (amount > 0) add(tally.outcomes, outcome, amount);
    }
    for (const word of this.#world.noted?.(episode) ?? []) add(tally.noted, word);
  }
}

interface Call<State> {
  readonly tool: string;
  readonly args: Arguments;
  readonly operation: Operation<State> | undefined;
  readonly trouble: Trouble;
}

function add(to: Counts, name: string, amount = 1): void {
  to[name] = (to[name] ?? 0) + amount;
}

function said(answer: WriteAnswer): string {
  return JSON.stringify(answer).slice(0, 4_000);
}

function shortened(_name: string, value: unknown): unknown {
  return typeof value === 'string' && value.length > 500 ? `${value.slice(0, 500)} …` : value;
}

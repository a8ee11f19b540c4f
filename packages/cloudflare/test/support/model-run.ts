import type { RunningServer } from '@crunchtools/cloudflare-simulator';
import { Random } from '@crunchtools/mcp-core/testing';
import { type Answer, requireConsistent, resolved, type Tally, toldBy } from './model-answer.ts';
import { keyOf } from './model-dns-operations.ts';
import { Edge } from './model-edge.ts';
import type { Operation } from './model-operation.ts';
import { type RelayedBundle, type RelayedServer, relayedBundle } from './model-process.ts';
import { between, contentDifference, difference, duplicate, type Happening, replay } from './model-replay.ts';
import { Rival } from './model-rival.ts';
import { type Plan, planTrouble } from './model-trouble.ts';
import { type Fields, phaseNames, type State, World } from './model-world.ts';
import { nextOperation } from './operations.ts';

/** Applied, and what the state was before: what its undo has to bring back. */
interface Done {
  readonly changeId: string;
  readonly before: State;
  readonly after: State;
  /** Nobody else wrote meanwhile. */
  readonly isUndisturbed: boolean;
}

const restartAfter = 400;

/** In operations; half a minute of the server in any case. */
const aMoment = 200;

/**
 * Runs random operations through the real process, lets them go wrong, and holds every answer against what took
 * effect and every state against a model that knows only the answers and the edits of somebody else.
 */
export class ModelRun {
  readonly tally: Tally = {
    operations: 0,
    statuses: {},
    outcomes: {},
    errors: {},
    edits: 0,
    undone: 0,
    crashes: 0,
    requests: 0,
    troubles: 0,
  };
  readonly #random: Random;
  readonly #world: World;
  readonly #edge: Edge;
  readonly #rival: Rival;
  readonly #http: RunningServer;
  readonly #bundle: RelayedBundle;
  #server: RelayedServer;
  #state: State;
  #done: Done[] = [];
  #happenings: Happening[] = [];
  /** By key, the number of the operation after which a record was there for the first time. */
  readonly #made = new Map<string, number>();
  /** Of every rule that ever was, by its id: one that is deleted and brought back keeps it. */
  readonly #refs = new Map<string, unknown>();

  private constructor(parts: {
    random: Random;
    world: World;
    edge: Edge;
    http: RunningServer;
    bundle: RelayedBundle;
    server: RelayedServer;
    state: State;
    speed: number;
  }) {
    this.#random = parts.random;
    this.#world = parts.world;
    this.#edge = parts.edge;
    this.#http = parts.http;
    this.#bundle = parts.bundle;
    this.#server = parts.server;
    this.#state = parts.state;
    this.#rival = new Rival(parts.world, parts.random, parts.speed);
  }

  /** @param speed how many times as fast as real time the server and the simulator live. */
  static async start(seed: number, speed: number): Promise<ModelRun> {
    const acceleration = { speed, epoch: Date.now() };
    const world = new World(acceleration);
    await world.prepare();
    const edge = new Edge(world, speed);
    const http = await world.serve((request) => edge.fetch(request));
    const bundle = await relayedBundle(http.port, acceleration);
    const server = await bundle.start(serverArgs);
    return new ModelRun({
      random: new Random(seed),
      world,
      edge,
      http,
      bundle,
      server,
      state: await world.state(),
      speed,
    });
  }

  async close(): Promise<void> {
    await this.#server.kill();
    await this.#http.close();
    await this.#bundle.remove();
  }

  /** One operation. @throws when an answer or the state is wrong. */
  async step(): Promise<void> {
    this.tally.operations += 1;
    if (this.tally.operations % restartAfter === 0) await this.#restart(() => this.#server.stop());
    // Between two calls somebody else may have written, too.
    if (this.#random.chance(0.1)) this.#state = (await this.#edit(true)).apply(this.#state);
    const last = this.#done.at(-1);
    const operation = nextOperation(this.#random, this.#state);
    const planned = planTrouble(this.#random);
    // An identical record that was made in the half minute before is taken for the one whose answer was lost.
    const plan = this.#wasJustMade(operation) ? { ...planned, troubles: [], loses: false } : planned;
    try {
      if (last !== undefined && this.#random.chance(0.12)) await this.#undo(last, plan);
      else if (operation.wishes !== undefined && this.#random.chance(0.03)) await this.#crash(operation);
      else await this.#perform(operation, plan);
    } catch (error) {
      const troubles = JSON.stringify({ ...plan, happenings: this.#happenings });
      throw new Error(
        `operation ${this.tally.operations}: ${String(error)}\n${JSON.stringify(operation).slice(0, 2_000)}\n${troubles}`,
        { cause: error },
      );
    } finally {
      this.tally.requests = this.#edge.requests;
      this.tally.troubles = this.#edge.troubles;
    }
  }

  async #perform(operation: Operation, plan: Plan): Promise<void> {
    const before = this.#state;
    const answer = await this.#call(operation.tool, operation.args, plan);
    const after = await this.#judge(answer, operation);
    const isUndisturbed = this.#happenings.every(({ kind }) => kind === 'commit');
    if (answer.status === 'applied' && isUndisturbed) {
      const wrong = operation.wrongIn?.(before, after);
      if (wrong !== undefined) throw new Error(`told to be applied: ${wrong}`);
    }
    if (answer.change_id !== undefined && operation.tool !== 'purge_cache') {
      this.#done.push({ changeId: answer.change_id, before, after, isUndisturbed });
    }
  }

  async #undo(last: Done, plan: Plan): Promise<void> {
    const recent = this.#random.chance(0.7) ? last : this.#random.pick(this.#done.slice(-5));
    const isUntouched = recent.isUndisturbed && difference(recent.after, this.#state) === undefined;
    const answer = await this.#call('undo_change', { change_ids: [recent.changeId] }, plan);
    const after = await this.#judge(answer, {});
    if (answer.status !== 'applied') return;
    this.tally.undone += 1;
    this.#done = this.#done.filter(({ changeId }) => changeId !== recent.changeId);
    if (!isUntouched || this.#happenings.some(({ kind }) => kind === 'edit')) return;
    const wrong = contentDifference(recent.before, after);
    if (wrong !== undefined) throw new Error(`told to be undone: ${wrong}`);
  }

  /** The process dies at one of its writes; another one makes the same call, and completes it. */
  async #crash(operation: Operation): Promise<void> {
    const { tool, args, wishes = [] } = operation;
    this.tally.crashes += 1;
    this.#happenings = [];
    const number = this.#random.below(2);
    const dying = new Promise<void>((resolve) => {
      const before = async (): Promise<void> => {
        await this.#server.kill();
        resolve();
      };
      this.#begin([{ on: 'write', number, before }]);
    });
    const call = this.#callOnce(tool, args).then((answer) => this.#confirmed(answer, tool, args));
    await Promise.race([dying, call]);
    await this.#restart(async () => this.#server.kill());
    const left = await this.#world.state();
    const wrong = between(this.#state, left, wishes);
    if (wrong !== undefined) throw new Error(`after a crash: ${wrong}`);
    this.#state = left;
    await this.#perform(operation, { troubles: [], rival: undefined, loses: false });
  }

  /** Whether an operation would make a record again that was made a moment ago. */
  #wasJustMade({ tool, args }: Operation): boolean {
    const made = this.#made.get(keyOf(args));
    return tool === 'create_dns_record' && made !== undefined && this.tally.operations - made < aMoment;
  }

  async #restart(end: () => Promise<unknown>): Promise<void> {
    await end();
    this.#server = await this.#bundle.start(serverArgs);
    this.#done = [];
  }

  async #edit(mayDelete: boolean) {
    this.tally.edits += 1;
    return this.#rival.edit(mayDelete);
  }

  #begin(troubles: Parameters<Edge['begin']>[0]): void {
    this.#edge.begin(troubles, (commit) => this.#happenings.push({ kind: 'commit', commit }));
  }

  /** Calls, confirms if asked, and waits until nothing can take effect any more. */
  async #call(tool: string, args: Fields, { troubles, rival, loses }: Plan): Promise<Answer> {
    this.#happenings = [];
    const before = async (): Promise<void> => {
      this.#happenings.push(await this.#edit(!loses));
    };
    this.#begin(rival === undefined ? troubles : [...troubles, { ...rival, before }]);
    const answer = await this.#confirmed(await this.#callOnce(tool, args), tool, args);
    await this.#edge.settle();
    return answer;
  }

  async #confirmed(answer: Answer, tool: string, args: Fields): Promise<Answer> {
    if (answer.status !== 'needs_confirmation') return answer;
    return this.#callOnce(tool, { ...args, confirm: answer.confirm });
  }

  async #callOnce(tool: string, args: Fields): Promise<Answer> {
    const { result, error } = await this.#server.client.request('tools/call', {
      name: tool,
      arguments: args,
    });
    if (result === undefined) throw new Error(`protocol error ${error?.code}: ${error?.message}`);
    if (result['structuredContent'] === undefined) throw new Error(`no answer: ${JSON.stringify(result)}`);
    return result['structuredContent'] as Answer;
  }

  /** Holds an answer against what took effect, and takes the model to the state that follows from it. */
  async #judge(answer: Answer, { wishes }: Pick<Operation, 'wishes'>): Promise<State> {
    const found = await this.#world.state();
    for (const phase of phaseNames) {
      for (const { id, state } of [...this.#state[phase], ...found[phase]]) this.#refs.set(id, state['ref']);
    }
    this.#noteMade(found);
    this.#count(answer);
    requireConsistent(answer);
    const committed = this.#happenings.flatMap((each) => (each.kind === 'commit' ? [each.commit] : []));
    const effects = committed.reduce((sum, each) => sum + each.create + each.change + each.delete, 0);
    const told = toldBy(answer);
    if (effects !== told.applied && effects !== told.applied + told.unknown) {
      throw new Error(`${effects} changes took effect, and told was ${JSON.stringify(answer)}`);
    }
    const twice = duplicate(found);
    if (twice !== undefined) throw new Error(twice);
    if (answer.counts === undefined) {
      const claims = answer.changes.filter(
        ({ outcome }) => answer.status === 'applied' || outcome === 'applied',
      );
      const unknown =
        effects > told.applied ? answer.changes.filter(({ outcome }) => outcome === 'unknown') : [];
      const expected = replay(
        this.#state,
        this.#happenings,
        [...claims, ...unknown.map((claim) => resolved(claim, this.#state, found))],
        (id) => this.#refs.get(id),
      );
      const wrong = difference(expected, found);
      if (wrong !== undefined) throw new Error(`${wrong}, after ${JSON.stringify(answer)}`);
    } else if (wishes !== undefined) {
      const disturbed = this.#happenings.reduce(
        (state, each) => (each.kind === 'edit' ? each.apply(state) : state),
        this.#state,
      );
      const wrong = between(disturbed, found, wishes);
      if (wrong !== undefined) throw new Error(wrong);
    }
    this.#state = found;
    return found;
  }

  #noteMade(found: State): void {
    const old = new Set(this.#state.dns.map(({ id }) => id));
    for (const { id, state } of found.dns) {
      if (!old.has(id)) this.#made.set(keyOf(state), this.tally.operations);
    }
  }

  #count({ status, changes, counts, error }: Answer): void {
    const { statuses, outcomes, errors } = this.tally;
    statuses[status] = (statuses[status] ?? 0) + 1;
    if (error !== undefined) errors[error.code] = (errors[error.code] ?? 0) + 1;
    for (const outcome of ['applied', 'not_applied', 'unknown'] as const) {
      const amount = counts?.[outcome] ?? changes.filter((change) => change.outcome === outcome).length;
      outcomes[outcome] = (outcomes[outcome] ?? 0) + amount;
    }
  }
}

const serverArgs = ['--log-level', 'silent'] as const;

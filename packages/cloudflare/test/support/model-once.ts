import {
  amountsOf,
  type Episode,
  type OnceWorld,
  type Opened,
  type OwnFault,
  outcomesOf,
  type Random,
  type Scene,
  type SiteReply,
  type SiteRequest,
} from '@crunchtools/mcp-core/testing';
import { isClaim, resolved } from './model-answer.ts';
import { type Commit, commitOf, isWrite } from './model-commit.ts';
import { keyOf } from './model-dns-operations.ts';
import type { Operation } from './model-operation.ts';
import { type RelayedBundle, relayedBundle } from './model-process.ts';
import { between, contentDifference, difference, duplicate, replay } from './model-replay.ts';
import { type Edit, Rival } from './model-rival.ts';
import { bulkOperationMs, type Fields, phaseNames, type State, World } from './model-world.ts';
import { nextOperation } from './operations.ts';

/** In operations; half a minute of the server in any case. */
const aMoment = 200;

/**
 * The simulated Cloudflare, in this process, with a model that knows only the answers and the edits of somebody else.
 *
 * Not covered: somebody else who makes the very change whose answer was lost, or deletes an item of a list right before it is
 * written, which adds it again. Neither can be told from what can be read.
 */
export class ModelWorld implements OnceWorld<State, Edit, Commit> {
  readonly #world: World;
  readonly #speed: number;
  readonly #acceleration: { readonly speed: number; readonly epoch: number };
  readonly isWrite = isWrite;
  readonly contentDifference = contentDifference;
  readonly difference = difference;
  #bundle: RelayedBundle | undefined;
  #rival: Rival | undefined;
  /** When what was begun in lists has ended. */
  #busyUntil = 0;
  /** Of the operation that was made last. */
  #wishes: readonly Fields[] | undefined;
  #count = 0;
  /** By key, the number of the operation after which a record was there for the first time. */
  readonly #made = new Map<string, number>();
  /** Of every rule that ever was, by its id: one that is deleted and brought back keeps it. */
  readonly #refs = new Map<string, unknown>();

  private constructor(world: World, acceleration: { readonly speed: number; readonly epoch: number }) {
    this.#world = world;
    this.#acceleration = acceleration;
    this.#speed = acceleration.speed;
  }

  static async open({ speed }: Opened): Promise<ModelWorld> {
    const acceleration = { speed, epoch: Date.now() };
    const world = new World(acceleration);
    await world.prepare();
    return new ModelWorld(world, acceleration);
  }

  async start(port: number) {
    this.#bundle ??= await relayedBundle(port, this.#acceleration);
    return this.#bundle.start(['--log-level', 'silent']);
  }

  async close(): Promise<void> {
    await this.#bundle?.remove();
  }

  state(): Promise<State> {
    return this.#world.state();
  }

  async send(request: SiteRequest): Promise<{ readonly reply: SiteReply; readonly effect?: Commit }> {
    if (!isWrite(request)) return { reply: await this.#answer(request) };
    const { isOfList, ...effect } = await commitOf(request, this.#world);
    const reply = await this.#answer(request);
    if (reply.status >= 300) return { reply };
    // Timers may be early.
    if (isOfList) this.#busyUntil = Date.now() + bulkOperationMs / this.#speed + 5;
    return { reply, effect };
  }

  async #answer({ method, path, headers, body }: SiteRequest): Promise<SiteReply> {
    const answer = await this.#world.fetch({
      method,
      url: path,
      headers,
      ...(body === undefined ? {} : { body }),
    });
    const chunks: Uint8Array[] = [];
    for await (const chunk of answer.body) chunks.push(chunk);
    return { status: answer.status, headers: answer.headers, body: Buffer.concat(chunks) };
  }

  busyFor(): number {
    return this.#busyUntil - Date.now();
  }

  next({ random, state, count }: Scene<State>) {
    this.#count = count;
    const operation = nextOperation(random, state);
    const { tool, args, wishes, wrongIn } = operation;
    this.#wishes = wishes;
    return {
      tool,
      args,
      isCalm: this.#wasJustMade(operation),
      isFinal: tool === 'purge_cache',
      ...(wrongIn === undefined ? {} : { wrongIn }),
      ...(wishes === undefined
        ? {}
        : { wrongLeft: (before: State, left: State) => between(before, left, wishes) }),
    };
  }

  /** An identical record that was made in the half minute before is taken for the one whose answer was lost. */
  #wasJustMade({ tool, args }: Operation): boolean {
    const made = this.#made.get(keyOf(args));
    return tool === 'create_dns_record' && made !== undefined && this.#count - made < aMoment;
  }

  async rival({
    random,
    mayDelete,
  }: {
    readonly random: Random;
    readonly mayDelete: boolean;
  }): Promise<Edit> {
    this.#rival ??= new Rival(this.#world, random, this.#speed);
    return this.#rival.edit(mayDelete);
  }

  ownFaults(random: Random): readonly OwnFault[] {
    const seconds = random.chance(0.05) ? 60 : 1 + random.below(3);
    return [{ kind: 'own', name: 'too_many', reply: tooMany(seconds) }];
  }

  wrongIn({
    operation,
    answer,
    before,
    after,
    happenings,
  }: Episode<State, Edit, Commit>): string | undefined {
    this.#note(before, after);
    const effects = happenings.reduce(
      (sum, each) => (each.kind === 'act' ? sum : sum + sizeOf(each.effect)),
      0,
    );
    const told = amountsOf(answer);
    if (effects !== told.applied && effects !== told.applied + told.unknown)
      return `${effects} changes took effect, and others were told`;
    const twice = duplicate(after);
    if (twice !== undefined) return twice;
    if (answer.counts === undefined) {
      const { applied, unknown } = outcomesOf(answer);
      const done = effects > told.applied ? unknown.filter(isClaim) : [];
      const claims = [...applied.filter(isClaim), ...done.map((claim) => resolved(claim, before, after))];
      return difference(
        replay(before, happenings, claims, (id) => this.#refs.get(id)),
        after,
      );
    }
    if (operation === undefined || this.#wishes === undefined) return undefined;
    const disturbed = happenings.reduce(
      (state, each) => (each.kind === 'act' ? each.act.apply(state) : state),
      before,
    );
    return between(disturbed, after, this.#wishes);
  }

  #note(before: State, after: State): void {
    for (const phase of phaseNames)
      for (const { id, state } of [...before[phase], ...after[phase]]) this.#refs.set(id, state['ref']);
    const old = new Set(before.dns.map(({ id }) => id));
    for (const { id, state } of after.dns) if (!old.has(id)) this.#made.set(keyOf(state), this.#count);
  }
}

function sizeOf({ create, change, delete: removed }: Commit): number {
  return create + change + removed;
}

function tooMany(seconds: number): SiteReply {
  const errors = [{ code: 10_000, message: 'told to answer 429' }];
  const text = JSON.stringify({ success: false, errors, messages: [], result: null });
  const headers = { 'content-type': 'application/json', 'retry-after': String(seconds) };
  return { status: 429, headers, body: Buffer.from(text) };
}

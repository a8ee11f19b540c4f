import { accelerated, Random } from '@crunchtools/mcp-core/testing';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import * as z from 'zod';
import type { Backend } from './backend.ts';
import { type Armed, type Fault, FaultyWiki } from './faulty-wiki.ts';
import { Person } from './person.ts';
import { bundle } from './process.ts';
import { type Answer, wrongIn } from './wiki-judge.ts';
import { nextOperation, type Operation } from './wiki-operations.ts';
import { Rival, type RivalAct } from './wiki-rival.ts';
import { type Truth, truthOf, whoWrote } from './wiki-truth.ts';
import { Caller } from './wikis.ts';

export interface Tally {
  operations: number;
  readonly statuses: Record<string, number>;
  readonly outcomes: Record<string, number>;
  readonly errors: Record<string, number>;
  readonly tools: Record<string, number>;
  readonly faults: Readonly<Record<string, number>>;
  readonly acts: Record<string, number>;
  merges: number;
  undone: number;
}

/** Pages and files are other ones after so many operations: histories stay short, and reading them cheap. */
const eraLength = 100;

/** Runs random operations through the real process, lets them go wrong, and holds every answer against the wiki. */
export class WikiRun {
  readonly tally: Tally;
  readonly #faulty: FaultyWiki;
  readonly #backend: Backend;
  readonly #caller: Caller;
  readonly #random: Random;
  readonly #rival: Rival;
  readonly #other: Person;
  readonly #seed: number;
  #titles: readonly string[] = [];
  #files: readonly string[] = [];
  #changeIds: string[] = [];
  #truth: Truth | undefined;

  private constructor(parts: {
    readonly faulty: FaultyWiki;
    readonly backend: Backend;
    readonly caller: Caller;
    readonly other: Person;
    readonly seed: number;
  }) {
    this.#faulty = parts.faulty;
    this.#backend = parts.backend;
    this.#caller = parts.caller;
    this.#other = parts.other;
    this.#seed = parts.seed;
    this.#random = new Random(parts.seed);
    this.#rival = new Rival(parts.other, this.#random);
    this.tally = {
      operations: 0,
      statuses: {},
      outcomes: {},
      errors: {},
      tools: {},
      faults: parts.faulty.hits,
      acts: {},
      merges: 0,
      undone: 0,
    };
  }

  /** @param speed how many times as fast as real time the server lives. */
  static async start(backend: Backend, seed: number, speed: number): Promise<WikiRun> {
    const faulty = await FaultyWiki.start(backend);
    const { user, password } = backend.own;
    const transport = new StdioClientTransport({
      command: process.execPath,
      args: ['--require', accelerated, bundle],
      env: {
        MEDIAWIKI_URL: faulty.url,
        MEDIAWIKI_USER: user,
        MEDIAWIKI_PASSWORD: password,
        SPEED: String(speed),
      },
      stderr: 'ignore',
    });
    const client = new Client({ name: 'test', version: '1' });
    await client.connect(transport);
    const other = await Person.logIn(backend, backend.other);
    return new WikiRun({ faulty, backend, caller: new Caller(client), other, seed });
  }

  async close(): Promise<void> {
    await this.#caller.client.close();
    await this.#faulty.close();
    await this.#backend.stop();
  }

  /** One operation. @throws when an answer or the wiki is wrong. */
  async step(): Promise<void> {
    const before = await this.#begin();
    const scene = {
      random: this.#random,
      truth: before,
      titles: this.#titles,
      fileNames: this.#files,
      count: this.tally.operations,
      changeIds: this.#changeIds,
    };
    const operation = nextOperation(scene);
    const acts: RivalAct[] = [];
    const armed = this.#troubles(operation, acts);
    this.#faulty.arm(armed);
    const answer = await this.#answerTo(operation);
    this.#faulty.arm([]);
    const after = await truthOf(this.#other, this.#titles, this.#files);
    this.#truth = after;
    const wrong = wrongIn({ operation, answer, before, after, acts });
    this.#count(operation, answer, acts);
    if (wrong === undefined) return;
    throw new Error(
      `SEED=${this.#seed} operation ${this.tally.operations}: ${wrong}\n${JSON.stringify({ operation, answer, armed, acts }, null, 1)}`,
    );
  }

  /** Who is named by the recent changes of the wiki. */
  async whoWrote(): Promise<ReadonlySet<string>> {
    return whoWrote(this.#other);
  }

  async #begin(): Promise<Truth> {
    const era = Math.floor(this.tally.operations / eraLength);
    this.tally.operations += 1;
    if (this.#truth === undefined || this.tally.operations % eraLength === 1) {
      const numbers = [1, 2, 3, 4, 5];
      this.#titles = numbers.map((number) => `Bed ${this.#seed} ${era} ${number}`);
      this.#files = numbers.slice(0, 2).map((number) => `Note ${this.#seed} ${era} ${number}.txt`);
      this.#changeIds = [];
      this.#truth = await truthOf(this.#other, this.#titles, this.#files);
    }
    return this.#truth;
  }

  async #answerTo({ tool, args }: Operation): Promise<Answer> {
    const first = answerIn(await this.#caller.call(tool, args));
    if (first.status !== 'needs_confirmation') return first;
    return answerIn(await this.#caller.call(tool, { ...args, confirm: first.confirm }));
  }

  /** Half of the operations have something go wrong, some of them several things. */
  #troubles({ title }: Operation, acts: RivalAct[]): readonly Armed[] {
    const random = this.#random;
    if (random.chance(0.5)) return [];
    const armed: Armed[] = [];
    if (random.chance(0.35)) armed.push({ on: 'read', number: random.below(4), fault: readFault(random) });
    if (random.chance(0.6))
      armed.push({
        on: 'write',
        number: random.chance(0.8) ? 0 : random.below(3),
        fault: writeFault(random),
      });
    if (random.chance(0.5)) {
      const target = title !== undefined && random.chance(0.8) ? title : random.pick(this.#titles);
      const meanwhile = async (): Promise<void> => {
        const act = await this.#rival.act(target, this.#titles);
        if (act !== undefined) acts.push(act);
      };
      armed.push({ on: random.chance(0.5) ? 'read' : 'write', number: random.below(3), meanwhile });
    }
    return armed;
  }

  #count(
    { tool }: Operation,
    { status, changes, change_id: id, error, warnings = [] }: Answer,
    acts: readonly RivalAct[],
  ): void {
    const { tally } = this;
    add(tally.statuses, status);
    add(tally.tools, tool);
    if (error !== undefined) add(tally.errors, error.code);
    for (const { outcome } of changes) if (outcome !== undefined) add(tally.outcomes, outcome);
    for (const { kind } of acts) add(tally.acts, kind);
    if (warnings.some((warning) => warning.includes('the wiki kept both'))) tally.merges += 1;
    if (tool === 'undo_change' && status === 'applied') tally.undone += 1;
    if (id !== undefined) this.#changeIds.push(id);
  }
}

function add(to: Record<string, number>, name: string): void {
  to[name] = (to[name] ?? 0) + 1;
}

function readFault(random: Random): Fault {
  return random.pick<Fault>([
    { kind: 'lost', when: 'before' },
    { kind: 'gateway', when: 'before', status: random.pick([500, 502, 503, 504]) },
    { kind: 'cut' },
    { kind: 'garbled' },
    { kind: 'maxlag' },
    { kind: 'internal', when: 'before' },
    { kind: 'session' },
    { kind: 'session' },
  ]);
}

function writeFault(random: Random): Fault {
  const when = random.pick(['before', 'after'] as const);
  return random.pick<Fault>([
    { kind: 'lost', when },
    { kind: 'lost', when: 'after' },
    { kind: 'gateway', when, status: random.pick([500, 502, 503, 504]) },
    { kind: 'internal', when },
    { kind: 'cut' },
    { kind: 'garbled' },
    { kind: 'readonly' },
    { kind: 'ratelimited' },
    { kind: 'maxlag' },
    { kind: 'session' },
    { kind: 'session' },
    ...(random.chance(0.3) ? [{ kind: 'silence', when } as const] : []),
  ]);
}

const fields = z.record(z.string(), z.unknown());
const claim = z.looseObject({
  action: z.enum(['create', 'update', 'delete']),
  resource: z.enum(['page', 'page_title', 'file']),
  id: z.string().optional(),
  before: fields.optional(),
  after: fields.optional(),
  version: z.string().optional(),
  outcome: z.enum(['applied', 'not_applied', 'unknown']).optional(),
});
const answer = z.looseObject({
  status: z.enum(['planned', 'needs_confirmation', 'applied', 'refused', 'failed']),
  changes: z.array(claim),
  change_id: z.string().optional(),
  confirm: z.string().optional(),
  warnings: z.array(z.string()).optional(),
  error: z.looseObject({ code: z.string(), message: z.string() }).optional(),
});

/** @throws {Error} for what no write answers. */
function answerIn(found: Record<string, unknown>): Answer {
  return answer.parse(found);
}

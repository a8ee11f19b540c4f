import { Buffer } from 'node:buffer';
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { Arguments } from './caller.ts';
import type { Era, Step } from './fuzz-messages.ts';
import { owedTo, protocolProblem } from './fuzz-oracle.ts';
import { accelerated, cleanEnvironment } from './process.ts';
import { Random } from './random.ts';
import { outsideOf, type RequestGrammar, type SentRequest } from './request-grammar.ts';
import { envelope } from './rpc.ts';
import { standIn } from './stand-in.ts';

/** How many times as fast as real time the clocks of the server run, so that its limits of calls let all in. */
const SPEED = 2_000;
/** Deadlines pass as fast, and a real service takes some fifty milliseconds for an answer. Its sessions are short. */
const REAL_SPEED = 20;

const MOST_WAITING = 48;
const PATIENCE_MS = 60_000;

/** Of a process that the simulator lives in as well. */
const MOST_MEMORY = 400 * 1024 * 1024;

export interface FuzzSession {
  readonly era: Era;
  readonly args: readonly string[];
  /** Whether the client says that it can put questions to a person. */
  readonly asks: boolean;
  /** Of the answers to the questions of the server, and of where the stream is cut. */
  readonly seed: number;
}

export interface FuzzReport {
  readonly failures: readonly string[];
  /** The bytes of every step, as they were sent. */
  readonly sent: readonly Buffer[];
  readonly calls: number;
  readonly answers: number;
  readonly requests: number;
  readonly maxRss: number;
}

/** What a server says only while it runs, such as an id. */
export interface LearnedKind {
  /** How it stands in a line of its answers, as the first group, in JSON that may stand in a text of JSON. */
  readonly pattern: RegExp;
  /** A number: it takes the place of a whole text. */
  readonly isNumber?: true;
}

/** A server that is to be told nonsense. */
export interface FuzzTarget {
  /** `cli.cjs`. */
  readonly bundle: string;
  readonly grammar: RequestGrammar;
  readonly learned: Readonly<Record<string, LearnedKind>>;
  /** Calls that make known what messages refer to. */
  readonly prologue: readonly (readonly [name: string, args: Arguments])[];
  /** A real service takes its time: clocks run slower, sessions are short, and the harness itself is tried on the simulated one. */
  readonly isReal?: true;
}

export interface FuzzBundle {
  run(session: FuzzSession, steps: readonly Step[]): Promise<FuzzReport>;
  remove(): Promise<void>;
}

/**
 * The unmodified `cli.cjs`, with a sandbox beside it that logs every request that would have left the machine.
 * @param sabotage what is to go wrong, for tests of the harness itself.
 */
export async function fuzzBundle(target: FuzzTarget, sabotage = 'none'): Promise<FuzzBundle> {
  const memory = fileURLToPath(new URL('most-memory.cjs', import.meta.url));
  const forms = fileURLToPath(new URL('forms.cjs', import.meta.url));
  const known = target.grammar.requests.find(
    ({ methods, path: place, to = 'send' }) =>
      to === 'send' && /^GET\b/u.test(methods) && !place.includes('{'),
  )?.path;
  const made = await standIn(target.bundle, new URL('fuzz-sandbox.cjs', import.meta.url), (inside) => ({
    fuzz: {
      ...filesIn(inside),
      memory,
      forms,
      accelerated,
      speed: target.isReal ? REAL_SPEED : SPEED,
      sabotage,
      known,
    },
  }));
  const files = filesIn(made.folder);
  return {
    async run(session, steps) {
      await Promise.all(Object.values(files).map((file) => rm(file, { force: true })));
      const outcome = await new Conversation(made.cli, session, target).run(steps);
      return { ...outcome, ...(await judged(files, session, target.grammar, outcome.failures)) };
    },
    remove: () => made.remove(),
  };
}

function filesIn(folder: string): { readonly log: string; readonly report: string } {
  return { log: path.join(folder, 'requests.txt'), report: path.join(folder, 'report.json') };
}

/** What the requests and the memory of the process say, once it is gone. */
async function judged(
  files: { readonly log: string; readonly report: string },
  { args }: FuzzSession,
  grammar: RequestGrammar,
  failures: readonly string[],
): Promise<Pick<FuzzReport, 'failures' | 'requests' | 'maxRss'>> {
  const log = await readFile(files.log, 'utf8').catch(() => '');
  const requests = log
    .split('\n')
    .filter((line) => line !== '')
    .map((line): SentRequest => JSON.parse(line));
  const outside = outsideOf(grammar);
  const problems = new Set(requests.flatMap((request) => outside(request) ?? []));
  if (args.includes('--read-only')) {
    const writes = requests.filter((request) => grammar.isWrite(request));
    if (writes.length > 0) problems.add(`a write in spite of --read-only: ${JSON.stringify(writes[0])}`);
  }
  const report = await readFile(files.report, 'utf8').catch(() => '{"maxRss":0}');
  const { maxRss }: { readonly maxRss: number } = JSON.parse(report);
  if (maxRss > MOST_MEMORY) problems.add(`${Math.round(maxRss / 2 ** 20)} MiB of memory`);
  return { failures: [...failures, ...problems], requests: requests.length, maxRss };
}

type Running = ChildProcessByStdio<Writable, Readable, Readable>;

/** What an answer that asks for a confirmation has. */
interface Answered {
  readonly structuredContent?: { readonly confirm?: string };
  readonly requestState?: string;
}

interface Debt {
  most: number;
  least: number;
  got: number;
}

class Conversation {
  readonly #child: Running;
  readonly #session: FuzzSession;
  readonly #prologueCalls: FuzzTarget['prologue'];
  readonly #kinds: Readonly<Record<string, LearnedKind>>;
  readonly #random: Random;
  readonly #failures: string[] = [];
  readonly #sent: Buffer[] = [];
  readonly #debts = new Map<string, Debt>();
  readonly #learned = new Map<string, string[]>();
  /** The calls that wait, to be repeated with a confirmation. */
  readonly #waitingCalls = new Map<string, Buffer>();
  #toConfirm: { readonly call: Buffer; readonly with: Readonly<Record<string, unknown>> } | undefined;
  #waiting = 0;
  #answers = 0;
  #calls = 0;
  #wake: (() => void) | undefined;
  #rest = '';

  constructor(cli: string, session: FuzzSession, { prologue, learned }: FuzzTarget) {
    this.#session = session;
    this.#prologueCalls = prologue;
    this.#kinds = { ...ofCore, ...learned };
    this.#random = new Random(session.seed);
    this.#child = spawn(process.execPath, [cli, '--sandbox', ...session.args], {
      env: cleanEnvironment(),
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    // A process that crashed breaks the pipe; its exit code says so.
    this.#child.stdin.on('error', () => {});
    this.#child.stdout.setEncoding('utf8').on('data', (chunk: string) => this.#receive(chunk));
    this.#child.stderr.setEncoding('utf8').on('data', (chunk: string) => this.#complain(chunk));
  }

  async run(steps: readonly Step[]): Promise<Omit<FuzzReport, 'requests' | 'maxRss'>> {
    const gone = this.#gone();
    for (const line of this.#prologue()) await this.#send(line, 0);
    await this.#settled(0);
    for (const step of steps) {
      if (this.#failures.length > 0) break;
      const bytes = 'bytes' in step ? this.#filledIn(step.bytes) : this.#confirmed(step.again);
      // Now and then more than the server serves at once.
      await this.#send(bytes, this.#random.chance(0.002) ? MOST_WAITING * 4 : MOST_WAITING);
    }
    await this.#settled(0);
    this.#child.stdin.end();
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), PATIENCE_MS);
    await gone;
    clearTimeout(timer);
    this.#addUnanswered();
    if (this.#rest !== '') this.#failures.push(`stdout ended in the middle of a line: ${shown(this.#rest)}`);
    return { failures: this.#failures, sent: this.#sent, calls: this.#calls, answers: this.#answers };
  }

  async #gone(): Promise<void> {
    const [code, signal] = await once(this.#child, 'exit');
    if (code !== 0) this.#failures.push(`it ended with ${String(code ?? signal)}`);
    else if (!this.#child.stdin.writableEnded) this.#failures.push('it ended before its client did');
    this.#wake?.();
  }

  /** The handshake where there is one, and what makes the ids known that the steps refer to. */
  #prologue(): Buffer[] {
    const modern = this.#session.era === '2026-07-28' ? { _meta: envelope() } : {};
    const lines: object[] = this.#prologueCalls.map(([name, args], index) => ({
      jsonrpc: '2.0',
      id: `p${index}`,
      method: 'tools/call',
      params: { name, arguments: args, ...modern },
    }));
    if (this.#session.era === 'handshake') {
      const capabilities = this.#session.asks ? { elicitation: {} } : {};
      const clientInfo = { name: 'fuzz', version: '1' };
      const params = { protocolVersion: '2025-11-25', capabilities, clientInfo };
      lines.unshift(
        { jsonrpc: '2.0', id: 'init', method: 'initialize', params },
        { jsonrpc: '2.0', method: 'notifications/initialized' },
      );
    }
    return lines.map((line) => Buffer.from(JSON.stringify(line)));
  }

  async #send(bytes: Buffer, most: number): Promise<void> {
    this.#sent.push(bytes);
    for (const line of linesOf(bytes)) this.#owe(line);
    const whole = Buffer.concat([bytes, Buffer.from('\n')]);
    const cut = this.#random.chance(0.05) ? this.#random.below(whole.length) : 0;
    if (cut > 0) this.#child.stdin.write(whole.subarray(0, cut));
    if (!this.#child.stdin.write(whole.subarray(cut)) && this.#child.exitCode === null) {
      await Promise.race([once(this.#child.stdin, 'drain'), once(this.#child, 'exit')]);
    }
    if (this.#waiting > most) await this.#settled(most / 2);
  }

  #owe(line: Buffer): void {
    const owed = owedTo(line);
    if (owed.kind === 'nothing') return;
    if (owed.kind === 'cancel') {
      this.#excuse(keyOf(owed.id));
      return;
    }
    if (owed.isCall) this.#calls += 1;
    const key = keyOf(owed.id);
    const debt = this.#debts.get(key) ?? { most: 0, least: 0, got: 0 };
    this.#debts.set(key, debt);
    // Two requests under one id at once are the client's fault: the answer to one may be lost.
    const isReused = owed.id !== null && debt.most > debt.got;
    this.#update(debt, {
      most: debt.most + 1,
      least: isReused ? debt.got : Math.max(debt.least, debt.got) + 1,
    });
    if (owed.isCall) this.#waitingCalls.set(key, line);
  }

  #excuse(key: string): void {
    const debt = this.#debts.get(key);
    if (debt !== undefined) this.#update(debt, { least: Math.min(debt.least, debt.got) });
  }

  #update(debt: Debt, members: Partial<Debt>): void {
    this.#waiting -= Math.max(0, debt.least - debt.got);
    Object.assign(debt, members);
    this.#waiting += Math.max(0, debt.least - debt.got);
  }

  /** Waits until no more than so many answers are owed. */
  async #settled(most: number): Promise<void> {
    while (this.#waiting > most && this.#child.exitCode === null && this.#child.signalCode === null) {
      if (await this.#woken()) continue;
      this.#failures.push(`nothing came for ${PATIENCE_MS / 1000} s`);
      this.#child.kill('SIGKILL');
      return;
    }
  }

  /** Whether something came before anybody would have given up. */
  #woken(): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), PATIENCE_MS);
      this.#wake = () => {
        clearTimeout(timer);
        this.#wake = undefined;
        resolve(true);
      };
    });
  }

  #receive(chunk: string): void {
    const lines = (this.#rest + chunk).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#read(line);
    this.#wake?.();
  }

  #read(line: string): void {
    const problem = protocolProblem(line);
    if (problem !== undefined) {
      this.#failures.push(`stdout held what is no message (${problem}): ${shown(line)}`);
      return;
    }
    const {
      id,
      method,
      result,
    }: {
      readonly id?: string | number | null;
      readonly method?: string;
      readonly result?: Answered;
    } = JSON.parse(line);
    if (method !== undefined) {
      if (id !== undefined && id !== null) this.#answerQuestion(id);
      return;
    }
    this.#answers += 1;
    // The first answers are to the calls that make the ids known; of the others, some are enough.
    if (this.#answers < 8 || (line.length < 20_000 && this.#answers % 4 === 0)) this.#learn(line);
    this.#pay(keyOf(id ?? null), result);
  }

  #pay(key: string, result: Answered | undefined): void {
    const debt = this.#debts.get(key);
    if (debt === undefined || debt.got >= debt.most) {
      this.#failures.push(`an answer that nobody waits for: id ${shown(key)}`);
      return;
    }
    this.#update(debt, { got: debt.got + 1 });
    const call = this.#waitingCalls.get(key);
    this.#waitingCalls.delete(key);
    if (call !== undefined && result !== undefined) this.#rememberQuestion(call, result);
  }

  #rememberQuestion(call: Buffer, { structuredContent, requestState }: Answered): void {
    if (structuredContent?.confirm !== undefined) {
      this.#toConfirm = { call, with: { confirm: structuredContent.confirm } };
    } else if (requestState !== undefined) {
      this.#toConfirm = { call, with: { requestState } };
    }
  }

  #confirmed(id: number): Buffer {
    const { call, with: given } = this.#toConfirm ?? {};
    if (call === undefined) return Buffer.from(JSON.stringify({ jsonrpc: '2.0', id, method: 'ping' }));
    const { params, ...message }: { readonly params: { readonly arguments?: object } } = JSON.parse(
      call.toString('utf8'),
    );
    const { confirm, requestState } = { ...given };
    const inputResponses = { approval: { action: 'accept', content: { approve: true } } };
    const answered =
      confirm === undefined
        ? { ...params, requestState, inputResponses }
        : { ...params, arguments: { ...params.arguments, confirm } };
    return Buffer.from(JSON.stringify({ ...message, id, params: answered }));
  }

  #answerQuestion(id: string | number): void {
    const result = this.#random.pick<object>([
      { action: 'accept', content: { approve: true } },
      { action: 'accept', content: { approve: 'yes' } },
      { action: 'decline' },
      { action: 'cancel' },
      { action: 'accept' },
      { action: 'no such action' },
    ]);
    const answer = this.#random.chance(0.1) ? { error: { code: -32_603, message: 'no window' } } : { result };
    this.#child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id, ...answer })}\n`);
  }

  #learn(line: string): void {
    for (const [kind, { pattern }] of Object.entries(this.#kinds)) {
      const known = this.#learned.get(kind) ?? [];
      this.#learned.set(kind, known);
      for (const [, value = ''] of line.matchAll(pattern)) {
        if (!known.includes(value)) known.push(value);
        if (known.length > 400) known.shift();
      }
    }
  }

  #filledIn(bytes: Buffer): Buffer {
    if (!bytes.includes('\\u0001')) return bytes;
    const known = (kind: string, index: string): string => {
      const values = this.#learned.get(kind) ?? [];
      const none = this.#kinds[kind]?.isNumber === true ? '0' : 'e'.repeat(32);
      return values[Number(index) % Math.max(values.length, 1)] ?? none;
    };
    const text = bytes
      .toString('latin1')
      .replaceAll(/"\\u0001([a-z]+):(\d+)\\u0001"/gu, (whole, kind: string, index: string) =>
        this.#kinds[kind]?.isNumber === true ? known(kind, index) : whole,
      )
      .replaceAll(/\\u0001([a-z]+):(\d+)\\u0001/gu, (_, kind: string, index: string) => known(kind, index));
    return Buffer.from(text, 'latin1');
  }

  #complain(chunk: string): void {
    for (const line of chunk.split('\n')) {
      if (/^\s+at |^node:|^Error|Warning/u.test(line)) this.#failures.push(`stderr: ${shown(line)}`);
    }
  }

  #addUnanswered(): void {
    for (const [key, { least, got }] of this.#debts) {
      if (got < least) this.#failures.push(`${least - got} times no answer to id ${shown(key)}`);
    }
  }
}

/** What every server gives out. */
const ofCore: Readonly<Record<string, LearnedKind>> = {
  confirm: { pattern: /"confirm":"([0-9a-f]{16})"/gu },
  change: { pattern: /"(chg_[0-9a-f]{8})"/gu },
  state: { pattern: /"requestState":"([0-9a-f]{64})"/gu },
};

function linesOf(bytes: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  let start = 0;
  for (let end = bytes.indexOf(0x0a); end !== -1; end = bytes.indexOf(0x0a, start)) {
    lines.push(bytes.subarray(start, end));
    start = end + 1;
  }
  return [...lines, bytes.subarray(start)];
}

function keyOf(id: string | number | null): string {
  return JSON.stringify(id);
}

function shown(text: string): string {
  return JSON.stringify(text.slice(0, 300));
}

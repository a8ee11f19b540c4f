import { PassThrough, Readable } from 'node:stream';
import {
  createRealTime,
  createSimulator,
  type FaultRule,
  SIMULATOR_TOKEN,
  type Simulator,
  type SimulatorOptions,
} from '@crunchtools/cloudflare-simulator';
import {
  createLogger,
  createScrubber,
  Secret,
  type ServerDefinition,
  sandboxTransport,
  serve,
} from '@crunchtools/mcp-core';
import { readConfig } from '@crunchtools/mcp-core/app';
import type { Clock } from '../../src/connect.ts';
import { connectCloudflare, defineServer } from '../../src/main.ts';
import { program } from '../../src/program.ts';
import type { Services } from '../../src/services.ts';
import { held } from './held.ts';
import { RpcClient } from './rpc.ts';

type State = Readonly<Record<string, unknown>>;

/** The members that answers of the tools here have, in one type: a test that reads a missing one fails. */
export interface AnswerData {
  readonly status: string;
  readonly changes: readonly {
    readonly action: string;
    readonly id: string;
    readonly summary: string;
    readonly before: State;
    readonly after: State;
    readonly outcome: string;
    readonly undoable: boolean;
  }[];
  readonly change_id: string;
  readonly confirm: string;
  readonly reasons: readonly string[];
  readonly irreversible: readonly string[];
  readonly warnings: readonly string[];
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly next_step: string;
    readonly details: State;
  };
  readonly untrusted: readonly string[];
  readonly zones: readonly State[];
  readonly records: readonly (State & { readonly id: string })[];
  readonly record: State;
  readonly total: number;
  readonly pages: number;
  readonly next: string;
}

/** What a tool answered: `structuredContent` where there is some, else the JSON of the text block. */
export interface ToolAnswer {
  readonly isError: boolean;
  readonly data: AnswerData;
  readonly text: string;
}

export interface Harness {
  readonly simulator: Simulator;
  readonly client: RpcClient;
  readonly log: readonly string[];
  call(name: string, args?: Record<string, unknown>): Promise<ToolAnswer>;
  /** Calls, confirms if asked, and expects the change to be applied. */
  apply(name: string, args: Record<string, unknown>): Promise<ToolAnswer>;
  /** Spoils requests of the server, once unless `times` says otherwise. */
  fault(rule: FaultRule): void;
  /** Lets a request of the server wait until the function that this gives back is called. */
  hold(rule: Omit<FaultRule, 'fault'>): () => void;
  /** Rewrites each text in the JSON that Cloudflare answers to reads, until told otherwise; gets its place: `result[].name`. */
  rewrite(change: ((place: string, text: string) => string) | undefined): void;
  /** `METHOD /path` of every request since the last call of this function. */
  requests(): readonly string[];
  close(): void;
}

interface Options {
  readonly args?: readonly string[];
  readonly simulator?: SimulatorOptions;
  /** An account that is there already, in place of a new one. */
  readonly account?: Simulator;
  readonly token?: string;
  /** Time for everything in the server; real by default. */
  readonly clock?: Clock;
  /** Default true. Clients of 2026-07-28 do not initialize: each of their requests says what they can do. */
  readonly handshake?: boolean;
  /** Replaces parts of the server. */
  readonly server?: Partial<ServerDefinition<Services>>;
}

/**
 * The server as `cli.ts` wires it, on streams of this process, with the simulator in the place of the network:
 * for tests that have to make the simulator fail or to look into it.
 */
export async function startInProcess({
  args = [],
  simulator: options = {},
  account,
  token = SIMULATOR_TOKEN,
  clock = {},
  handshake = true,
  server = {},
}: Options = {}): Promise<Harness> {
  const simulator = account ?? createSimulator({ seed: 'demo', determinism: createRealTime(), ...options });
  const config = readConfig(program, args, {});
  const secret = new Secret(token);
  let change: Parameters<Harness['rewrite']>[0];
  const transports = {
    api: sandboxTransport(async ({ method, path, headers, body }, signal) => {
      // Answers that are compressed are for tests of processes: here, making them would take a quarter of the time.
      const { 'accept-encoding': _, ...plain } = headers;
      const request = {
        method,
        url: path,
        headers: plain,
        signal,
        ...(body === undefined ? {} : { body }),
      };
      const response = await simulator.fetch(request);
      return change === undefined || method !== 'GET' ? response : rewritten(response, change);
    }),
    resolver: sandboxTransport(({ method, path, headers }, signal) =>
      simulator.resolve({ method, url: path, headers, signal }),
    ),
  };
  const cloudflare = connectCloudflare(config, secret, transports, clock);
  const scrub = createScrubber([secret]);
  const log: string[] = [];
  const logger = createLogger({
    level: config.logLevel,
    write: (line) => log.push(scrub(line)),
    now: () => new Date(),
  });
  const stdin = new PassThrough();
  const stdout = new PassThrough();
  const definition = defineServer(config, cloudflare, logger);
  // Tests do not wait for the second look at what a lost write did.
  void serve({ ...definition, sleep: async () => {}, ...server }, { stdin, stdout, scrub });
  const client = new RpcClient(stdout, stdin);
  if (handshake) await client.initialize();
  let seen = 0;

  const call: Harness['call'] = async (name, toolArgs = {}) => {
    const { result, error } = await client.request('tools/call', { name, arguments: toolArgs });
    if (result === undefined) throw new Error(`protocol error ${error?.code}: ${error?.message}`);
    const [block] = result['content'] as { text: string }[];
    const text = block?.text ?? '';
    const data = (result['structuredContent'] ?? JSON.parse(text)) as AnswerData;
    return { isError: result['isError'] === true, data, text };
  };

  return {
    simulator,
    client,
    log,
    call,
    async apply(name, toolArgs) {
      const first = await call(name, toolArgs);
      if (first.data.status === 'applied') return first;
      if (first.data.status !== 'needs_confirmation') throw new Error(`not applied: ${first.text}`);
      const second = await call(name, { ...toolArgs, confirm: first.data.confirm });
      if (second.data.status !== 'applied') throw new Error(`not applied: ${second.text}`);
      return second;
    },
    rewrite(next) {
      change = next;
    },
    fault: (rule) => simulator.faults.add({ times: 1, ...rule }),
    hold(rule) {
      const { until, release } = held();
      simulator.faults.add({ times: 1, ...rule, fault: { kind: 'hold', until } });
      return release;
    },
    requests() {
      const fresh = simulator.requests(seen);
      seen = fresh.at(-1)?.sequence ?? seen;
      return fresh.map(({ method, url }) => `${method} ${url.replace('/client/v4', '')}`);
    },
    close: () => stdin.end(),
  };
}

/** An answer with each text of its JSON changed; one that is no JSON stays as it is. */
async function rewritten(
  response: Awaited<ReturnType<Simulator['fetch']>>,
  change: (place: string, text: string) => string,
): Promise<Awaited<ReturnType<Simulator['fetch']>>> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of response.body) chunks.push(chunk);
  const whole = Buffer.concat(chunks);
  const body = jsonWith(whole.toString(), change) ?? whole;
  const { 'content-length': _, ...headers } = response.headers;
  return { ...response, headers, body: Readable.from([body]) };
}

function jsonWith(text: string, change: (place: string, text: string) => string): Buffer | undefined {
  try {
    return Buffer.from(JSON.stringify(mapped(JSON.parse(text), '', change)));
  } catch {
    return undefined;
  }
}

function mapped(value: unknown, place: string, change: (place: string, text: string) => string): unknown {
  if (typeof value === 'string') return change(place, value);
  if (Array.isArray(value)) return value.map((item) => mapped(item, `${place}[]`, change));
  if (typeof value !== 'object' || value === null) return value;
  const at = place === '' ? '' : `${place}.`;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, mapped(member, `${at}${name}`, change)]),
  );
}

/** The first record with this full name and type. */
export async function findRecord(
  server: Harness,
  name: string,
  type: string,
): Promise<{ readonly id: string }> {
  const { data } = await server.call('list_dns_records', {
    zone: name.split('.').slice(-2).join('.'),
    name,
    type,
  });
  const [record] = data.records;
  if (record === undefined) throw new Error(`no ${type} ${name}`);
  return record;
}

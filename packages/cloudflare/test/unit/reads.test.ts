import { createDeterminism } from '@crunchtools/cloudflare-simulator';
import { CallGate } from '@crunchtools/mcp-core';
import * as fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { type Harness, startInProcess, type ToolAnswer } from '../support/in-process.ts';

const zone = 'mapleandpine.com';
const gate = () => new CallGate({ callsPerMinute: 1_000_000, concurrentCalls: 64 });

let servers: Harness[] = [];

afterEach(() => {
  for (const server of servers) server.close();
  servers = [];
});

/** Two servers at one account: the one under test, and one whose clock runs so fast that it remembers nothing. */
interface World {
  readonly server: Harness;
  readonly forgetful: Harness;
  readonly pass: (milliseconds: number) => void;
  /** What is in the account and may be taken away again. */
  readonly changeIds: string[];
}

async function createWorld(): Promise<World> {
  let now = Date.UTC(2026, 10, 20, 10);
  let far = now;
  const identifiers = createDeterminism();
  const args = ['--confirm', 'never', '--log-level', 'silent'];
  const sleep = async (milliseconds: number): Promise<void> => {
    now += milliseconds;
  };
  const server = await startInProcess({
    args,
    clock: { now: () => now, sleep },
    server: { sleep, gate: gate() },
    simulator: {
      determinism: { now: () => now, id: () => identifiers.id() },
      rateLimit: { requests: 1_000_000, windowSeconds: 300 },
    },
  });
  const racing = (): number => {
    far += 3_600_000;
    return far;
  };
  const forgetful = await startInProcess({
    args,
    account: server.simulator,
    clock: { now: racing, sleep },
    server: { gate: gate() },
  });
  servers.push(server, forgetful);
  const pass = (milliseconds: number): void => {
    now += milliseconds;
  };
  return { server, forgetful, pass, changeIds: [] };
}

const looks = {
  trace: (server: Harness) =>
    server.call('trace_request', { zone, url: `https://${zone}/care`, verbose: true }),
  list: (server: Harness) => server.call('list_rules', { zone }),
  pageRules: (server: Harness) => server.call('list_page_rules', { zone }),
  names: async (server: Harness) => {
    const { result } = await server.client.request('completion/complete', {
      ref: { type: 'ref/resource', uri: 'cloudflare://zones/{zone}/dns/{name}' },
      argument: { name: 'name', value: 'new' },
      context: { arguments: { zone } },
    });
    return { data: { ...result } };
  },
} as const;

type Look = keyof typeof looks;
const everyLook = ['trace', 'list', 'pageRules', 'names'] as const satisfies readonly Look[];

/** What an answer says of the account: how old a part of it may be is left out. */
async function seen(server: Harness, look: Look): Promise<string> {
  const { data } = await looks[look](server);
  const { read_earlier: _, ...rest } = { read_earlier: undefined, ...data };
  return JSON.stringify(rest);
}

let made = 0;

const writes = {
  rule: (server: Harness) =>
    server.call('create_rule', {
      zone,
      phase: 'redirect',
      description: `New ${made}`,
      expression: `http.request.uri.path eq "/care" and http.host ne "${made}.example"`,
      redirect: { target_url: `https://${zone}/new/${made}`, status_code: 302 },
      position: { index: 1 },
    }),
  cacheRule: (server: Harness) =>
    server.call('create_rule', {
      zone,
      phase: 'cache',
      description: `New ${made}`,
      expression: 'true',
      cache: { cache: true, edge_ttl: { mode: 'override_origin', default: 60 + made } },
    }),
  pageRule: (server: Harness) =>
    server.call('create_page_rule', {
      zone,
      url: `${zone}/care/${made}*`,
      actions: { cache_level: 'bypass' },
    }),
  record: (server: Harness) =>
    server.call('create_dns_record', { zone, type: 'A', name: `new${made}`, content: '192.0.2.1' }),
} as const;

type Write = keyof typeof writes;
type Trouble = 'none' | 'before_commit' | 'after_commit' | 'refused';

async function write({ server, changeIds }: World, kind: Write | 'undo', trouble: Trouble): Promise<void> {
  made += 1;
  const match = { method: 'POST', path: /\/(?:rules|pagerules|dns_records)$/u };
  if (trouble === 'refused') server.fault({ match, fault: { kind: 'status', status: 400 } });
  else if (trouble !== 'none') server.fault({ match, fault: { kind: 'cut', when: trouble } });
  const last = kind === 'undo' ? changeIds.pop() : undefined;
  let answer: ToolAnswer | undefined;
  if (kind !== 'undo') answer = await writes[kind](server);
  else if (last !== undefined) answer = await server.call('undo_change', { change_ids: [last] });
  if (answer?.data.change_id !== undefined && kind !== 'undo') changeIds.push(answer.data.change_id);
  // One that met no such request must not wait for the next write.
  server.simulator.faults.clear();
}

const look = fc.constantFrom(...everyLook);
const change = fc.record({
  kind: fc.constantFrom<Write | 'undo'>('rule', 'cacheRule', 'pageRule', 'record', 'undo'),
  trouble: fc.constantFrom<Trouble>('none', 'none', 'none', 'before_commit', 'after_commit', 'refused'),
});
const step = fc.record({
  before: fc.array(look, { maxLength: 3 }),
  change: fc.option(change, { nil: undefined }),
  during: fc.array(look, { maxLength: 3 }),
  seconds: fc.constantFrom(0, 0, 1, 30, 61, 121, 301),
});

describe('what is remembered', () => {
  it('is never seen: every answer is one that a server without a memory gave before or after our write', async () => {
    const property = fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 6 }), async (steps) => {
      const world = await createWorld();
      for (const each of steps) await play(world, each);
    });
    await fc.assert(property, { numRuns: 12 });
  });
});

async function play(world: World, { before, change: wished, during, seconds }: StepOf): Promise<void> {
  const { server, forgetful } = world;
  const was = await everythingSeen(forgetful);
  const early = before.map((name) => ({ name, answer: seen(server, name) }));
  const writing = wished && write(world, wished.kind, wished.trouble);
  const late = during.map((name) => ({ name, answer: seen(server, name) }));
  await writing;
  const is = await everythingSeen(forgetful);
  for (const { name, answer } of [...early, ...late]) {
    expect([was.get(name), is.get(name)], name).toContain(await answer);
  }
  // Those that begin after the write see it.
  expect(await everythingSeen(server)).toEqual(is);
  world.pass(seconds * 1_000);
}

type StepOf = typeof step extends fc.Arbitrary<infer Step> ? Step : never;

async function everythingSeen(server: Harness): Promise<ReadonlyMap<Look, string>> {
  const answers = await Promise.all(everyLook.map((name) => seen(server, name)));
  return new Map(everyLook.map((name, index) => [name, answers[index] ?? '']));
}

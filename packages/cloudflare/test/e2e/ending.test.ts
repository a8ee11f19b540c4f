import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import {
  createRealTime,
  createSimulator,
  type RunningServer,
  type Simulator,
  serve,
} from '@crunchtools/cloudflare-simulator';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { held } from '../support/held.ts';
import { type RelayedBundle, type RelayedServer, relayedBundle } from '../support/model-process.ts';
import { bundle, cleanEnvironment } from '../support/process.ts';
import { envelope, type RpcAnswer } from '../support/rpc.ts';

const zone = 'example.com';
let simulator: Simulator;
let http: RunningServer;
let relayed: RelayedBundle;

beforeAll(async () => {
  simulator = createSimulator({
    seed: 'empty',
    plan: 'free',
    determinism: createRealTime(),
  });
  http = await serve(simulator, { port: 0 });
  relayed = await relayedBundle(http.port);
});
beforeEach(() => simulator.reset());
afterAll(async () => {
  await http.close();
  await relayed.remove();
});

interface Said {
  readonly code: number | null;
  readonly answers: readonly RpcAnswer[];
}

/** Says all of it at once, ends stdin, and collects what the process answers until it goes. */
async function piped(messages: readonly object[], last = '\n'): Promise<Said> {
  const child = spawn(process.execPath, [bundle, '--sandbox', '--log-level', 'error'], {
    env: cleanEnvironment(),
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    output += chunk;
  });
  child.stdin.end(messages.map((message) => JSON.stringify(message)).join('\n') + last);
  const [code] = await once(child, 'close');
  const lines = output.split('\n').filter((line) => line !== '');
  return { code, answers: lines.map((line): RpcAnswer => JSON.parse(line)) };
}

const request = (id: number, method: string, params: object): object => ({
  jsonrpc: '2.0',
  id,
  method,
  params,
});
const clientInfo = { name: 'test', version: '1' };
const initialize = (capabilities: object = {}): object =>
  request(1, 'initialize', { protocolVersion: '2025-11-25', capabilities, clientInfo });

const own = 'mapleandpine.com';
const calls: readonly (readonly [string, object])[] = [
  ['list_zones', {}],
  ['create_dns_record', { zone: own, type: 'TXT', name: 'piped', content: 'x' }],
  ['trace_request', { url: `https://www.${own}/` }],
  ['no_such_tool', {}],
];

describe('the end of stdin', () => {
  const eras: readonly (readonly [string, readonly object[], object])[] = [
    ['a handshake', [initialize(), { jsonrpc: '2.0', method: 'notifications/initialized' }], {}],
    ['2026-07-28', [], { _meta: envelope() }],
  ];
  it.each(eras)('comes after the answers to all that was asked: %s', async (_era, greeting, meta) => {
    const asked = calls.map(([name, args], index) =>
      request(index + 2, 'tools/call', { name, arguments: args, ...meta }),
    );
    const listed = request(9, 'tools/list', meta);
    const { code, answers } = await piped([...greeting, ...asked, listed]);
    expect(code).toBe(0);
    const ids = answers.map(({ id }) => id).filter((id) => id !== 1);
    expect(ids.map(Number).sort((one, other) => one - other)).toEqual([2, 3, 4, 5, 9]);
    const written = answers.find(({ id }) => id === 3);
    expect(written?.result?.['structuredContent']).toMatchObject({ status: 'applied' });
  });

  it('ends the last line, too', async () => {
    const { answers } = await piped([initialize(), request(2, 'tools/call', { name: 'list_zones' })], '');
    expect(answers.map(({ id }) => id)).toEqual([1, 2]);
  });

  it.runIf(process.platform === 'linux')(
    'is reached although nobody can read what the log says',
    async () => {
      const child = spawn(
        'sh',
        ['-c', '"$0" "$@" 2> /dev/full', process.execPath, bundle, '--sandbox', '--log-level', 'debug'],
        { env: cleanEnvironment(), stdio: ['pipe', 'pipe', 'inherit'] },
      );
      let output = '';
      child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
        output += chunk;
      });
      const write = request(2, 'tools/call', { name: 'create_dns_record', arguments: calls[1]?.[1] });
      child.stdin.end([initialize(), write].map((message) => `${JSON.stringify(message)}\n`).join(''));
      const [code] = await once(child, 'close');
      expect(output).toContain('"status":"applied"');
      expect(code).toBe(0);
    },
  );

  it('ends a question that nobody can answer any more, and nothing is written', async () => {
    const [name, args] = [
      'create_dns_record',
      { zone: own, type: 'MX', name: '@', content: 'a.example', priority: 1 },
    ];
    const { code, answers } = await piped([
      initialize({ elicitation: {} }),
      request(2, 'tools/call', { name, arguments: args }),
    ]);
    expect(code).toBe(0);
    const answer = answers.find(({ id }) => id === 2);
    expect(answer?.result?.['structuredContent']).toBeDefined();
    expect(JSON.stringify(answer)).not.toContain('"applied"');
  });

  it('waits for a write that takes its time', async () => {
    const { until, release } = held();
    simulator.faults.add({ match: { method: 'POST' }, fault: { kind: 'hold', until } });
    const server = await relayed.start();
    const answer = createOne(server);
    server.client.send({ jsonrpc: '2.0', id: 'x', method: 'ping' });
    const stopped = server.stop();
    await expect.poll(writes, patient).toBe(1);
    release();
    await stopped;
    expect((await answer).result?.['structuredContent']).toMatchObject({ status: 'applied' });
  });
});

function createOne({ client }: RelayedServer): Promise<RpcAnswer> {
  const record = { zone, type: 'A', name: 'one', content: '192.0.2.1', ttl: 300 };
  return client.request('tools/call', { name: 'create_dns_record', arguments: record });
}

/** A batch of this zone holds 200. */
function createMany({ client }: RelayedServer, count: number): Promise<RpcAnswer> {
  const records = Array.from({ length: count }, (_, index) => ({
    type: 'A',
    name: `h${index}`,
    content: '192.0.2.1',
    ttl: 300,
  }));
  return client.request('tools/call', { name: 'sync_dns_records', arguments: { zone, records } });
}

const batches = (): number => simulator.requests().filter(({ url }) => url.includes('/batch')).length;
const writes = (): number => simulator.requests().filter(({ method }) => method === 'POST').length;

const signals = process.platform === 'win32' ? [] : (['SIGTERM', 'SIGINT', 'SIGHUP'] as const);

/** How often the main thread of a process has gone to sleep. */
async function sleeps(pid: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${pid ?? 0}/status`, 'utf8');
  return Number(/^voluntary_ctxt_switches:\s*(\d+)$/mu.exec(status)?.[1]);
}

/**
 * Sends a signal, and waits until it is taken: the process has woken and sleeps again. Where that is not seen, for a while: on a
 * busy machine it may not have had its turn by then.
 */
async function signalled(server: RelayedServer, signal: NodeJS.Signals): Promise<void> {
  if (process.platform !== 'linux') {
    server.signal(signal);
    await new Promise((resolve) => setTimeout(resolve, 300));
    return;
  }
  const before = await sleeps(server.pid);
  server.signal(signal);
  await expect.poll(() => sleeps(server.pid), { timeout: 60_000, interval: 10 }).toBeGreaterThan(before);
}

/** Longer than anything takes on a busy machine. */
const patient = { timeout: 60_000 };

describe.each(signals)('%s', (signal) => {
  it('ends a server that is idle', async () => {
    const server = await relayed.start();
    await createOne(server);
    server.signal(signal);
    expect(await server.exit).toBe(0);
  });

  it('lets the batch in flight finish, begins no other, and tells what was applied', async () => {
    const server = await relayed.start(['--confirm', 'never']);
    const { until, release } = held();
    simulator.faults.add({ match: { path: '/batch' }, fault: { kind: 'hold', until } });
    const answer = createMany(server, 500);
    await expect.poll(batches, patient).toBe(1);
    // Only what comes after the signal has arrived is not read any more.
    await signalled(server, signal);
    void createOne(server);
    release();
    expect(await server.exit).toBe(0);
    const told = (await answer).result?.['structuredContent'];
    expect(told).toMatchObject({
      status: 'failed',
      error: { code: 'cancelled' },
      change_id: expect.any(String),
      counts: { create: 500, applied: 200, not_applied: 300 },
    });
    expect([batches(), writes()]).toEqual([1, 1]);
  });

  it('finds out what a batch did whose answer does not come', async () => {
    const server = await relayed.start(['--confirm', 'never']);
    simulator.faults.add({ match: { path: '/batch' }, fault: { kind: 'slow_body', ms_per_chunk: 60_000 } });
    const answer = createMany(server, 100);
    await expect.poll(batches, patient).toBe(1);
    server.signal(signal);
    expect(await server.exit).toBe(0);
    expect((await answer).result?.['structuredContent']).toMatchObject({
      status: 'applied',
      change_id: expect.any(String),
    });
  });

  it('twice ends it at once', async () => {
    const server = await relayed.start();
    simulator.faults.add({ match: { method: 'POST' }, fault: { kind: 'delay', ms: 60_000 } });
    void createOne(server);
    await expect.poll(writes, patient).toBe(1);
    // Two of one kind that wait to be taken are one: it is sent until two were taken.
    const again = setInterval(() => server.signal(signal), 25);
    expect(await server.exit.finally(() => clearInterval(again))).not.toBe(0);
  });
});

const canUnshare =
  process.platform === 'linux' &&
  process.getuid?.() === 0 &&
  spawnSync('unshare', ['--pid', '--fork', '--kill-child', 'true']).status === 0;
if (!canUnshare)
  process.stdout.write(
    '*** NOT RUN: to be the first process of a PID namespace takes Linux, root and unshare\n',
  );

/** Node as process 1 of a namespace. @returns what to send signals to. */
async function asFirst(
  args: readonly string[],
): Promise<{ readonly outer: ChildProcess; readonly pid: number }> {
  const outer = spawn('unshare', ['--pid', '--fork', '--kill-child', process.execPath, ...args], {
    env: cleanEnvironment(),
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let output = '';
  outer.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
    output += chunk;
  });
  outer.stdin?.write(`${JSON.stringify(initialize())}\n`);
  await expect.poll(() => output, { timeout: 60_000 }).toContain('\n');
  const children = await readFile(`/proc/${outer.pid}/task/${outer.pid}/children`, 'utf8');
  return { outer, pid: Number(children.trim()) };
}

describe.runIf(canUnshare)('as the first process of a container', () => {
  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('%s ends the server', async (signal) => {
    const { outer, pid } = await asFirst([bundle, '--sandbox']);
    const exit = once(outer, 'exit');
    process.kill(pid, signal);
    expect(await exit).toEqual([0, null]);
  });

  it('a signal does not end a program that says nothing of it', async () => {
    const careless = "process.stdin.once('data', () => console.log('ready')); setInterval(() => {}, 1000)";
    const { outer, pid } = await asFirst(['-e', careless]);
    const exit = once(outer, 'exit');
    process.kill(pid, 'SIGTERM');
    const patience = new Promise((resolve) => setTimeout(() => resolve('still there'), 1_000));
    expect(await Promise.race([exit, patience])).toBe('still there');
    process.kill(pid, 'SIGKILL');
    await exit;
  });
});

import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { SIMULATOR_TOKEN } from '@crunchtools/cloudflare-simulator';
import { accelerated } from '@crunchtools/mcp-core/testing';
import { bundle, cleanEnvironment } from './process.ts';
import { RpcClient } from './rpc.ts';

/** The unmodified `cli.cjs`, with a sandbox beside it that carries requests to a simulator in another process. */
export interface RelayedBundle {
  readonly cli: string;
  /** Starts a process, and shakes hands with it. @param nodeArgs for Node itself. */
  start(args?: readonly string[], nodeArgs?: readonly string[]): Promise<RelayedServer>;
  remove(): Promise<void>;
}

export interface RelayedServer {
  readonly client: RpcClient;
  /** What was written to stderr. */
  readonly stderr: () => string;
  /** Ends stdin and waits for the process to go. @returns the most memory it ever had, in bytes. */
  stop(): Promise<number>;
  /** As `stop`. @returns bytes that were alive, the most at any request and at the end; needs --expose-gc. */
  stopAndTellLive(): Promise<{ readonly mostLive: number; readonly lastLive: number }>;
  /** Ends it as a crash would. */
  kill(): Promise<void>;
  signal(signal: NodeJS.Signals): void;
  readonly pid: number | undefined;
  /** Its exit code, once it has gone and all that it wrote was read. */
  readonly exit: Promise<number | null>;
}

export interface Acceleration {
  readonly speed: number;
  /** Milliseconds since the epoch. */
  readonly epoch: number;
}

/**
 * @param port of a simulator that speaks plain HTTP on this machine.
 * @param speed how many times as fast as real time the process lives: its waits, its deadlines and its clocks, which
 * were right at `epoch`.
 */
export async function relayedBundle(
  port: number,
  { speed, epoch }: Acceleration = { speed: 1, epoch: 0 },
): Promise<RelayedBundle> {
  const folder = await mkdtemp(path.join(tmpdir(), 'relayed-'));
  await cp(path.dirname(bundle), folder, { recursive: true });
  const report = path.join(folder, 'report.json');
  const memory = fileURLToPath(new URL('../../../core/src/testing/most-memory.cjs', import.meta.url));
  const relay = await readFile(new URL('model-relay.cjs', import.meta.url), 'utf8');
  const settings = JSON.stringify({
    port,
    speed,
    epoch,
    token: SIMULATOR_TOKEN,
    report,
    memory,
    accelerated,
  });
  await writeFile(path.join(folder, 'sandbox.cjs'), `const relay = ${settings};\n${relay}`);
  const cli = path.join(folder, path.basename(bundle));
  return {
    cli,
    start: (args = [], nodeArgs = []) => start([...nodeArgs, cli, '--sandbox', ...args], report),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

type Running = ChildProcessByStdio<Writable, Readable, Readable>;

async function start(args: readonly string[], report: string): Promise<RelayedServer> {
  const child: Running = spawn(process.execPath, [...args], {
    env: cleanEnvironment(),
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk;
  });
  const gone = once(child, 'exit');
  const exit = once(child, 'close').then(([code]: readonly unknown[]) =>
    typeof code === 'number' ? code : null,
  );
  // A process that was killed breaks the pipe under whatever is still written to it.
  child.stdin.on('error', () => {});
  const client = new RpcClient(child.stdout, child.stdin);
  await client.initialize();
  return {
    client,
    stderr: () => stderr,
    async stop() {
      child.stdin.end();
      await gone;
      return JSON.parse(await readFile(report, 'utf8')).maxRss;
    },
    async stopAndTellLive() {
      child.stdin.end();
      await gone;
      return JSON.parse(await readFile(report, 'utf8'));
    },
    async kill() {
      child.kill('SIGKILL');
      await gone;
    },
    signal(signal) {
      child.kill(signal);
    },
    pid: child.pid,
    exit,
  };
}

import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { Client, type ClientOptions } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { RpcClient } from './rpc.ts';

/** The bundle that users run. `npm run build` makes it; e2e tests never run the sources of the process. */
export const bundle = fileURLToPath(new URL('../../dist/cli.cjs', import.meta.url));

/** What the installed command starts: the bundle under Node's own locks, where Node can. */
export const launcher = fileURLToPath(new URL('../../dist/launch.cjs', import.meta.url));

/** An environment of which only what Node needs to start is inherited. */
export function cleanEnvironment(extra: Readonly<Record<string, string>> = {}): Record<string, string> {
  const kept = ['PATH', 'SystemRoot', 'TEMP', 'HOME'].flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(kept), ...extra };
}

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command to its end. */
export async function run(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  file = bundle,
): Promise<Finished> {
  const child = start(args, env, file);
  child.stdin.end();
  return finished(child);
}

type Running = ChildProcessByStdio<Writable, Readable, Readable>;

function start(args: readonly string[], env: Readonly<Record<string, string>>, file: string): Running {
  return spawn(process.execPath, [file, ...args], {
    env: cleanEnvironment(env),
    stdio: ['pipe', 'pipe', 'pipe'],
  });
}

async function finished(child: Running): Promise<Finished> {
  const [stdout, stderr, [code]] = await Promise.all([
    read(child.stdout),
    read(child.stderr),
    once(child, 'close'),
  ]);
  return { code: typeof code === 'number' ? code : null, stdout, stderr };
}

async function read(stream: Readable): Promise<string> {
  let text = '';
  for await (const chunk of stream.setEncoding('utf8')) text += String(chunk);
  return text;
}

export interface Server {
  readonly client: RpcClient;
  readonly child: Running;
  /** What was written to stderr so far. */
  readonly stderr: () => string;
  /** Ends stdin and waits for the process to go. */
  stop(): Promise<number | null>;
}

/** A server process that is spoken to in plain lines. */
export function startServer(
  args: readonly string[] = ['--sandbox'],
  env: Readonly<Record<string, string>> = {},
  file = bundle,
): Server {
  const child = start(args, env, file);
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk;
  });
  const exit = once(child, 'exit');
  return {
    client: new RpcClient(child.stdout, child.stdin),
    child,
    stderr: () => stderr,
    async stop() {
      child.stdin.end();
      const [code] = await exit;
      return typeof code === 'number' ? code : null;
    },
  };
}

/** A client that nobody here wrote, connected to a server process. */
export async function connectClient(
  options: ClientOptions = {},
  args: readonly string[] = ['--sandbox'],
): Promise<Client> {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [bundle, ...args],
    env: cleanEnvironment(),
    stderr: 'ignore',
  });
  const client = new Client({ name: 'test', version: '1' }, options);
  await client.connect(transport);
  return client;
}

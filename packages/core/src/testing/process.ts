import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { Client, type ClientOptions } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { RpcClient } from './rpc.ts';

export type Variables = Readonly<Record<string, string>>;

/** What users run of a server. `npm run build` makes both; e2e tests never run the sources of the process. */
export interface Bundles {
  /** The server itself, `cli.cjs`. */
  readonly bundle: string;
  /** What the installed command starts: the bundle under Node's own locks, where Node can. */
  readonly launcher: string;
}

/** @param folder of the server's package. */
export function bundlesOf(folder: URL): Bundles {
  const inside = (file: string): string => fileURLToPath(new URL(`dist/${file}`, folder));
  return { bundle: inside('cli.cjs'), launcher: inside('launch.cjs') };
}

/** An environment of which only what Node needs to start is inherited. */
export function cleanEnvironment(extra: Variables = {}): Record<string, string> {
  const kept = ['PATH', 'SystemRoot', 'TEMP', 'HOME'].flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(kept), ...extra };
}

/** Read by a process before anything else: `--require`. SPEED says how many times as fast as real time it lives. */
export const accelerated = fileURLToPath(new URL('accelerated.cjs', import.meta.url));

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a script of Node to its end, with nothing on its stdin. */
export async function runFile(file: string, args: readonly string[], env: Variables = {}): Promise<Finished> {
  const child = start(file, args, env);
  child.stdin.end();
  const [stdout, stderr, [code]] = await Promise.all([
    read(child.stdout),
    read(child.stderr),
    once(child, 'close'),
  ]);
  return { code: typeof code === 'number' ? code : null, stdout, stderr };
}

type Running = ChildProcessByStdio<Writable, Readable, Readable>;

function start(file: string, args: readonly string[], env: Variables): Running {
  return spawn(process.execPath, [file, ...args], {
    env: cleanEnvironment(env),
    stdio: ['pipe', 'pipe', 'pipe'],
  });
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
export function startFile(file: string, args: readonly string[], env: Variables = {}): Server {
  return startCommand([process.execPath, file, ...args], env);
}

/** As `startFile`, of a process whose waits, deadlines and clocks run so many times as fast. */
export function startAccelerated(
  speed: number,
  file: string,
  args: readonly string[],
  env: Variables = {},
): Server {
  return startCommand([process.execPath, '--require', accelerated, file, ...args], {
    ...env,
    SPEED: String(speed),
  });
}

/** As `startFile`, of any program. */
export function startCommand([program = '', ...args]: readonly string[], env: Variables = {}): Server {
  const child = spawn(program, args, { env: cleanEnvironment(env), stdio: ['pipe', 'pipe', 'pipe'] });
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

/** A client that nobody here wrote, connected to a process, whose arguments for Node come before the script. */
export async function connectFile(
  args: readonly string[],
  options: ClientOptions = {},
  env: Variables = {},
): Promise<Client> {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [...args],
    env: cleanEnvironment(env),
    stderr: 'ignore',
  });
  const client = new Client({ name: 'test', version: '1' }, options);
  await client.connect(transport);
  return client;
}

export interface Processes extends Bundles {
  /** A client that nobody here wrote, connected to a server process on the sandbox. */
  readonly connectClient: (args?: readonly string[], options?: ClientOptions) => Promise<Client>;
  /** The same, to a process with these arguments and no others. It gets no variable that it reads, but for those given. */
  readonly connectTo: (args: readonly string[], options?: ClientOptions, env?: Variables) => Promise<Client>;
}

/** What users run of a server, and how a client is connected to it. @param folder of the server's package. */
export function processesOf(folder: URL): Processes {
  const { bundle, launcher } = bundlesOf(folder);
  return {
    bundle,
    launcher,
    connectClient: (args = [], options = {}) => connectFile([bundle, '--sandbox', ...args], options),
    connectTo: (args, options = {}, env = {}) => connectFile([bundle, ...args], options, env),
  };
}

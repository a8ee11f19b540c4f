import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { JsonObject } from '@crunchtools/mcp-core';
import { argumentsOf, createAuthority, type Identity } from '@crunchtools/mcp-core/testing';
import type { Example } from './examples.ts';
import { bundle, cleanEnvironment } from './process.ts';
import { RpcClient } from './rpc.ts';

const driver = fileURLToPath(new URL('namespace-driver.mjs', import.meta.url));

/** What was seen of a program on a network where every address is answered by the test. */
export interface Report {
  /** The file with the authority that the program was told to trust. */
  readonly authority: string;
  readonly code: number | null;
  /** Names that name servers were asked for. */
  readonly names: readonly string[];
  /** Names in TLS handshakes. */
  readonly serverNames: readonly string[];
  /** `address:port` of connections, as they were meant. */
  readonly opened: readonly string[];
  readonly connections: number;
  /** First lines of requests to the proxy. */
  readonly tunnels: readonly string[];
  readonly seen: readonly {
    readonly method: string;
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
  }[];
  /** Questions to the name server. */
  readonly datagrams: number;
  /** Bytes that were sent after a handshake to a service that only listens. */
  readonly plainBytes: number;
  readonly tokenInClear: boolean;
  /** Where the program accepted connections. */
  readonly listening: readonly string[];
  /** Connections and datagrams of everybody on this network, by the kernel's count. */
  readonly allOpens: number;
  readonly allDatagrams: number;
}

/** A namespace needs Linux, root and iproute2. */
export function namespacesWork(): boolean {
  if (process.platform !== 'linux') return false;
  return (
    spawnSync('unshare', ['-n', '-m', 'ip', 'link', 'set', 'lo', 'up'], { stdio: 'ignore' }).status === 0
  );
}

export const hosts = { api: 'api.cloudflare.com', resolver: 'cloudflare-dns.com' } as const;
const authority = createAuthority('Test Authority');

/** By the authority that `NODE_EXTRA_CA_CERTS` names in here, for both hosts or others. */
export function identityFor(hostname: string, notAfter?: Date): Identity {
  return authority.issue({ hostname, ...(notAfter === undefined ? {} : { notAfter }) });
}

export interface World {
  readonly command: readonly string[];
  readonly mode?: 'good' | 'closed' | 'redirect' | 'oversize' | 'bomb' | 'trickle' | 'tls1.1';
  /** Of the service; for both hosts unless it is given. */
  readonly identity?: Identity;
  readonly env?: Readonly<Record<string, string>>;
  /** Whether the program is told to trust the authority of the test. */
  readonly trusted?: boolean;
}

/**
 * What makes a program live faster than the rest of the world (libfaketime), its clocks and its waits alike;
 * `undefined` where that is not installed.
 */
export function hurried(times: number): Readonly<Record<string, string>> | undefined {
  const places = existsSync('/usr/lib') ? readdirSync('/usr/lib') : [];
  const libraries = places.map((place) => `/usr/lib/${place}/faketime/libfaketime.so.1`);
  const library = libraries.find((file) => existsSync(file));
  return library === undefined ? undefined : { LD_PRELOAD: library, FAKETIME: `+0 x${times}` };
}

export interface Inside {
  readonly client: RpcClient;
  readonly stderr: () => string;
  /** Ends stdin, waits for the program to go, and says what was seen. */
  stop(): Promise<Report>;
}

const script = [
  'ip link set lo up',
  'ip route add local 0.0.0.0/0 dev lo src 127.0.0.1',
  '(ip -6 route add local ::/0 dev lo || true)',
  'mount --bind "$1/hosts" /etc/hosts',
  'mount --bind "$1/resolv.conf" "$(realpath /etc/resolv.conf)"',
  'shift',
  'exec "$@"',
].join(' && ');

const bothHosts = authority.issue({ hostname: [hosts.api, hosts.resolver] });

/** Starts a program where every address of the internet is this test, which answers as Cloudflare. */
export async function startInNamespace({
  command,
  mode = 'good',
  identity,
  env,
  trusted = true,
}: World): Promise<Inside> {
  const folder = await mkdtemp(path.join(tmpdir(), 'namespace-'));
  const file = (name: string): string => path.join(folder, name);
  const { certificate: cert, key } = identity ?? bothHosts;
  const plan = {
    command,
    mode,
    cert,
    key,
    folder,
    report: file('report.json'),
    simulator: path.join(path.dirname(bundle), 'sandbox.cjs'),
    env: { ...cleanEnvironment(trusted ? { NODE_EXTRA_CA_CERTS: file('ca.pem') } : {}), ...env },
  };
  await writeFile(file('ca.pem'), authority.certificate);
  await writeFile(file('hosts'), '127.0.0.1 localhost\n');
  await writeFile(file('resolv.conf'), 'nameserver 127.0.0.53\noptions timeout:2 attempts:2\n');
  await writeFile(file('plan.json'), JSON.stringify(plan));
  const inside = ['sh', '-c', script, 'sh', folder, process.execPath, driver, file('plan.json')];
  const child = spawn('unshare', ['-n', '-m', ...inside], {
    env: cleanEnvironment(),
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk;
  });
  const exit = once(child, 'exit');
  return {
    client: new RpcClient(child.stdout, child.stdin),
    stderr: () => stderr,
    async stop() {
      child.stdin.end();
      await exit;
      const text = await readFile(plan.report, 'utf8').catch(() => {
        throw new Error(`the driver left no report: ${stderr}`);
      });
      await rm(folder, { recursive: true, force: true });
      return { ...JSON.parse(text), authority: file('ca.pem') } as Report;
    },
  };
}

export interface Called {
  readonly isError: boolean;
  readonly text: string;
  readonly structured: JsonObject;
}

export async function callTool(
  client: RpcClient,
  name: string,
  args: Readonly<Record<string, unknown>>,
): Promise<Called> {
  const { result } = await client.request('tools/call', { name, arguments: args });
  const { isError, content, structuredContent } = result as {
    isError?: boolean;
    content: readonly { text: string }[];
    structuredContent?: JsonObject;
  };
  return { isError: isError === true, text: content[0]?.text ?? '', structured: structuredContent ?? {} };
}

/** Calls a tool, and agrees to what it asks. */
export async function applyTool(
  client: RpcClient,
  name: string,
  args: Readonly<Record<string, unknown>>,
): Promise<Called> {
  const first = await callTool(client, name, args);
  const { status, confirm } = first.structured;
  return status === 'needs_confirmation' ? callTool(client, name, { ...args, confirm }) : first;
}

/** Calls every tool with its example. @returns answers by name. */
export async function callAll(
  client: RpcClient,
  examples: Readonly<Record<string, Example>>,
): Promise<Readonly<Record<string, Called>>> {
  const answers: Record<string, Called> = {};
  for (const [name, example] of Object.entries(examples)) {
    const args = await argumentsOf(
      example,
      async (tool, given) => (await applyTool(client, tool, given)).structured,
    );
    answers[name] = await applyTool(client, name, args);
  }
  return answers;
}

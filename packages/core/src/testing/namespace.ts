import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { createAuthority, type Identity } from '../http/testing/certificate.ts';
import { cleanEnvironment, startCommand } from './process.ts';
import type { RpcClient } from './rpc.ts';
import { bundlesOfServer, type TestedServer, variablesOf } from './tested-server.ts';

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
    readonly form?: Readonly<Record<string, string>>;
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

/** A server on the network, with the hosts that it may ask. */
export interface Network {
  readonly server: TestedServer;
  /** By name, the function of its sandbox that answers. The first is the service, which gets the credential. */
  readonly hosts: Readonly<Record<string, 'send' | 'resolve'>>;
  /** An answer of so many mebibytes is too large for it. */
  readonly tooLarge: number;
}

const authority = createAuthority('Test Authority');

/** By the authority that `NODE_EXTRA_CA_CERTS` names in here. */
export function identityFor(hostname: string | readonly string[], notAfter?: Date): Identity {
  return authority.issue({ hostname, ...(notAfter === undefined ? {} : { notAfter }) });
}

/** The addresses that names lead to: 203.0.113.10 and on (RFC 5737), and that of a proxy. */
export function addressesOf({ hosts }: Network): Readonly<Record<string, readonly number[]>> {
  return {
    ...Object.fromEntries(Object.keys(hosts).map((host, index) => [host, [203, 0, 113, 10 + index]])),
    'proxy.example': [203, 0, 113, 20],
  };
}

export interface World {
  readonly command: readonly string[];
  readonly mode?: 'good' | 'closed' | 'redirect' | 'oversize' | 'bomb' | 'trickle' | 'tls1.1';
  /** Of the service; for both hosts unless it is given. */
  readonly identity?: Identity;
  readonly env?: Readonly<Record<string, string>>;
  /** See `clockLibrary`: the clocks of the program go on by seconds with each drop of an answer that trickles. */
  readonly clock?: string;
  /** Whether the program is told to trust the authority of the test. */
  readonly trusted?: boolean;
}

/** The library that sets the clocks of a program (libfaketime); `undefined` where it is not installed. */
export function clockLibrary(): string | undefined {
  const places = existsSync('/usr/lib') ? readdirSync('/usr/lib') : [];
  const libraries = places.map((place) => `/usr/lib/${place}/faketime/libfaketime.so.1`);
  return libraries.find((file) => existsSync(file));
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

/** Starts a program where every address of the internet is this test, which answers as the service. */
export async function startInNamespace(
  network: Network,
  { command, mode = 'good', identity, env, clock, trusted = true }: World,
): Promise<Inside> {
  const { server, hosts, tooLarge } = network;
  const folder = await mkdtemp(path.join(tmpdir(), 'namespace-'));
  const file = (name: string): string => path.join(folder, name);
  const { certificate: cert, key } = identity ?? identityFor(Object.keys(hosts));
  const plan = {
    command,
    mode,
    clock: file('clock'),
    cert,
    key,
    folder,
    report: file('report.json'),
    simulator: path.join(path.dirname(bundlesOfServer(server).bundle), 'sandbox.cjs'),
    addresses: addressesOf(network),
    ways: hosts,
    mebibytes: tooLarge,
    env: {
      ...cleanEnvironment(trusted ? { NODE_EXTRA_CA_CERTS: file('ca.pem') } : {}),
      ...variablesOf(server, '{token}'),
      ...(clock === undefined
        ? {}
        : { LD_PRELOAD: clock, FAKETIME_TIMESTAMP_FILE: file('clock'), FAKETIME_NO_CACHE: '1' }),
      ...env,
    },
  };
  await writeFile(plan.clock, '+0');
  await writeFile(file('ca.pem'), authority.certificate);
  await writeFile(file('hosts'), '127.0.0.1 localhost\n');
  await writeFile(file('resolv.conf'), 'nameserver 127.0.0.53\noptions timeout:2 attempts:2\n');
  await writeFile(file('plan.json'), JSON.stringify(plan));
  const inside = ['sh', '-c', script, 'sh', folder, process.execPath, driver, file('plan.json')];
  const started = startCommand(['unshare', '-n', '-m', ...inside]);
  return {
    client: started.client,
    stderr: started.stderr,
    async stop() {
      await started.stop();
      const text = await readFile(plan.report, 'utf8').catch(() => {
        throw new Error(`the driver left no report: ${started.stderr()}`);
      });
      await rm(folder, { recursive: true, force: true });
      const report: Report = { ...JSON.parse(text), authority: file('ca.pem') };
      return report;
    },
  };
}

import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Caller } from './caller.ts';
import { type Network, namespacesWork, startInNamespace } from './namespace.ts';
import { startCommand, type Variables } from './process.ts';
import { callEveryTool } from './scenarios.ts';
import { type Allowed, violations } from './system-calls.ts';
import { bundlesOfServer, type TestedServer } from './tested-server.ts';

const control = fileURLToPath(new URL('system-calls-control.cjs', import.meta.url));

/** The service of the network suite, or one that runs on this machine. */
export type TracedService =
  | { readonly network: Network }
  | {
      readonly name: string;
      /** Why it cannot run here. */
      readonly problem: string | undefined;
      readonly start: () => Promise<{
        readonly variables: Variables;
        readonly port: number;
        readonly stop: () => Promise<void>;
      }>;
    };

/** A command that leaves the system calls of each of its threads in a file. io_uring would hide some: it is denied. */
function traced(output: string, ...command: readonly string[]): string[] {
  const calls = 'trace=process,network,file,io_uring_setup,write,writev,pwrite64';
  const inject = 'inject=io_uring_setup:error=ENOSYS';
  return [
    'strace',
    '-ff',
    '--seccomp-bpf',
    '-y',
    '-s',
    '300',
    '-e',
    calls,
    '-e',
    inject,
    '-o',
    output,
    ...command,
  ];
}

async function traceAt(output: string): Promise<string> {
  const names = (await readdir(path.dirname(output))).filter((name) =>
    name.startsWith(path.basename(output)),
  );
  // The first process has the lowest number, and what it executes comes first.
  const byNumber = names.toSorted(
    (one, other) => Number(one.split('.').pop()) - Number(other.split('.').pop()),
  );
  const texts = await Promise.all(
    byNumber.map((name) => readFile(path.join(path.dirname(output), name), 'utf8')),
  );
  return texts.join('\n');
}

/**
 * What a server asks of the kernel while every tool is called: it starts, writes and listens to nothing, opens what is on a committed
 * list, and connects to its service.
 */
export function describeSystemCalls(server: TestedServer, service: TracedService): void {
  const onNetwork = 'network' in service;
  const strace = spawnSync('strace', ['-f', '-o', '/dev/null', 'true']).status === 0;
  const possible = strace && (onNetwork ? namespacesWork() : service.problem === undefined);
  const where = onNetwork ? 'a network of its own' : service.name;
  if (!possible)
    process.stdout.write(`*** NOT RUN: system calls on ${where} need Linux, root, iproute2 and strace\n`);
  const { bundle, launcher } = bundlesOfServer(server);
  const launches = 'execve' in process;
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'system-calls-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** Calls every tool of a traced process. @returns what else it may open and connect to. */
  async function play(command: readonly string[]): Promise<Pick<Allowed, 'files' | 'port'>> {
    if (onNetwork) {
      const inside = await startInNamespace(service.network, { command });
      await inside.client.initialize();
      await expectAnswers(new Caller(inside.client, false));
      const { code, authority } = await inside.stop();
      expect(code).toBe(0);
      return { files: [authority] };
    }
    const { variables, port, stop } = await service.start();
    try {
      const running = startCommand(command, variables);
      await running.client.initialize();
      await expectAnswers(new Caller(running.client, false));
      expect(await running.stop()).toBe(0);
      return { files: [], port };
    } finally {
      await stop();
    }
  }

  async function expectAnswers(caller: Caller): Promise<void> {
    const answers = await callEveryTool(caller, server);
    expect(Object.entries(answers).filter(([, { isError }]) => isError)).toEqual([]);
  }

  describe.runIf(possible)(`the system calls of the server for ${server.program.service} on ${where}`, () => {
    it.each<readonly [name: string, file: string, programs: number]>([
      ['the server itself', bundle, 1],
      // Without `execve` it loads the server in its own process. Which service there is makes no difference to it.
      ...(onNetwork ? [['the launcher', launcher, launches ? 2 : 1] as const] : []),
    ])(
      'start, write and listen to nothing, and open what is listed: %s',
      { timeout: 240_000 },
      async (name, file, programs) => {
        const output = path.join(folder, name.replaceAll(' ', '-'));
        const node = await realpath(process.execPath);
        const { files, port } = await play(traced(output, node, file, '--log-level', 'error'));
        const trace = await traceAt(output);
        expect(trace.split('\n').length).toBeGreaterThan(100);
        expect(trace).toContain('connect(');
        const allowed = {
          files: [`${path.dirname(bundle)}/`, node, ...files],
          programs: Array.from({ length: programs }, () => node),
          ...(port === undefined ? {} : { port }),
        };
        expect(violations(trace, allowed)).toEqual([]);
      },
    );

    if (onNetwork)
      it('are noticed, each of them, when another program makes them', async () => {
        const output = path.join(folder, 'control');
        const [program = '', ...args] = traced(output, process.execPath, control, folder);
        expect(spawnSync(program, args).status).toBe(0);
        const allowed = {
          files: [`${path.dirname(control)}/`, process.execPath],
          programs: [process.execPath],
        };
        const found = violations(await traceAt(output), allowed).map((text) => text.split(':')[0]);
        expect(new Set(found)).toEqual(
          new Set([
            'starts a process',
            'executes a program',
            'opens a file that is not listed',
            'opens a file for writing',
            'writes to a file',
            'changes the file system',
            'binds an address',
            'listens',
            'connects elsewhere',
          ]),
        );
      });
  });
}

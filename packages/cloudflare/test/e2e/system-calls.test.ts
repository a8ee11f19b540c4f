import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { examples } from '../support/examples.ts';
import { callAll, namespacesWork, startInNamespace } from '../support/namespace.ts';
import { bundle, launcher } from '../support/process.ts';
import { violations } from '../support/system-calls.ts';

const possible = namespacesWork() && spawnSync('strace', ['-f', '-o', '/dev/null', 'true']).status === 0;
if (!possible)
  process.stdout.write('*** NOT RUN: the test of system calls needs Linux, root, iproute2 and strace\n');
const launches = typeof Reflect.get(process, 'execve') === 'function';

const control = fileURLToPath(new URL('../support/system-calls-control.cjs', import.meta.url));
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'system-calls-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

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

describe.runIf(possible)('the system calls of the unmodified bundle', () => {
  it.each([
    ['the server itself', bundle, 1],
    // Without `execve` it loads the server in its own process.
    ['the launcher', launcher, launches ? 2 : 1],
  ])(
    'start, write and listen to nothing, and open what is listed: %s',
    { timeout: 240_000 },
    async (name, file, programs) => {
      const output = path.join(folder, name.replaceAll(' ', '-'));
      const node = await realpath(process.execPath);
      const command = traced(output, node, file, '--log-level', 'error');
      const inside = await startInNamespace({ command });
      await inside.client.request('initialize', {
        protocolVersion: '2025-11-25',
        capabilities: {},
        clientInfo: { name: 'test', version: '1' },
      });
      const answers = await callAll(inside.client, examples);
      expect(Object.entries(answers).filter(([, { isError }]) => isError)).toEqual([]);
      const report = await inside.stop();
      expect(report.code).toBe(0);

      const trace = await traceAt(output);
      expect(trace.split('\n').length).toBeGreaterThan(100);
      expect(trace).toContain('connect(');
      const files = [`${path.dirname(bundle)}/`, node, report.authority];
      expect(violations(trace, { files, programs: Array.from({ length: programs }, () => node) })).toEqual(
        [],
      );
    },
  );

  it('are noticed, each of them, when another program makes them', async () => {
    const output = path.join(folder, 'control');
    const [program = '', ...args] = traced(output, process.execPath, control, folder);
    expect(spawnSync(program, args).status).toBe(0);
    const allowed = { files: [`${path.dirname(control)}/`, process.execPath], programs: [process.execPath] };
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

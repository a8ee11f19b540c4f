import { spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundledPackages, filesOf } from '../scripts/build/bundles.mjs';
import { loadedBuiltins } from '../scripts/build/checks.mjs';
import { buildPackage } from '../scripts/build/package.mjs';
import { root } from '../scripts/run.mjs';

const folders: string[] = [];

async function temporary(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'build-'));
  folders.push(folder);
  return folder;
}

/** A server in small, in a repository of its own. */
async function repository(sources: Record<string, string>): Promise<string> {
  const folder = await temporary();
  await symlink(path.join(root, 'node_modules'), path.join(folder, 'node_modules'), 'junction');
  const files = { 'packages/cloudflare/package.json': '{"version":"4.5.6"}', ...sources };
  for (const [file, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
    await writeFile(path.join(folder, file), text);
  }
  return folder;
}

async function built(sources: Record<string, string>) {
  const folder = await repository(sources);
  const [bundled] = bundledPackages;
  if (bundled === undefined) throw new Error('nothing to build');
  const result = await buildPackage({ root: folder, outputRoot: folder, bundled });
  return { ...result, dist: path.join(folder, 'packages/cloudflare/dist') };
}

const CLI = 'packages/cloudflare/src/cli.ts';
const LOADED = 'packages/cloudflare/src/loaded.ts';
const LAUNCH = 'packages/cloudflare/src/launch.ts';
const PAGES = 'packages/cloudflare/src/apps/pages.ts';
const DEMO = 'packages/cloudflare/src/demo/index.ts';
const SHARED = 'packages/cloudflare/src/shared.ts';
const RECORD = 'packages/cloudflare/src/record.ts';
const PART = 'packages/cloudflare/src/features/dns/part.ts';
const SANDBOX = 'packages/cloudflare/src/sandbox.ts';
const RULES = 'packages/rules-language/src/index.ts';

const run = (file: string, ...args: string[]) =>
  spawnSync(process.execPath, ['--disallow-code-generation-from-strings', file, ...args], {
    encoding: 'utf8',
  });

afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))));

describe('the build', () => {
  let good: Awaited<ReturnType<typeof built>>;

  beforeAll(async () => {
    good = await built({
      [CLI]: `
        import { Shared } from './shared.ts';
        Object.assign(globalThis, { starts: 1 + (Reflect.get(globalThis, 'starts') ?? 0) });
        declare const __RECORDING__: { readonly answers: readonly string[] };
        if (process.argv[2] === 'start') console.log('started');
        else if (process.argv[2] === 'recording') console.log(__RECORDING__.answers[0]);
        else void import('./loaded.ts').then(({ load }) => load(process.argv[2], new Shared()));
      `,
      [SHARED]: 'export class Shared {}',
      [LOADED]: `
        import * as z from 'zod';
        import { Server } from '@modelcontextprotocol/server';
        declare const __VERSION__: string;
        import { double, limits, Odd } from '@crunchtools/rules-language';
        import { part } from './features/dns/part.ts';
        import { Shared } from './shared.ts';
        class Heir extends Shared {}
        function isOdd() { try { double(0.5); } catch (error) { return error instanceof Odd; } }
        export function load(what, shared) {
          if (what === 'rules') console.log(limits.most, 'before', double(21), isOdd());
          else if (what === 'shared') console.log(shared instanceof Shared, new Heir() instanceof Shared, globalThis.starts);
          else if (what === 'part') console.log('before', part());
          else if (what === 'sandbox') void import('./sandbox.ts').then(({ where }) => console.log(where, double(1)));
          else console.log(__VERSION__, z.strictObject({ a: z.string() }).safeParse({ a: 1 }).success, typeof Server);
        }
      `,
      [PART]: "console.log('the part is run'); export const part = () => 'part';",
      [RECORD]: "export const recordServer = async () => ({ answers: ['recorded for ' + __VERSION__] });",
      [SANDBOX]:
        "export const where = require.main?.filename !== __filename ? 'in a file of its own' : 'inside';",
      [RULES]: `export const limits = { most: 3 };
         console.log('rules are read');
         export class Odd extends Error {}
         export function double(n: number) {
           if (n % 1 !== 0) throw new Odd();
           return 2 * n;
         }`,
    });
  });

  it('finds nothing wrong with a good server, and says what it left out', () => {
    expect(good.problems).toEqual([]);
    expect(good.skipped).toEqual([LAUNCH, PAGES, DEMO]);
  });

  it('makes files that run, schemas included, where text cannot become code', () => {
    const { stdout, stderr } = run(path.join(good.dist, 'cli.cjs'));
    expect({ stdout, stderr }).toEqual({ stdout: '4.5.6 false function\n', stderr: '' });
  });

  it('has the classes of the file that starts in no other, and starts it once', () => {
    const { stdout, stderr } = run(path.join(good.dist, 'cli.cjs'), 'shared');
    expect({ stdout, stderr }).toEqual({ stdout: 'true true 1\n', stderr: '' });
  });

  it('starts without reading the server', async () => {
    const alone = await temporary();
    await cp(path.join(good.dist, 'cli.cjs'), path.join(alone, 'cli.cjs'));
    expect(run(path.join(alone, 'cli.cjs'), 'start').stdout).toBe('started\n');
    expect(run(path.join(alone, 'cli.cjs')).stderr).toContain('server.cjs');
  });

  it('puts what the server answered during the build into the files', () => {
    expect(run(path.join(good.dist, 'cli.cjs'), 'recording').stdout).toBe('recorded for 4.5.6\n');
  });

  it('loads an on-demand file only when it is asked for', () => {
    expect(run(path.join(good.dist, 'cli.cjs'), 'sandbox').stdout).toBe(
      'rules are read\nin a file of its own 2\n',
    );
  });

  it('reads a deferred package at the first call into it, and has its plain data at hand', () => {
    expect(run(path.join(good.dist, 'cli.cjs')).stdout).not.toContain('rules are read');
    const { stdout } = run(path.join(good.dist, 'cli.cjs'), 'rules');
    expect(stdout).toBe('rules are read\n3 before 42 true\n');
  });

  it('reads the file of a feature at the first use of something in it', () => {
    expect(run(path.join(good.dist, 'cli.cjs')).stdout).not.toContain('the part is run');
    const { stdout } = run(path.join(good.dist, 'cli.cjs'), 'part');
    expect(stdout).toBe('the part is run\nbefore part\n');
  });

  it('refuses a file of another build in the place of one of its own', async () => {
    const other = await built({
      [CLI]: "void import('./loaded.ts').then(({ load }) => load());",
      [LOADED]: "import { part } from './features/dns/part.ts'; export const load = () => part();",
      [PART]: "export const part = () => 'another';",
    });
    const mixed = await temporary();
    await cp(good.dist, mixed, { recursive: true });
    await cp(path.join(other.dist, 'dns.cjs'), path.join(mixed, 'dns.cjs'));
    const { stdout, stderr } = run(path.join(mixed, 'cli.cjs'), 'part');
    expect(stdout).not.toContain('another');
    expect(stderr).toContain('were replaced while it ran');
  });

  it('carries the licences of what it bundles, and of what that carries inside', async () => {
    const notices = await readFile(path.join(good.dist, 'THIRD-PARTY-NOTICES.txt'), 'utf8');
    for (const name of [
      'zod',
      '@modelcontextprotocol/server',
      '@modelcontextprotocol/core',
      '@cfworker/json-schema',
    ]) {
      expect(notices).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\((MIT|Apache-2\\.0)\\)$`, 'm'));
    }
  });

  it.skipIf(process.platform === 'win32')('makes the command executable', async () => {
    const { mode } = await stat(path.join(good.dist, 'cli.cjs'));
    expect(mode & 0o777).toBe(0o755);
    expect(await readFile(path.join(good.dist, 'cli.cjs'), 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
  });

  it('publishes no source map', async () => {
    expect((await readdir(good.dist)).sort()).toEqual([
      'THIRD-PARTY-NOTICES.txt',
      'cli.cjs',
      'dns.cjs',
      'rules.cjs',
      'sandbox.cjs',
      'schemas.cjs',
      'server.cjs',
    ]);
    expect(await readFile(path.join(good.dist, 'cli.cjs'), 'utf8')).not.toContain('sourceMappingURL');
  });

  it.each([
    ['text that becomes code', { [CLI]: "console.log(new Function('return 1')());" }, /text into code/],
    [
      'text that becomes code by eval',
      { [CLI]: "console.log((0, eval)('1') ?? eval('1'));" },
      /text into code/,
    ],
    [
      'processes',
      { [CLI]: "import { spawn } from 'node:child_process'; console.log(spawn);" },
      /child_process/,
    ],
    [
      'a class in two files',
      {
        [CLI]: "void import('./sandbox.ts'); void import('./loaded.ts');",
        [LOADED]: "import { A } from './a.ts'; export const a = new A();",
        [SANDBOX]: "import { A } from './a.ts'; export const b = new A();",
        'packages/cloudflare/src/a.ts': 'export class A {}',
      },
      /second copy of the classes in packages\/cloudflare\/src\/a\.ts/,
    ],
    [
      'a package in the file that starts',
      { [CLI]: "import { config } from 'zod'; console.log(config);" },
      /has to start quickly, but contains .*node_modules\/zod\//,
    ],
    [
      'processes in the file that is loaded later',
      {
        [CLI]: "void import('./loaded.ts');",
        [LOADED]: "import { spawn } from 'node:child_process'; console.log(spawn);",
      },
      /server\.cjs loads child_process/,
    ],
  ])('refuses %s', async (_what, sources, problem) => {
    const { problems } = await built(sources);
    expect(problems.join('\n')).toMatch(problem);
  });

  it('refuses a deferred package with an export that nothing can stand in for', async () => {
    const sources = {
      [CLI]: "import { all } from '@crunchtools/rules-language'; console.log(all);",
      [RULES]: 'export const all = new Map([[1, 2]]);',
    };
    await expect(built(sources)).rejects.toThrow('all is no function, class or plain data');
  });

  it('refuses code whose licence it cannot carry', async () => {
    const source =
      "import { AjvJsonSchemaValidator as Ajv } from '@modelcontextprotocol/server/validators/ajv'; new Ajv();";
    await expect(built({ [CLI]: source })).rejects.toThrow('no licence text for ajv');
  });

  it('refuses an on-demand file that is imported at start', async () => {
    const sources = {
      [CLI]: "import { b } from './sandbox.ts'; console.log(b);",
      [SANDBOX]: 'export const b = 1;',
    };
    await expect(built(sources)).rejects.toThrow('a file of its own');
  });
});

const sorted = (names: readonly string[]): string[] => [...names].sort((a, b) => (a < b ? -1 : 1));

function isPartOfPlainServer({ folder, bundles }: (typeof bundledPackages)[number], name: string): boolean {
  const server = bundles.find((bundle) => bundle.name === 'server');
  const names = ['sandbox', server?.name, ...(server?.parts ?? []).map((part) => part.name)];
  return server !== undefined && folder !== 'packages/cloudflare' && names.includes(name);
}

describe('what is shipped', () => {
  it('loads exactly the built-in modules that it is listed with', async () => {
    for (const bundled of bundledPackages) {
      for (const { name, builtins } of filesOf(bundled)) {
        const file = path.join(root, 'dist', path.basename(bundled.folder), `${name}.meta.json`);
        const loaded = loadedBuiltins(JSON.parse(await readFile(file, 'utf8')));
        // The files of a server that nobody wrote a list for have one list together.
        const isShared = isPartOfPlainServer(bundled, name);
        if (isShared)
          expect(
            loaded.filter((one) => !builtins.includes(one)),
            name,
          ).toEqual([]);
        else expect(loaded, name).toEqual(sorted(builtins));
      }
    }
  });

  it('has files, programs and interpreters on the list of nothing that serves', () => {
    const able = /^(child_process|cluster|dgram|fs|http2|inspector|repl|sqlite|v8|vm|wasi|worker_threads)/u;
    const named = bundledPackages.flatMap((bundled) =>
      filesOf(bundled)
        .filter(({ builtins }) => builtins.some((name) => able.test(name)))
        .map(({ name, serves }) => [`${bundled.folder}/${name}`, serves ?? false]),
    );
    // The tour starts the server that it shows; the simulator is a server that reads its certificate.
    const [tours, others] = [true, false].map((isTour) =>
      named.filter(([name]) => String(name).endsWith('/demo') === isTour),
    );
    expect(tours?.length).toBeGreaterThan(1);
    expect(tours?.map(([, serves]) => serves)).not.toContain(true);
    expect(others).toEqual([['packages/cloudflare-simulator/cli', false]]);
  });
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { watch } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encoded, leakFinder } from './planted-text.ts';
import { faults, type PlantingBundle, plantingBundle } from './planting-bundle.ts';
import { cleanEnvironment, runFile, type Variables } from './process.ts';
import { bundlesOfServer, credentialsOf, type TestedServer } from './tested-server.ts';

/** `PLANT=all npm run e2e -- kept-secrets` takes more places and failures. */
const thorough = process.env['PLANT'] === 'all';

type Run = readonly [what: string, args: readonly string[], env: Variables];

/**
 * What a server has to do with its own secret outside calls: nothing that is run by hand prints it, whatever is wrong with it and
 * wherever it was put, and nothing that Node itself writes about the process holds it. For each way to authenticate.
 */
export function describeKeptSecrets(server: TestedServer): void {
  const { credential, program } = server;
  const { bundle } = bundlesOfServer(server);
  const leaksIn = leakFinder(credential);

  describe.each(credentialsOf(server).map((kind) => [kind.name, kind] as const))(
    `what is run by hand with a %s of ${program.service}`,
    (_name, { variable, variables }) => {
      const env = variables(credential);
      const half = Math.floor(credential.length / 2);
      const runs: readonly Run[] = [
        ['help', ['--help'], env],
        ['version', ['--version'], env],
        ['tools', ['tools'], env],
        ['tools as JSON', ['tools', '--json'], env],
        ['tools as Markdown', ['tools', '--markdown'], env],
        ['the secret as an argument', [credential], env],
        ['the secret as an option', [`--token=${credential}`], env],
        ['the secret as a value of an option', ['--log-level', credential], env],
        ['the secret as a toolset', ['--toolsets', credential], env],
        ...(program.scopes === undefined
          ? []
          : [['the secret as a scope', [`--${program.scopes.option}`, credential, 'tools'], env] as const]),
        ['the secret in another variable', [], { ...env, [`${program.prefix}LOG_LEVEL`]: credential }],
        ['a secret with a newline', [], variables(`${credential}\n`)],
        [
          'a secret with a line inside',
          [],
          variables(`${credential.slice(0, half)}\r\n${credential.slice(half)}`),
        ],
        ['a secret in quotes', [], variables(`"${credential}"`)],
        ['a secret with its scheme', ['doctor', '--sandbox'], variables(`Bearer ${credential}`)],
        [
          'a secret with a letter too many',
          ['doctor', '--json', '--sandbox'],
          variables(`${credential}\u00e9`),
        ],
      ];

      it.each(runs)(`do not print ${variable}: %s`, async (_, args, given) => {
        const { stdout, stderr } = await runFile(bundle, args, given);
        expect(leaksIn(stdout)).toEqual([]);
        expect(leaksIn(stderr)).toEqual([]);
      });
    },
  );

  describe(`what doctor prints of ${program.service}`, () => {
    let planting: PlantingBundle;
    beforeAll(async () => {
      planting = await plantingBundle(bundle, credential);
    });
    afterAll(() => planting.remove());

    async function doctor(...args: readonly string[]): Promise<string> {
      const { stdout, stderr } = await runFile(planting.cli, ['doctor', '--sandbox', ...args]);
      return `${stdout}\n${stderr}`.trim();
    }

    it('holds nothing of what was planted in what it looks at', async () => {
      planting.places();
      expect(JSON.parse(await doctor('--json'))).toMatchObject({ healthy: true });
      const places = planting.places();
      expect(places.length).toBeGreaterThan(3);
      // One process each: some of the places and of the failures.
      const step = Math.ceil(places.length / (thorough ? 24 : 4));
      const text = encoded(credential);
      const wishes = [
        ...places
          .filter((_, index) => index % step === 0)
          .map((place, round) => ({ place, text: text(round) })),
        ...faults
          .filter((fault) => (thorough ? /40[0139]|page|bare|thrown/u : /403|thrown/u).test(fault))
          .map((fault, round) => ({ fault, text: text(round) })),
      ];
      for (const wish of wishes) {
        planting.wish(wish);
        const printed = await doctor();
        expect(printed).not.toBe('');
        expect(leaksIn(printed)).toEqual([]);
      }
    }, 300_000);
  });

  describe.runIf(process.platform !== 'win32')('what Node itself writes about the process', () => {
    let folder = '';
    beforeAll(async () => {
      folder = await mkdtemp(path.join(tmpdir(), 'kept-'));
    });
    afterAll(() => rm(folder, { recursive: true, force: true }));

    /** Runs a script with a handshake, makes Node write what it can, and reads all that it left in the folder. */
    async function written(
      file: string,
    ): Promise<{ readonly files: readonly string[]; readonly text: string }> {
      const left = await mkdtemp(path.join(folder, 'run-'));
      const flags = [
        '--report-on-signal',
        '--report-signal=SIGUSR2',
        `--report-directory=${left}`,
        '--trace-event-categories=v8,node,node.async_hooks',
      ];
      const [kind] = credentialsOf(server);
      const child = spawn(process.execPath, [...flags, file, '--log-level', 'debug'], {
        cwd: left,
        env: cleanEnvironment({ ...kind?.variables(credential), NODE_NO_WARNINGS: '1' }),
        stdio: ['pipe', 'pipe', 'pipe'],
      });
      let out = '';
      for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding('utf8').on('data', (chunk: string) => {
          out += chunk;
        });
      }
      const closed = once(child, 'close');
      child.stdin.on('error', () => {});
      child.stdin.write(
        `${JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'server/discover', params: {} })}\n`,
      );
      await once(child.stdout, 'data');
      await reported(left, () => child.kill('SIGUSR2'), closed);
      child.stdin.end();
      await closed;
      const files = await readdir(left);
      const texts = await Promise.all(files.map((name) => readFile(path.join(left, name), 'utf8')));
      return { files, text: [out, ...texts].join('\n') };
    }

    it('holds no secret: reports, traces, stdout, stderr', async () => {
      const { files, text } = await written(bundle);
      expect(files.filter((name) => name.startsWith('report'))).toEqual([]);
      expect(text).toContain('"jsonrpc"');
      expect(leaksIn(text)).toEqual([]);
    });

    it('holds it in a process that keeps the variable, so that it would be found', async () => {
      const { files, text } = await written(fileURLToPath(new URL('careless.cjs', import.meta.url)));
      expect(files.some((name) => name.startsWith('report'))).toBe(true);
      expect(leaksIn(text)).not.toEqual([]);
    });
  });
}

/** Waits for a report, or the end: a process that writes no reports is ended by the signal. */
async function reported(folder: string, signal: () => void, closed: Promise<unknown>): Promise<void> {
  const stop = new AbortController();
  const appeared = new Promise<void>((resolve) => {
    const watcher = watch(folder, { signal: stop.signal }, (_, name) => {
      if (name?.startsWith('report') === true) resolve();
    });
    watcher.on('error', () => {});
  });
  signal();
  await Promise.race([appeared, closed]);
  stop.abort();
}

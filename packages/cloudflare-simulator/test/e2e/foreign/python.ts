/** Foreign clients from PyPI, in a folder of their own that later runs find again. */

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createSimulator, SIMULATOR_TOKEN, type SimulatorOptions } from '../../../src/index.ts';
import { served } from '../../support.ts';
import { run } from '../debian.ts';

const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

/** Milliseconds for all packages on a slow line. */
export const installing = 300_000;

/**
 * A folder with the packages of `requirements.txt`, filled where there is none yet. It is filled elsewhere and then moved,
 * so that a run that was interrupted leaves nothing half made. It needs no venv: Python finds it by PYTHONPATH.
 * @returns undefined where Python, pip or PyPI is missing, after saying so.
 */
export function installed(): string | undefined {
  const requirements = here('requirements.txt');
  const version = spawnSync('python3', ['--version'], { encoding: 'utf8' }).stdout ?? '';
  const digest = createHash('sha256').update(readFileSync(requirements)).update(version).digest('hex');
  const folder = path.join(tmpdir(), `cloudflare-simulator-clients-${digest.slice(0, 16)}`);
  if (existsSync(folder) || install(folder, requirements)) return folder;
  process.stdout.write('\n*** NOT RUN: clients from PyPI need python3 with pip, and PyPI\n\n');
  return undefined;
}

function install(folder: string, requirements: string): boolean {
  const fresh = mkdtempSync(path.join(tmpdir(), 'clients-'));
  const options = ['--disable-pip-version-check', '--no-warn-script-location', '--quiet'];
  const wished = ['--target', fresh, '--requirement', requirements];
  const done = attempt('python3', ['-m', 'pip', 'install', ...options, ...wished]);
  if (done) renameSync(fresh, folder);
  else rmSync(fresh, { recursive: true, force: true });
  return done;
}

function attempt(command: string, args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore', timeout: installing }).status === 0;
}

/** Runs a script of this folder against a simulator; @returns the JSON of its last line. */
export async function play(packages: string, script: string, options: SimulatorOptions): Promise<unknown> {
  const folder = mkdtempSync(path.join(tmpdir(), 'client-'));
  let output = '';
  try {
    await served(createSimulator(options), async ({ url }) => {
      const { code, out, err } = await run('python3', [here(script), folder], {
        HOME: folder,
        PYTHONPATH: packages,
        PYTHONWARNINGS: 'ignore',
        SIMULATOR_URL: url,
        CLOUDFLARE_BASE_URL: url,
        SIMULATOR_TOKEN,
      });
      if (code !== 0) throw new Error(`${script} ended with ${code}\n${err}`);
      output = out;
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const last: unknown = JSON.parse(output.trim().split('\n').at(-1) ?? '');
  return last;
}

/** Whether a long proof is asked for: `FOREIGN=all npm run e2e -- foreign`. */
export const everyClient = process.env['FOREIGN'] === 'all';

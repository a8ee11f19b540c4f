/** Starts a foreign client beside a simulator, and keeps the folders that its packages lie in. */

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createSimulator, SIMULATOR_TOKEN, type SimulatorOptions } from '../../../src/index.ts';
import { served } from '../../support.ts';
import { run } from '../debian.ts';

/** Whether a long proof is asked for: `FOREIGN=all npm run e2e -- foreign`. */
export const everyClient = process.env['FOREIGN'] === 'all';

/** Milliseconds for all packages on a slow line, and for the slowest compiler on two busy cores. */
export const installing = 1_200_000;

/** A file beside this one. */
export const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

/** Runs a command to its end. @returns whether it succeeded, and what it said of it. */
export function attempt(
  command: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> } = {},
): { readonly done: boolean; readonly said: string } {
  const env = { ...process.env, ...options.env };
  const { status, stderr } = spawnSync(command, args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
    timeout: installing,
    ...options,
    env,
  });
  return { done: status === 0, said: stderr ?? '' };
}

/**
 * A folder that belongs to these files and this program, and that later runs find again. It is filled elsewhere and then
 * moved, so that a run that was interrupted leaves nothing half made.
 * @returns undefined where `fill` says so.
 */
export function keptFolder(
  files: readonly string[],
  program: string,
  fill: (folder: string) => boolean,
): string | undefined {
  const hash = createHash('sha256').update(program);
  for (const file of files) hash.update(readFileSync(here(file)));
  const digest = hash.digest('hex').slice(0, 16);
  const folder = path.join(tmpdir(), `cloudflare-simulator-clients-${digest}`);
  if (existsSync(folder)) return folder;
  const fresh = mkdtempSync(path.join(tmpdir(), 'clients-'));
  const filled = fill(fresh);
  if (filled) renameSync(fresh, folder);
  else rmSync(fresh, { recursive: true, force: true });
  return filled ? folder : undefined;
}

/** Runs a client, with a folder of its own as the last argument, against a simulator. @returns the JSON of its last line. */
export async function playClient(
  command: readonly [string, ...string[]],
  environment: Readonly<Record<string, string>>,
  options: SimulatorOptions,
): Promise<unknown> {
  const folder = mkdtempSync(path.join(tmpdir(), 'client-'));
  const [program, ...args] = command;
  let output = '';
  try {
    const simulator = createSimulator(options);
    await served(simulator, async ({ url: address }) => {
      const { code, out, err } = await run(program, [...args, folder], {
        HOME: folder,
        SIMULATOR_URL: address,
        CLOUDFLARE_BASE_URL: address,
        SIMULATOR_TOKEN,
        ...environment,
      });
      if (code !== 0) {
        const last = simulator.requests().slice(-3);
        const requests = last.map(({ method, url, status }) => `${method} ${url} ${status}`);
        throw new Error(`${program} ended with ${code}\n${err}\n${requests.join('\n')}`);
      }
      output = out;
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const last: unknown = JSON.parse(output.trim().split('\n').at(-1) ?? '');
  return last;
}

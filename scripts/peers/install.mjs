import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { root } from '../run.mjs';

const run = promisify(execFile);

/**
 * A server of crunchtools, from PyPI.
 *
 * @param {string} folder
 * @param {{ readonly package: string, readonly version: string }} which
 * @returns {Promise<string>} Its command.
 */
export async function installCrunchtools(folder, which) {
  const place = path.join(folder, `${which.package}-${which.version}`);
  const command = path.join(place, 'bin', which.package);
  if (existsSync(command)) return command;
  await run('python3', ['-m', 'venv', place]);
  const specifier = `${which.package}==${which.version}`;
  await run(path.join(place, 'bin/pip'), ['install', '--quiet', specifier], { maxBuffer: 10_000_000 });
  return command;
}

/**
 * The server of this repository for a service, as it is built.
 *
 * @param {string} service
 * @param {(account: import('./trial.mjs').Account) => Readonly<Record<string, string>>} variables
 * @returns {Promise<import('./trial.mjs').Launched>}
 */
export async function ownServer(service, variables) {
  const folder = path.join(root, 'packages', service);
  const manifest = await readFile(path.join(folder, 'package.json'), 'utf8');
  return {
    title: 'this server',
    version: String(JSON.parse(manifest).version),
    launch: async (account) => ({
      command: process.execPath,
      args: [path.join(folder, 'dist/launch.cjs')],
      env: variables(account),
    }),
  };
}

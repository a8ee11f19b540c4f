import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { npm } from '../npm.mjs';

/** Settings of this repository do not hold for what is only run: npm hands them on. */
export const installing = ['install', '--no-audit', '--no-fund', '--engine-strict=false'];

/**
 * Installs a package into a folder of its own, unless it is there in this version.
 *
 * @param {string} place
 * @param {string} specifier With its version.
 * @param {string} bin
 * @returns {Promise<string>} The command `bin`.
 * @throws {Error} where it cannot be had.
 */
export async function installed(place, specifier, bin) {
  const file = path.join(place, 'node_modules/.bin', bin);
  const manifest = path.join(place, 'package.json');
  const version = specifier.slice(specifier.lastIndexOf('@') + 1);
  if (existsSync(file) && (await readFile(manifest, 'utf8')).includes(`": "${version}"`)) return file;
  await mkdir(place, { recursive: true });
  await writeFile(manifest, '{"private": true}\n');
  await npm([...installing, '--ignore-scripts=false', '--save-exact', specifier], { cwd: place });
  return file;
}

/**
 * Runs a command with no network but loopback; what it leaves behind ends with it. Needs Linux and root.
 *
 * @param {readonly string[]} command
 * @returns {Promise<boolean>} Whether it ended well.
 */
export async function inNamespace(command) {
  const script = 'ip link set lo up && exec "$@"';
  const args = ['-n', '-p', '-f', '--mount-proc', '--kill-child', 'bash', '-c', script, 'bash', ...command];
  const child = spawn('unshare', args, { stdio: ['ignore', 'inherit', 'inherit'] });
  const [code] = await Promise.race([once(child, 'close'), once(child, 'error')]);
  return code === 0;
}

/** Whether this machine gives a process a network of its own. */
export async function hasNamespaces() {
  return process.platform === 'linux' && process.getuid?.() === 0 && (await inNamespace(['true']));
}

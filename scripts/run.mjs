import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the repository. */
export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** The script behind each installed command, so that no shell is needed (Windows has only .cmd shims). */
const ENTRIES = {
  jscpd: 'jscpd/run-jscpd.js',
  biome: '@biomejs/biome/bin/biome',
  oxlint: 'oxlint/bin/oxlint',
  tsc: 'typescript/bin/tsc',
  vitest: 'vitest/vitest.mjs',
};

/**
 * @param {keyof typeof ENTRIES} command
 * @returns {string} The script to start with Node.
 * @throws {Error} when the command is not installed.
 */
export function entryOf(command) {
  const entry = path.join(root, 'node_modules', ENTRIES[command]);
  if (!existsSync(entry)) throw new Error(`${command} is not installed: run npm ci first`);
  return entry;
}

/**
 * Programs written in Go (tsc, the type-aware rules of oxlint, esbuild) spend a fifth of their time on collecting garbage, of which a
 * machine that builds has room for more.
 */
export const ofGo = { GOGC: '400' };

/** @typedef {readonly [command: keyof typeof ENTRIES, ...args: string[]]} Command */

/**
 * Runs one installed command with this Node and resolves with its exit code; a signal counts as 1.
 *
 * @param {Command} command
 * @param {NodeJS.ProcessEnv} [env] The whole environment, in place of this process's.
 * @returns {Promise<number>}
 */
export function run([command, ...args], env = process.env) {
  const entry = entryOf(command);
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [entry, ...args], {
      cwd: root,
      env: { ...ofGo, ...env },
      stdio: 'inherit',
    });
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
}

/**
 * Runs all commands, even after a failure, and resolves with the worst exit code.
 *
 * @param {readonly Command[]} commands
 * @returns {Promise<number>}
 */
export async function runAll(commands) {
  let worst = 0;
  for (const command of commands) worst = Math.max(worst, await run(command));
  return worst;
}

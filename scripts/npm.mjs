import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

/**
 * npm's own script, so that it starts without a shell on every system.
 *
 * @returns {string}
 * @throws {Error} when there is no npm beside this Node, and none has started this process.
 */
export function npmScript() {
  const bin = path.dirname(process.execPath);
  const inside = 'node_modules/npm/bin/npm-cli.js';
  const places = [
    process.env['npm_execpath'] ?? '',
    path.join(bin, inside),
    path.join(bin, '../lib', inside),
  ];
  const found = places.find((place) => place.endsWith('npm-cli.js') && existsSync(place));
  if (found === undefined) throw new Error('npm was not found beside Node: start this with npm run');
  return found;
}

/**
 * @param {readonly string[]} args
 * @param {{ cwd: string, env?: NodeJS.ProcessEnv, node?: string }} options `node`: another Node than this one.
 * @returns {Promise<string>} What it printed to stdout.
 * @throws {Error} with all that it printed, when it fails.
 */
export function npm(args, { cwd, env = process.env, node = process.execPath }) {
  return runNode([npmScript(), ...args], { cwd, env, node });
}

/**
 * @param {readonly string[]} args
 * @param {{ cwd: string, env?: NodeJS.ProcessEnv, node?: string }} options
 * @returns {Promise<string>} What it printed to stdout.
 * @throws {Error} with all that it printed, when it fails.
 */
export function runNode(args, { cwd, env = process.env, node = process.execPath }) {
  return new Promise((resolve, reject) => {
    const child = spawn(node, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (/** @type {string} */ text) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (/** @type {string} */ text) => (stderr += text));
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve(stdout);
      else reject(new Error(`${args.join(' ')} ended with ${code}\n${stdout}${stderr}`));
    });
  });
}

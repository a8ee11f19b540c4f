import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { npm } from '../npm.mjs';

export const suite = '@modelcontextprotocol/conformance@0.2.0-alpha.12';
/** The suite needs Node 22, and the fixture one that reads TypeScript. */
const nodeVersion = '22.23.3';

/**
 * @typedef {{ id: string, status: string, errorMessage?: string }} Check
 * @typedef {Map<string, readonly Check[]>} Results By scenario.
 */

/**
 * Installs the suite, and a Node that is new enough where this one is not.
 *
 * @param {string} folder
 * @returns {Promise<{ node: string, cli: string }>}
 */
export async function installSuite(folder) {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const isNew = major > 22 || (major === 22 && minor >= 18);
  const own = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const modules = path.join(folder, 'node_modules');
  const node = isNew ? process.execPath : path.join(modules, own, 'bin', path.basename(process.execPath));
  const cli = path.join(modules, '@modelcontextprotocol/conformance/dist/index.js');
  if (!existsSync(cli) || !existsSync(node)) {
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, 'package.json'), '{"private": true}\n');
    const packages = isNew ? [suite] : [suite, `${own}@${nodeVersion}`];
    await npm(['install', '--ignore-scripts', '--no-audit', '--no-fund', ...packages], { cwd: folder });
  }
  return { node, cli };
}

/**
 * @param {readonly string[]} command
 * @param {string} folder Emptied first; the results are read from it.
 * @returns {Promise<{ results: Results, printed: string }>}
 */
export async function runSuite([program = '', ...args], folder) {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const child = spawn(program, [...args, '--output-dir', folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (/** @type {string} */ chunk) => (printed += chunk));
  await once(child, 'close');
  /** @type {Results} */
  const results = new Map();
  for (const name of await readdir(folder)) {
    const scenario = /^server-(.+)-\d{4}-\d{2}-\d{2}T[\d-]+Z$/.exec(name)?.[1];
    const file = path.join(folder, name, 'checks.json');
    // A scenario that does not belong to the revision leaves an empty folder.
    if (scenario === undefined || !existsSync(file)) continue;
    results.set(scenario, JSON.parse(await readFile(file, 'utf8')));
  }
  return { results, printed };
}

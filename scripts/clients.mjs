// Runs real clients against the server, with a scripted model and no network but loopback, and writes what it saw into
// docs/clients.md: `npm run clients`, or `npm run clients -- codex gemini` for some of them. Linux, as root.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { cliClients } from './clients/catalog.mjs';
import { writeSeen } from './clients/document.mjs';
import { observed } from './clients/observe.mjs';
import { converse, install, sdkClients } from './clients/sdk.mjs';
import { snippetWorks } from './clients/snippet.mjs';
import { npm } from './npm.mjs';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const folder = path.join(root, 'dist/clients');
const launcher = path.join(root, 'packages/cloudflare/dist/launch.cjs');
/** Claude Code wants Node 22 or newer; the model reads what Codex compresses with zstd. */
const nodeVersion = '24.21.0';

/**
 * @param {string} name
 * @param {string} specifier
 * @param {string} bin
 */
async function installed(name, specifier, bin) {
  const place = path.join(folder, name);
  const file = path.join(place, 'node_modules/.bin', bin);
  if (existsSync(file)) return file;
  await mkdir(place, { recursive: true });
  await writeFile(path.join(place, 'package.json'), '{"private": true}\n');
  await npm(['install', '--no-audit', '--no-fund', '--save-exact', specifier], { cwd: place });
  return file;
}

/** @param {readonly string[]} command */
async function inNamespace(command) {
  const script = 'ip link set lo up && exec "$@"';
  const args = ['-n', '-p', '-f', '--mount-proc', '--kill-child', 'bash', '-c', script, 'bash', ...command];
  const child = spawn('unshare', args, { stdio: ['ignore', 'inherit', 'inherit'] });
  await once(child, 'close');
}

/** What clients that programs are built with saw otherwise than they should, each with its name. */
async function sdkProblems() {
  const problems = [];
  for (const client of sdkClients) {
    const place = path.join(folder, path.parse(client.script).name);
    const program = await install(client, place);
    const setting = { program, folder: place, server: [process.execPath, launcher, '--sandbox'] };
    const seen = await converse(client, setting);
    const same = isDeepStrictEqual(seen, client.expected);
    process.stdout.write(
      `${client.title} (${client.version}): ${same ? 'as it should' : JSON.stringify(seen)}\n`,
    );
    if (!same) problems.push(client.title);
  }
  return problems;
}

/** @param {readonly string[]} names */
async function main(names) {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) {
    process.stdout.write('*** NOT RUN: a network of their own for the clients needs Linux and root\n');
    return 1;
  }
  const unknown = names.filter((name) => !cliClients.some((client) => client.name === name));
  if (unknown.length > 0) throw new Error(`there is no client ${unknown.join(', ')}`);
  const node = await installed('node', `node@${nodeVersion}`, 'node');
  const rows = [];
  for (const client of cliClients) {
    if (names.length > 0 && !names.includes(client.name)) continue;
    const { name, title, version, command } = client;
    process.stdout.write(`${title} ${version}\n`);
    await installed(name, `${client.package}@${version}`, command);
    const run = path.join(root, 'scripts/clients/run.mjs');
    await inNamespace([node, run, folder, name, node, launcher, '--sandbox']);
    const seen = observed(path.join(folder, name, 'run'));
    rows.push({
      title,
      version,
      ...seen,
      snippet: await snippetWorks({ client, folder, root, node }, inNamespace),
    });
    process.stdout.write(`  ${seen.revision}; steps: ${seen.outcome}\n`);
  }
  await writeSeen(path.join(root, 'docs/clients.md'), rows);
  const wrong = names.length > 0 ? [] : await sdkProblems();
  const failed = rows.filter(({ outcome, snippet }) => !outcome.startsWith('all') || snippet === 'fails');
  return failed.length + wrong.length === 0 ? 0 : 1;
}

process.exitCode = await main(process.argv.slice(2));

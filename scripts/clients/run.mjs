// node run.mjs FOLDER NAME SERVER…: runs one client through the conversation, in whatever network this process has.
// `FOLDER/NAME/run` holds what it wrote: `wire.jsonl`, `model.jsonl`, `out.txt`.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { cliClients } from './catalog.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
/** A client that waits for a person would wait for ever. */
const patience = 150_000;

/**
 * @param {string} folder
 * @returns {Promise<{ port: number, end: () => void }>}
 */
async function startModel(folder) {
  const args = [path.join(here, 'model.mjs'), path.join(folder, 'model.jsonl')];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(child.stdout.setEncoding('utf8'), 'data');
  return { port: Number(line), end: () => child.kill() };
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ env: Record<string, string>, cwd: string }} options
 * @returns {Promise<string>} All that it printed, and how it ended.
 */
async function output(command, args, options) {
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (/** @type {string} */ chunk) => (text += chunk));
  }
  const timer = setTimeout(() => child.kill('SIGKILL'), patience);
  const [code] = await Promise.race([once(child, 'close'), once(child, 'error').then(() => ['no start'])]);
  clearTimeout(timer);
  return `${text}\n[ended with ${code ?? 'a signal'}]\n`;
}

const [folder = '', name, ...server] = process.argv.slice(2);
const client = cliClients.find((candidate) => candidate.name === name);
if (client === undefined) throw new Error(`there is no client ${name}`);
const place = path.join(folder, client.name);
const run = path.join(place, 'run');
await rm(run, { recursive: true, force: true });
const [home, project] = [path.join(run, 'home'), path.join(run, 'project')];
await Promise.all([home, project].map((each) => mkdir(each, { recursive: true })));
const model = await startModel(run);
const tee = [process.execPath, path.join(here, 'tee.cjs'), path.join(run, 'wire.jsonl'), ...server];
const setting = { home, port: model.port, server: tee };
for (const [file, text] of Object.entries(client.files(setting))) {
  await mkdir(path.dirname(path.join(home, file)), { recursive: true });
  await writeFile(path.join(home, file), text);
}
const env = {
  HOME: home,
  PATH: [
    path.dirname(process.execPath),
    path.join(place, 'node_modules/.bin'),
    '/usr/local/bin:/usr/bin:/bin',
  ].join(':'),
  LANG: 'C.UTF-8',
  TERM: 'dumb',
  ...client.environment(setting),
};
const options = { env, cwd: project };
let text = '';
for (const args of client.before(setting)) text += await output(client.command, args, options);
text += await output(client.command, client.run, options);
await writeFile(path.join(run, 'out.txt'), text);
model.end();
process.exit(0);

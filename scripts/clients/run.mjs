// node run.mjs FOLDER NAME SCENARIO SERVER…: runs one client through a scenario (`conversation`, `prompt`,
// `mention`, `interrupt`, `approve`, `decline`, or `snippet-0` with the first of its snippets in docs/clients.md), in
// whatever network this process has. `FOLDER/NAME/SCENARIO` holds what it wrote: `wire.jsonl`, `model.jsonl`, `out.txt`.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { cliClients } from './catalog.mjs';
import { withSnippet } from './snippet.mjs';
import { sitAt, terminals } from './terminals.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
/** A client that waits for a person would wait for ever. */
const patience = 150_000;
/** What an interrupted client has to end its server. */
const grace = 5_000;

/**
 * @param {string} folder
 * @returns {Promise<{ port: number, end: () => void }>}
 */
async function startModel(folder) {
  const args = [
    path.join(here, 'model.mjs'),
    path.join(folder, 'model.jsonl'),
    scenario.replace(/-\d$/u, ''),
  ];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(child.stdout.setEncoding('utf8'), 'data');
  return { port: Number(line), end: () => child.kill() };
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ env: Record<string, string>, cwd: string }} options
 * @param {(child: import('node:child_process').ChildProcess) => Promise<void>} [meanwhile]
 * @returns {Promise<string>} All that it printed, and how it ended.
 */
async function output(command, args, options, meanwhile) {
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (/** @type {string} */ chunk) => (text += chunk));
  }
  const timer = setTimeout(() => signal(child, 'SIGKILL'), patience);
  const ended = Promise.race([once(child, 'exit'), once(child, 'error').then(() => ['no start'])]);
  await Promise.race([ended, meanwhile?.(child) ?? ended]);
  const [code] = await ended;
  clearTimeout(timer);
  return `${text}\n[ended with ${code ?? 'a signal'}]\n`;
}

/**
 * To a client and all that it started, as a terminal does it: some clients start themselves again.
 *
 * @param {import('node:child_process').ChildProcess} child
 * @param {NodeJS.Signals} name
 */
function signal({ pid }, name) {
  if (pid !== undefined) process.kill(-pid, name);
}

/**
 * Does what a person or a scheduler does that gives up while a call runs.
 *
 * @param {import('node:child_process').ChildProcess} child
 */
async function interrupt(child) {
  for (;;) {
    const said = existsSync(wire) ? await readFile(wire, 'utf8') : '';
    if (said.includes('tools/call')) break;
    await sleep(200);
  }
  signal(child, 'SIGINT');
}

const [folder = '', name, scenario = 'conversation', ...server] = process.argv.slice(2);
const client = cliClients.find((candidate) => candidate.name === name);
if (client === undefined) throw new Error(`there is no client ${name}`);
const place = path.join(folder, client.name);
const run = path.join(place, scenario);
const wire = path.join(run, 'wire.jsonl');
await rm(run, { recursive: true, force: true });
const [home, project] = [path.join(run, 'home'), path.join(run, 'project')];
await Promise.all([home, project].map((each) => mkdir(each, { recursive: true })));
const model = await startModel(run);
const tee = [process.execPath, path.join(here, 'tee.cjs'), wire, ...server];
const setting = { home, port: model.port, server: tee };
const snippet = scenario.startsWith('snippet-') ? client.snippets[Number(scenario.slice(-1))] : undefined;
const { files, before, variables, shell } =
  snippet === undefined
    ? { files: client.files(setting), before: client.before(setting), variables: {}, shell: undefined }
    : await withSnippet(snippet, setting);
for (const [file, text] of Object.entries(files)) {
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
  ...variables,
};
const options = { env, cwd: project };
let text = '';
for (const args of before) text += await output(client.command, args, options);
if (shell !== undefined) text += await output('bash', ['-c', shell], options);
if (scenario === 'interrupt') await writeFile(`${wire}.hold`, '');
const terminal = terminals[client.name];
const others = new Map([
  ['prompt', client.prompt],
  ['mention', client.mention],
]);
const args = others.get(scenario) ?? client.run;
if (terminal !== undefined && (scenario === 'approve' || scenario === 'decline')) {
  const keys = terminal[scenario];
  text += await sitAt({ command: client.command, terminal, keys, folder: run }, options);
} else {
  text += await output(client.command, args, options, scenario === 'interrupt' ? interrupt : undefined);
  if (scenario === 'interrupt') await sleep(grace);
}
await writeFile(path.join(run, 'out.txt'), text);
model.end();
process.exit(0);

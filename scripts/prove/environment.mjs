// Starts the server with every option that this Node takes from NODE_OPTIONS, and with every variable that it documents,
// by the installed command and directly, and lets code in the process try what the locks are to stop.
//
//   node scripts/prove/environment.mjs
//
// Exit code 0: each was refused, was named on stderr, or cost no lock. The last line says what was tried.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { root } from '../run.mjs';

/**
 * @typedef {object} Trial
 * @property {string} name What is set.
 * @property {Readonly<Record<string, string>>} env
 *
 * @typedef {object} Seen
 * @property {boolean} ran Whether code got into the process.
 * @property {readonly string[]} worked What that code could do.
 * @property {readonly string[]} written Files that appeared.
 * @property {string} stderr
 */

const token = 'cfut_Mn3Bv5Cx7Zl9Kj1Hg4Fd6Sa8Po2Iu0Yt5Re0badcafe';
const call = { name: 'check_expression', arguments: { expression: 'true' } };
const clientInfo = { name: 'prove', version: '1' };
const input = [
  { id: 1, method: 'initialize', params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo } },
  { id: 2, method: 'tools/call', params: call },
]
  .map((message) => `${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)
  .join('');

/** Of the manual (nodejs.org/api/cli.html, "Environment variables"), what `node --help` leaves out. */
const alsoDocumented = [
  'NODE_CHANNEL_FD NODE_COMPILE_CACHE NODE_COMPILE_CACHE_PORTABLE NODE_DISABLE_COMPILE_CACHE NODE_ICU_DATA',
  'NODE_TEST_CONTEXT NODE_UNIQUE_ID NODE_USE_ENV_PROXY NODE_USE_SYSTEM_CA NODE_SKIP_PLATFORM_CHECK',
  'OPENSSL_CONF OPENSSL_ENGINES OPENSSL_MODULES SSL_CERT_DIR SSL_CERT_FILE SSLKEYLOGFILE UV_USE_IO_URING',
  'WATCH_REPORT_DEPENDENCIES HTTP_PROXY HTTPS_PROXY NO_PROXY',
].flatMap((line) => line.split(' '));

/**
 * @param {readonly string[]} args Of Node.
 * @param {Readonly<Record<string, string>>} env
 * @param {string} folder Where files may appear.
 * @returns {Promise<Seen>}
 */
async function seen(args, env, folder) {
  const cwd = await mkdtemp(path.join(folder, 'run-'));
  const child = spawn(process.execPath, args, {
    cwd,
    env: { CLOUDFLARE_API_TOKEN: token, ...env },
    stdio: ['pipe', 'ignore', 'pipe'],
    // A group of its own, to end with all that it starts: with NODE_OPTIONS=--watch, Node 24 starts itself without end.
    detached: true,
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (chunk) => {
    stderr += String(chunk);
  });
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const endAll = () => {
    try {
      process.kill(-Number(child.pid), 'SIGKILL');
    } catch {
      // All of them have ended.
    }
  };
  const patience = setTimeout(endAll, 60_000);
  await once(child, 'close');
  clearTimeout(patience);
  endAll();
  const written = await readdir(cwd);
  const line = /^PROBED (.*)$/m.exec(stderr)?.[1];
  /** @type {{ worked: string[] }} */
  const probed = line === undefined ? { worked: [] } : JSON.parse(line);
  return { ran: line !== undefined, worked: probed.worked, written, stderr };
}

/**
 * What was lost without a word. An effect that Node has before the first line of ours is none if it is named.
 *
 * @param {Trial} trial
 * @param {Seen} found
 * @param {Seen} usual
 */
function silentLoss({ name }, found, usual) {
  const lost = found.worked.filter((attempt) => !usual.worked.includes(attempt));
  const files = found.written.filter((file) => !usual.written.includes(file));
  const isNamed = found.stderr.includes(name.replace(/=.*$/, ''));
  return isNamed ? [] : [...lost, ...files.map((file) => `wrote ${file}`)];
}

/** @returns {readonly Trial[]} */
function trials() {
  const options = [...process.allowedNodeEnvironmentFlags].flatMap((option) => [
    { name: option, env: { NODE_OPTIONS: option } },
    { name: `${option}=1`, env: { NODE_OPTIONS: `${option}=1` } },
  ]);
  const help = spawnSync(process.execPath, ['--help'], { encoding: 'utf8' }).stdout;
  const listed = [...(help.split('Environment variables:')[1] ?? '').matchAll(/^([A-Z][A-Z0-9_]+)\b/gm)];
  const names = new Set([...listed.map(([, name]) => name ?? ''), ...alsoDocumented]);
  names.delete('NODE_OPTIONS');
  const variables = [...names].flatMap((name) =>
    ['1', './file'].map((value) => ({ name, env: { [name]: value } })),
  );
  return [...options, ...variables];
}

/**
 * @template Item
 * @param {readonly Item[]} items
 * @param {(item: Item) => Promise<void>} work
 */
async function each(items, work) {
  const left = [...items];
  const worker = async () => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
}

/** @param {string} folder @returns {Promise<string>} What is published, with a probe in place of the rules. */
async function probedCopy(folder) {
  const copy = path.join(folder, 'server');
  await mkdir(copy);
  await cp(path.join(root, 'packages/cloudflare/dist'), copy, { recursive: true });
  await cp(
    path.join(root, 'packages/cloudflare/test/support/probing-rules.cjs'),
    path.join(copy, 'rules.cjs'),
  );
  await writeFile(path.join(copy, 'unknown.cjs'), '');
  return copy;
}

/** @param {string} folder */
async function main(folder) {
  const copy = await probedCopy(folder);
  const unlocked = await seen([path.join(copy, 'rules.cjs')], {}, folder);
  /** @type {string[]} */
  const losses = [];
  let [started, refused] = [0, 0];
  for (const file of ['launch.cjs', 'cli.cjs']) {
    const entry = path.join(copy, file);
    const usual = await seen([entry], {}, folder);
    if (!usual.ran) throw new Error(`${file} does not start at all:\n${usual.stderr}`);
    if (silentLoss({ name: 'nothing', env: {} }, unlocked, usual).length === 0)
      throw new Error('the control was not caught: a process without locks looks like the server');
    await each(trials(), async (trial) => {
      const found = await seen([entry], trial.env, folder);
      if (found.ran) started += 1;
      else refused += 1;
      for (const loss of silentLoss(trial, found, usual)) losses.push(`${file} with ${trial.name}: ${loss}`);
    });
  }
  for (const loss of losses) console.log(`LOST ${loss}`);
  console.log(
    `Node ${process.versions.node}: ${started} starts and ${refused} refusals, ${losses.length} silent losses of a lock`,
  );
  return losses.length === 0 ? 0 : 1;
}

const folder = await mkdtemp(path.join(tmpdir(), 'prove-environment-'));
try {
  process.exitCode = await main(folder);
} finally {
  await rm(folder, { recursive: true, force: true });
}

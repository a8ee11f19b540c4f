import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { root } from '../run.mjs';
import { Child, environment } from './child.mjs';

/**
 * @typedef {object} Contender
 * @property {string} name
 * @property {readonly string[]} args For Node, or for another program.
 * @property {string} [program] In the place of Node.
 * @property {{ readonly name: string, readonly arguments: object }} [call] A first call that needs no network.
 * @property {boolean} [locked] Under the locks of that Node, as the command line that `doctor` prints.
 */

/** The installed command: it becomes the server under its locks, where Node can do that. */
export const launcher = '**this server, by its command**';
/** The form that spares the launcher. */
export const direct = '**this server, under its locks**';

export const ours = path.join(root, 'packages/cloudflare/dist/cli.cjs');

/** Published servers for Cloudflare that run on stdio, at the versions that were measured first. */
const peers = [
  { name: '@cloudflare/mcp-server-cloudflare', version: '0.2.0', args: ['run', '0'.repeat(32)] },
  { name: 'cloudflare-dns-mcp', version: '1.1.0', args: [] },
  { name: '@itunified.io/mcp-cloudflare', version: '2026.4.10-1', args: [] },
];

/** Of ours: what this process has changed. And one that the sandbox has to answer. */
export const ownCall = { name: 'list_changes', arguments: {} };
export const serviceCall = { name: 'list_dns_records', arguments: { zone: 'mapleandpine.net' } };
/** What every server answers with an error, without asking anybody. */
const unknownCall = { name: 'no_such_tool', arguments: {} };

/**
 * @param {string | undefined} before The folder of an older build of ours, to compare with.
 * @returns {Contender[]}
 */
export function older(before) {
  if (before === undefined) return [];
  const file = path.join(path.resolve(before), 'cli.cjs');
  return [
    { name: 'this server as it was', args: [file], call: ownCall },
    { name: 'this server as it was, `--sandbox`', args: [file, '--sandbox'], call: serviceCall },
  ];
}

/**
 * @param {string} folder Temporary, for what has to be made.
 * @returns {Promise<Contender[]>} Ours, and what is made here to compare with.
 */
export async function local(folder) {
  const tools = path.join(folder, 'tools.json');
  await writeFile(tools, await toolsOf(ours));
  const hello = path.join(folder, 'hello.cjs');
  await bundleHello(hello);
  const handWritten = fileURLToPath(new URL('baselines/hand-written.cjs', import.meta.url));
  return [
    {
      name: 'hand-written protocol, the same tools as fixed text',
      args: [handWritten, tools],
      call: unknownCall,
    },
    { name: '**this server**', args: [ours], call: ownCall },
    { name: direct, args: [ours], locked: true, call: ownCall },
    { name: launcher, args: [path.join(path.dirname(ours), 'launch.cjs')], call: ownCall },
    { name: '**this server, `--sandbox`**', args: [ours, '--sandbox'], call: serviceCall },
    {
      name: 'SDK, one tool, in one file',
      args: [hello],
      call: { name: 'hello', arguments: { name: 'you' } },
    },
  ];
}

/**
 * Installs the published servers into a folder of their own. None of their install scripts runs.
 *
 * @param {string} folder
 * @returns {Promise<Contender[]>}
 */
export async function published(folder) {
  await writeFile(path.join(folder, 'package.json'), '{"private":true}');
  const packages = peers.map(({ name, version }) => `${name}@${version}`);
  const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel', 'error'];
  await promisify(execFile)('npm', ['install', ...options, ...packages], { cwd: folder, shell: true });
  return Promise.all(
    peers.map(async ({ name, version, args }) => {
      const installed = path.join(folder, 'node_modules', name);
      const { bin, main } = JSON.parse(await readFile(path.join(installed, 'package.json'), 'utf8'));
      const entry = typeof bin === 'string' ? bin : (Object.values(bin ?? {})[0] ?? main);
      return { name: `${name} ${version}`, args: [path.join(installed, entry), ...args], call: unknownCall };
    }),
  );
}

/** Servers that this repository's take the place of, written in Python, at the versions that were measured first. */
const originals = new Map([
  ['cloudflare', '0.8.0'],
  ['mediawiki', '0.2.1'],
  ['wordpress', '0.7.0'],
]);

/**
 * Installs the original of a server from PyPI. None of its tools is asked: it has no access to anything.
 *
 * @param {string} folder
 * @param {string} server
 * @returns {Promise<Contender[]>} Nothing for a server that has none.
 */
export async function originalOf(folder, server) {
  const version = originals.get(server);
  if (version === undefined) return [];
  const [name, place] = [`mcp-${server}-crunchtools`, path.join(folder, `original-${server}`)];
  const run = promisify(execFile);
  await run('python3', ['-m', 'venv', place]);
  const specifier = `${name}==${version}`;
  await run(path.join(place, 'bin/pip'), ['install', '--quiet', specifier], { maxBuffer: 10_000_000 });
  return [
    {
      name: `${name} ${version} (Python)`,
      program: path.join(place, 'bin', name),
      args: [],
      call: unknownCall,
    },
  ];
}

/**
 * @param {string} node
 * @param {string} [cli] Of the server.
 * @returns {Promise<readonly string[]>} The locks of that Node, as the server names them.
 */
export async function locksOf(node, cli = ours) {
  const { stdout } = await promisify(execFile)(node, [cli, 'doctor', '--sandbox', '--json'], {
    env: environment,
  });
  const { findings } = JSON.parse(stdout);
  /** @type {{ message: string }} */
  const { message } = findings.find(
    (/** @type {{ check: string }} */ { check }) => check === 'Command for a client',
  );
  return Array.from(message.matchAll(/--(?!allow-fs-read)\S+/gu), ([flag]) => flag).concat(
    `--allow-fs-read=${path.dirname(cli)}`,
  );
}

/** @param {string} file @returns {Promise<string>} */
async function toolsOf(file) {
  const child = new Child(process.execPath, [file, '--sandbox']);
  try {
    await child.hello();
    return JSON.stringify(JSON.parse(String(await child.ask('tools/list'))).result.tools);
  } finally {
    await child.end();
  }
}

/** @param {string} outfile */
async function bundleHello(outfile) {
  await build({
    entryPoints: [fileURLToPath(new URL('baselines/sdk-hello.mjs', import.meta.url))],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    minify: true,
    logLevel: 'silent',
  });
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Child, environment } from './child.mjs';
import { direct, launcher, local, locksOf, ours, published } from './contenders.mjs';
import { machine, nodeVersion, writeSection } from './document.mjs';
import { median, table } from './report.mjs';

/** @typedef {import('./contenders.mjs').Contender} Contender */

/**
 * @typedef {object} Start
 * @property {number} milliseconds From the spawn to the list.
 * @property {number} ratio To bare Node in the same round.
 * @property {number | undefined} rss
 * @property {number} bytes
 * @property {number} tools
 */

/** @param {string} node @returns {Promise<number>} Milliseconds that Node takes to do nothing. */
async function bare(node) {
  const start = performance.now();
  await once(spawn(node, ['-e', '0'], { env: environment, stdio: 'ignore' }), 'exit');
  return performance.now() - start;
}

/**
 * @param {string} node
 * @param {Contender} contender
 * @param {number} base
 * @param {readonly string[]} locks Options of this Node.
 * @returns {Promise<Start | undefined>} Nothing when it did not answer.
 */
async function measured(node, { args, locked = false }, base, locks) {
  const all = locked ? [...locks, ...args] : args;
  const began = performance.now();
  const child = new Child(node, all);
  try {
    await child.hello();
    const line = await child.ask('tools/list');
    const milliseconds = performance.now() - began;
    const rss = child.rss();
    const tools = JSON.parse(String(line)).result?.tools?.length ?? 0;
    return { milliseconds, ratio: milliseconds / base, rss, bytes: line.length, tools };
  } catch {
    return undefined;
  } finally {
    await child.end();
  }
}

/**
 * How long the first call takes, some time after the list: at once, and when a client has been idle for a moment.
 *
 * @param {string} node
 * @param {number} pause In milliseconds.
 */
async function firstCall(node, pause) {
  const child = new Child(node, [ours, '--sandbox', '--log-level', 'silent']);
  try {
    await child.hello();
    await child.ask('tools/list');
    await new Promise((resolve) => setTimeout(resolve, pause));
    const began = performance.now();
    await child.ask('tools/call', { name: 'list_changes', arguments: {} });
    return performance.now() - began;
  } finally {
    await child.end();
  }
}

/**
 * Starts every contender once in each round, on each Node, and writes what the medians are.
 *
 * @param {{ rounds: number, nodes: readonly string[], peers: boolean }} options
 */
export async function benchStart({ rounds, nodes, peers }) {
  const folder = await mkdtemp(path.join(tmpdir(), 'bench-'));
  try {
    const contenders = [...(await local(folder)), ...(peers ? await published(folder) : [])];
    const sections = [];
    for (const node of nodes) sections.push(await onNode(node, contenders, rounds));
    const text = `${introduction(rounds)}\n\n${sections.join('\n\n')}\n\n${await machine()}`;
    console.log(text);
    await writeSection('start', text);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** @param {string} node @param {readonly Contender[]} contenders @param {number} rounds */
async function onNode(node, contenders, rounds) {
  /** @type {Map<string, Start[]>} */
  const starts = new Map(contenders.map(({ name }) => [name, []]));
  const bases = [];
  const locks = await locksOf(node);
  /** @type {number[]} */
  const second = [];
  const [atOnce, idle] = [[], []].map((/** @type {number[]} */ list) => list);
  for (let round = 0; round < rounds; round += 1) {
    const base = await bare(node);
    bases.push(base);
    /** @type {Map<string, number>} */
    const took = new Map();
    for (const contender of contenders) {
      const found = await measured(node, contender, base, locks);
      if (found === undefined) continue;
      starts.get(contender.name)?.push(found);
      took.set(contender.name, found.milliseconds);
    }
    second.push((took.get(launcher) ?? Number.NaN) - (took.get(direct) ?? Number.NaN));
    atOnce?.push(await firstCall(node, 0));
    idle?.push(await firstCall(node, 1_500));
  }
  const rows = contenders.map(({ name }) => rowOf(name, starts.get(name) ?? []));
  const bareRow = ['`node -e 0`', `${median(bases).toFixed(0)} ms`, '1.0', '', '', ''];
  const head = ['', 'spawn to list', 'ratio', 'memory then', 'tools', 'bytes of the list'];
  const calls = `First call, \`list_changes\` on the sandbox: ${median(atOnce ?? []).toFixed(0)} ms right after the list, ${median(idle ?? []).toFixed(0)} ms after 1.5 s.`;
  const cost = median(second);
  const launched = `The installed command takes ${cost.toFixed(0)} ms more than its locks by themselves, ${(cost / median(bases)).toFixed(1)} × \`node -e 0\`.`;
  return `### Node ${await nodeVersion(node)}\n\n${table(head, [bareRow, ...rows])}\n\n${launched} ${calls}`;
}

/** @param {string} name @param {readonly Start[]} starts */
function rowOf(name, starts) {
  if (starts.length === 0) return [name, 'no answer', '', '', '', ''];
  const memory = starts.flatMap(({ rss }) => (rss === undefined ? [] : [rss]));
  return [
    name,
    `${median(starts.map(({ milliseconds }) => milliseconds)).toFixed(0)} ms`,
    median(starts.map(({ ratio }) => ratio)).toFixed(1),
    memory.length === 0 ? '' : `${median(memory).toFixed(0)} MB`,
    String(starts[0]?.tools),
    (starts[0]?.bytes ?? 0).toLocaleString('en'),
  ];
}

/** @param {number} rounds */
const introduction = (rounds) => `## Start

From the spawn of a process to the answer to \`tools/list\`, after the handshake, with all tools on; the median of
${rounds} rounds in which everything is started once, one after the other. The ratio is to \`node -e 0\` in the same
round. NODE_EXTRA_CA_CERTS is not set, which Node 20 would read at start. Memory is what is resident when the list
arrives. *Under its locks* is the command line that \`doctor\` prints and the container has; *by its command* what npm
installs, a launcher that becomes the server with those options, where Node is 22.15 or newer. The published servers are
installed into a temporary folder; through \`npx\`, which clients often start them with, each takes some 0.5 s more.`;

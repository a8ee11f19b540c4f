import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Child, environment } from './child.mjs';
import {
  direct,
  launcher,
  local,
  locksOf,
  older,
  originalOf,
  ours,
  ownCall,
  published,
  serviceCall,
} from './contenders.mjs';
import { machine, nodeVersion, writeSection } from './document.mjs';
import { askInOrder, callInOrder, orders } from './orders.mjs';
import { median, table } from './report.mjs';

/** @typedef {import('./contenders.mjs').Contender} Contender */

/**
 * Milliseconds from the spawn, and their ratio to bare Node in the same round; memory in MB.
 *
 * @typedef {object} Start
 * @property {Moment} list
 * @property {Moment | undefined} call The answer to the first call, sent when the list had come.
 * @property {number} bytes
 * @property {number} tools
 *
 * @typedef {object} Moment
 * @property {number} milliseconds
 * @property {number} ratio
 * @property {number | undefined} rss
 */

/** @param {string} node @returns {Promise<number>} Milliseconds that Node takes to do nothing. */
export async function bare(node) {
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
export async function measured(node, { args, program = node, locked = false, call }, base, locks) {
  const all = locked ? [...locks, ...args] : args;
  const began = performance.now();
  const child = new Child(program, all);
  const moment = () => {
    const milliseconds = performance.now() - began;
    return { milliseconds, ratio: milliseconds / base, rss: child.rss() };
  };
  try {
    await child.hello();
    const line = await child.ask('tools/list');
    const list = moment();
    const called = call === undefined ? undefined : await child.ask('tools/call', call).then(moment);
    const tools = JSON.parse(String(line)).result?.tools?.length ?? 0;
    return { list, call: called, bytes: line.length, tools };
  } catch {
    return undefined;
  } finally {
    await child.end();
  }
}

/**
 * @param {string} node
 * @param {import('./orders.mjs').Order} order
 * @param {readonly string[]} args
 * @param {number} base
 * @returns {Promise<{ list: number, call: number }>} Ratios.
 */
async function ordered(node, order, args, base) {
  const began = performance.now();
  const child = new Child(node, args);
  try {
    await askInOrder(child, order);
    const list = (performance.now() - began) / base;
    await callInOrder(child, order, args.includes('--sandbox') ? serviceCall : ownCall);
    return { list, call: (performance.now() - began) / base };
  } finally {
    await child.end();
  }
}

/**
 * How long the first call takes when the client has been idle for a moment.
 *
 * @param {string} node
 */
async function callAfterPause(node) {
  const child = new Child(node, [ours, '--sandbox', '--log-level', 'silent']);
  try {
    await child.hello();
    await child.ask('tools/list');
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    const began = performance.now();
    await child.ask('tools/call', serviceCall);
    return performance.now() - began;
  } finally {
    await child.end();
  }
}

/**
 * Starts every contender once in each round, on each Node, and writes what the medians are.
 *
 * @param {{ rounds: number, nodes: readonly string[], peers: boolean, before: string | undefined }} options
 */
export async function benchStart({ rounds, nodes, peers, before }) {
  const folder = await mkdtemp(path.join(tmpdir(), 'bench-'));
  try {
    const contenders = [
      ...(await local(folder)),
      ...older(before),
      ...(peers ? [...(await published(folder)), ...(await originalOf(folder, 'cloudflare'))] : []),
    ];
    const sections = [];
    for (const node of nodes) sections.push(await onNode(node, contenders, rounds));
    const text = `${introduction(rounds)}\n\n${sections.join('\n\n')}\n\n${await machine()}`;
    console.log(text);
    await writeSection('start', text);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Of the table of starts, which `rowOf` fills. */
export const head = [
  '',
  'to list',
  'ratio',
  'memory',
  'to first call',
  'ratio',
  'memory',
  'tools',
  'bytes of the list',
];

/** @param {string} node @param {readonly Contender[]} contenders @param {number} rounds */
async function onNode(node, contenders, rounds) {
  /** @type {Map<string, Start[]>} */
  const starts = new Map(contenders.map(({ name }) => [name, []]));
  /** @type {Map<string, { list: number, call: number }[]>} */
  const asked = new Map(
    orders.flatMap(({ client }) => [client, `${client} sandbox`].map((key) => [key, []])),
  );
  /** @type {number[]} */
  const bases = [];
  const locks = await locksOf(node);
  /** @type {number[]} */
  const second = [];
  /** @type {number[]} */
  const idle = [];
  for (let round = 0; round < rounds; round += 1) {
    const base = await bare(node);
    bases.push(base);
    /** @type {Map<string, number>} */
    const took = new Map();
    for (const contender of contenders) {
      const found = await measured(node, contender, base, locks);
      if (found === undefined) continue;
      starts.get(contender.name)?.push(found);
      took.set(contender.name, found.list.milliseconds);
    }
    for (const order of orders) {
      asked.get(order.client)?.push(await ordered(node, order, [ours], base));
      asked.get(`${order.client} sandbox`)?.push(await ordered(node, order, [ours, '--sandbox'], base));
    }
    second.push((took.get(launcher) ?? Number.NaN) - (took.get(direct) ?? Number.NaN));
    idle.push(await callAfterPause(node));
  }
  const bareRow = [
    '`node -e 0`',
    `${median(bases).toFixed(0)} ms`,
    '1.0',
    ...Array.from({ length: 6 }, () => ''),
  ];
  const rows = contenders.map(({ name }) => rowOf(name, starts.get(name) ?? []));
  const cost = median(second);
  const launched = `The installed command takes ${cost.toFixed(0)} ms more than its locks by themselves, ${(cost / median(bases)).toFixed(1)} × \`node -e 0\`.`;
  const paused = `A first call to the sandbox that comes 1.5 s after the list takes ${median(idle).toFixed(0)} ms.`;
  const byClient = orders.map((order) => orderRow(order, asked));
  const clientHead = ['asks as', 'era', 'to list', 'to first call', 'sandbox: to list', 'to first call'];
  return [
    `### Node ${await nodeVersion(node)}`,
    table(head, [bareRow, ...rows]),
    `${launched} ${paused}`,
    table(clientHead, byClient),
  ].join('\n\n');
}

/** @param {import('./orders.mjs').Order} order @param {Map<string, { list: number, call: number }[]>} asked */
function orderRow({ client, era, revision }, asked) {
  const ratios = [client, `${client} sandbox`].flatMap((key) => {
    const all = asked.get(key) ?? [];
    return [median(all.map(({ list }) => list)), median(all.map(({ call }) => call))];
  });
  return [
    client,
    era === 'modern' ? '2026-07-28' : (revision ?? ''),
    ...ratios.map((ratio) => `${ratio.toFixed(1)} ×`),
  ];
}

/** @param {string} name @param {readonly Start[]} starts */
export function rowOf(name, starts) {
  if (starts.length === 0) return [name, 'no answer', ...Array.from({ length: 7 }, () => '')];
  const calls = starts.flatMap(({ call }) => (call === undefined ? [] : [call]));
  return [
    name,
    ...momentCells(starts.map(({ list }) => list)),
    ...momentCells(calls),
    String(starts[0]?.tools),
    (starts[0]?.bytes ?? 0).toLocaleString('en'),
  ];
}

/** @param {readonly Moment[]} moments @returns {string[]} */
function momentCells(moments) {
  if (moments.length === 0) return ['', '', ''];
  const memory = moments.flatMap(({ rss }) => (rss === undefined ? [] : [rss]));
  return [
    `${median(moments.map(({ milliseconds }) => milliseconds)).toFixed(0)} ms`,
    median(moments.map(({ ratio }) => ratio)).toFixed(1),
    memory.length === 0 ? '' : `${median(memory).toFixed(0)} MB`,
  ];
}

/** @param {number} rounds */
const introduction = (rounds) => `## Start

From the spawn of a process to the answer to \`tools/list\`, after the handshake, with all tools on, and to the answer to a
first call that is sent when the list has come; the median of ${rounds} rounds in which everything is started once, one after the
other. The ratio is to \`node -e 0\` in the same round. NODE_EXTRA_CA_CERTS is not set, which Node 20 would read at start.
Memory is what is resident then. The first call of ours is \`list_changes\`, on the sandbox \`list_dns_records\`, which makes the simulated account;
of the others one that needs no network: their own tool, or a tool that is not there, which is an error. The original in Python is from PyPI. *Under its locks* is the command line
that \`doctor\` prints and the container has; *by its command* what npm installs, a launcher that becomes the server with those options, where
Node is 22.15 or newer. *As it was* is an older build (\`--before FOLDER\`). The published servers are installed into a temporary folder;
through \`npx\`, which clients often start them with, each takes some 0.5 s more. Below, this server asked in the order in which each client
asks ([clients](clients.md)).`;

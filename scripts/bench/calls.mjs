import { fork } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from '../run.mjs';
import { Child } from './child.mjs';
import { machine, writeSection } from './document.mjs';
import { median, table } from './report.mjs';

/** Time in the server runs faster by this much, so that its limit of calls a minute does not end the measurement. */
const speed = 200;
const callsPerRound = 200;
const records = 100;

/** @typedef {{ port: number, zoneId: string, token: string }} Responder */

/**
 * Measures calls of `list_dns_records` through the unmodified bundle over stdio, beside bare requests for the same
 * body, by turns.
 *
 * @param {{ rounds: number, calls: number }} options
 */
export async function benchCalls({ rounds, calls }) {
  const responder = fork(fileURLToPath(new URL('responder.mjs', import.meta.url)), [String(records)]);
  const folder = await mkdtemp(path.join(tmpdir(), 'bench-'));
  try {
    const [where] = await once(responder, 'message');
    const server = new Child(process.execPath, [
      await relayed(folder, where),
      '--sandbox',
      '--log-level',
      'silent',
    ]);
    try {
      await server.hello();
      const text = await measured(server, where, rounds, calls);
      console.log(text);
      await writeSection('calls', `${text}\n\n${await machine()}`);
    } finally {
      await server.end();
    }
  } finally {
    responder.kill();
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * @param {string} folder
 * @param {Responder} responder
 * @returns {Promise<string>} The bundle; in the place of its sandbox is what carries requests to the responder.
 */
async function relayed(folder, { port, token }) {
  await cp(path.join(root, 'packages/cloudflare/dist'), folder, { recursive: true });
  const relay = await readFile(path.join(root, 'packages/cloudflare/test/support/model-relay.cjs'), 'utf8');
  const settings = JSON.stringify({ port, token, speed, epoch: Date.now() });
  await writeFile(path.join(folder, 'sandbox.cjs'), `const relay = ${settings};\n${relay}`);
  return path.join(folder, 'cli.cjs');
}

/** @param {Child} server @param {Responder} responder @param {number} rounds @param {number} calls */
async function measured(server, responder, rounds, calls) {
  const bare = bareRequest(responder);
  const call = () =>
    server.ask('tools/call', { name: 'list_dns_records', arguments: { zone: 'example.com' } });
  const body = await bare();
  const answer = String(await call());
  if (!answer.includes(`"total":${records}`)) throw new Error(`no list: ${answer.slice(0, 500)}`);
  await timesOf(call, 1_000);
  await timesOf(bare, 1_000);
  const rows = [];
  const overheads = [];
  const [alone, together] = [[], []].map((/** @type {[number, number][]} */ list) => list);
  for (let round = 0; round < rounds; round += 1) {
    const requests = median(await timesOf(bare, callsPerRound));
    const answers = median(await timesOf(call, callsPerRound));
    overheads.push(answers - requests);
    alone?.push([requests, answers]);
    together?.push([await sideBySide(bare), await sideBySide(call)]);
  }
  rows.push(row('one after the other', alone ?? []), row('16 at once, each', together ?? []));
  const memory = await memoryOver(server, call, calls);
  const size = `${(body.length / 1024).toFixed(0)} KB`;
  return `${introduction(size)}\n\n${table(['', 'bare request', 'call', 'overhead'], rows)}\n\n${memory}`;
}

/** @param {Responder} responder @returns {() => Promise<Buffer>} */
function bareRequest({ port, zoneId, token }) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 8 });
  const url = `/client/v4/zones/${zoneId}/dns_records?page=1&per_page=${records}`;
  const options = {
    agent,
    host: '127.0.0.1',
    port,
    path: url,
    headers: { authorization: `Bearer ${token}` },
  };
  return () =>
    new Promise((resolve, reject) => {
      const request = http.get(options, (response) => {
        /** @type {Buffer[]} */
        const chunks = [];
        response.on('data', (chunk) => chunks.push(chunk));
        response.on('end', () => resolve(Buffer.concat(chunks)));
      });
      request.on('error', reject);
    });
}

/** @param {() => Promise<unknown>} act @param {number} count @returns {Promise<number[]>} Milliseconds of each. */
async function timesOf(act, count) {
  const times = [];
  for (let turn = 0; turn < count; turn += 1) {
    const start = performance.now();
    await act();
    times.push(performance.now() - start);
  }
  return times;
}

/** @param {() => Promise<unknown>} act @returns {Promise<number>} Milliseconds for each when 16 are always running. */
async function sideBySide(act) {
  const start = performance.now();
  await Promise.all(Array.from({ length: 16 }, () => timesOf(act, callsPerRound / 8)));
  return (performance.now() - start) / (2 * callsPerRound);
}

/** @param {string} name @param {readonly [number, number][]} pairs */
function row(name, pairs) {
  const [bare, call] = [median(pairs.map(([one]) => one)), median(pairs.map(([, other]) => other))];
  return [name, milliseconds(bare), milliseconds(call), milliseconds(median(pairs.map(([a, b]) => b - a)))];
}

/** @param {Child} server @param {() => Promise<unknown>} call @param {number} calls */
async function memoryOver(server, call, calls) {
  const points = [];
  for (let part = 0; part <= 5; part += 1) {
    if (part > 0) await timesOf(call, calls / 5);
    points.push(`${server.rss()?.toFixed(0) ?? '?'} MB`);
  }
  return `Resident memory over ${calls.toLocaleString('en')} further calls, at each fifth: ${points.join(', ')}.`;
}

/** @param {number} value */
function milliseconds(value) {
  return `${value.toFixed(2)} ms`;
}

/** @param {string} size */
const introduction = (size) => `## Calls

One page of ${records} DNS records, ${size} of Cloudflare's JSON: \`list_dns_records\` in the unmodified bundle over stdio, until
its answer is read, beside a request over a kept-alive connection for the same body, until that is read. Both ask a
process that answers from memory over plain HTTP on the loopback interface. Medians of rounds of ${callsPerRound} each, by turns.`;
